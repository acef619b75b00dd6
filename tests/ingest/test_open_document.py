"""OpenDocument spreadsheets and presentations read like those of Excel and PowerPoint."""

from pathlib import Path

import odfdo

from ingest.formats.odt import read
from ingest.paper import Outline


def outline_of(tmp_path: Path, kind: str, body: str, styles: str = "") -> Outline:
    """A file of this kind ('spreadsheet'), whose body and automatic styles are given as OpenDocument XML."""
    document = odfdo.Document(kind)
    document.body.clear()
    automatic = document.get_part("content.xml").get_element("//office:automatic-styles")
    for parent, xml in ((document.body, body), (automatic, styles)):
        for element in odfdo.Element.from_tag(f"<office:text>{xml}</office:text>").children:
            parent.append(element)
    path = tmp_path / "paper.ods"
    document.save(path)
    return read(path)


def rows(outline: Outline) -> list[tuple[str, tuple[str, ...]]]:
    return [(outline.text[block.words : block.end], block.columns) for block in outline.blocks if block.kind == "row"]


def row(*cells: str, given: str = "") -> str:
    inside = "".join(f"<table:table-cell><text:p>{cell}</text:p></table:table-cell>" for cell in cells)
    return f"<table:table-row {given}>{inside}</table:table-row>"


def sheet(*inside: str, name: str = "Parks", given: str = "") -> str:
    return f'<table:table table:name="{name}" {given}>{"".join(inside)}</table:table>'


def test_each_sheet_is_a_page_with_its_name_and_its_rows_under_their_heads(tmp_path: Path):
    wide = (
        '<table:table-cell table:number-columns-spanned="2"><text:p>Hours</text:p></table:table-cell>'
        "<table:covered-table-cell/>"
    )
    head = f"<table:table-row><table:table-cell><text:p>Site</text:p></table:table-cell>{wide}</table:table-row>"
    outline = outline_of(
        tmp_path,
        "spreadsheet",
        sheet(head, row("Park", "Opens", "Closes"), row("North", "06:00", "20:00"))
        + sheet(row("Lamp", "Cost"), row("Gas", "£5"), name="Lamps"),
    )

    assert ("North | 06:00 | 20:00", ("Site", "Hours", "Hours")) in rows(outline)
    assert ("Gas | £5", ("Lamp", "Cost")) in rows(outline)
    headings = [(outline.text[b.words : b.end], b.page) for b in outline.blocks if b.kind == "heading"]
    assert headings == [("Parks", 1), ("Lamps", 2)]
    assert len(outline.pages) == 2


def test_rows_that_are_alike_are_all_there_and_empty_ones_by_the_million_are_not(tmp_path: Path):
    alike = row("North", "06:00", given='table:number-rows-repeated="3"')
    empty = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'

    outline = outline_of(tmp_path, "spreadsheet", sheet(row("Park", "Opens"), alike, empty, row("South", "07:00")))

    assert [text for text, _ in rows(outline)] == ["Park | Opens", *["North | 06:00"] * 3, "South | 07:00"]


def test_a_value_without_words_and_a_comment_are_read(tmp_path: Path):
    value = '<table:table-cell office:value-type="float" office:value="12"/>'
    note = "<office:annotation><text:p>Agreed in May.</text:p></office:annotation>"
    noted = (
        f"<table:table-row><table:table-cell>{note}<text:p>South</text:p></table:table-cell>{value}</table:table-row>"
    )

    outline = outline_of(tmp_path, "spreadsheet", sheet(row("Park", "Cost"), row("North", "7"), noted))

    assert ("South | 12", ("Park", "Cost")) in rows(outline)
    assert "South: Agreed in May." in outline.text


def test_hidden_rows_columns_and_sheets_are_left_out_and_told_of(tmp_path: Path):
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    unseen = (
        '<style:style style:name="unseen" style:family="table"><style:table-properties table:display="false"/>'
        "</style:style>"
    )
    body = sheet(
        columns,
        row("Park", "Secret", "Opens"),
        row("North", "x1", "06:00"),
        row("x2", given='table:visibility="filter"'),
    )
    outline = outline_of(
        tmp_path, "spreadsheet", body + sheet(row("x3"), name="x4", given='table:style-name="unseen"'), unseen
    )

    assert ("North | 06:00", ("Park", "Opens")) in rows(outline)
    assert "x" not in outline.text
    assert [warning.what for warning in outline.warnings] == ["hidden columns", "hidden rows", "hidden sheets"]


def test_a_slide_is_a_page_and_a_hidden_one_keeps_its_place(tmp_path: Path):
    frame = '<draw:frame presentation:class="{}"><draw:text-box>{}</draw:text-box></draw:frame>'
    notes = frame.format("notes", "<text:p>Gates close at dusk.</text:p>")
    slides = "".join(
        f'<draw:page draw:name="{n}" draw:style-name="{style}">{inside}</draw:page>'
        for n, (style, inside) in enumerate(
            [
                ("seen", frame.format("title", "<text:p>Parks</text:p>")),
                ("unseen", frame.format("outline", "<text:p>Not yet agreed.</text:p>")),
                (
                    "seen",
                    frame.format("outline", "<text:p>The keeper opens the gates at dawn.</text:p>")
                    + frame.format("title", "<text:p>Gates</text:p>")
                    + frame.format("footer", "<text:p>Town of parks</text:p>")
                    + f"<presentation:notes>{notes}</presentation:notes>",
                ),
            ]
        )
    )
    styles = (
        '<style:style style:name="unseen" style:family="drawing-page">'
        '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )

    outline = outline_of(tmp_path, "presentation", slides, styles)

    assert [(outline.text[b.words : b.end], b.page) for b in outline.blocks] == [
        ("Parks", 1),
        ("Gates", 3),
        ("The keeper opens the gates at dawn.", 3),
        ("Notes", 3),
        ("Gates close at dusk.", 3),
    ]
    assert [warning.what for warning in outline.warnings] == ["hidden slides"]


def test_boxes_of_a_slide_are_read_from_top_to_bottom_and_column_by_column(tmp_path: Path):
    def box(text: str, x: str, y: str) -> str:
        words = f"<draw:text-box><text:p>{text}</text:p></draw:text-box>"
        return f'<draw:frame svg:x="{x}" svg:y="{y}" svg:width="5cm">{words}</draw:frame>'

    boxes = box("Leave the park now.", "4in", "90mm") + box("Stay near a gate.", "1cm", "9cm")
    boxes += box("Red", "4in", "5cm") + box("Amber", "1cm", "5cm") + box("What to do", "1cm", "1cm")
    outline = outline_of(tmp_path, "presentation", f'<draw:page draw:name="1">{boxes}</draw:page>')

    assert outline.text.split("\n\n") == ["What to do", "Amber", "Stay near a gate.", "Red", "Leave the park now."]
