"""How the screens look, in light and dark, on a small and on a large terminal.

Look at what changed before taking it over: `pytest tests/tui/test_snapshots.py --snapshot-update`. The pictures are
SVG in `__snapshots__` and open in any browser.
"""

import datetime
import re
from pathlib import Path

import pytest
from screen import Opened, ScriptedSession, answered, cited, opened, refused
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.widgets import Input

from assistant.answer import Answer, Statement
from assistant.conversations.store import Conversation, Rating
from assistant.refusal import Refusal
from ingest.load import load
from ingest.paper import source_of
from tui.screens.conversations import ConversationList
from tui.screens.help import Help
from tui.widgets.question_box import QuestionBox

DIGESTS = Path(__file__).parents[2] / "corpus"
MERGER = "When does North East London plan to become a single CCG?"
TEAMS = "How many people work in the new teams?"
DROPPED = "Why was the plan for a single CCG dropped?"
FIRST = "Two people wrote it."
PLAN = "The plan is one CCG for north east London by April 2021"
looks = pytest.mark.parametrize("theme", ["policy-dark", "policy-light"])
sizes = pytest.mark.parametrize("size", [(80, 24), (200, 50)], ids=["80x24", "200x50"])


class Picture(SingleFileSnapshotExtension):
    """An SVG that a browser shows."""

    file_extension = "svg"
    _write_mode = WriteMode.TEXT


@pytest.fixture
def picture(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(Picture)


@pytest.fixture
def talked(session: ScriptedSession) -> ScriptedSession:
    """An session with the five digests, two answers, and a conversation of before."""
    for path in sorted(DIGESTS.glob("*.md")):
        loaded = load(path, source_of(f"/papers/{path.name}", path.read_bytes()))
        session.put((loaded.paper, list(loaded.blocks)))
    hackney = next(paper for paper, _ in session.shelf.values() if "hackney-north-east" in paper.document)
    wirral = next(paper for paper, _ in session.shelf.values() if "wirral" in paper.document)
    author = cited(hackney, 1, FIRST, (hackney.title, "About the paper"))
    dated = cited(hackney, 2, "Application to NHS England (NHSE)", (hackney.title, "About the paper"), 3)
    other = cited(wirral, 3, wirral.text[wirral.text.index("1.1 ") + 4 :].split(". ")[0], (wirral.title, "About"), 7)
    answer = answered(MERGER, author, dated, other).model_copy(
        update={
            "statements": (
                Statement(text=author.quote, citations=(1,), support="quoted", about=f"{hackney.title}:"),
                Statement(text=dated.quote, citations=(2,), support="quoted", about=f"{hackney.title}:", listed=True),
                Statement(text=other.quote, citations=(3,), support="quoted", about=f"{wirral.title}:", listed=True),
                Statement(text="Nobody knows why.", citations=(3,), support="unsupported"),
            ),
            "seconds": 0.4,
        }
    )
    session.script(MERGER, answer)
    session.script(TEAMS, refused(TEAMS, cited(wirral, 1, wirral.text[1200:1400].strip(), (wirral.title, "About"))))
    session.script("Why?", Answer(question="Why?", status="error", error="The library is locked. Wait a while"))
    day = datetime.datetime(2020, 1, 31, 9, 30, tzinfo=datetime.UTC)
    listed = [Conversation(n, title, day, n) for n, title in ((3, MERGER), (2, TEAMS), (1, "Who meets in May?"))]
    session.conversations.find = lambda sought="": listed  # type: ignore[method-assign]
    return session


async def look(screen: Opened, theme: str) -> None:
    """The theme, and nothing that blinks."""
    screen.app.theme = theme
    screen.app.screen_stack[0].query_one(QuestionBox).cursor_blink = False
    await screen.pilot.pause()


async def svg(screen: Opened) -> str:
    """A picture of the screen once nothing on it moves any more, without what differs from run to run."""
    for line in screen.app.screen.query(Input):
        line.cursor_blink = False
    before = ""
    for _ in range(50):
        await screen.pilot.pause(0.2)
        drawn = re.sub(r"terminal-\d+", "terminal-0", screen.app.export_screenshot(title="policy"))
        if drawn == before:
            break
        before = drawn
    return drawn


@looks
@sizes
async def test_an_answer(talked: ScriptedSession, picture: SnapshotAssertion, size: tuple[int, int], theme: str):
    async with opened(talked, size) as screen:
        await look(screen, theme)
        exchange = await screen.ask(MERGER)
        exchange.rate(Rating(True, "as it is in the paper"))
        await screen.press("right")

        assert await svg(screen) == picture


@looks
@sizes
async def test_a_source(talked: ScriptedSession, picture: SnapshotAssertion, size: tuple[int, int], theme: str):
    async with opened(talked, size) as screen:
        await look(screen, theme)
        await screen.ask(MERGER)
        await screen.press("2", "enter")
        await screen.sees("Application to NHS England (NHSE)")

        assert await svg(screen) == picture


@looks
@sizes
async def test_the_shelf(talked: ScriptedSession, picture: SnapshotAssertion, size: tuple[int, int], theme: str):
    async with opened(talked, size) as screen:
        await look(screen, theme)
        await screen.press("ctrl+l", "down", "enter")
        await screen.sees("Papers (5)")

        assert await svg(screen) == picture


@looks
@sizes
async def test_conversations(talked: ScriptedSession, picture: SnapshotAssertion, size: tuple[int, int], theme: str):
    async with opened(talked, size) as screen:
        await look(screen, theme)
        await screen.ask(MERGER)
        await screen.press("ctrl+o")
        await screen.until(lambda: isinstance(screen.app.screen, ConversationList) and screen.app.screen._shown)

        assert await svg(screen) == picture


@looks
@sizes
async def test_help(talked: ScriptedSession, picture: SnapshotAssertion, size: tuple[int, int], theme: str):
    async with opened(talked, size) as screen:
        await look(screen, theme)
        await screen.press("f1")
        await screen.until(lambda: isinstance(screen.app.screen, Help), "the help")

        assert await svg(screen) == picture


@looks
@sizes
async def test_the_first_picture(
    talked: ScriptedSession, picture: SnapshotAssertion, size: tuple[int, int], theme: str
):
    async with opened(talked, size) as screen:
        await look(screen, theme)

        assert await svg(screen) == picture


@looks
async def test_a_refusal_and_a_fault(talked: ScriptedSession, picture: SnapshotAssertion, theme: str):
    async with opened(talked, (120, 40)) as screen:
        await look(screen, theme)
        await screen.ask(TEAMS)
        await screen.ask("Why?")

        assert await svg(screen) == picture


@looks
async def test_words_asked_for_a_part_and_a_false_premise(
    talked: ScriptedSession, picture: SnapshotAssertion, theme: str
):
    hackney = next(paper for paper, _ in talked.shelf.values() if "hackney-north-east" in paper.document)
    plan = cited(hackney, 1, PLAN, ("A single CCG by April 2021",))
    near = cited(hackney, 2, FIRST, ("About the paper",))
    dated = Statement(text=PLAN, citations=(1,), support="quoted", marked=(marked(PLAN, "April 2021"),))
    part = answered(MERGER, plan, coverage="partial", missing=("Wirral",)).model_copy(update={"statements": (dated,)})
    talked.script(MERGER, part)
    talked.script(DROPPED, refused(DROPPED, plan, near).model_copy(update={"refusal": Refusal("premise")}))
    async with opened(talked, (120, 40)) as screen:
        await look(screen, theme)
        await screen.ask(MERGER)
        await screen.ask(DROPPED)

        assert await svg(screen) == picture


@looks
async def test_how_follow_ups_were_understood(talked: ScriptedSession, picture: SnapshotAssertion, theme: str):
    hackney = next(paper for paper, _ in talked.shelf.values() if "hackney-north-east" in paper.document)
    plan = cited(hackney, 1, PLAN, ("A single CCG by April 2021",))
    talked.script(MERGER, answered(MERGER, plan))
    for text, whole in (
        ("and Wirral?", "When does Wirral plan to become a single CCG?"),
        ("why?", f"Why? (Wirral plan to become a single CCG. {PLAN}, with a single governing body for all of it)"),
    ):
        talked.script(text, answered(text, plan).model_copy(update={"asked_as": whole}))
    async with opened(talked, (80, 40)) as screen:
        await look(screen, theme)
        for text in (MERGER, "and Wirral?", "why?"):
            await screen.ask(text)

        assert await svg(screen) == picture


def marked(text: str, words: str) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


async def test_without_colours_everything_can_be_read(talked: ScriptedSession, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(talked) as screen:
        await screen.ask(MERGER)

        await screen.sees("[1]", "✗ not supported by the words it cites", "About the paper")


async def test_the_theme_is_remembered(talked: ScriptedSession):
    async with opened(talked) as screen:
        assert screen.app.theme == "policy-dark"
        await look(screen, "policy-light")
    again = ScriptedSession(talked.folder)
    async with opened(again) as screen:
        assert screen.app.theme == "policy-light"
