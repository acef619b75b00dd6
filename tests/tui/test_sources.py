"""From a citation to the words it rests on: its number and Enter."""

import time
from pathlib import Path

import pytest
from screen import ASKED, Opened, ScriptedSession, answered, cited, opened, paper_of, part_text, refused, screen_strips

from assistant.answer import Citation
from assistant.session import Session
from ingest.paper import Block, Paper
from tui import exchange_text
from tui.widgets.paper_view import PaperView
from tui.widgets.question_box import QuestionBox
from tui.widgets.source import Source

Held = tuple[Paper, list[Block]]
SET_UP = "The parks board was set up in 2019."
MEMBERS = "It has nine members."
COST = "The parks cost £3 million a year."
WHERE = "What about the parks?"


def highlighted(screen: Opened) -> str:
    """What is highlighted of the paper, as it is drawn."""
    view = screen.app.screen.query_one(PaperView)
    colour = view.get_component_rich_style("paper--quote", partial=True).bgcolor
    x, y, width, height = view.region
    strips = [strip.crop(x, x + width) for strip in screen_strips(screen.app)[y : y + height]]
    found = ["".join(s.text for s in strip if s.style and s.style.bgcolor == colour).strip() for strip in strips]
    return " ".join(filter(None, found))


async def shows(screen: Opened, citation: Citation) -> None:
    """Waits until the source of a citation is open at its words."""
    words = " ".join(citation.quote.split())
    await screen.until(lambda: highlighted(screen) == words, f"{words!r} instead of {highlighted(screen)!r}")


@pytest.fixture
def asking(session: ScriptedSession, parks: Held) -> ScriptedSession:
    """An session whose answer has three citations of a small paper."""
    paper = parks[0]
    session.put(parks)
    board, money = ("Parks", "1. The board"), ("Parks", "2. Money")
    quotes = cited(paper, 1, SET_UP, board), cited(paper, 2, MEMBERS, board), cited(paper, 3, COST, money)
    session.script(WHERE, answered(WHERE, *quotes))
    return session


async def test_a_number_and_enter_open_the_source_at_the_words_quoted(real: Session):
    async with opened(real) as screen:
        exchange = await screen.ask("When did NHS England and Improvement publish the ICS Design Framework?")
        await screen.press("1", "enter")
        citation = exchange.citations[0]

        await shows(screen, citation)
        paper, _ = real.paper(citation.paper)
        assert highlighted(screen) == " ".join(paper.text[citation.start : citation.end].split())
        facts = screen.part("#facts")
        assert paper.title in facts
        assert "July 2021" in facts
        assert "[1] of" in facts
        assert citation.headings[-1] in facts


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 50)])
async def test_every_citation_of_an_answer_opens_at_its_own_words(asking: ScriptedSession, size: tuple[int, int]):
    async with opened(asking, size) as screen:
        exchange = await screen.ask(WHERE)
        for citation in exchange.citations:
            await screen.press(str(citation.n), "enter")
            await shows(screen, citation)


MARKED = """\
# Moorings

The **board** sets the [fees](/money/fees_of_boats) for   each year. A boat
*without a number* pays &pound;9 more{% note "x" %}.

| Boat | Fee |
|------|-----|
| [Canoe](/canoe) | **£3** a day |
"""


@pytest.mark.parametrize(
    ("quote", "read"),
    [
        (
            "The **board** sets the [fees](/money/fees_of_boats) for   each year.",
            "The board sets the fees for each year.",
        ),
        ("ard** sets the [fe", "ard sets the fe"),
        ("*without a number* pays &pound;9 more", "without a number pays £9 more"),
        ("Canoe](/canoe) | **£3** a day", "Canoe£3 a day"),  # the bar between columns is none of the words
        ("£3** a", "£3 a"),
    ],
)
async def test_the_highlight_is_what_is_drawn_of_the_quotation(
    session: ScriptedSession, tmp_path: Path, quote: str, read: str
):
    held = paper_of(MARKED, tmp_path / "moorings.md")
    session.put(held)
    session.script(WHERE, answered(WHERE, cited(held[0], 1, quote)))
    async with opened(session) as screen:
        await screen.ask(WHERE)
        await screen.press("1", "enter")

        await screen.until(lambda: highlighted(screen) == read, f"{read!r} instead of {highlighted(screen)!r}")
        for mark in ("**", "](", "&pound;", "{%", "---", "for   each"):
            assert mark not in part_text(screen.app, screen.app.screen.query_one(PaperView))


async def test_next_and_previous_move_without_leaving(asking: ScriptedSession):
    async with opened(asking) as screen:
        exchange = await screen.ask(WHERE)
        await screen.press("1", "enter")
        await shows(screen, exchange.citations[0])

        for key, n in (("right", 2), ("right", 3), ("right", 1), ("left", 3), ("left", 2), ("right", 3)):
            await screen.press(key)
            await shows(screen, exchange.citations[n - 1])
            assert f"[{n}] of 3" in screen.part("#facts")
        assert screen.app.screen.query_one(PaperView).has_focus


async def test_escape_goes_back_to_the_conversation(asking: ScriptedSession):
    async with opened(asking) as screen:
        exchange = await screen.ask(WHERE)
        await screen.press("2", "enter")
        await shows(screen, exchange.citations[1])
        await screen.press("escape")

        assert not screen.app.screen.query_one(Source).display
        assert screen.app.screen.query_one(QuestionBox).has_focus
        await screen.press("3", "enter")
        await shows(screen, exchange.citations[2])


async def test_arrows_pick_out_a_citation_and_enter_opens_it(asking: ScriptedSession):
    async with opened(asking) as screen:
        exchange = await screen.ask(WHERE)
        await screen.press("right", "right", "enter")
        await shows(screen, exchange.citations[1])

        await screen.press("escape", "left", "left", "enter")
        await shows(screen, exchange.citations[2])


async def test_an_answer_with_the_focus_opens_its_citations_with_the_same_keys(asking: ScriptedSession):
    async with opened(asking) as screen:
        exchange = await screen.ask(WHERE)
        await screen.ask("Who swims?")
        await screen.press("shift+tab", "up")
        await screen.until(lambda: exchange.has_focus, "the first answer to have the focus")
        await screen.press("right", "right", "enter")

        await shows(screen, exchange.citations[1])


@pytest.mark.parametrize("place", ["behind the statement", "before the source"])
async def test_a_click_on_a_number_opens_its_source(asking: ScriptedSession, place: str):
    async with opened(asking) as screen:
        exchange = await screen.ask(WHERE)
        lines = part_text(screen.app, exchange).split("\n")
        rows = [n for n, line in enumerate(lines) if "[2]" in line]
        row = rows[0] if place == "behind the statement" else rows[-1]
        await screen.pilot.click(exchange, (lines[row].index("[2]") + 1, row))

        await shows(screen, exchange.citations[1])


async def test_a_click_beside_the_numbers_opens_nothing(asking: ScriptedSession):
    async with opened(asking) as screen:
        exchange = await screen.ask(WHERE)
        await screen.pilot.click(exchange, (4, 2))
        await screen.pilot.pause()

        assert not screen.app.screen.query_one(Source).display


async def test_a_number_without_a_citation_is_a_question(asking: ScriptedSession):
    async with opened(asking) as screen:
        await screen.ask(WHERE)
        await screen.press("9", "enter")

        await screen.until(lambda: len(screen.exchanges) == 2, "the question")
        assert screen.exchanges[1].question == "9"
        assert not screen.app.screen.query_one(Source).display


async def test_what_comes_near_can_be_opened_where_nothing_answers(asking: ScriptedSession, parks: Held):
    asking.script("Who swims?", refused("Who swims?", cited(parks[0], 1, MEMBERS)))
    async with opened(asking) as screen:
        exchange = await screen.ask("Who swims?")
        await screen.press("1", "enter")

        await shows(screen, exchange.citations[0])


async def test_a_wide_screen_shows_the_source_beside_the_conversation(asking: ScriptedSession):
    async with opened(asking, (200, 50)) as screen:
        await screen.ask(WHERE)
        await screen.press("1", "enter")

        await screen.sees(WHERE, "2. Money", "in 10 are right")
        assert screen.app.screen.query_one(QuestionBox).region.area > 0


@pytest.mark.parametrize("open_source", [False, True])
async def test_lines_are_no_longer_than_one_reads_with_ease(
    session: ScriptedSession, tmp_path: Path, open_source: bool
):
    line = " ".join(f"word{n}" for n in range(200)) + "."
    held = paper_of(f"# Long\n\n{line}\n", tmp_path / "long.md")
    session.put(held)
    session.script(WHERE, answered(WHERE, cited(held[0], 1, line)))
    async with opened(session, (200, 50)) as screen:
        exchange = await screen.ask(WHERE)
        if open_source:
            await screen.press("1", "enter")
            await shows(screen, exchange.citations[0])
        places = [exchange, *screen.app.screen.query(PaperView)] if open_source else [exchange]
        for place in places:
            longest = max(len(row.strip()) for row in part_text(screen.app, place).split("\n"))
            assert 70 < longest < 97
        box = screen.app.screen.query_one(QuestionBox).region
        assert abs(box.x - exchange.region.x) <= 3


async def test_80_columns_show_one_at_a_time_and_the_question_box_always(asking: ScriptedSession):
    async with opened(asking, (80, 24)) as screen:
        exchange = await screen.ask(WHERE)
        await screen.press("1", "enter")
        await shows(screen, exchange.citations[0])

        assert screen.app.screen.query_one(Source).region.width == 80
        assert "in 10 are right" not in screen.read
        await screen.sees("Ask a follow-up, or type the number of a source", "esc Back", "^p Commands")
        await screen.press("escape")
        await screen.sees("in 10 are right")
        assert not screen.app.screen.query_one(Source).display


async def test_the_words_stay_in_view_when_the_terminal_changes_its_size(asking: ScriptedSession):
    async with opened(asking, (200, 50)) as screen:
        exchange = await screen.ask(WHERE)
        await screen.press("3", "enter")
        await shows(screen, exchange.citations[2])
        for size in ((80, 24), (40, 12), (140, 30)):
            await screen.pilot.resize_terminal(*size)
            await shows(screen, exchange.citations[2])


async def test_the_outline_opens_a_paper_at_a_heading(asking: ScriptedSession):
    async with opened(asking) as screen:
        await screen.press("ctrl+l", "right")
        await screen.sees("1 The board", "2 Money")
        await screen.press("down", "down", "enter")

        await screen.until(lambda: highlighted(screen) == "Money", "the heading")
        assert screen.app.screen.query_one(PaperView).has_focus
        await screen.press("escape")
        assert not screen.app.screen.query_one(Source).display


async def test_where_nothing_can_open_files_it_is_told_where_the_file_is(asking: ScriptedSession, parks: Held):
    async with opened(asking, (200, 50)) as screen:
        await screen.ask(WHERE)
        await screen.press("1", "enter")
        await screen.until(lambda: screen.app.screen.query_one(Source).display, "the source")
        await screen.press("ctrl+f")

        await screen.until(lambda: screen.notices, "the notice")
        assert "there is no program here to open files with" in screen.notices
        assert Path(parks[0].source).name in screen.notices


async def test_a_file_that_is_gone_is_told(asking: ScriptedSession, parks: Held):
    Path(parks[0].source).unlink()
    async with opened(asking, (200, 50)) as screen:
        await screen.ask(WHERE)
        await screen.press("1", "enter")
        await screen.until(lambda: screen.app.screen.query_one(Source).display, "the source")
        await screen.press("ctrl+f")

        await screen.told("the file is no longer at", "the text shown here is what was added")


async def test_a_paper_that_was_removed_meanwhile_is_told(asking: ScriptedSession, parks: Held):
    async with opened(asking, (200, 50)) as screen:
        await screen.ask(WHERE)
        asking.remove(parks[0].id)
        await screen.press("1", "enter")

        await screen.told("this paper is no longer in the library")
        assert not screen.app.screen.query_one(Source).display
        assert screen.app.screen.query_one(QuestionBox).has_focus


async def test_a_paper_removed_from_the_library_is_told_by_the_real_engine(own: Session):
    async with opened(own, (200, 50)) as screen:
        exchange = await screen.ask(ASKED)
        own.remove(exchange.citations[0].paper)
        await screen.press("1", "enter")

        await screen.told("this paper is no longer in the library")


async def test_a_long_paper_opens_as_soon_as_a_short_one(session: ScriptedSession, tmp_path: Path):
    line = "The committee numbered {} meets in May, and the members are told of what it decided in the month after."
    times = {}
    for count in (90, 9000):  # 3 and 300 pages of 30 paragraphs
        text = f"# {count}\n\n" + "\n\n".join(line.format(n) for n in range(count))
        held = paper_of(text, tmp_path / f"{count}.md")
        session.put(held)
        session.script("Which?", answered("Which?", cited(held[0], 1, line.format(count - 5))))
        async with opened(session) as screen:
            exchange = await screen.ask("Which?")
            started = time.process_time()
            await screen.pilot.press("1", "enter")
            await shows(screen, exchange.citations[0])
            times[count] = time.process_time() - started

    assert times[9000] < 10 * times[90]  # 100 times the words


async def test_the_paper_can_be_read_on_from_the_words(session: ScriptedSession, tmp_path: Path):
    text = "# Long\n\n" + "\n\n".join(f"Committee {n} meets." for n in range(200))
    held = paper_of(text, tmp_path / "long.md")
    session.put(held)
    session.script("Which?", answered("Which?", cited(held[0], 1, "Committee 100 meets.")))
    async with opened(session) as screen:
        exchange = await screen.ask("Which?")
        await screen.press("1", "enter")
        await shows(screen, exchange.citations[0])
        assert "Committee 150" not in screen.text
        while "Committee 150" not in screen.text:
            await screen.press("pagedown")
        await screen.press("home")
        await screen.sees("Committee 0 meets")


def test_only_a_quotation_stands_in_quotation_marks(parks: Held):
    row = cited(parks[0], 2, MEMBERS)
    quoted = answered(WHERE, cited(parks[0], 1, SET_UP), row)
    in_another_form = quoted.statements[1].model_copy(update={"text": "members: nine"})
    shown = quoted.model_copy(update={"statements": (quoted.statements[0], in_another_form)})

    lines = [paragraph.content.plain for paragraph in exchange_text.answer(shown, None, 0)]

    assert lines[1:3] == [f"“{SET_UP}” [1]", "members: nine [2]"]
