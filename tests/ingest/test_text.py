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


def test_a_page_number_is_no_heading():
    assert quoted(outline("Pools\n\nThe lido opens.\n\nPage 2\nThe spa is shut.\n"), "heading") == ["Pools"]


def test_words_cut_at_the_ends_of_lines_are_whole_and_true_hyphens_stay():
    paper = outline("The pool is kept by the Moni-\n  toring Officer, a non-\nexecutive, from May-\nJune.\n")

    assert paper.text == "The pool is kept by the Monitoring Officer, a non-executive, from May-\nJune.\n"
