"""A journal that came from elsewhere has no answers of ours: only what this user wrote goes into a pack."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from click.testing import CliRunner
from made_packs import MADE, simple
from platformdirs import user_state_path

from assistant.answer import Answer
from assistant.briefing.append_answer import add_to_pack
from assistant.briefing.journal import Journal, journal_of
from assistant.briefing.pack import Item
from assistant.briefing.seal import own_key
from assistant.cli.batch import BatchOptions, run_batch
from assistant.cli.main import cli
from assistant.settings import load_settings
from ingest.errors import PolicyError
from ingest.library import Library

NOT_OURS = "was not written by you on this machine"
FORGED = "The board meets on Mars."


def save(out: Path, question: str, title: str = "Saved") -> None:
    answer = simple().model_copy(update={"question": question})
    add_to_pack(out, Item(question, answer), title=title, made=MADE, state="2 papers, 9 passages")


def lines(out: Path) -> list[bytes]:
    return journal_of(out).read_bytes().splitlines(keepends=True)


def is_refused(out: Path, rows: list[bytes]) -> None:
    """Neither read nor touched, whatever is to be added."""
    journal_of(out).write_bytes(b"".join(rows) + b'{"torn": ')
    before = journal_of(out).read_bytes()
    out.unlink(missing_ok=True)
    with pytest.raises(PolicyError, match=NOT_OURS) as refusal:
        save(out, "And now?")
    assert f"policy allow {journal_of(out)}" in refusal.value.cure
    assert journal_of(out).read_bytes() == before
    assert not out.exists()


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A pack with three answers."""
    for question in ("Who?", "What?", "When?"):
        save(tmp_path / "pack.md", question)
    return tmp_path / "pack.md"


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Another user's or machine's key from here on."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "elsewhere"))


def test_a_journal_of_somebody_else_is_refused_and_stays(out: Path, elsewhere: None):
    is_refused(out, lines(out))


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [*rows[:2], rows[2].replace(b"What", b"Why?"), *rows[3:]],
        lambda rows: [rows[0].replace(b"Saved", b"Other"), *rows[1:]],
        lambda rows: [*rows[:2], *rows[3:]],
        lambda rows: rows[1:2] + rows[:1] + rows[2:],
        lambda rows: [rows[0], rows[2], rows[1], rows[3]],
        lambda rows: [*rows, rows[1]],
        lambda rows: [*rows, b'{"question": "Who?"}\n'],
        lambda rows: [*rows, b'{"question": "Who?", "seal": "\\u00e9"}\n'],
        lambda rows: [*rows, b'{"question": "Who?", "seal": 1}\n'],
        lambda rows: [without_seal(row) for row in rows],
        lambda rows: [b'{"form": 1, "kind": "saved", "title": "Saved"}\n'],
    ],
    ids=["words", "title", "dropped", "head", "moved", "twice", "unsealed", "odd", "number", "all unsealed", "form 1"],
)
def test_lines_that_were_changed_dropped_or_moved_are_seen(change, out: Path):
    rows = change(lines(out))
    if b'"form"' not in rows[0]:
        journal_of(out).write_bytes(b"".join(rows))
        with pytest.raises(PolicyError, match="is not a policy journal"):
            save(out, "And now?")
        assert lines(out) == rows
    else:
        is_refused(out, rows)


def test_lines_of_two_journals_are_not_mixed(out: Path, tmp_path: Path):
    save(tmp_path / "other.md", "Who?", "Other")
    is_refused(out, [lines(out)[0], *lines(tmp_path / "other.md")[1:]])


def test_a_run_is_not_gone_on_with_from_a_journal_of_somebody_else(
    digests: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / "questions.txt").write_text("Which boroughs are in North East London?\nWho decides?\n")
    wanted = BatchOptions(str(tmp_path / "questions.txt"), tmp_path / "pack.md", resume=True)
    settings = load_settings(library=digests.folder)

    def stopped(answering: object, question: object) -> Answer:
        raise KeyboardInterrupt

    monkeypatch.setattr("assistant.batch_runner.one_answer", stopped)
    with pytest.raises(KeyboardInterrupt):
        run_batch(digests, settings, wanted)
    with Journal(journal_of(wanted.out), {}) as journal:
        journal.add({"n": 0, "answer": simple().model_copy(update={"text": FORGED}).model_dump(mode="json")})
    kept = lines(wanted.out)

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "elsewhere"))
    with pytest.raises(PolicyError, match=NOT_OURS):
        run_batch(digests, settings, wanted)
    assert lines(wanted.out) == kept
    assert not wanted.out.exists()


def test_a_journal_that_was_allowed_is_added_to(out: Path, elsewhere: None):
    is_refused(out, lines(out))
    said = CliRunner().invoke(cli, ["allow", str(journal_of(out))], catch_exceptions=False)

    assert said.exit_code == 0
    assert [line.strip() for line in said.output.splitlines()[1:]] == ["Who?", "What?", "When?"]
    save(out, "And now?")
    assert [json.loads(line)["question"] for line in lines(out)[1:]] == ["Who?", "What?", "When?", "And now?"]
    assert journal_of(out).stat().st_mode & 0o077 == 0 or os.name != "posix"


def test_one_of_the_form_before_seals_can_be_allowed(out: Path):
    rows = [without_seal(row) for row in lines(out)]
    is_refused(out, [rows[0].replace(b'"form": 2', b'"form": 1'), *rows[1:]])
    CliRunner().invoke(cli, ["allow", str(journal_of(out))], catch_exceptions=False)

    save(out, "And now?")
    assert len(lines(out)) == 5


def test_what_is_shown_of_an_allowed_journal_does_not_act(out: Path, elsewhere: None):
    odd = lines(out)[1].replace(b'"question": "', b'"question": "\\u001b]52;c;x\\u0007\\n')
    journal_of(out).write_bytes(lines(out)[0] + odd)
    said = CliRunner().invoke(cli, ["allow", str(journal_of(out))], catch_exceptions=False)

    assert "\x1b" not in said.output
    assert len(said.output.splitlines()) == 2


@pytest.mark.parametrize("content", ["", "notes\n", '{"form": 9}\n', '{"form": 2}\n{"n": 0}\n'])
def test_only_journals_are_allowed(content: str, tmp_path: Path):
    for name in ("pack.md.journal", "notes"):
        (tmp_path / name).write_text(content)
        (tmp_path / name).chmod(0o600)
        with pytest.raises(PolicyError):
            CliRunner().invoke(cli, ["allow", str(tmp_path / name)], catch_exceptions=False)
        assert (tmp_path / name).read_text() == content


def test_the_key_is_made_once_for_its_owner_alone(elsewhere: None):
    with ThreadPoolExecutor(8) as many:
        keys = set(many.map(lambda _: own_key(), range(8)))
    path = user_state_path("policy", appauthor=False) / "journal.key"

    assert keys == {own_key()}
    assert len(own_key()) == 32
    assert path.stat().st_mode & 0o777 == 0o600 or os.name != "posix"


@pytest.mark.parametrize("damage", ["cut", "a link", "open"])
def test_a_key_that_is_none_is_told(damage: str, out: Path, elsewhere: None):
    own_key()
    path = user_state_path("policy", appauthor=False) / "journal.key"
    if damage == "cut":
        path.write_bytes(b"short")
    elif damage == "open":
        path.chmod(0o644)
    else:
        path.rename(path.with_name("other"))
        path.symlink_to("other")
    with pytest.raises(PolicyError, match=r"journal\.key") as told:
        save(out, "And now?")
    assert told.value.cure


def without_seal(line: bytes) -> bytes:
    facts = json.loads(line)
    facts.pop("seal")
    return json.dumps(facts).encode() + b"\n"
