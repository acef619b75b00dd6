"""Text from papers, file names, questions, models and errors is shown as it is, and does nothing."""

import ast
import dataclasses
import re
import time
from pathlib import Path

import pytest
from screen import Opened, ScriptedIntake, ScriptedSession, answered, cited, opened, refused, screen_strips
from textual import events

from assistant.answer import Answer, Statement
from assistant.conversations.store import Rating
from assistant.text.sanitize import BIDI
from ingest.errors import LibraryError
from ingest.paper import Block, Paper
from ingest.sync import Outcome
from tui.screens.conversations import ConversationList
from tui.screens.prompt import Prompt
from tui.widgets.exchange import Exchange

Held = tuple[Paper, list[Block]]
MARKUP = "[@click=app.quit]x[/] words [/] more [link=https://example.org]y[/link] [@click=app.bell()]z [bold w [/"
CONTROLS = (
    "a \x1b[2J\x1b[31mred \x1b]0;t\x07 \x9b2J \x90q\x9c \x9d0;t\x9c \x07\x08\x7f\x00\x0b\x0c\rb "  # to the terminal
    "\u202eevil\u202c \u2066x\u2069 \u200f\u061c x\U000e0041\U000e0042\U000e007f "  # turned round, and hidden
    "x\udcffy " + "e\u0301\u0302\u0303" * 30 + "\u200d\u200b\ufeff"  # halves, and far too much of one
)
HOSTILE = {
    "markup": MARKUP,
    "controls": CONTROLS,
    "no end": "x" * 20_000,
    "no end of wide characters": "漢" * 5_000,
}
hostile = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
everywhere = pytest.mark.parametrize(  # where less text will do, and many steps are taken
    "text", [MARKUP, CONTROLS, "x" * 2_000], ids=["markup", "controls", "no end"]
)
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\U000e0000-\U000e007f" + "".join(BIDI) + "]")


async def lives(screen: Opened) -> None:
    """Nothing that is drawn can act, and the app is there."""
    await screen.pilot.pause()
    width = screen.app.size.width
    for strip in screen_strips(screen.app):
        assert not CONTROL.search(strip.text), f"{strip.text!r}"
        assert strip.cell_length == width
        for segment in strip:
            assert segment.control is None
            if segment.style:
                assert segment.style.link is None
                assert set(segment.style.meta) <= {"citation", "offset", "option", "line"} | OURS, segment
    assert screen.app.is_running
    assert screen.app.return_code is None


OURS = {"@click", "@mouse.down", "@mouse.up", "key"}  # of Textual's own scroll bars and footer


def held(text: str) -> Held:
    """A paper in which everything that can be is hostile."""
    words = f"{text} words"
    body = f"{words}\n\nNo harm.\n"
    start = body.index("No harm.")
    blocks = [
        Block("heading", 0, 0, len(words), 1, text, level=1),
        Block("item", start, start, start + 8, 1, headings=(text,)),
    ]
    return Paper("id" + "0" * 14, text, text, None, f"/{text}.md", f"{text}.md", "md", "0" * 64, body), blocks


@pytest.fixture
def attacked(session: ScriptedSession, text: str) -> ScriptedSession:
    """An session in which everything that comes from outside is hostile."""
    # halves of characters can't be kept, and `whole` has replaced them before
    text = text.encode("utf-8", "replace").decode()
    paper, blocks = held(text)
    session.put((paper, blocks))
    harm = cited(paper, 1, "No harm.", (text, text))
    mine = cited(paper, 2, paper.text[:200].strip(), (text,))
    said = (
        Statement(text=text, citations=(1, 2), support="unsupported", about=text),
        Statement(text=text[:300], citations=(2,), support="quoted", about="x" + text, listed=True),
    )
    answer = answered("Who?", harm, mine).model_copy(
        update={"asked_as": text, "statements": said, "model": text[:200], "seconds": 1.0}
    )
    session.script("Who?", answer, text, text)
    session.script("What?", refused("What?", harm, mine))
    session.script("How?", Answer(question="How?", status="error", error=text))
    return session


@hostile
async def test_answers_are_shown_as_they_are(attacked: ScriptedSession, text: str):
    async with opened(attacked) as screen:
        for question in ("Who?", "What?", "How?"):
            exchange = await screen.ask(question)
            await lives(screen)
            if text == MARKUP and question == "Who?":
                assert text in screen.read
                for y in range(6):
                    await screen.pilot.click(exchange, (6, y))
                await lives(screen)


@hostile
async def test_questions_are_shown_as_they_are(attacked: ScriptedSession, text: str):
    async with opened(attacked) as screen:
        screen.app.post_message(events.Paste(text))
        await screen.pilot.pause()
        await lives(screen)
        await screen.press("enter")
        await screen.until(lambda: screen.exchanges and screen.exchanges[-1].turn, "the answer")
        await lives(screen)
        assert len(attacked.conversations.find()) == 1
        for key in ("ctrl+t", "escape", "ctrl+o"):
            await screen.press(key)
            await screen.pilot.pause()
            await lives(screen)
        await screen.until(lambda: isinstance(screen.app.screen, ConversationList) and screen.app.screen._shown)
        await lives(screen)
        await screen.press("f2")
        await screen.until(lambda: isinstance(screen.app.screen, Prompt), "the prompt")
        screen.app.post_message(events.Paste(text))
        await lives(screen)
        await screen.press("enter")
        await screen.until(lambda: isinstance(screen.app.screen, ConversationList), "the list")
        await lives(screen)


@everywhere
async def test_sources_outlines_and_the_shelf_are_shown_as_they_are(attacked: ScriptedSession, text: str):
    async with opened(attacked, (200, 50)) as screen:
        await screen.ask("Who?")
        await screen.press("1", "enter")
        for key in ("right", "left", "ctrl+f"):
            await lives(screen)
            await screen.press(key)
        await lives(screen)
        await screen.press("escape", "ctrl+l")
        await lives(screen)
        await screen.press("enter", "right")
        await lives(screen)
        await screen.press("enter")
        await lives(screen)
        await screen.press("ctrl+l", "ctrl+d")
        await lives(screen)
        await screen.press("right", "enter")
        await lives(screen)


@everywhere
async def test_what_becomes_of_files_is_shown_as_it_is(attacked: ScriptedSession, text: str):
    outcomes = [
        Outcome(f"/{text}", "skipped", reason=text, cure=text, failed=True),
        Outcome(f"https://example.org/{text}", "same", text, reason=text),
        Outcome(text, "added", text, 3),
    ]
    attacked.intake = ScriptedIntake(outcomes, fault=text)
    async with opened(attacked, (80, 24)) as screen:
        await screen.press("ctrl+l", "ctrl+a")
        await screen.until(lambda: isinstance(screen.app.screen, Prompt), "the prompt")
        screen.app.post_message(events.Paste(text))
        await lives(screen)
        await screen.press("enter")
        await screen.until(lambda: attacked.added, "the adding")
        await screen.pilot.pause(0.2)
        await lives(screen)


@everywhere
async def test_faults_notices_and_judgments_are_shown_as_they_are(attacked: ScriptedSession, text: str):
    async with opened(attacked) as screen:
        exchange = await screen.ask("Who?")
        exchange.rate(Rating(False, text))
        await lives(screen)
        await screen.press("ctrl+g")
        await lives(screen)
        await screen.press("escape")
        attacked.fault = LibraryError(text, text)
        await screen.press("1", "enter")
        await screen.until(lambda: screen.app._notifications, "the fault")
        await lives(screen)
        screen.app.screen.show_message(text)
        await lives(screen)


@pytest.mark.parametrize("text", [MARKUP, CONTROLS], ids=["markup", "controls"])
async def test_the_palette_shows_sources_as_they_are(attacked: ScriptedSession, text: str):
    async with opened(attacked) as screen:
        await screen.ask("Who?")
        await screen.press("ctrl+p")
        await lives(screen)
        await screen.write("open")
        await screen.until(lambda: "Open source 1" in screen.read, "the sources")
        await lives(screen)


@everywhere
async def test_a_library_that_can_not_be_opened_is_told_as_it_is(session: ScriptedSession, text: str):
    session.fault = LibraryError(text, text)
    async with opened(session) as screen:
        await lives(screen)


async def test_a_click_on_markup_in_an_answer_does_nothing(session: ScriptedSession):
    said = (Statement(text="[@click=app.quit]press here[/]", citations=(), support="supported"),)
    session.script("Who?", Answer(question="Who?", status="answered", statements=said, confidence=0.5))
    async with opened(session) as screen:
        exchange = await screen.ask("Who?")
        await screen.sees("[@click=app.quit]press here[/]")
        for x in range(2, 40):
            await screen.pilot.click(exchange, (x, 3))

        assert screen.app.is_running
        assert screen.app.return_code is None


async def test_marks_stand_for_what_a_terminal_would_act_on(session: ScriptedSession):
    said = (Statement(text="a\x1b[2Jb \u202ec \x9bd \U000e0041e", citations=(), support="supported"),)
    session.script("Who?", Answer(question="Who?", status="answered", statements=said, confidence=0.5))
    async with opened(session) as screen:
        await screen.ask("Who?")

        await screen.sees("a␛[2Jb ⟨U+202E⟩c ⟨U+009B⟩d ⟨U+E0041⟩e")


async def test_a_citation_number_from_a_paper_opens_nothing(session: ScriptedSession, parks: Held):
    session.put(parks)
    said = (Statement(text="see [1] and [2]", citations=(), support="supported"),)
    session.script("Who?", Answer(question="Who?", status="answered", statements=said, confidence=0.5))
    async with opened(session) as screen:
        exchange = await screen.ask("Who?")
        line = screen.text.split("\n").index(next(line for line in screen.text.split("\n") if "see [1]" in line))
        column = screen.text.split("\n")[line].index("[1]")
        await screen.pilot.click(offset=(column + 1, line))
        await screen.press("1", "enter")

        assert not screen.app.screen.has_class("-source")
        assert exchange.citations == ()


def test_an_exchange_without_an_end_is_drawn_in_time():
    """A hundred thousand characters in the question, the steps and the words that stream in."""
    started = time.thread_time()
    exchange = Exchange("x" * 100_000)
    exchange._written = "y" * 100_000
    exchange._text(80)
    assert time.thread_time() - started < 5


# The code itself

SHOWING = {"Static", "Label", "Option", "notify", "update", "Content", "border_title", "border_subtitle", "Button"}
WORDS = {"content", "label", "message", "prompt", "title", "tooltip"}  # the options of these that are shown
SAFE = {"plain", "visible"}
BUILT = {"state", "mark", "said"}  # variables that hold text of our own, or Content


def uncleaned(tree: ast.AST) -> list[int]:
    """The lines in which an f-string or a text put together is shown without having been made safe."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            words = [word.value for word in node.keywords if word.arg in WORDS]
            shown = [*node.args, *words] if name in SHOWING else []
            if name == "notify" and not any(word.arg == "markup" for word in node.keywords):
                lines.append(node.lineno)
        elif isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Attribute) and target.attr in SHOWING for target in node.targets
        ):
            shown = [node.value]
        else:
            continue
        lines += [node.lineno for value in shown if not _safe(value)]
    return lines


def _safe(value: ast.expr) -> bool:
    """Whether it is text of our own, a number put into it, or went through one of the two doors."""
    if isinstance(value, ast.JoinedStr):
        return all(_number(part.value) for part in value.values if isinstance(part, ast.FormattedValue))
    if isinstance(value, ast.BinOp):
        repeated = isinstance(value.op, ast.Mult) and isinstance(value.left, ast.Constant)
        return repeated or (_safe(value.left) and _safe(value.right))
    if isinstance(value, ast.IfExp):
        return _safe(value.body) and _safe(value.orelse)
    return not isinstance(value, ast.Name | ast.Attribute) or _ours(value)


def _number(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return getattr(value.func, "id", "") in {"len", "round", *SAFE}
    return isinstance(value, ast.Constant)


def _ours(value: ast.Name | ast.Attribute) -> bool:
    """Whether it is a constant, in capitals, or one of those that were built before."""
    name = value.id if isinstance(value, ast.Name) else value.attr
    return name.isupper() or name in BUILT


FILES = sorted((Path(__file__).parents[2] / "tui").rglob("*.py"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(path.parents[2])))
def test_nothing_is_shown_that_was_not_made_safe(path: Path):
    assert uncleaned(ast.parse(path.read_text("utf-8"))) == []


@pytest.mark.parametrize(
    "code",
    [
        "Static(f'{name}')",
        "Static(title)",
        "screen.notify(f'{error}', markup=False)",
        "screen.notify('words')",
        "box.border_title = title",
        "label.update('a' + title)",
        "Content(self.title)",
    ],
)
def test_the_check_finds_what_was_not_made_safe(code: str):
    assert uncleaned(ast.parse(code))


def test_the_hostile_paper_is_whole():
    for text in HOSTILE.values():
        paper, blocks = held(text)
        assert dataclasses.is_dataclass(paper)
        assert paper.text[blocks[1].start : blocks[1].end] == "No harm."
