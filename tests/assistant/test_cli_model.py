"""The command line with a language model: who answers, what is told when it fails, and what is shown."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.cli.main import main
from ingest.library import Library
from tests.assistant.model_server import fails, model_server, says

ASKED = "When does North East London plan to become a single CCG?"
Policy = Callable[..., tuple[int, str, str]]


@pytest.fixture
def policy(
    digests: Library, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> Policy:
    """Runs the command over a copy of the digests; returns its exit code, and both outputs with spaces for lines."""
    shutil.copytree(digests.folder, tmp_path / "library")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("POLICY_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("POLICY_MODEL_RETRIES", "0")
    monkeypatch.setenv("POLICY_ANSWER", "prose")

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["policy", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capfd.readouterr()
        return int(str(end.value.code)), " ".join(out.split()), " ".join(err.split())

    return run


def test_the_model_of_the_option_or_the_environment_answers(policy: Policy, monkeypatch: pytest.MonkeyPatch):
    with model_server(says("The papers do not say.")) as server:
        code, out, _ = policy("ask", "--json", "--model", server.address, ASKED)
        assert (code, json.loads(out)["model"]) == (3, server.address)

        monkeypatch.setenv("POLICY_MODEL", f"{server.address}#small")
        assert json.loads(policy("ask", "--json", ASKED)[1])["model"] == f"{server.address}#small"
        assert json.loads(policy("ask", "--json", "--model", "quotes", ASKED)[1])["model"] == "quotes"
    assert len(server.asked) == 2


def test_what_fails_the_check_is_shown_with_its_reason(policy: Policy):
    with model_server(says("The papers do not say.")) as server:
        assert policy("ask", "--model", server.address, ASKED)[0] == 3
        keys = [part.split('"')[0] for part in str(server.asked[0]["messages"]).split('key="')[1:]]
        marks = "".join(f"[{key}]" for key in keys)
        server.script[:] = [says(f"NEL plans a single CCG by April 2021 {marks}. It costs £9bn {marks}. \x1b[1mSo.")]
        code, out, err = policy("ask", "--model", server.address, ASKED)

    assert (code, err) == (0, "")
    assert "NEL plans a single CCG by April 2021. [1]" in out
    assert "It costs £9bn." in out
    assert "(not supported: the figure" in out
    assert "(not supported: it cites no passage)" in out
    assert f"Written by {server.address}. 2 statements of 3 failed the check." in out
    assert "\x1b" not in out


def test_a_model_that_fails_is_told_and_may_be_fallen_back_from(policy: Policy):
    with model_server(fails(401, "bad key sk-1")) as server:
        code, _, err = policy("ask", "--model", server.address, ASKED)
        assert (code, "does not accept the key" in err, "Traceback" in err) == (1, True, False)

        code, out, _ = policy("ask", "--model", server.address, "--fall-back", "quotes", ASKED)
    assert code == 0
    assert "The language model did not answer" in out
    assert "April 2021" in out


def test_a_batch_goes_on_after_a_question_on_which_the_model_failed(policy: Policy, tmp_path: Path):
    (tmp_path / "q.jsonl").write_text('{"id": "a", "question": "Who?"}\n{"id": "b", "question": "When?"}\n', "utf-8")
    with model_server(fails(500, "hm"), says("The papers do not say.")) as server:
        code, _, _ = policy("batch", "q.jsonl", "-o", "out.jsonl", "--at-once", "1", "--model", server.address)

    statuses = [json.loads(line)["status"] for line in (tmp_path / "out.jsonl").read_text("utf-8").splitlines()]
    assert (code, statuses) == (1, ["error", "not_found"])


@pytest.mark.parametrize("address", ["http://me:hush-4711@127.0.0.1:9/v1", "http://127.0.0.1:9/v1?key=hush-4711"])
def test_a_key_in_an_address_is_told_kept_and_written_nowhere(
    policy: Policy, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "q.txt").write_text("Who?\n", "utf-8")
    for arguments in (("ask", "Who?"), ("batch", "q.txt", "-o", "out.md"), ("ask", "--json", "Who?")):
        code, out, err = policy(
            *arguments, "--model", address, *(["--fall-back", "quotes"] if "Who?" in arguments else [])
        )
        assert (code, out, "POLICY_MODEL_KEY" in err, "hush-4711" in err) == (1, "", True, False)

    monkeypatch.setenv("POLICY_MODEL", address)
    assert "hush-4711" not in " ".join(map(str, policy("doctor")))
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and b"hush-4711" in path.read_bytes()]


def test_quotes_are_what_a_model_is_asked_for_unless_prose_is(policy: Policy, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("POLICY_ANSWER")
    with model_server(says("1")) as server:
        code, out, _ = policy("ask", "--model", server.address, ASKED)
        assert (code, "April 2021" in out) == (0, True)
        assert f"The papers’ own words, chosen with {server.address}." in out

        server.script[:] = [says("The papers do not say.")]
        code, out, _ = policy("ask", "--json", "--model", server.address, "--answer", "prose", ASKED)
        assert (code, json.loads(out)["wording"]) == (3, "prose")


def test_prose_without_a_model_is_refused(policy: Policy):
    code, _, err = policy("ask", "--answer", "prose", ASKED)
    assert (code, "--model NAME" in err) == (2, True)


def test_a_pack_begun_in_quotes_is_not_continued_in_prose(policy: Policy, tmp_path: Path):
    (tmp_path / "q.txt").write_text("Who?\n", "utf-8")
    with model_server(fails(500, "hm")) as server:
        quotes = ("batch", "q.txt", "-o", "out.md", "--model", server.address, "--answer", "quotes")
        assert policy(*quotes)[0] == 1
        code, _, err = policy(*quotes[:-1], "prose", "--resume")
    assert (code, "the model, or what it does, is different" in err) == (1, True)
