"""A paper as lines: every word once, no line too wide, and every place in the text on the line that shows it."""

import time
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from assistant.text.sanitize import visible
from ingest.formats.markdown import outline
from ingest.paper import Block, Kind, Paper, ReadingWarning
from tui.paper_lines import Line, lay_out, line_at

LETTERS = "ab é’–漢ｗ👍\u0301\u200b\u202e\U000e0041\x1b\x9b\x07\x7f\t\n\r\u00a0\u3000\u2028"
WORDS = st.text(st.sampled_from(LETTERS), min_size=1, max_size=60).filter(str.strip)
KINDS = st.sampled_from(["heading", "paragraph", "item", "row", "matter"])


def paper(text: str, format: str = "pdf") -> Paper:
    return Paper("id", "Title", None, None, f"/nowhere.{format}", f"nowhere.{format}", format, "", text)


@st.composite
def papers(draw: st.DrawFn) -> tuple[Paper, list[Block]]:
    """A text cut into blocks, with gaps of white space between them."""
    text, blocks, page = "", [], None
    for words in draw(st.lists(WORDS, max_size=8)):
        marker = draw(st.sampled_from(["", "- ", "3.2 "]))
        kind: Kind = draw(KINDS)
        page = draw(st.sampled_from([page, (page or 0) + 1]))
        start = len(text)
        text += marker + words
        number = "3.2" if marker == "3.2 " else None
        level = draw(st.integers(0, 12))
        blocks.append(Block(kind, start, start + len(marker), len(text), page, number, level=level))
        text += "\n\n"
    return paper(text), blocks


def squeezed(text: str) -> str:
    return "".join(text.split())


def words(text: str, line: Line) -> str:
    """The words of a line as they are drawn, with the white space that they have in the text."""
    return "".join(run.text for run in line.rendered(text))


def shown(text: str, line: Line) -> str:
    """A line as it is drawn."""
    said = "".join(" " if c.isspace() else c for c in words(text, line))
    return " " * line.indent + line.label + visible(said)


def screen(held: Paper, blocks: list[Block] | tuple[Block, ...], width: int) -> list[str]:
    return [shown(held.text, line).rstrip() for line in lay_out(held, blocks, width)]


@given(papers(), st.integers(12, 100))
def test_no_word_of_a_block_is_lost_or_shown_twice(made: tuple[Paper, list[Block]], width: int):
    held, blocks = made
    lines = lay_out(held, blocks, width)

    for block in blocks:
        own = [line for line in lines if line.kind == block.kind and block.start <= line.start < line.end <= block.end]
        label = own[0].label if own else ""
        said = "".join(words(held.text, line) for line in own)
        hung = label or block.kind == "heading"  # a bullet or number may stand before the words instead
        assert squeezed(said) == squeezed(held.text[block.words if hung else block.start : block.end])
        assert not label or squeezed(label) in (block.number, squeezed(visible(held.text[block.start : block.words])))
        assert not any(line.label for line in own[1:])
    runs = [run for line in lines for run in line.rendered(held.text)]
    assert all(squeezed(run.text) == squeezed(held.text[run.start : run.end]) for run in runs)


@given(papers(), st.integers(12, 100))
def test_no_line_is_wider_than_the_screen(made: tuple[Paper, list[Block]], width: int):
    held, blocks = made

    for line in lay_out(held, blocks, width):
        room = max(width, line.indent + len(line.label) + 8)
        one = cell_len(visible(held.text[line.start : line.start + 1]))  # a mark may be wider than what is left
        assert cell_len(shown(held.text, line)) <= max(room, line.indent + len(line.label) + one), line


@given(papers(), st.integers(12, 100))
def test_the_lines_stand_in_the_order_of_the_text(made: tuple[Paper, list[Block]], width: int):
    lines = lay_out(*made, width)
    runs = [run for line in lines for run in line.rendered(made[0].text)]

    assert [line.start for line in lines] == sorted(line.start for line in lines)
    assert all(before.end <= run.start for before, run in pairwise(runs))


@given(papers(), st.integers(12, 100))
def test_the_line_of_every_place_is_found(made: tuple[Paper, list[Block]], width: int):
    held, blocks = made
    lines = lay_out(held, blocks, width)

    for n, line in enumerate(lines):
        for run in line.rendered(held.text):
            assert all(line_at(lines, at) == n for at in range(run.start, run.end))
    if lines:
        assert line_at(lines, 0) >= 0
        assert line_at(lines, len(held.text)) == len(lines) - 1


def test_a_paper_without_blocks_has_no_lines():
    assert lay_out(paper(""), [], 40) == []
    assert line_at([], 5) == 0


def test_words_are_broken_between_and_only_where_too_long_within():
    held = paper("The parks board meets in Mayandinnoothermonthatall.")
    lines = lay_out(held, [Block("paragraph", 0, 0, len(held.text))], 12)

    assert [held.text[line.start : line.end] for line in lines] == [
        "The parks",
        "board meets",
        "in",
        "Mayandinnoot",
        "hermonthatal",
        "l.",
    ]


def test_wide_characters_count_for_the_cells_that_they_take():
    held = paper("漢字漢字漢字漢字漢字")
    lines = lay_out(held, [Block("paragraph", 0, 0, len(held.text))], 8)

    assert [held.text[line.start : line.end] for line in lines] == ["漢字漢字", "漢字漢字", "漢字"]


def test_pages_are_told_where_they_begin():
    held = paper("one\ntwo\nthree")
    blocks = [Block("paragraph", 0, 0, 3, 1), Block("paragraph", 4, 4, 7, 1), Block("paragraph", 8, 8, 13, 2)]
    lines = lay_out(held, blocks, 40)

    assert [line.label or held.text[line.start : line.end] for line in lines] == [
        "page 1",
        "",
        "one",
        "",
        "two",
        "",
        "page 2",
        "",
        "three",
    ]


@pytest.mark.parametrize("letter", ["x", "漢", "\x1b", "\u202e", "\U000e0041", "é"])
@pytest.mark.parametrize("width", [20, 120])
def test_a_word_without_end_is_laid_out_in_a_time_that_grows_with_its_length(letter: str, width: int):
    def seconds(length: int) -> float:
        held = paper(letter * length)
        blocks = [Block("paragraph", 0, 0, length)]
        started = time.thread_time()
        lines = lay_out(held, blocks, width)
        assert sum(line.end - line.start for line in lines) == length
        return time.thread_time() - started

    assert min(seconds(100_000) for _ in range(3)) < 30 * min(seconds(10_000) for _ in range(3)) + 0.3


@pytest.mark.parametrize("text", ["a" * 100_000, "word " * 20_000, " " * 100_000, "x \t" * 30_000, "漢 " * 50_000])
def test_long_blocks_of_any_text_are_laid_out_soon(text: str):
    started = time.thread_time()
    lay_out(paper(text), [Block("paragraph", 0, 0, len(text))], 80)

    assert time.thread_time() - started < 5


def markdown(text: str) -> tuple[Paper, tuple[Block, ...]]:
    return paper(text, "md"), outline(text).blocks


TABLE = """\
| Area | *What* it [is](/x) |
|------|--------------------|
| **Boats** | They may be moored for a week |
| Bins | |
"""


def test_a_table_of_markdown_stands_in_columns_below_its_headings():
    assert screen(*markdown(TABLE), 60) == [
        "  Area  │ What it is",
        "  ──────┼──────────────────────────────",
        "  Boats │ They may be moored for a week",
        "  Bins  │",
    ]


def test_cells_that_are_too_wide_are_broken_within_their_column():
    assert screen(*markdown(TABLE), 30) == [
        "  Area  │ What it is",
        "  ──────┼─────────────────────",
        "  Boats │ They may be moored",
        "        │ for a week",
        "  Bins  │",
    ]


def test_rows_of_several_lines_are_ruled_off():
    assert screen(*markdown(TABLE.replace("| Bins | |", "| Bins | They are emptied on Mondays |")), 30) == [
        "  Area  │ What it is",
        "  ──────┼─────────────────────",
        "  Boats │ They may be moored",
        "        │ for a week",
        "  ──────┼─────────────────────",
        "  Bins  │ They are emptied on",
        "        │ Mondays",
    ]


def test_rows_stay_lines_where_there_is_no_room_for_columns():
    text = "| One | Two | Three | Four |\n|--|--|--|--|\n| a b c d e | f g h i j | k l m n o | p q r s t |\n"
    assert screen(*markdown(text), 24) == [
        "  One | Two | Three |",
        "  Four",
        "  a b c d e | f g h i j",
        "  | k l m n o | p q r s",
        "  t",
    ]


def test_cells_that_a_reader_left_out_leave_their_column_free():
    text = "Body | May | June\nParks | 3\nPonds | 1 | 2"
    rows = [(0, 17, ()), (18, 27, ("Body", "June")), (28, 41, ("Body", "May", "June"))]
    blocks = [Block("row", start, start, end, columns=columns) for start, end, columns in rows]

    assert screen(paper(text, "xlsx"), blocks, 60) == [
        "  Body  │ May │ June",
        "  ──────┼─────┼─────",
        "  Parks │     │ 3",
        "  Ponds │ 1   │ 2",
    ]


def test_a_place_in_a_cell_is_on_the_line_that_shows_it():
    held, blocks = markdown(TABLE)
    lines = lay_out(held, blocks, 30)

    for word in ("Boats", "moored", "week", "Bins", "Area", "is]"):
        at = held.text.index(word)
        assert word.rstrip("]") in shown(held.text, lines[line_at(lines, at)])


def test_lists_headings_and_gaps_are_drawn_and_marks_are_not():
    text = """\
# The [board](/board) {#board}

It   meets **often**, see [the
rules]({% page "rules" %}).

* One
  + Two
3. Three

![](board.png)

```
a  *b*
  c
```

[x]: /address
"""
    assert screen(*markdown(text), 40) == [
        "The board",
        "",
        "It meets often, see the rules.",
        "",
        "  • One",
        "    • Two",
        "  3. Three",
        "",
        "a  *b*",
        "  c",
    ]


def test_the_rule_of_a_table_in_plain_text_is_not_a_row():
    held = paper("Name | Fee\n|----|----|\n| Boat | £3 |", "txt")
    blocks = [Block("row", 0, 0, 10), Block("matter", 11, 11, 22), Block("row", 23, 25, 36, columns=("Name", "Fee"))]

    assert screen(held, blocks, 40) == ["  Name │ Fee", "  ─────┼────", "  Boat │ £3"]


def test_pages_without_words_of_which_something_was_not_read_are_named_in_their_place():
    text = "One.\n\nThree."
    blocks = [Block("paragraph", 0, 0, 4, 1), Block("paragraph", 6, 6, 12, 3)]
    warnings = tuple(ReadingWarning("a scan", "", page) for page in (1, 2, 2, 4))
    held = replace(paper(text), pages=(0, 4, 6, 12), warnings=warnings)

    lines = screen(held, blocks, 40)

    assert [line for line in lines if line] == [
        "page 1", "One.", "page 2, not read", "page 3", "Three.", "page 4, not read",
    ]  # fmt: skip
