"""Plain text has headings, lists and tables without any markup."""

from pathlib import Path

import pytest

from ingest.errors import PaperError
from ingest.formats.text import outline, read
from ingest.paper import Outline

PAPER = """\
Parks Strategy

Harbour Town Council
Date: 4 March 2021

1. Purpose of the strategy

1.1 The council keeps forty parks. Each of them has a
keeper who answers to the parks board, and who reports on
its state every spring.

1.2 The strategy has these aims:

• cleaner paths
• more trees,
  above all in the north of the town
• gates that open at dawn

2. Money

(a) The grant is £3m a year.
(b) Fees bring £1m.

Park\tKeeper\tAcres
North Green\tA. Miller\t12
South Green\tB. Smith\t40
"""


def quoted(outline: Outline, *kinds: str) -> list[str]:
    return [outline.text[b.words : b.end] for b in outline.blocks if b.kind in kinds]


def test_headings_are_found_without_markup():
    assert quoted(outline(PAPER), "heading") == [
        "Parks Strategy",
        "Harbour Town Council",
        "Purpose of the strategy",
        "Money",
    ]


def test_a_numbered_paragraph_keeps_its_number_lines_and_headings():
    paragraph = next(b for b in outline(PAPER).blocks if b.number == "1.1")

    assert paragraph.kind == "paragraph"
    assert PAPER[paragraph.words : paragraph.end].startswith("The council keeps")
    assert PAPER[paragraph.words : paragraph.end].endswith("every spring.")
    assert paragraph.headings[-1] == "Purpose of the strategy"
    assert PAPER[paragraph.start : paragraph.words] == "1.1 "


def test_list_items_are_told_apart_and_keep_their_second_lines():
    read = outline(PAPER)

    assert quoted(read, "item") == [
        "cleaner paths",
        "more trees,\n  above all in the north of the town",
        "gates that open at dawn",
        "The grant is £3m a year.",
        "Fees bring £1m.",
    ]
    assert [b.number for b in read.blocks if b.kind == "item"] == [None, None, None, "a", "b"]


def test_rows_keep_the_headings_of_their_columns():
    rows = [b for b in outline(PAPER).blocks if b.kind == "row"]

    assert [row.columns for row in rows] == [(), *[("Park", "Keeper", "Acres")] * 2]
    assert {row.headings[-1] for row in rows} == {"Money"}


def test_a_sentence_that_a_page_break_tore_apart_is_one_paragraph():
    torn = (
        "The keepers of the parks are paid from the general fund and their\n\n\f"
        "tools are paid from the fees of the cafés.\n\nAnother paragraph ends here.\n"
    )
    assert len(quoted(outline(torn), "paragraph")) == 2


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_text_is_the_files_own_whatever_its_line_ends(tmp_path: Path, end: str):
    path = tmp_path / "paper.txt"
    path.write_bytes(PAPER.replace("\n", end).encode())
    read_ = read(path)

    assert read_.text == PAPER.replace("\n", end)
    assert [b.kind for b in read_.blocks] == [b.kind for b in outline(PAPER).blocks]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_in_wide_characters_is_read_with_and_without_its_mark(tmp_path: Path, encoding: str):
    path = tmp_path / "paper.txt"
    path.write_bytes("The lamp fee is £12 – “no more”.".encode(encoding))

    assert read(path).text == "The lamp fee is £12 – “no more”."

    path.write_bytes(path.read_bytes() + b"a")  # cut within a character

    assert read(path).text == "The lamp fee is £12 – “no more”."


@pytest.mark.parametrize(
    "text",
    [
        "1. The keeper shall pay Mr\nPark the rent of the plot each day.\n\n2. Fees\nA plot costs £4 each year.\n",
        "Rules\n\n1. The keeper meets Ann\nPark and her friends on the first day.\n",
    ],
    ids=["before a name", "alone"],
)
def test_a_numbered_sentence_is_not_torn(text: str):
    paper = outline(text)

    assert not any(block.kind == "heading" and block.number == "1" for block in paper.blocks)


def test_a_numbered_line_heads_the_sentence_right_below_it():
    paper = outline(
        "Lamp rules\n\n1. Fees\nThe lamp fee is £12 a year.\n\n2. Apply to the\nKeeper of the northern lamps.\n"
        "\n3. Hours\nThe lamps are lit until dawn.\n"
    )

    assert [(block.kind, paper.text[block.words : block.end]) for block in paper.blocks] == [
        ("heading", "Lamp rules"),
        ("heading", "Fees"),
        ("paragraph", "The lamp fee is £12 a year."),
        ("item", "Apply to the\nKeeper of the northern lamps."),
        ("heading", "Hours"),
        ("paragraph", "The lamps are lit until dawn."),
    ]


def test_an_old_encoding_is_detected(tmp_path: Path):
    path = tmp_path / "paper.txt"
    words = "The café on the quay serves crème brûlée to the whole town on every day of the year. " * 5
    path.write_bytes(words.encode("cp1252"))

    assert read(path).text == words


def test_bytes_that_are_no_text_are_refused(tmp_path: Path):
    path = tmp_path / "paper.txt"
    path.write_bytes(bytes(range(128, 256)) * 8 + bytes(range(32)) * 8)

    with pytest.raises(PaperError) as refusal:
        read(path)
    assert refusal.value.cure


def test_a_line_of_many_spaces_parts_paragraphs():
    read = outline("First words.\n" + " " * 200_000 + "\nLast words.\n")

    assert len(read.blocks) == 2


def test_sentences_wrapped_at_a_small_width_are_whole():
    paper = outline(
        "    The lido opens in May and is kept by the\n    Parks Service, which reports to the Parks\n    Committee.\n"
    )

    assert [" ".join(words.split()) for words in quoted(paper, "paragraph")] == [
        "The lido opens in May and is kept by the Parks Service, which reports to the Parks Committee."
    ]


def test_short_lines_that_are_no_sentences_stay_apart():
    paper = outline("Ann Lee\nHarbour Road\nAshby\n\nThe lido opens in May.\n")

    assert len(paper.blocks) == 4


def test_heads_of_a_table_hold_below_an_empty_line():
    text = "| Meeting | Date |\n|---|---|\n\n| | |\n|---|---|\n| Ferry committee | 9 November 2020 |\n|---|---|\n"

    *_, row = [block for block in outline(text).blocks if block.kind == "row"]

    assert row.columns == ("Meeting", "Date")


def test_a_page_number_is_no_heading():
    assert quoted(outline("Pools\n\nThe lido opens.\n\nPage 2\nThe spa is shut.\n"), "heading") == ["Pools"]


def test_words_cut_at_the_ends_of_lines_are_whole_and_true_hyphens_stay():
    paper = outline("The pool is kept by the Moni-\n  toring Officer, a non-\nexecutive, from May-\nJune.\n")

    assert paper.text == "The pool is kept by the Monitoring Officer, a non-executive, from May-\nJune.\n"


PRINTOUT = """\
4  Boat hire

    Boat           Hour      Day     Deposit
    -------------  --------  ------  -------
    Rowing boat       £6.00  £25.00  £20
      (four seats)
    Canoe             £4.50
    Pedalo                           £30

Fees rise in April.
"""


def test_a_table_set_with_spaces_has_rows_under_its_heads():
    read = outline(PRINTOUT)
    rows = [block for block in read.blocks if block.kind == "row"]

    assert quoted(read, "heading") == ["4  Boat hire"]
    assert [row.split("\t") for row in quoted(read, "row")[1:]] == [
        ["Rowing boat (four seats)", "£6.00", "£25.00", "£20"],
        ["Canoe", "£4.50"],
        ["Pedalo", "", "", "£30"],
    ]
    assert {row.columns for row in rows[1:]} == {("Boat", "Hour", "Day", "Deposit")}


def test_years_over_figures_set_with_spaces_are_heads():
    read = outline("                2024    2025\nBoats          1,200   1,350\nSwings           310     295\n")

    assert [block.columns for block in read.blocks] == [(), ("", "2024", "2025"), ("", "2024", "2025")]


def test_columns_of_running_text_and_lists_are_no_table():
    columns = "The keeper opens the      gates are locked and\nlake at dawn, and the     the key is left with\n"
    columns += "children may not swim     the clerk of the board.\n"
    listed = "1.   Open the gates.\n2.   Feed the ducks.\n3.   Lock the gates.\n"
    listed += "24/1  Apologies\n24/2  Boats\n24/3  Fees of £5\n"
    contents = "Boats ........ 3\nSwings ....... 7\nFees ......... 12\n"

    assert not any(block.kind == "row" for text in (columns, listed, contents) for block in outline(text).blocks)


def test_short_labels_in_two_columns_are_no_table():
    labels = "Oak Ward             Mill Ward\nElm Ward             Quay Ward\nAsh Ward             Station Ward\n"
    posts = "Post             Holder\n------------------------\nChair            Ann Lee\nClerk            Bo Park\n"
    hours = "Monday               9am to 5pm\nTuesday              Noon to 7pm\nSunday               Closed all day\n"

    bare = posts.replace("------------------------\n", "")
    years = "Year             Budget\n2022/23       1,200,000\n2023/24       1,300,000\n2024/25       1,400,000\n"

    texts = (labels, posts, hours, bare, years)
    rows = [{block.kind for block in outline(text).blocks if block.kind != "matter"} for text in texts]

    assert rows == [{"paragraph"}, {"row"}, {"row"}, {"row"}, {"row"}]


def test_a_table_drawn_with_box_characters_has_rows():
    read = outline("┌───────┬─────┐\n│ Boat  │ Fee │\n├───────┼─────┤\n│ Canoe │ £4  │\n└───────┴─────┘\n")
    row = read.blocks[3]

    assert row.kind == "row"
    assert row.columns == ("Boat", "Fee")


def test_a_running_head_does_not_tear_a_sentence():
    pages = [f"Parks Board      Rules of hire      Page {n}\n\nBoats are for\nhire each day.\n\n\f\n" for n in (1, 2)]
    pages[1] = pages[1].replace("hire each day.", "hire from the first Saturday of March until the last Sunday in\n")
    pages.append("Parks Board      Rules of hire      Page 3\n\nOctober, weather allowing, and on no other day.\n")

    read = outline("".join(pages))

    assert "Page" not in read.text
    assert "Parks Board" not in read.text


def test_lines_with_labels_are_no_list():
    read = outline(
        "Rules for boats\nApproved: 3 March 2026 by the board\nReplaces: the rules for boats 2019\nOwner: the clerk\n"
    )

    assert not any(block.kind == "item" for block in read.blocks)
