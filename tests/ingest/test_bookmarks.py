"""The bookmarks of a file that holds the papers of a meeting are the outermost headings of what stands below them."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.formats.pdf import read
from ingest.paper import Outline

WORDS = ["The keeper of the northern park opens its gates at dawn, and the", "board pays for the lamps of the town."]
Mark = tuple[str, int, float | None]  # title, level from 0, and how far up its page it leads


def outline_of(tmp_path: Path, pages: Iterable[tuple[str, list[Mark]]]) -> Outline:
    """A page for each heading, in which these bookmarks lead to it."""
    path = tmp_path / "pack.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for n, (heading, marks) in enumerate(pages):
        for at, (title, level, top) in enumerate(marks):
            where = {"fit": "XYZ", "top": top, "left": 0} if top else {"fit": "Fit"}
            canvas.bookmarkPage(f"{n}-{at}", **where)
            canvas.addOutlineEntry(title, f"{n}-{at}", level)
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(72, 760, heading)
        canvas.setFont("Helvetica", 10)
        for line, words in enumerate(WORDS * 3):
            canvas.drawString(72, 720 - 12 * line, words)
        canvas.showPage()
    canvas.save()
    return read(path)


def headings(outline: Outline) -> list[tuple[str, int, int | None]]:
    found = [block for block in outline.blocks if block.kind == "heading"]
    return [(outline.text[block.start : block.end], block.level, block.page) for block in found]


def test_what_stands_below_a_bookmark_names_it(tmp_path: Path):
    outline = outline_of(
        tmp_path,
        [
            ("Agenda", [("Agenda", 0, None)]),
            ("Finance report", [("Item 7 Finance report", 0, None), ("Annex_A_costs.pdf", 1, 800)]),
            ("Risks", []),
            ("Minutes", [("Item 8 Minutes", 0, None)]),
        ],
    )

    assert [(words, page) for words, _, page in headings(outline)] == [
        ("Agenda", 1),
        ("Item 7 Finance report", 2),
        ("Annex A costs", 2),
        ("Finance report", 2),
        ("Risks", 3),
        ("Item 8 Minutes", 4),
    ]
    said = [block.headings for block in outline.blocks if block.kind == "paragraph" and block.page == 3]
    assert said[0] == ("Item 7 Finance report", "Annex A costs", "Risks")
    assert [block.headings for block in outline.blocks if block.page == 4][-1] == ("Item 8 Minutes",)


def test_a_bookmark_that_is_printed_is_said_once_and_one_from_nowhere_is_left_out(tmp_path: Path):
    outline = outline_of(
        tmp_path,
        [
            ("Item 7: Finance report", [("Item 7 Finance report", 0, None)]),
            ("Risks", [("Page 2", 0, None), ("Halfway down", 1, 300)]),
        ],
    )

    assert [(words, level) for words, level, _ in headings(outline)] == [("Item 7: Finance report", 1), ("Risks", 3)]


@pytest.mark.parametrize(("pages", "used"), [(39, False), (40, True)])
def test_only_long_files_need_bookmarks_that_name_no_item(tmp_path: Path, pages: int, used: bool):
    named = [("Town parks", [("Strategy", 0, None)] if n == 1 else []) for n in range(pages)]

    assert any(words == "Strategy" for words, _, _ in headings(outline_of(tmp_path, named))) is used
