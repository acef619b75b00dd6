"""What a person reads of a paper: its words without marks, each drawn from its own place in the text."""

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats import markdown
from ingest.paper import Block, Paper
from ingest.rendering import block_words, cells, rendered, unmarked
from ingest.spans import Piece, clipped, pieces, words

WORD = st.text("abcdeé漢", min_size=1, max_size=6)
WORDS = st.lists(WORD, min_size=1, max_size=4).map(" ".join)
MARKED = st.one_of(
    WORDS,
    WORDS.map("**{}**".format),
    WORDS.map("*{}*".format),
    WORDS.map("***{}***".format),
    WORDS.map("`{}`".format),
    WORDS.map("[{}](https://example.org/x_y*z)".format),
    WORDS.map('[{}]({{% page "x y" %}})'.format),
    WORDS.map("![{}](board.png)".format),
    WORDS.map("<b>{}</b>".format),
    WORDS.map("{}<!-- -->".format),
    WORDS.map("{}   {{:.intro}}".format),
)
LINES = st.lists(MARKED, min_size=1, max_size=6).map(" ".join)
BLOCKS = st.one_of(
    LINES,
    LINES.map("- {}".format),
    LINES.map("## {}".format),
    LINES.map("> {}".format),
    LINES.map("3. {}".format),
    st.tuples(LINES, LINES).map("{0[0]}\n{0[1]}".format),
    st.tuples(LINES, LINES).map("{0[0]}\r\n  {0[1]}".format),
    st.tuples(LINES, LINES).map("| {0[0]} | {0[1]} |\n| --- | --- |\n| {0[1]} | {0[0]} |".format),
    WORDS.map("```\n{}\n```".format),
)
ANY = st.text(st.sampled_from("ab *_`[]()<>!&;|#\\\n\r\t {}%:\ue000é-~.1'\"/=^$"), max_size=80)
WRITTEN = re.compile(r"[a-eé漢]+")


def paper(text: str, format: str = "md") -> Paper:
    return Paper("id", "Title", None, None, f"/p.{format}", f"p.{format}", format, "", text)


def runs_of(text: str) -> list[tuple[Block, list]]:
    held = paper(text)
    return [(block, list(rendered(held, block, block.start))) for block in markdown.outline(text).blocks]


def shown(text: str) -> str:
    """What is drawn of a text in Markdown, a line for each block."""
    held = paper(text)
    return "\n".join(filter(None, (block_words(held, block) for block in markdown.outline(text).blocks)))


def in_pieces(text: str) -> list[tuple[str, str]]:
    held = paper(text)
    return [tuple(piece) for block in markdown.outline(text).blocks for piece in pieces(rendered(held, block))]


# The promise: places are right, and no word is lost, changed or moved


@given(st.lists(BLOCKS, min_size=1, max_size=4))
def test_the_words_drawn_are_the_words_written_in_their_order(blocks: list[str]):
    text = "\n\n".join(blocks)
    bare = re.sub(r"\]\([^)]*\)|<[^>]*>|\{[%:][^}]*\}", " ", text)

    drawn_words = " ".join(run.text for _, runs in runs_of(text) for run in runs)
    assert "".join(WRITTEN.findall(drawn_words)) == "".join(WRITTEN.findall(bare))


@given(st.one_of(ANY, st.lists(BLOCKS, max_size=4).map("\n\n".join)))
def test_every_run_comes_from_its_own_place_and_none_from_that_of_another(text: str):
    for block, runs in runs_of(text):
        assert all(block.start <= run.start < run.end <= block.end for run in runs)
        assert all(before.end <= run.start for before, run in pairwise(runs))
        for run in runs:
            written = text[run.start : run.end]
            if run.is_exact and run.text != " ":
                spaced = "".join(" " if c.isspace() else c for c in written)
                assert run.text in (written, spaced) or run.text in ("\n", " | ", "• "), (run, written)


@given(st.one_of(ANY, st.lists(BLOCKS, max_size=4).map("\n\n".join)), st.data())
def test_a_span_shows_exactly_the_characters_that_lie_in_it(text: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    for _, runs in runs_of(text):
        inside = list(clipped(runs, start, end))
        expected = [
            (at, c)
            for run in runs
            if run.is_exact
            for at, c in zip(range(run.start, run.end), run.text, strict=True)
            if start <= at < end
        ]
        found = [
            (at, c) for run in inside if run.is_exact for at, c in zip(range(run.start, run.end), run.text, strict=True)
        ]
        assert found == expected
        whole = [run for run in runs if not run.is_exact and run.start < end and start < run.end]
        assert [run for run in inside if not run.is_exact] == whole


@given(ANY)
def test_text_that_is_not_markdown_stays_as_it_is(text: str):
    if text.strip():
        for format in ("pdf", "docx", "html"):
            assert words(rendered(paper(text, format), Block("paragraph", 0, 0, len(text)))) == " ".join(text.split())


# Each mark


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The **board** meets in *May*, at `noon`.", "The board meets in May, at noon."),
        ("See [the guide](/service-manual/x 'A title') and [rules][1].\n\n[1]: /rules", "See the guide and rules."),
        ('Read [how to ask]({% page "/asking" %}#first) first.', "Read how to ask first."),
        ("Ask [<b>us</b>](mailto:a@b.org), or <help@b.org>.", "Ask us, or help@b.org."),
        (
            "The plan ![a chart of *costs*](costs.png) is   generally kept.",
            "The plan a chart of costs is generally kept.",
        ),
        ("## Duties of the [board](/board) {#duties}", "Duties of the board"),
        ("##Duties\n", "Duties"),
        ("#ask-us is a channel", "#ask-us is a channel"),
        ("A first line\nand a second  \nand a third\\\nline", "A first line and a second and a third line"),
        ("> Words of\n> another body", "Words of another body"),
        ("- [ ] It costs &pound;3 &amp; more&nbsp;each year", "[ ] It costs £3 & more each year"),
        ("Fish \\& chips cost 3 \\* 4", "Fish & chips cost 3 * 4"),
        ("Rates are 2 * 3 * 4 and snake_case_name stays", "Rates are 2 * 3 * 4 and snake_case_name stays"),
        ("Post it in {% channel 'help' %} today.", "Post it in … today."),
        ("{% alert %}\nMind the gap.\n{% endalert %}", "Mind the gap."),
        ('{% image "chart.png" %}', ""),
        ("Read this first.\n{:.intro}", "Read this first."),
        ("It is agreed[^1] by all[^note].", "It is agreed¹ by all[note]."),
        ("*[API]: application programming interface", "API: application programming interface"),
        ("Before.<br>After <em>that</em><!-- not this -->.", "Before. After that."),
        ("<div class='x'>\n  <p>One <a href='/y'>link</a></p>\n  <p>Two</p>\n</div>", "One link\nTwo"),
        ("```sh\nmake  *all*\n```", "make  *all*"),
        ("One.\n\n    a_b  *c*\n\nTwo.", "One.\na_b  *c*\nTwo."),
        ("One.\n\n---\n\nTwo.", "One.\nTwo."),
        ("| Name | **Fee** |\n|:--|--:|\n| Boat [1](#n) | £30 \\| £40 |", "Name | Fee\nBoat 1 | £30 | £40"),
    ],
)
def test_marks_are_drawn_as_what_they_mean(text: str, read: str):
    assert shown(text) == read


@pytest.mark.parametrize(
    ("text", "styled"),
    [
        (
            "a **b *c* d** `e`",
            [("a ", ""), ("b ", "strong"), ("c", "strong em"), (" d", "strong"), (" ", ""), ("e", "code")],
        ),
        ("**[b](/x)** c", [("b", "strong"), (" c", "")]),
        ("<strong>b</strong> c", [("b", "strong"), (" c", "")]),
        ("##Duties", [("Duties", "strong")]),
    ],
)
def test_emphasis_is_kept_as_a_style(text: str, styled: list[tuple[str, str]]):
    assert in_pieces(text) == styled


@pytest.mark.parametrize(
    ("quote", "read"),
    [
        ("board** meets", "board meets"),
        ("rd** meets in [M", "rd meets in M"),
        ("ay](/calendar/may_x) at no", "ay at no"),
        ("](/calendar/may_x)", ""),
        ("&am", "&"),
    ],
)
def test_a_quotation_may_begin_and_end_within_a_mark(quote: str, read: str):
    text = "The **board** meets in [May](/calendar/may_x) at noon &amp; later."
    held, block = paper(text), markdown.outline(text).blocks[0]
    start = text.index(quote)

    assert words(clipped(rendered(held, block), start, start + len(quote))) == read


def test_a_quotation_within_emphasis_that_goes_on_has_its_style():
    text = "**It meets in May. It ends in June.**"
    held, block = paper(text), markdown.outline(text).blocks[0]
    start = text.index("It ends")

    assert pieces(clipped(rendered(held, block), start, len(text))) == (Piece("It ends in June.", "strong"),)


@pytest.mark.parametrize(
    ("format", "row", "read"),
    [
        ("md", "| a | | c \\| d |", ["a", "", "c | d"]),
        ("docx", "a | b|c | d", ["a", "b|c", "d"]),
        ("txt", "a\tb\t\tc", ["a", "b", "", "c"]),
        ("txt", "| a | b |", ["a", "b"]),
    ],
)
def test_a_row_has_the_cells_that_its_reader_gave_it(format: str, row: str, read: list[str]):
    block = Block("row", 0, len(row) - len(row.lstrip("| ")), len(row))

    assert [words(cell) for cell in cells(paper(row, format), block)] == read


def test_plain_text_has_emphasis_and_no_other_marks():
    text = "The **board** has [nine](members) * 2 `x` &amp; <b>"

    assert words(rendered(paper(text, "txt"), Block("paragraph", 0, 0, len(text)))) == text.replace("**", "")


def test_tags_left_in_a_plain_text_are_drawn_as_what_they_show():
    rows = "| Canoe | <ul style='x'><li>No dogs</li><li>Two <b>adults</b></li></ul> |\n"
    text = f"{rows}\nA fee of x < 5 and > 3 is paid.\n"
    canoes, row = paper(text, "txt"), Block("row", 0, 0, len(rows) - 1)
    sentence = Block("paragraph", len(rows) + 1, len(rows) + 1, len(text) - 1)

    assert [words(cell) for cell in cells(canoes, row)] == ["Canoe", "• No dogs • Two adults"]
    assert block_words(canoes, sentence) == "A fee of x < 5 and > 3 is paid."
    assert words(clipped(rendered(canoes, row), text.index("No"), text.index("</li>"))) == "No dogs"


def test_lines_that_stand_alone_are_read_the_same_way():
    assert unmarked("The [board](/x) **meets**", "md") == "The board meets"
    assert unmarked("The [board](/x) *meets*", "pdf") == "The [board](/x) *meets*"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 50_000, "*a " * 30_000, "![](" * 20_000, "<!--" * 30_000, "{% " * 30_000, "`" * 50_000 + "a",
        "<a " * 30_000, "<div>\n" + "<!--" * 30_000, "<div>\n" + "<a " * 30_000, "&" * 50_000, "[^" * 30_000,
        "*[" * 30_000, "> " * 200 + "a", "**a** [b](c) `d`\n" * 5_000, "| a " * 20_000,
    ],
)  # fmt: skip
def test_no_text_takes_long_to_draw(text: str):
    blocks = [Block("paragraph", 0, 0, len(text)), Block("matter", 0, 0, len(text)), Block("row", 0, 0, len(text))]
    started = time.thread_time()
    for block in blocks:
        rendered(paper(text), block)

    assert time.thread_time() - started < 5
