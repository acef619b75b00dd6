"""`policy batch` as a person runs it: stopped at any moment, it goes on to the same pack, byte for byte."""

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.answer import Answer
from assistant.briefing import fingerprint
from assistant.briefing.fingerprint import library_fingerprint
from assistant.briefing.journal import Journal, journal_of
from assistant.briefing.questions import read_questions
from assistant.cli.batch import BatchOptions, run_batch
from assistant.pipeline import pipeline
from assistant.query.question import Question
from assistant.settings import Settings, load_settings
from ingest.errors import PolicyError
from ingest.library import Library

KILLS = int(os.environ.get("KILLS", "2"))  # KILLS=20 is the long form; each takes some seconds
UNASKED = "How many submarines did Portugal sell to Norway during the war?"
QUESTIONS = f"""# For the board

## Plans
- When does North East London plan to become a single CCG?
- What is the case for a single CCG?
- Which boroughs are in North East London?

## Elsewhere
- {UNASKED}
- What does Wirral plan?
- Who decides about the budget?
"""


@pytest.fixture
def settings(copied: Path) -> Settings:
    return load_settings(library=copied)


@pytest.fixture
def questions(tmp_path: Path) -> str:
    (tmp_path / "questions.md").write_text(QUESTIONS, "utf-8")
    return str(tmp_path / "questions.md")


def run(digests: Library, settings: Settings, questions: str, out: Path, **facts: object) -> int:
    return run_batch(digests, settings, BatchOptions(questions, out, **facts))  # type: ignore[arg-type]


def test_a_pack_has_the_questions_in_order_under_their_headings(
    digests: Library, settings: Settings, questions: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "pack.md"
    code = run(digests, settings, questions, out)

    text = out.read_text("utf-8")
    asked = [line[2:] for line in QUESTIONS.splitlines() if line.startswith("- ")]
    assert code == 3
    assert "# For the board" in text
    assert f"Library: {fingerprint.state(digests)}" in text
    places = [text.index(f"{n}\\. {question}") for n, question in enumerate(asked, 1)]
    assert places == sorted(places)
    assert text.index("## Plans") < places[0] < places[2] < text.index("## Elsewhere") < places[3]
    assert "The papers do not say" in text[text.index("submarines", places[0]) :]
    assert "not found; 0 errors" in capsys.readouterr().err
    assert sorted(os.listdir(tmp_path)) == ["pack.md", "questions.md"]


def test_many_at_once_give_what_one_at_a_time_gives(
    digests: Library, settings: Settings, questions: str, tmp_path: Path
):
    run(digests, settings, questions, tmp_path / "one.html", at_once=1)
    run(digests, settings, questions, tmp_path / "many.html", at_once=4)

    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "many.html").read_bytes()


def test_a_pack_answers_as_ask_does(digests: Library, settings: Settings, questions: str, tmp_path: Path):
    run(digests, settings, questions, tmp_path / "pack.jsonl")
    answering = pipeline(digests, settings)

    for line in (tmp_path / "pack.jsonl").read_text("utf-8").splitlines():
        answer = json.loads(line)
        asked = answering.invoke(Question(answer["question"])).as_json()
        assert {name: answer[name] for name in ("status", "answer", "citations")} == {
            name: asked[name] for name in ("status", "answer", "citations")
        }


def test_a_question_that_failed_is_asked_again_with_resume(
    digests: Library, settings: Settings, questions: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    out = tmp_path / "pack.md"
    asked = []

    def failing(answering: object, question: Question) -> Answer:
        asked.append(question.text)
        if question.text == UNASKED and len(asked) < 7:
            return Answer(question=question.text, status="error", error="the server is away")
        return Answer(question=question.text, status="not_found")

    monkeypatch.setattr("assistant.batch_runner.one_answer", failing)
    assert run(digests, settings, questions, out) == 1
    assert "the server is away" in out.read_text("utf-8")
    with pytest.raises(PolicyError, match="an earlier run was stopped") as error:
        run(digests, settings, questions, out)
    assert "--resume" in error.value.cure

    assert run(digests, settings, questions, out, resume=True) == 3
    assert asked[6:] == [UNASKED]
    assert "the server is away" not in out.read_text("utf-8")
    assert not journal_of(out).exists()


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ("questions", "the questions differ"),
        ("passages", "the library or its settings have changed"),
        ("answering", "the library or its settings have changed"),
    ],
)
def test_a_run_is_not_gone_on_with_under_other_conditions(
    digests: Library, settings: Settings, questions: str, tmp_path: Path, changed: str, named: str
):
    out = tmp_path / "pack.md"
    head = {"kind": "batch", "library": library_fingerprint(digests, settings), "model": "quotes"}
    asked = fingerprint.questions_fingerprint(read_questions(questions).asked)
    Journal(journal_of(out), head | {"questions": asked}).close()
    if changed == "questions":
        Path(questions).write_text(QUESTIONS + "- And who pays?\n", "utf-8")
    else:
        settings = settings.model_copy(update={changed: 3 if changed == "passages" else "keen"})

    with pytest.raises(PolicyError, match=named):
        run(digests, settings, questions, out, resume=True)
    assert not out.exists()


def test_control_c_keeps_the_answers_and_says_how_to_go_on(
    digests: Library,
    settings: Settings,
    questions: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    out = tmp_path / "pack.md"

    def stopped(answering: object, question: Question) -> Answer:
        if question.text == UNASKED:
            raise KeyboardInterrupt
        return Answer(question=question.text, status="not_found")

    monkeypatch.setattr("assistant.batch_runner.one_answer", stopped)
    with pytest.raises(KeyboardInterrupt):
        run(digests, settings, questions, out, at_once=1)

    kept = len(whole_lines(out)) - 1
    assert kept >= 3
    assert f"{kept} answers saved. To continue: --resume" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.timeout(600)
def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_twice(
    digests: Library, settings: Settings, copied: Path, questions: str, tmp_path: Path
):
    chance = random.Random(7)
    assert run(digests, settings, questions, tmp_path / "whole.html") == 3
    whole = (tmp_path / "whole.html").read_bytes()

    out = tmp_path / "pack.html"
    for _ in range(KILLS):
        kept = lines(out)
        killed(questions, out, copied, kept + chance.randint(0, 2), chance.random() / 5)
        assert lines(out) >= kept or out.exists()
        numbers = [json.loads(line)["n"] for line in whole_lines(out)[1:]]
        assert len(set(numbers)) == len(numbers)
        if out.exists():
            assert out.read_bytes() == whole
            out.unlink()
    again = subprocess.run(command(questions, out), env=environment(copied), timeout=240)

    assert again.returncode == 3
    assert out.read_bytes() == whole
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pack.html", "questions.md", "whole.html"]


def killed(questions: str, out: Path, library: Path, lines_kept: int, after: float) -> None:
    """Runs the command and kills it some moments after so many lines are in the journal, or lets it end."""
    process = subprocess.Popen(command(questions, out), env=environment(library), stderr=subprocess.DEVNULL)
    while process.poll() is None and lines(out) < lines_kept:
        time.sleep(0.005)
    time.sleep(after)
    process.kill()
    process.wait()


def command(questions: str, out: Path) -> list[str]:
    code = "from assistant.cli.main import main; main()"
    return [sys.executable, "-c", code, "batch", questions, "-o", str(out), "--resume"]


def environment(library: Path) -> dict[str, str]:
    return os.environ | {"POLICY_LIBRARY": str(library)}


def lines(out: Path) -> int:
    return len(whole_lines(out))


def whole_lines(out: Path) -> list[str]:
    path = journal_of(out)
    return [line for line in path.read_text().splitlines(True) if line.endswith("\n")] if path.exists() else []
