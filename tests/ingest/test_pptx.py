"""Slides are pages: titles head them, bullets are items, and notes are kept apart."""

from pathlib import Path

import pptx
import pytest
from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.presentation import Presentation
from pptx.slide import Slide
from pptx.util import Cm

from ingest.errors import PaperError
from ingest.formats.pptx import read
from ingest.paper import Outline

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def outline_of(deck: Presentation, tmp_path: Path) -> Outline:
    path = tmp_path / "slides.pptx"
    deck.save(str(path))
    return read(path)


def slide_with(deck: Presentation, title: str, *lines: str) -> Slide:
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = title
    slide.placeholders[1].text = "\n".join(lines)
    return slide


def printed(outline: Outline) -> list[tuple[str, str, str]]:
    return [(b.kind, outline.text[b.start : b.words].strip(), outline.text[b.words : b.end]) for b in outline.blocks]


def add_box(slide: Slide, text: str, left: float, top: float) -> None:
    slide.shapes.add_textbox(Cm(left), Cm(top), Cm(4), Cm(1)).text_frame.text = text


def test_a_slide_is_a_page_with_its_title_above_its_bullets(tmp_path):
    deck = pptx.Presentation()
    slide_with(deck, "Parking", "Bikes go free", "Cars pay")
    second = slide_with(deck, "Permits", "Ask the desk", "by noon")
    second.placeholders[1].text_frame.paragraphs[1].level = 1
    outline = outline_of(deck, tmp_path)

    assert printed(outline)[:3] == [
        ("heading", "", "Parking"),
        ("item", "•", "Bikes go free"),
        ("item", "•", "Cars pay"),
    ]
    assert [block.page for block in outline.blocks] == [1, 1, 1, 2, 2, 2]
    assert [block.level for block in outline.blocks][3:] == [1, 1, 2]
    assert outline.blocks[4].headings == ("Permits",)
    assert outline.text[outline.pages[1] :].startswith("Permits")
    assert outline.title == "Parking"


def test_lines_without_a_bullet_are_paragraphs_and_numbers_are_counted(tmp_path):
    deck = pptx.Presentation()
    slide = slide_with(deck, "Steps", "plain", "first", "second")
    marks = (f'<a:buNone xmlns:a="{A}"/>', *[f'<a:buAutoNum xmlns:a="{A}" type="alphaLcParenBoth" startAt="3"/>'] * 2)
    for paragraph, mark in zip(slide.placeholders[1].text_frame.paragraphs, marks, strict=True):
        paragraph._p.get_or_add_pPr().append(etree.fromstring(mark))
    outline = outline_of(deck, tmp_path)

    assert printed(outline)[1:] == [("paragraph", "", "plain"), ("item", "(c)", "first"), ("item", "(d)", "second")]


def test_the_subtitle_of_a_title_slide_is_a_paragraph(tmp_path):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = "Parking review"
    slide.placeholders[1].text = "Facilities team, May 2025"
    outline = outline_of(deck, tmp_path)

    assert printed(outline) == [("heading", "", "Parking review"), ("paragraph", "", "Facilities team, May 2025")]


def test_shapes_are_read_from_top_to_bottom_and_left_to_right_also_in_groups(tmp_path):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    add_box(slide, "bottom", 1, 15)
    add_box(slide, "right", 12, 5.1)
    add_box(slide, "left", 1, 5.2)
    group = slide.shapes.add_group_shape()
    for text, top in (("low in the group", 3), ("high in the group", 1)):
        group.shapes.add_textbox(Cm(1), Cm(top), Cm(4), Cm(1)).text_frame.text = text
    outline = outline_of(deck, tmp_path)

    assert [text for _, _, text in printed(outline)] == [
        "high in the group",
        "low in the group",
        "left",
        "right",
        "bottom",
    ]


def test_tables_on_slides_have_columns_and_merged_cells_once(tmp_path):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    table = slide.shapes.add_table(3, 2, Cm(1), Cm(1), Cm(10), Cm(3)).table
    for at, text in enumerate(["Zone", "Price", "Inner", "£4", "Outer zones are free"]):
        table.cell(at // 2, at % 2).text = text
    table.cell(2, 0).merge(table.cell(2, 1))
    outline = outline_of(deck, tmp_path)

    assert [text for _, _, text in printed(outline)] == ["Zone | Price", "Inner | £4", "Outer zones are free"]
    assert [block.columns for block in outline.blocks] == [(), ("Zone", "Price"), ()]


def test_notes_of_the_speaker_stand_below_their_slide(tmp_path):
    deck = pptx.Presentation()
    slide = slide_with(deck, "Parking", "Bikes go free")
    slide.notes_slide.notes_text_frame.text = "Mention the new racks."
    outline = outline_of(deck, tmp_path)

    assert printed(outline)[2:] == [("heading", "", "Notes"), ("paragraph", "", "Mention the new racks.")]
    assert outline.blocks[-1].headings == ("Parking", "Notes")
    assert outline.blocks[-1].page == 1


def test_hidden_slides_keep_their_place_but_not_their_words(tmp_path):
    deck = pptx.Presentation()
    slide_with(deck, "Secret", "Not for you").element.set("show", "0")
    slide_with(deck, "Open", "For all")
    outline = outline_of(deck, tmp_path)

    assert "Secret" not in outline.text
    assert [block.page for block in outline.blocks] == [2, 2]
    assert len(outline.pages) == 2


def test_the_title_of_the_first_slide_beats_the_one_of_the_program(tmp_path):
    deck = pptx.Presentation()
    deck.core_properties.title = "PowerPoint Presentation"
    slide_with(deck, "Parking review", "Bikes go free")

    assert outline_of(deck, tmp_path).title == "Parking review"


def test_slides_without_words_are_refused(tmp_path):
    deck = pptx.Presentation()
    deck.slides.add_slide(deck.slide_layouts[6])

    with pytest.raises(PaperError, match="no words"):
        outline_of(deck, tmp_path)


def test_a_zip_that_holds_no_slides_is_refused(tmp_path):
    path = tmp_path / "slides.pptx"
    path.write_bytes(b"PK\x05\x06" + bytes(18))

    with pytest.raises(PaperError, match="damaged"):
        read(path)


def test_the_figures_of_a_chart_are_rows_under_its_series(tmp_path):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    figures = CategoryChartData(number_format='"£"#,##0')
    figures.categories = ["2022", "2023"]
    figures.add_series("Lido", (4120, 3770))
    figures.add_series("Spa", (90, None))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(1), Cm(10), Cm(6), figures)
    outline = outline_of(deck, tmp_path)

    assert [(text, block.columns) for (_, _, text), block in zip(printed(outline), outline.blocks, strict=True)] == [
        ("Lido | Spa", ()),
        ("2022 | £4,120 | £90", ("", "Lido", "Spa")),
        ("2023 | £3,770", ("", "Lido")),
    ]


def test_hidden_slides_and_struck_words_are_told(tmp_path):
    deck = pptx.Presentation()
    slide_with(deck, "Secret", "Not for you").element.set("show", "0")
    slide = slide_with(deck, "Open", "A room costs £80")
    run = slide.placeholders[1].text_frame.paragraphs[0].add_run()
    run.text = "£95"
    run.font._rPr.set("strike", "sngStrike")
    outline = outline_of(deck, tmp_path)

    assert printed(outline)[-1][2] == "A room costs £80"
    assert [(warning.what, warning.page) for warning in outline.warnings] == [("hidden slides", 1), ("struck words", 2)]


def test_comments_on_a_slide_are_told(tmp_path):
    deck = pptx.Presentation()
    slide_with(deck, "Lamps", "Lit at dusk")
    slide = slide_with(deck, "Gates", "Open at dawn")
    part = Part(PackURI("/ppt/comments/comment1.xml"), "application/xml", slide.part.package, b"<p:cmLst/>")
    slide.part.relate_to(part, f"{OFFICE}/comments")
    outline = outline_of(deck, tmp_path)

    assert [(warning.what, warning.page) for warning in outline.warnings] == [("comments", 2)]


def test_cells_of_tables_on_slides_are_read_like_other_words(tmp_path):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    grid = slide.shapes.add_table(2, 2, 0, 0, 5_000_000, 2_000_000).table
    for at, words in enumerate(("Boat", "Hired", "Canoe", "1,200")):
        grid.cell(at // 2, at % 2).text = words
    mark = grid.cell(1, 1).text_frame.paragraphs[0].add_run()
    mark.text = "3"
    mark.font._element.set("baseline", "30000")
    old = grid.cell(1, 0).text_frame.paragraphs[0].add_run()
    old.text = " or kayak"
    old.font._element.set("strike", "sngStrike")
    deck.save(tmp_path / "deck.pptx")

    assert read(tmp_path / "deck.pptx").text.splitlines()[-1] == "Canoe | 1,200"


def test_columns_below_their_heads_are_read_one_by_one(tmp_path):
    deck = pptx.Presentation()
    slide_with(deck, "Levels", "Three colours are used.")
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    for text, left, top in (
        ("Red", 6, 3),
        ("Leave the park now.", 6, 5),
        ("Amber", 1, 3.2),
        ("Stay near a gate.", 1, 5),
    ):
        add_box(slide, text, left, top)
    add_box(slide, "What to do", 1, 1)
    outline = outline_of(deck, tmp_path)

    assert printed(outline)[2:] == [
        ("heading", "", "What to do"),
        ("heading", "", "Amber"),
        ("paragraph", "", "Stay near a gate."),
        ("heading", "", "Red"),
        ("paragraph", "", "Leave the park now."),
    ]
    assert outline.blocks[-1].headings == ("What to do", "Red")


def test_a_slide_without_a_title_does_not_stand_below_that_of_another(tmp_path):
    deck = pptx.Presentation()
    slide_with(deck, "Parking", "Bikes go free")
    add_box(deck.slides.add_slide(deck.slide_layouts[6]), "The gates close at dusk, and the keeper locks them.", 1, 1)

    assert outline_of(deck, tmp_path).blocks[-1].headings == ("Slide 2",)
