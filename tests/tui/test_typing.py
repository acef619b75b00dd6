"""What is typed is text wherever the focus is, whole and in order, as fast as a terminal delivers it."""

import random
import threading
from collections.abc import Awaitable, Callable

import pytest
from conftest import LONG
from screen import Opened, ScriptedSession, answered, cited, opened, told
from textual._xterm_parser import XTermParser

from assistant.text.sanitize import visible
from ingest.paper import Block, Paper
from tui.screens.confirm import Confirm
from tui.screens.conversations import ConversationList
from tui.screens.rate import Rate
from tui.widgets.question_box import QuestionBox
from tui.widgets.shelf import Shelf
from tui.widgets.source import Source

Held = tuple[Paper, list[Block]]
TYPED = "no, I mean annual leave every dad 2 weeks + x"
WHEN = "When was the board set up?"
SET_UP = "The parks board was set up in 2019."


@pytest.fixture
def talked(session: ScriptedSession, parks: Held, quay: Held) -> ScriptedSession:
    """An session with two papers, an answer with two citations, and two conversations of before."""
    session.put(parks, quay)
    quotes = cited(parks[0], 1, SET_UP), cited(parks[0], 2, "It has nine members.")
    session.script(WHEN, answered(WHEN, *quotes))
    for question in ("Who meets in May?", "What does the quay cost?"):
        session.conversations.keep(session.conversations.start(question), question, told(question, "Nobody."))
    return session


async def burst(screen: Opened, data: str) -> None:
    """Delivers what a terminal sends, all at once, and waits until it has been dealt with."""
    parser = XTermParser()
    for message in [*parser.feed(data), *parser.tick()]:
        screen.app.post_message(message)
    await screen.pilot.pause()
    await screen.pilot.pause(0.2)


def written(screen: Opened, selector: str = "#question") -> str:
    """What stands in a line of the screen on top, or in the question box."""
    box = screen.app.screen_stack[0].query_one(QuestionBox)
    return box.text if selector == "#question" else screen.app.screen.query_one(selector).value


def nothing_happened(screen: Opened, session: ScriptedSession) -> None:
    main = screen.app.screen_stack[0]
    assert not main.query_one(Source).display or main.query_one(Source)._n == 1
    assert main.query_one(Shelf).asked is None
    assert len(session.shelf) == 2
    assert not session.added
    assert [question.text for question in session.asked] == [WHEN]
    kept = session.conversations.find()
    assert len(kept) == 3
    assert not session.conversations.rated()
    assert screen.app.is_running


async def at_the_question(screen: Opened) -> str:
    return "#question"


async def at_the_answer(screen: Opened) -> str:
    await screen.press("shift+tab")
    assert screen.exchanges[-1].has_focus
    return "#question"


async def at_the_source(screen: Opened) -> str:
    await screen.press("1", "enter")
    await screen.until(lambda: screen.app.screen.query_one(Source).view.has_focus, "the source")
    return "#question"


async def at_the_shelf(screen: Opened) -> str:
    await screen.press("ctrl+l")
    return "#filter"


async def at_the_outline(screen: Opened) -> str:
    await screen.press("ctrl+l", "right")
    return "#filter"


async def at_the_conversations(screen: Opened) -> str:
    await screen.press("ctrl+o")
    return "#filter"


async def at_what_to_take_away(screen: Opened) -> str:
    await screen.press("ctrl+t")
    return "#filter"


async def at_the_palette(screen: Opened) -> str:
    await screen.press("ctrl+p")
    return "#filter"


async def at_the_judgment(screen: Opened) -> str:
    await screen.press("ctrl+g")
    return "#note"


async def at_a_place_to_add(screen: Opened) -> str:
    await screen.press("ctrl+l", "ctrl+a")
    return "#line"


async def at_a_removal(screen: Opened) -> str:
    await screen.press("ctrl+l", "ctrl+d")
    assert isinstance(screen.app.screen, Confirm)
    return "#question"


async def at_the_help(screen: Opened) -> str:
    await screen.press("f1")
    return "#question"


async def with_no_focus(screen: Opened) -> str:
    screen.app.screen.set_focus(None)
    return "#question"


PLACES = [
    at_the_question,
    at_the_answer,
    at_the_source,
    at_the_shelf,
    at_the_outline,
    at_the_conversations,
    at_what_to_take_away,
    at_the_palette,
    at_the_judgment,
    at_a_place_to_add,
    at_a_removal,
    at_the_help,
    with_no_focus,
]
Going = Callable[[Opened], Awaitable[str]]
everywhere = pytest.mark.parametrize("go", PLACES if LONG else PLACES[::4], ids=lambda go: go.__name__)


@everywhere
async def test_what_is_typed_arrives_whole_and_does_nothing(talked: ScriptedSession, go: Going):
    async with opened(talked, (200, 50)) as screen:
        await screen.ask(WHEN)
        line = await go(screen)
        await burst(screen, TYPED)

        assert written(screen, line) == TYPED
        nothing_happened(screen, talked)


@everywhere
async def test_every_sign_that_can_be_typed_is_text(talked: ScriptedSession, go: Going):
    signs = "".join(map(chr, [*range(0x20, 0x7F), 0xA3, 0xE9, 0x20AC, 0x6F22, 0x1F600]))
    async with opened(talked, (80, 24)) as screen:
        await screen.ask(WHEN)
        line = await go(screen)
        await burst(screen, signs)

        assert written(screen, line) == signs
        nothing_happened(screen, talked)


@everywhere
async def test_what_is_pasted_arrives_whole_and_does_nothing(talked: ScriptedSession, go: Going):
    async with opened(talked) as screen:
        await screen.ask(WHEN)
        line = await go(screen)
        await burst(screen, f"\x1b[200~{TYPED}\r{TYPED}\x1b[201~")

        between = "\n" if line == "#question" else " "
        assert written(screen, line) == f"{TYPED}{between}{TYPED}"
        nothing_happened(screen, talked)


@everywhere
async def test_what_is_in_the_box_survives(talked: ScriptedSession, go: Going):
    async with opened(talked) as screen:
        await screen.ask(WHEN)
        await screen.write("half a que")
        if go is at_the_source:
            screen.exchanges[-1].action_open(1)
        else:
            await go(screen)
        await screen.press("escape", "escape", "ctrl+n", "ctrl+o", "enter")
        await screen.pilot.pause()

        assert written(screen) == "half a que"


async def test_any_text_at_any_place_arrives_whole(talked: ScriptedSession):
    """By a seed: places and texts in turn, on one screen."""
    chance = random.Random(17)
    signs = [chr(c) for c in range(0x20, 0x3000) if chr(c).isprintable() and visible(chr(c)) == chr(c)]
    async with opened(talked) as screen:
        await screen.ask(WHEN)
        for go in chance.choices(PLACES[3:], k=25 if LONG else 8):
            text = "".join(chance.choices(signs, k=chance.randrange(1, 60)))
            line = await go(screen)
            before = written(screen, line)
            await burst(screen, text)
            assert written(screen, line) == before + text
            await screen.press("escape", "escape", "escape")

        nothing_happened(screen, talked)


async def test_keys_that_move_the_focus_are_followed_by_text_in_the_right_place(talked: ScriptedSession):
    async with opened(talked) as screen:
        await burst(screen, "a\x0cquay")  # Ctrl+L between them
        assert (written(screen), written(screen, "#filter")) == ("a", "quay")
        await burst(screen, "\x0cb")
        assert written(screen) == "ab"
        await burst(screen, "\x0fmay")
        assert isinstance(screen.app.screen, ConversationList)
        assert written(screen, "#filter") == "may"
        await burst(screen, "\rc")
        assert written(screen) == "abc"
        await screen.until(lambda: "Who meets in May?" in screen.part("TitleBar"), "the one that was sought")


async def test_each_enter_asks_what_was_typed_before_it(session: ScriptedSession):
    async with opened(session) as screen:
        await burst(screen, "Who meets?\rWhen?\rand the rest")
        await screen.until(lambda: len(session.asked) == 2, "both questions")

        assert [question.text for question in session.asked] == ["Who meets?", "When?"]
        assert written(screen) == "and the rest"


async def test_a_question_typed_while_an_answer_comes_is_not_cut(session: ScriptedSession):
    free = threading.Event()
    session.script("Who?", told("Who?", "The board."), free=free)
    async with opened(session) as screen:
        await burst(screen, "Who?\rdoes it exp")
        free.set()
        await screen.sees("The board.")
        await burst(screen, "ire in 2 weeks?")

        assert written(screen) == "does it expire in 2 weeks?"


async def test_enter_and_a_new_conversation_at_once_ask_in_the_old_one(session: ScriptedSession):
    async with opened(session) as screen:
        await burst(screen, "Who?\r\x0eWhen?\r")
        await screen.until(lambda: len(session.conversations.find()) == 2, "both conversations")

        assert [question.history for question in session.asked] == [(), ()]


async def test_nothing_typed_ahead_confirms_a_removal(talked: ScriptedSession):
    async with opened(talked) as screen:
        await burst(screen, "\x0c\x04yes y\r")

        assert len(talked.shelf) == 2
        assert not isinstance(screen.app.screen, Confirm)
        assert written(screen) == "yes y"
        assert not talked.asked


async def test_two_removals_typed_at_once_delete_two_conversations_and_both_come_back(talked: ScriptedSession):
    async with opened(talked) as screen:
        await burst(screen, "\x0f\x04\x04")
        assert talked.conversations.find() == []
        await burst(screen, "\x1a\x1a")

        assert len(talked.conversations.find()) == 2


async def test_enter_in_a_list_never_overtakes_what_narrows_it(talked: ScriptedSession, quay: Held):
    async with opened(talked) as screen:
        await burst(screen, "\x0cquay\r")

        assert screen.app.screen.query_one(Shelf).asked == (quay[0].id,)


async def test_what_is_typed_over_the_shelf_by_mistake_becomes_a_question(talked: ScriptedSession):
    async with opened(talked) as screen:
        await burst(screen, f"\x0c{TYPED}\rof it?")

        assert written(screen) == f"{TYPED}of it?"
        assert screen.app.screen.query_one(QuestionBox).has_focus
        assert not talked.asked


@pytest.mark.parametrize("sent", ["\n", "\x1b\r", "\x1b[13;2u", "\x1b[13;3u"], ids=["Ctrl+J", "Alt", "Shift", "Alt+"])
async def test_a_new_line_is_made_however_the_terminal_sends_it(session: ScriptedSession, sent: str):
    async with opened(session) as screen:
        await burst(screen, f"a{sent}b\r")
        await screen.until(lambda: session.asked, "the question")

        assert session.asked[0].text == "a\nb"


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\u2028"], ids=["CR", "LF", "CRLF", "LS"])
async def test_a_pasted_text_keeps_its_lines(session: ScriptedSession, end: str):
    async with opened(session) as screen:
        await burst(screen, f"\x1b[200~Who meets?{end}And when?\x1b[201~\r")
        await screen.until(lambda: session.asked, "the question")

        assert session.asked[0].text == "Who meets?\nAnd when?"
        assert screen.exchanges[0].question == "Who meets?\nAnd when?"


async def test_what_was_being_written_comes_back_after_an_earlier_question(session: ScriptedSession):
    async with opened(session) as screen:
        await screen.ask("Who?")
        await burst(screen, "half a que")
        await screen.press("up")
        assert written(screen) == "Who?"
        await burst(screen, " else")
        await screen.press("down")
        assert written(screen) == "half a que"
        await screen.press("up")

        assert written(screen) == "Who? else"


async def test_a_source_that_opens_late_does_not_take_the_focus_from_what_is_written(talked: ScriptedSession):
    async with opened(talked) as screen:
        await screen.ask(WHEN)
        await burst(screen, "1\rand then\x1b[D\x1b[D!")
        await screen.until(lambda: screen.app.screen.query_one(Source).display, "the source")

        assert written(screen) == "and th!en"
        assert screen.app.screen.query_one(Source)._n == 1


async def test_enter_in_the_palette_runs_what_was_typed(talked: ScriptedSession):
    async with opened(talked) as screen:
        await screen.ask(WHEN)
        await burst(screen, "\x10rate\rwrong year")

        assert isinstance(screen.app.screen, Rate)
        assert written(screen, "#note") == "wrong year"
        nothing_happened(screen, talked)


async def test_the_palette_offers_what_the_keys_do(talked: ScriptedSession):
    async with opened(talked) as screen:
        await screen.ask(WHEN)
        await screen.press("ctrl+l")
        names = {command.title for command in screen.app.get_system_commands(screen.app.screen)}
        await screen.press("ctrl+o")
        names |= {command.title for command in screen.app.get_system_commands(screen.app.screen)}

    assert {"New conversation", "Conversations", "Papers", "Copy or export", "Rate", "Open source 1", "Tick"} <= names
    assert {"Add papers", "Remove", "Outline", "Ask all papers", "Stop adding papers", "Rename", "Delete"} <= names
    assert {"Undo delete", "Help", "Theme", "Quit"} <= names
    assert "Screenshot" not in names


def test_no_key_that_acts_is_a_character():
    """The bindings of all widgets and screens of ours."""
    from textual.binding import BindingsMap
    from textual.dom import DOMNode
    from textual.keys import key_to_character

    import tui.app

    def all_of(kind: type) -> set[type]:
        return {kind}.union(*(all_of(each) for each in kind.__subclasses__()))

    assert tui.app
    ours = [each for each in all_of(DOMNode) if each.__module__.startswith("tui.")]
    keys = {key for each in ours for key in BindingsMap(each.__dict__.get("BINDINGS", ())).key_to_bindings}
    assert {"enter", "ctrl+l", "f1"} <= keys
    assert not [key for key in keys if (key_to_character(key) or "").isprintable() and key_to_character(key)]
