"""Where the papers of a meeting are one PDF without bookmarks, the items of its agenda are its outermost headings."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from assistant.query.places import places
from assistant.query.standing import standing_at
from ingest.formats.pdf import read
from ingest.library import Library
from ingest.load import load
from ingest.paper import Outline, Source
from ingest.prepare import prepare

WORDS = ["The keeper of the northern park opens its gates at dawn, and the", "board pays for the lamps of the town."]
AGENDA = [
    "1. Apologies",
    "2. Minutes of the last meeting (the Chair) .......... 2",
    "3. Gates report .......... 8",
    "4. Lamps and benches - for decision .......... 14",
    "5. Any other business",
]
BEGINNINGS = {2: "Minutes of the last meeting", 8: "Agenda item 3", 14: "4. Lamps and benches"}


def pack(path: Path, agenda: Sequence[str], beginnings: dict[int, str], pages: int = 24, title: str = "Agenda") -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    for page in range(1, pages + 1):
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(72, 760, title if page == 1 else beginnings.get(page, f"Part {page} of the report"))
        canvas.setFont("Helvetica", 10)
        for line, words in enumerate(agenda if page == 1 else WORDS * 3):
            canvas.drawString(72, 720 - (24 if page == 1 else 12) * line, words)
        canvas.showPage()
    canvas.save()
    return path


def items(outline: Outline) -> list[tuple[str, int | None]]:
    headings = [block for block in outline.blocks if block.kind == "heading" and block.level == 1]
    return [(outline.text[block.start : block.end], block.page) for block in headings if block.page != 1]


def test_items_begin_where_a_page_begins_with_their_number_or_title(tmp_path: Path):
    outline = read(pack(tmp_path / "a.pdf", AGENDA, BEGINNINGS))

    assert items(outline) == [
        ("Item 2 Minutes of the last meeting", 2),
        ("Item 3 Gates report", 8),
        ("Item 4 Lamps and benches", 14),
    ]
    below = {(block.page, block.headings[0].split()[1]) for block in outline.blocks if block.page in (7, 13, 24)}
    assert below == {(7, "2"), (13, "3"), (24, "4")}


def test_the_page_that_the_agenda_names_counts_before_another_of_that_title(tmp_path: Path):
    outline = read(pack(tmp_path / "a.pdf", AGENDA, BEGINNINGS | {11: "Lamps and benches"}))

    assert ("Item 4 Lamps and benches", 14) in items(outline)


@pytest.mark.parametrize(
    ("agenda", "beginnings", "pages"),
    [
        (AGENDA, BEGINNINGS, 19),
        (AGENDA, {2: "Minutes of the last meeting"}, 24),
        (["The board meets in May.", "It has nine members."], BEGINNINGS, 24),
    ],
    ids=["a short file", "an agenda of other papers", "no items"],
)
def test_other_files_keep_the_headings_that_they_print(tmp_path: Path, agenda, beginnings, pages):
    found = items(read(pack(tmp_path / "a.pdf", agenda, beginnings, pages)))

    assert not any(words.startswith("Item") for words, _ in found)


def test_an_agenda_may_say_at_length_of_what_meeting_it_is(tmp_path: Path):
    title = "Agenda of the meeting of the Harbour Board in public on Thursday 4 June"
    outline = read(pack(tmp_path / "a.pdf", AGENDA, BEGINNINGS, title=title))

    assert ("Item 3 Gates report", 8) in items(outline)


def test_what_a_page_prints_of_its_item_is_not_said_twice(tmp_path: Path):
    outline = read(pack(tmp_path / "a.pdf", AGENDA, BEGINNINGS))
    headings = [outline.text[block.start : block.end] for block in outline.blocks if block.kind == "heading"]

    assert not {"Minutes of the last meeting", "Agenda item 3", "Lamps and benches"} & set(headings)


def test_a_question_means_the_item_with_all_its_pages(library: Library, tmp_path: Path):
    loaded = load(pack(tmp_path / "a.pdf", AGENDA, BEGINNINGS))
    with library.writing():
        library.add(prepare(loaded, library.encoder), Source("/a", 1, 1, loaded.paper.sha256, loaded.paper.id))
    (place,) = places("What does the report in item 3 say of gates?")
    (found,) = standing_at(library.catalogue, place, [loaded.paper.id])

    pages = [block.page for block in library.catalogue.blocks(loaded.paper.id)[found.first : found.last + 1]]
    assert (min(pages), max(pages)) == (8, 13)
