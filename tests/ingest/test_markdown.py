"""Markdown keeps its headings, lists and tables, and nothing of it acts."""

import datetime
from pathlib import Path

import pytest

from ingest.formats.markdown import outline, read
from ingest.metadata import stated_date
from ingest.paper import Block, Outline, Paper
from ingest.rendering import block_words
from ingest.titles import stated_title

PAPER = """\
---
title: Parks Strategy
organisation: Harbour Town Council
date: 2021-03-04
---

# Parks Strategy

Opening words
over two lines.

## 2 Money

2.1. The grant is £3m a year.

The aims are:

- cleaner paths
- more trees
    1. limes
    2. oaks

  with their own keeper

| Park | Keeper |
|------|--------|
| North Green | A. Miller |

[quay]: http://example.org "never shown"
<!-- a note -->
"""


def quoted(outline: Outline, *kinds: str) -> list[str]:
    return [outline.text[b.words : b.end] for b in outline.blocks if b.kind in kinds]


def test_front_matter_states_title_organisation_and_date():
    paper = outline(PAPER)

    assert (paper.title, paper.organisation) == ("Parks Strategy", "Harbour Town Council")
    assert paper.date == datetime.date(2021, 3, 4)


@pytest.mark.parametrize(
    "matter", ["date: 2020-13-45", "title: [", "[" * 5000, "- a list", "title: 7\ndate: soon", "a: &a [*a]"]
)
def test_front_matter_that_makes_no_sense_is_passed_over(matter: str):
    paper = outline(f"---\n{matter}\n---\n\n# Parks\n\nThe board meets monthly.\n")

    assert (paper.title, paper.date) == (None, None)
    assert quoted(paper, "heading", "paragraph") == ["Parks", "The board meets monthly."]


def test_blocks_are_what_the_markup_says():
    paper = outline(PAPER)

    assert quoted(paper, "heading") == ["Parks Strategy", "2 Money"]
    assert quoted(paper, "item") == ["cleaner paths", "more trees", "limes", "oaks"]
    assert [b.level for b in paper.blocks if b.kind == "item"] == [1, 1, 2, 2]
    assert "with their own keeper" in quoted(paper, "paragraph")


def test_a_numbered_paragraph_is_no_list_item():
    block = next(b for b in outline(PAPER).blocks if b.number == "2.1")

    assert block.kind == "paragraph"
    assert block.headings == ("Parks Strategy", "2 Money")


def test_rows_keep_the_headings_of_their_columns():
    header, row = (b for b in outline(PAPER).blocks if b.kind == "row")

    assert (header.columns, row.columns) == ((), ("Park", "Keeper"))
    assert PAPER[row.words : row.end] == "North Green | A. Miller |"


def test_comments_link_targets_and_front_matter_are_kept_but_not_for_quoting():
    matter = " ".join(quoted(outline(PAPER), "matter"))

    assert all(words in matter for words in ("organisation:", "example.org", "a note"))


def test_an_underlined_heading_is_quoted_without_its_line():
    paper = outline("Parks\n=====\n\nWords.\n\nMoney\n---\n\nMore.\n")

    assert quoted(paper, "heading") == ["Parks", "Money"]
    assert paper.blocks[-1].headings == ("Parks", "Money")


def test_hashes_after_a_heading_are_not_part_of_it():
    assert quoted(outline("# Parks ##\n\nWords.\n\n#\n"), "heading") == ["Parks"]


def test_words_after_an_empty_item_are_a_paragraph():
    assert quoted(outline("- one\n-\n\nWords of their own.\n"), "paragraph") == ["Words of their own."]


def test_a_quotation_starts_with_its_words():
    assert quoted(outline("> The board decides.\n"), "paragraph") == ["The board decides."]


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_offsets_are_right_whatever_the_line_ends(tmp_path: Path, end: str):
    path = tmp_path / "paper.md"
    path.write_bytes(PAPER.replace("\n", end).encode())
    paper = read(path)

    assert quoted(paper, "item") == ["cleaner paths", "more trees", "limes", "oaks"]
    assert quoted(paper, "row")[1] == "North Green | A. Miller |"


def test_a_table_in_html_has_rows_under_its_heads():
    paper = outline(
        "# Fees\n\n<table>\n<tr><th>Pool</th><th>Fee</th></tr>\n<tr><td>Lido</td><td>&pound;2</td></tr>\n</table>\n"
    )
    rows = [block for block in paper.blocks if block.kind == "row"]

    assert [block.columns for block in rows] == [(), ("Pool", "Fee")]
    assert [block.headings for block in rows] == [("Fees",)] * 2
    assert drawn(paper, rows[1]) == "Lido | £2"


def test_a_text_of_html_alone_is_read():
    paper = outline(
        "<h1>Pools</h1>\n<div>\n<p>The lido is <b>open</b> in May.</p>\n<ul><li>Bring a towel.</li></ul>\n</div>\n"
    )

    assert quoted(paper, "heading") == ["Pools"]
    assert quoted(paper, "paragraph") == ["The lido is <b>open</b> in May."]
    assert quoted(paper, "item") == ["Bring a towel."]
    assert paper.blocks[-2].headings == ("Pools",)


def test_struck_words_are_not_in_the_text_and_that_is_told():
    paper = outline("The lido opens in ~~June~~ May, and costs <del>£3</del> £2.\n\n~~~\na ~~b~~ c\n~~~\n")

    assert quoted(paper, "paragraph")[0] == "The lido opens in May, and costs £2."
    assert "a ~~b~~ c" in paper.text
    assert [warning.what for warning in paper.warnings] == ["struck words"]


def test_the_words_of_a_note_come_after_its_mark():
    paper = outline("The fee is £2[^1].\n\n[^1]: It was set in May.\n")

    assert quoted(paper, "paragraph")[1] == "It was set in May."
    assert drawn(paper, paper.blocks[0]) == "The fee is £2."


def test_notes_on_lines_that_follow_each_other_are_apart():
    paper = outline("The fee is due[^1] in May[^b].\n\n[^1]: Not on Sundays.\n[^b]: Or June,\nif it rains.\n")

    assert quoted(paper, "paragraph")[1:] == ["Not on Sundays.", "Or June,\nif it rains."]
    assert [block.number for block in paper.blocks] == [None, "1", "b"]


def test_facts_on_lines_that_follow_each_other_are_apart_and_those_of_the_paper():
    paper = outline(
        "Parks team\nTitle: Parks of the Vale\nBody: Vale Council, Parks\nwith the Harbour Board\n"
        "**Date:** 4 May 2021\n"
        "\nThe rule is this: gates\nopen at dawn. Keys: ask us.\n"
    )

    assert quoted(paper, "paragraph") == [
        "Parks team",
        "Title: Parks of the Vale",
        "Body: Vale Council, Parks\nwith the Harbour Board",
        "**Date:** 4 May 2021",
        "The rule is this: gates\nopen at dawn. Keys: ask us.",
    ]
    assert (stated_title(paper), stated_date(paper)) == ("Parks of the Vale", datetime.date(2021, 5, 4))


def test_the_attributes_of_a_heading_are_no_part_of_it():
    paper = outline("## Side gates {#side-gates}\n\nThey open at six.\n")

    assert quoted(paper, "heading") == ["Side gates"]
    assert paper.blocks[-1].headings == ("Side gates",)


def test_fields_of_the_front_matter_are_searched_unless_they_are_for_programs():
    paper = outline("---\nowner: Head of Pools\nlayout: wide\ndraft: true\n---\n\nThe lido opens in May.\n")

    assert quoted(paper, "paragraph") == ["owner: Head of Pools", "The lido opens in May."]


def test_program_text_is_not_quoted():
    assert quoted(outline("```bash\n# The owner is Nobody\n```\n\nThe lido opens.\n"), "paragraph") == [
        "The lido opens."
    ]


def drawn(outline: Outline, block: Block) -> str:
    return block_words(Paper("id", "Title", None, None, "/p.md", "p.md", "md", "", outline.text), block)


def test_heads_of_two_rows_of_a_table_in_html_stand_over_its_cells():
    head = '<tr><th rowspan="2">Size</th><th colspan="2">Rent</th></tr><tr><th>2025</th><th>2026</th></tr>'
    read = outline(f"<table>\n{head}\n<tr><td>Full</td><td>£40</td><td>£45</td></tr>\n</table>\n")
    row = read.blocks[-2] if read.blocks[-1].kind == "matter" else read.blocks[-1]

    assert row.columns == ("Size", "Rent 2025", "Rent 2026")


def test_an_empty_first_head_keeps_the_others_over_their_columns():
    read = outline("| | 2025 | 2026 |\n|---|---|---|\n| Rent | £1 | £2 |\n")

    assert [block.columns for block in read.blocks if block.kind == "row"][-1] == ("", "2025", "2026")


def test_versions_and_days_in_the_front_matter_are_searched():
    read = outline("---\nversion: 2.1\nnext_review: 2028-05-01\nnav_order: 3\n---\nPlots have taps.\n")
    searched = [read.text[block.start : block.end] for block in read.blocks if block.kind != "matter"]

    assert searched == ["version: 2.1", "next_review: 2028-05-01", "Plots have taps."]


def test_what_html_hides_is_not_read_and_marks_of_notes_are_no_words():
    read = outline(
        '<div hidden>Not for you.</div>\n\n!!! note "Fires"\n    No fires in May.\n\n> [!WARNING]\n> Keep out.\n'
    )
    said = [read.text[block.words : block.end] for block in read.blocks if block.kind != "matter"]

    assert said == ["No fires in May.", "Keep out."]
