"""The titles of papers whose first page has other words in prominent places."""

from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from ingest.load import load
from ingest.titles import below_title

Titled = Callable[[], str]


@pytest.fixture
def document() -> docx.document.Document:
    return docx.Document()


@pytest.fixture
def titled(document: docx.document.Document, tmp_path: Path) -> Titled:
    """The title of the document as it is then; 'p' if none is found, after its file."""

    def title() -> str:
        document.save(str(tmp_path / "p.docx"))
        return load(tmp_path / "p.docx").paper.title

    return title


def add(document: docx.document.Document, *lines: str) -> None:
    """Adds lines: '# ' and '## ' begin headings, '**' bold lines, and ' | ' sets the cells of a row apart."""
    table = None
    for line in lines:
        cells = line.split(" | ") if " | " in line else []
        if cells and table is None:
            table = document.add_table(0, len(cells))
        if cells and table is not None:
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
            continue
        table = None
        if line.startswith("#"):
            marks, _, text = line.partition(" ")
            document.add_heading(text, len(marks))
        elif line.startswith("**"):
            document.add_paragraph().add_run(line[2:]).bold = True
        else:
            document.add_paragraph(line)


SENTENCE = "The ponds are kept by the ranger, who drains them every third year."


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("# HM TREASURY", "# HM REVENUE & CUSTOMS", "# Ponds and the tax on them"), "Ponds and the tax on them"),
        (("# PONDS BOARD", "# Rules for Anglers"), "Rules for Anglers"),
        (("# PONDS BOARD", "## Contents"), "PONDS BOARD"),
    ],
    ids=["offices of the crown", "a board", "only a section below"],
)
def test_a_body_is_the_title_only_where_nothing_else_is(document, titled: Titled, lines: tuple[str, ...], title: str):
    add(document, *lines, SENTENCE)

    assert titled() == title


def test_a_body_in_the_properties_is_no_title_where_it_is_not_printed(document, titled: Titled):
    document.core_properties.title = "MINISTRY for LAKES"
    add(document, "# PONDS BOARD", "# Rules for Anglers", SENTENCE)

    assert titled() == "Rules for Anglers"


def test_the_properties_count_less_than_the_label_title(document, titled: Titled):
    document.core_properties.title = "Angling final version for comments"
    add(document, "**Title:", "Fishing from Boats", "**Reference: 7", SENTENCE)

    assert titled() == "Fishing from Boats"


def test_the_label_title_heads_only_the_first_line_of_a_cell(document, titled: Titled):
    add(
        document,
        "Stage | Final",
        "Title: Charging anglers by the day\nPB No: 0042\nOther departments: Parks Board | Date: 2021",
    )

    assert titled() == "Charging anglers by the day"


@pytest.mark.parametrize(
    "rows",
    [
        ("Subject | Page of this guide", "Carp | 4"),
        ("Title | Copies | Price", "Carp | 4 | 12", "Pike | 6 | 15", "Tench | 12 | 20"),
    ],
    ids=["contents", "prices"],
)
def test_the_head_of_a_table_is_no_label(document, titled: Titled, rows: tuple[str, ...]):
    add(document, "# Ponds Guide", "## What this guide is for", SENTENCE, *rows)

    assert titled() == "Ponds Guide"


def test_a_map_is_called_after_the_paper_that_refers_to_it(document, titled: Titled):
    said = "Plan No. 4 referred to in “The Mill Pond (Closure) Order 2031” made by the Ponds Board on 4 May 2031."
    add(document, "Part to be closed", "**PONDS BOARD", said, "**© Crown Copyright  SCALE 1:500", "**Key")

    assert titled() == "Plan No. 4 referred to in “The Mill Pond (Closure) Order 2031”"


def test_what_is_printed_beside_a_map_is_no_title(document, titled: Titled):
    add(document, "**Crown Copyright SCALE 1:500", "Drawn in spring.", "**Depths of the Mill Pond", SENTENCE)

    assert titled() == "Depths of the Mill Pond"


@pytest.mark.parametrize(
    "section", ["Introduction", "Section 1", "Foreword, Scope and Monitoring", "Commencement - Transitional Provisions"]
)
def test_what_any_paper_has_over_a_section_is_no_title_where_another_line_is(document, titled: Titled, section: str):
    add(document, "Report on the draining of ponds", "For the council, May 2031.", f"# {section}", SENTENCE)

    assert titled() == "Report on the draining of ponds"


def test_the_heading_of_a_section_is_the_title_where_no_other_line_is(document, titled: Titled):
    add(document, SENTENCE, "# Introduction", SENTENCE)

    assert titled() == "Introduction"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("# IMPACT ASSESSMENT", "# Ponds Order 2031"), "IMPACT ASSESSMENT: Ponds Order 2031"),
        (
            ("# Transposition Table", "Directive 2031/7 of 20 May 2031 as regards the depth of ponds."),
            "Transposition Table: Directive 2031/7 of 20 May 2031 as regards the depth of ponds",
        ),
        (
            ("# Transposition Note", "The Ponds Order 2031 (“the Order”) replaces the Ponds Order 2011."),
            "Transposition Note: The Ponds Order 2031",
        ),
        (
            ("Anglers: charges by the day", "# Equality Impact Assessment", "May 2031"),
            "Equality Impact Assessment: Anglers: charges by the day",
        ),
        (
            ("# Final Regulatory Impact Assessment", "# Title of proposal", "A rule about the depth of ponds."),
            "Final Regulatory Impact Assessment: A rule about the depth of ponds",
        ),
        (
            ("# Privacy Impact Assessment", "Title of policy or programme | Ponds on Camera", "Aims | Fewer thefts"),
            "Privacy Impact Assessment: Ponds on Camera",
        ),
        (("# Ponds Act 2031", "EXPLANATORY NOTES"), "Ponds Act 2031: EXPLANATORY NOTES"),
        (("# Impact Assessment", "## What the ponds cost"), "Impact Assessment"),
        (("# Impact Assessment", SENTENCE), "Impact Assessment"),
        (("# Impact Assessment of Ponds", "Impact Assessment"), "Impact Assessment of Ponds"),
    ],
    ids=[
        "below", "as a phrase", "in a sentence", "above", "labelled", "in a table", "kind below", "smaller heading",
        "a sentence", "said already",
    ],
)  # fmt: skip
def test_a_kind_of_paper_stands_with_its_subject(document, titled: Titled, lines: tuple[str, ...], title: str):
    add(document, *lines, SENTENCE)

    assert titled() == title


def test_a_paper_without_headings_is_called_after_its_first_words_if_they_begin_with_its_kind(document, titled: Titled):
    long = "the Directive of the Lakes Assembly of 25 November 2030 on the bringing together of the rules of the lakes"
    add(document, f"Transposition Note for {long} about ponds, pools and weirs in towns (the “Directive”).", SENTENCE)

    assert titled() == f"Transposition Note for {long} about ponds, pools and weirs in towns"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (
            ("**Code of Practice", "**on the Keeping of", "**Carp and Pike in Ponds"),
            "Code of Practice on the Keeping of Carp and Pike in Ponds",
        ),
        (
            ("# Code of Practice", "# on the Keeping of", "# Carp and Pike"),
            "Code of Practice on the Keeping of Carp and Pike",
        ),
        (("# Rules for Still", "# Waters"), "Rules for Still Waters"),
        (("# Rules for Anglers", "# Permits"), "Rules for Anglers"),
        (
            ("**Note on the Ponds Order 2031 (S.I. 2031/7),", "Article | Aim | Rule", "1 | Depth | 4"),
            "Note on the Ponds Order 2031 (S.I. 2031/7)",
        ),
    ],
    ids=["bold lines", "headings", "words that the paper has together", "another heading", "a table below"],
)
def test_a_title_broken_over_lines_is_joined(document, titled: Titled, lines: tuple[str, ...], title: str):
    add(document, *lines, *["Nobody fishes in still waters by night, and permits for anglers end at dusk."] * 3)

    assert titled() == title


@pytest.mark.parametrize(
    ("title", "headings", "below"),
    [
        ("Rules for Anglers", ("Rules for Anglers", "Permits"), ["Permits"]),
        ("Rules for Still Waters", ("Waters", "Permits"), ["Permits"]),
        (
            "Ponds Act 2031: EXPLANATORY NOTES",
            ("Ponds Act 2031", "Permits", "Ponds Act 2031"),
            ["Permits", "Ponds Act 2031"],
        ),
        ("Ponds", ("Pondside", "*"), ["Pondside", "*"]),
        ("Ponds", (), []),
    ],
    ids=["whole", "last line", "subject", "other words", "none"],
)
def test_a_title_stands_once_over_the_words_of_its_paper(title: str, headings: tuple[str, ...], below: list[str]):
    assert below_title(title, headings) == below
