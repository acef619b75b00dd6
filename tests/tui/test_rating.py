"""Rate it: good or bad, with a note, kept with question, answer and passages, and exported for a suite."""

import json
import sys
from pathlib import Path

import pytest
from screen import ASKED, UNASKED, Opened, ScriptedSession, answered, cited, opened, told

from assistant.cli.main import main
from assistant.conversations.store import Rating, Turn
from assistant.session import Session
from evals.datasets.gold import load_gold
from evals.proposals.init import merge, read_lines
from ingest.errors import LibraryError
from ingest.paper import Block, Paper
from tui.screens.rate import BAD, GOOD, TAKE_BACK, Rate
from tui.widgets.listing import Options

Held = tuple[Paper, list[Block]]
WHEN = "When was the board set up?"
SET_UP = "The parks board was set up in 2019."


@pytest.fixture
def asking(session: ScriptedSession, parks: Held) -> ScriptedSession:
    session.put(parks)
    session.script(WHEN, answered(WHEN, cited(parks[0], 1, SET_UP)))
    session.script("Who?", told("Who?", "The board."))
    return session


async def rate(screen: Opened, verdict: str, note: str = "") -> None:
    await screen.press("ctrl+g")
    await screen.until(lambda: isinstance(screen.app.screen, Rate), "the question what to think of it")
    options = screen.app.screen.query_one(Options)
    while options.highlighted_option.id != verdict:
        await screen.press("down")
    screen.app.screen.query_one("#note").value = ""
    await screen.write(note)
    await screen.press("enter")


def turns(session: ScriptedSession | Session) -> list[Turn]:
    return session.conversations.turns(session.conversations.find()[0].id)


async def test_a_good_answer_is_judged_with_ctrl_g_and_enter(asking: ScriptedSession):
    async with opened(asking) as screen:
        await screen.ask(WHEN)
        await screen.press("ctrl+g", "enter")

        await screen.sees("rated good")
        assert [turn.rating for turn in turns(asking)] == [Rating(True)]


async def test_a_bad_answer_is_judged_with_a_note(asking: ScriptedSession):
    async with opened(asking) as screen:
        await screen.ask(WHEN)
        await rate(screen, BAD, "It was 2018!")

        await screen.sees("rated bad: It was 2018!")
        assert [turn.rating for turn in turns(asking)] == [Rating(False, "It was 2018!")]


async def test_a_judgment_is_taken_back(asking: ScriptedSession):
    async with opened(asking) as screen:
        await screen.ask(WHEN)
        await rate(screen, GOOD, "fine")
        await screen.sees("rated good: fine")
        await rate(screen, TAKE_BACK)

        await screen.until(lambda: "rated" not in screen.read, "the rating to go")
        assert turns(asking)[0].rating is None
        await rate(screen, BAD)
        await screen.sees("rated bad")


async def test_a_judgment_is_changed(asking: ScriptedSession):
    async with opened(asking) as screen:
        await screen.ask(WHEN)
        await rate(screen, GOOD)
        await screen.sees("rated good")
        await rate(screen, BAD, "too short")

        await screen.sees("rated bad: too short")
        assert "rated good" not in screen.read
        assert turns(asking)[0].rating == Rating(False, "too short")


async def test_escape_judges_nothing(asking: ScriptedSession):
    async with opened(asking) as screen:
        await screen.ask(WHEN)
        await screen.press("ctrl+g")
        await screen.until(lambda: isinstance(screen.app.screen, Rate), "the question what to think of it")
        await screen.press("escape")

        await screen.until(lambda: not isinstance(screen.app.screen, Rate))
        assert turns(asking)[0].rating is None


async def test_a_judgment_is_there_when_the_conversation_is_reopened_and_can_be_taken_back(asking: ScriptedSession):
    async with opened(asking) as screen:
        await screen.ask(WHEN)
        await rate(screen, BAD, "wrong year")
        await screen.sees("rated bad")
    again = ScriptedSession(asking.folder)
    async with opened(again) as screen:
        await screen.press("ctrl+o")
        await screen.sees(WHEN)
        await screen.press("enter")
        await screen.sees("rated bad: wrong year")
        await rate(screen, TAKE_BACK)

        await screen.until(lambda: "rated" not in screen.read, "the rating to go")
        assert turns(again)[0].rating is None


async def test_what_is_no_answer_is_not_judged(asking: ScriptedSession):
    asking.script("What?", told("What?", "").model_copy(update={"status": "error", "error": "No disk"}))
    async with opened(asking) as screen:
        await screen.ask("What?")
        await screen.press("ctrl+g")

        assert not isinstance(screen.app.screen, Rate)
        await screen.told("There is no answer to rate yet.")


async def test_a_note_that_could_not_be_kept_is_there_again(asking: ScriptedSession, monkeypatch: pytest.MonkeyPatch):
    def fail(turn: int, rating: Rating | None) -> None:
        raise LibraryError("the disk is full", "make room")

    async with opened(asking) as screen:
        await screen.ask(WHEN)
        monkeypatch.setattr(asking.conversations, "rate", fail)
        await rate(screen, BAD, "It was 2018!")
        await screen.told("the disk is full. make room")
        await screen.until(lambda: isinstance(screen.app.screen, Rate), "the question again")
        monkeypatch.undo()
        await screen.press("enter")

        await screen.sees("rated bad: It was 2018!")


async def test_the_judgment_stays_with_its_answer_while_others_come(asking: ScriptedSession):
    async with opened(asking) as screen:
        await screen.ask(WHEN)
        await screen.ask("Who?")
        await screen.press("shift+tab", "up")
        await screen.until(lambda: screen.exchanges[0].has_focus)
        await screen.press("ctrl+g", "enter")
        await screen.until(lambda: turns(asking)[0].rating, "the rating")

        assert [turn.rating for turn in turns(asking)] == [Rating(True), None]


async def test_judgments_become_questions_of_a_suite(
    own: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    async with opened(own) as screen:
        await screen.ask(ASKED)
        await rate(screen, GOOD)
        await screen.sees("rated good")
        await screen.ask("And who pays for it?")
        await rate(screen, BAD, "That is not it")
        await screen.until(lambda: len(own.conversations.rated()) == 2, "the second rating")
        await screen.ask(UNASKED)
        await rate(screen, GOOD)
        await screen.until(lambda: len(own.conversations.rated()) == 3, "the third rating")
    out = tmp_path / "judged.jsonl"

    assert policy(monkeypatch, "feedback", "export", out, "--library", own.settings.library) == 0
    assert f"2 rated good, 1 rated bad, in {out}" in capsys.readouterr().out
    good, bad, unanswerable = load_gold(out)
    assert (good.question, good.accepted, good.answerable) == (ASKED, True, True)
    assert good.evidence
    assert all(item.doc.endswith(".md") for item in good.evidence)
    paper = next(paper for paper in (own.paper(each.paper.id)[0] for each in own.papers()))
    assert paper.text
    assert (bad.question, bad.accepted, bad.answer, bad.facts) == ("And who pays for it?", False, "", ())
    assert [question for question, _ in bad.history] == [ASKED]
    assert (unanswerable.question, unanswerable.answerable, unanswerable.evidence) == (UNASKED, False, ())

    lines = read_lines(out)
    assert [line["note"] for line in lines] == ["", "That is not it", ""]
    assert lines[0]["given"]
    assert all(line["passages"] for line in lines)
    assert merge([], lines) == merge(merge([], lines), lines) == lines


async def test_the_evidence_of_a_judgment_is_in_the_papers(own: Session, tmp_path: Path):
    from evals.feedback import run_feedback

    async with opened(own) as screen:
        await screen.ask(ASKED)
        await rate(screen, GOOD)
        await screen.sees("rated good")
    out = tmp_path / "judged.jsonl"
    assert run_feedback(own.settings, out) == (1, 0)

    texts = {each.paper.document: own.paper(each.paper.id)[0].text for each in own.papers()}
    (gold,) = load_gold(out)
    assert all(texts[item.doc][item.start : item.end] == item.quote for item in gold.evidence)
    assert all(fact in gold.answer for fact in gold.facts)


def test_without_a_judgment_the_export_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    out = tmp_path / "judged.jsonl"

    assert policy(monkeypatch, "feedback", "export", out, "--library", tmp_path / "library") == 1
    told = capsys.readouterr().err
    assert "no answer has been rated yet" in told
    assert "Ctrl+G" in told
    assert not out.exists()


async def test_judgments_are_taken_into_a_suite(
    own: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    async with opened(own) as screen:
        await screen.ask(ASKED)
        await rate(screen, GOOD)
        await screen.sees("rated good")
    out, suite, library = tmp_path / "judged.jsonl", tmp_path / "suite", ("--library", own.settings.library)
    assert policy(monkeypatch, "feedback", "export", out, *library) == 0
    command = ("eval", "init", suite, "--all", "--count", 1, "--feedback", out, *library)
    for _ in range(2):
        assert policy(monkeypatch, *command) == 0

    questions = [json.loads(line) for line in (suite / "questions.jsonl").read_text("utf-8").splitlines()]
    assert [line["question"] for line in questions if line["kind"] == "judged"] == [ASKED]
    assert load_gold(suite / "questions.jsonl")


def policy(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> object:
    """Runs the command, and gives its exit code."""
    monkeypatch.setattr(sys, "argv", ["policy", *map(str, arguments)])
    try:
        main()
    except SystemExit as end:
        return end.code or 0
    return 0
