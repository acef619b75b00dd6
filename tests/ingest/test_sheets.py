"""Sheets and CSV files: each row knows its columns, and values read as they are shown."""

import datetime
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from ingest.errors import PaperError
from ingest.formats import csv, xlsx
from ingest.metadata import stated_date
from ingest.paper import Outline
from ingest.titles import stated_title


def words(outline: Outline) -> list[str]:
    return [outline.text[block.words : block.end] for block in outline.blocks]


def book_of(
    tmp_path: Path, rows: list[list[object]], formats: dict[str, str] | None = None, hidden: int = 0
) -> Outline:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell, form in (formats or {}).items():
        sheet[cell].number_format = form
    if hidden:
        sheet.row_dimensions[hidden].hidden = True
    book.save(tmp_path / "book.xlsx")
    return xlsx.read(tmp_path / "book.xlsx")


def csv_of(tmp_path: Path, content: bytes) -> Outline:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    return csv.read(path)


def test_a_sheet_is_a_page_headed_by_its_name(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Fees"
    for row in (["Service", "Fee"], ["Passport", 80], ["Visa", 95]):
        book.active.append(row)
    hidden = book.create_sheet("Drafts")
    hidden.append(["Not", "yet"])
    hidden.sheet_state = "hidden"
    book.create_sheet("Offices").append(["Leeds office"])
    book.save(tmp_path / "book.xlsx")
    outline = xlsx.read(tmp_path / "book.xlsx")

    assert words(outline) == ["Fees", "Service | Fee", "Passport | 80", "Visa | 95", "Offices", "Leeds office"]
    assert [block.page for block in outline.blocks] == [1, 1, 1, 1, 2, 2]
    assert outline.blocks[2].columns == ("Service", "Fee")
    assert outline.blocks[2].headings == ("Fees",)
    assert len(outline.pages) == 2


def test_remarks_above_a_table_are_paragraphs_and_the_first_full_row_states_columns(tmp_path):
    rows = [["Fees of the registry"], [None], ["Service", "Fee", "Since"], ["Search", 3, "May"], [None, 5, "June"]]
    outline = book_of(tmp_path, rows)

    assert [block.kind for block in outline.blocks] == ["heading", "paragraph", "row", "row", "row"]
    assert outline.blocks[3].columns == ("Service", "Fee", "Since")
    assert (words(outline)[4], outline.blocks[4].columns) == ("5 | June", ("Fee", "Since"))


def test_values_read_as_they_are_shown(tmp_path):
    values = [
        0.125,
        3.0,
        1234.5,
        0.1 + 0.2,
        datetime.datetime(2025, 5, 4),
        datetime.datetime(2025, 5, 4, 9, 30),
        True,
        -2.5,
        12,
    ]
    formats = {"A2": "0.0%", "B2": "0", "C2": "£#,##0.00", "H2": '#,##0.0" kg"', "I2": "[$€-2] 0.00"}
    outline = book_of(tmp_path, [[f"column {name}" for name in "abcdefghi"], values], formats)

    assert words(outline)[-1] == "12.5% | 3 | £1,234.50 | 0.3 | 2025-05-04 | 2025-05-04 09:30 | TRUE | -2.5 kg | €12.00"


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (1250000, '"£"#,##0', "£1,250,000"),
        (1250000, "_-£* #,##0.00_-", "£1,250,000.00"),
        (1250000, '0.0,,"m"', "1.3m"),
        (-45000, "#,##0;(#,##0)", "(45,000)"),
        (-45000, '#,##0;[Red]"minus "#,##0', "minus 45,000"),
        (-3, "£0;-£0", "-£3"),
        (0, '0;-0;"none "0', "none 0"),
        (0.125, "0.0%", "12.5%"),
        (2.5, "# ?/?", "2 1/2"),
        (datetime.datetime(2024, 1, 31), "dd/mm/yyyy", "31/01/2024"),
        (datetime.datetime(2024, 1, 31), "d mmmm yyyy", "31 January 2024"),
        (datetime.datetime(2024, 1, 31), "mmm-yy", "Jan-24"),
        (datetime.datetime(2024, 1, 31), "mm/dd/yyyy", "2024-01-31"),
        (datetime.timedelta(hours=37, minutes=30), "[h]:mm", "37:30"),
        (datetime.timedelta(hours=37, minutes=30), "[h]:mm:ss", "37:30:00"),
        (1234, "00000", "01234"),
        (123456, "000\\-000", "123-456"),
        (0, '#,##0;(#,##0);"nil"', "nil"),
        (0, '_-£* #,##0_-;-£* #,##0_-;_-£* "-"??_-', "£-"),
        (0.5, '[<1]"none";0', "none"),
        (12345.678, "0.00E+00", "1.23E+04"),
        (55, '"Approved"', "Approved"),
    ],
)
def test_a_number_format_is_followed(tmp_path, value, form, shown):
    outline = book_of(tmp_path, [["Service", "Figure"], ["Search", value]], {"B2": form})

    assert words(outline)[-1] == f"Search | {shown}"


def test_formulas_without_a_value_are_told_and_leave_no_bare_label(tmp_path):
    outline = book_of(tmp_path, [["Service", "Fee"], ["Search", "=1+2"], ["Copy", 4]])

    assert words(outline)[2:] == ["Copy | 4"]
    assert [(warning.what, warning.page) for warning in outline.warnings] == [
        ("formulas that were never calculated: B2", 1)
    ]


def test_a_text_box_on_a_sheet_is_read(tmp_path):
    book_of(tmp_path, [["Pool", "Fee"], ["Lido", 2], ["Spa", 3]])
    main = "http://schemas.openxmlformats.org/drawingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    runs = "<a:r><a:t>Fees rise in </a:t></a:r><a:r><a:t>May.</a:t></a:r>"
    drawing = f'<xdr xmlns:a="{main}"><a:p>{runs}</a:p></xdr>'
    relation = f'<Relationship Id="rId1" Type="{office}/drawing" Target="../drawings/drawing1.xml"/>'
    with zipfile.ZipFile(tmp_path / "book.xlsx", "a") as package:
        package.writestr("xl/drawings/drawing1.xml", drawing)
        package.writestr("xl/worksheets/_rels/sheet1.xml.rels", f"<Relationships>{relation}</Relationships>")

    assert words(xlsx.read(tmp_path / "book.xlsx"))[-1] == "Fees rise in May."


def test_a_second_table_has_its_own_heads(tmp_path):
    first = [["Pool", "Visits", "Fee"], ["Lido", 10, 2], ["Spa", 20, 9]]
    outline = book_of(tmp_path, [*first, [None], ["Staff by pool"], ["Pool", "Staff"], ["Lido", 3], ["Spa", 5]])

    assert [block.kind for block in outline.blocks][4:] == ["paragraph", "row", "row", "row"]
    assert [block.columns for block in outline.blocks][-2:] == [("Pool", "Staff")] * 2


def test_rows_that_lack_their_last_cell_keep_their_heads(tmp_path):
    first = [["Park", "Keeper", "Phone"], ["East", "Ann Lee", "12345"]]
    outline = book_of(tmp_path, [*first, [None], ["North"], ["Oak", "Ben Ash"], ["Elm", "Cy Oakes"]])

    assert [block.columns for block in outline.blocks[-2:]] == [("Park", "Keeper")] * 2


def test_pairs_below_a_table_are_no_rows_of_it(tmp_path):
    first = [["Ref", "Risk", "Score"], ["R1", "Ice on the bridge", 12], ["R2", "Loss of power", 8]]
    outline = book_of(tmp_path, [*first, [None], ["Key"], ["High", "12 and more"], ["Low", "below 12"]])

    assert [block.columns for block in outline.blocks[-3:]] == [(), (), ()]
    assert words(outline)[-2:] == ["High | 12 and more", "Low | below 12"]


def test_heads_that_come_again_below_another_corner_hold_from_there(tmp_path):
    weeks = [[f"Week {n}", "Mon", "Tue", "Wed"] for n in (1, 2)]
    early = [["Early", "Ann", "Bo", "Cy"], ["Late", "Di", "Ed", "Flo"]]
    outline = book_of(tmp_path, [weeks[0], *early, weeks[1], *early])

    assert [block.columns[:1] for block in outline.blocks[2:]] == [("Week 1",)] * 2 + [()] + [("Week 2",)] * 2


def test_a_table_that_begins_in_the_second_column_has_its_bands(tmp_path):
    book = openpyxl.Workbook()
    rows = [["Item", 2024, 2025], ["Income"], ["Rents", 100, 120], ["Spending"], ["Staff", 80, 85]]
    for row in rows:
        book.active.append([None, *row])
    for place in ("B1", "C1", "D1", "B2", "B4"):
        book.active[place].font = Font(bold=True)
    book.save(tmp_path / "book.xlsx")
    outline = xlsx.read(tmp_path / "book.xlsx")

    assert words(outline)[-3:] == ["Income | Rents | 100 | 120", "Spending", "Spending | Staff | 80 | 85"]


def test_empty_rows_inside_a_table_end_it_not(tmp_path):
    outline = book_of(tmp_path, [["Pool", "Warden"], ["Lido", "Ann"], [None], ["Spa", "Bob"], ["Baths", "Cy"]])

    assert {block.columns for block in outline.blocks[2:]} == {("Pool", "Warden")}


def test_years_and_dates_name_columns(tmp_path):
    outline = book_of(tmp_path, [["Pool", 2022, 2023], ["Lido", 10, 12], ["Spa", 20, 25]])

    assert outline.blocks[2].columns == ("Pool", "2022", "2023")


def test_merged_cells_span_rows_and_columns(tmp_path):
    book = openpyxl.Workbook()
    rows = [["Town", "Pool", "Fee"], [None, None, "Child", "Adult"], ["Ashby", "Lido", 2, 4], [None, "Spa", 3, 5]]
    for row in rows:
        book.active.append(row)
    for merged in ("A1:A2", "B1:B2", "C1:D1", "A3:A4"):
        book.active.merge_cells(merged)
    book.save(tmp_path / "book.xlsx")
    outline = xlsx.read(tmp_path / "book.xlsx")

    assert words(outline)[-1] == "Ashby | Spa | 3 | 5"
    assert outline.blocks[-1].columns == ("Town", "Pool", "Fee Child", "Fee Adult")


def test_what_is_hidden_or_struck_is_not_read_and_that_is_told(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["Pool", "Fee", "Cost"], ["Lido", 2, 77], ["Spa", 3, 88], ["Baths", 4, 99]]:
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet["B4"].font = openpyxl.styles.Font(strike=True)
    book.save(tmp_path / "book.xlsx")
    outline = xlsx.read(tmp_path / "book.xlsx")

    assert words(outline)[1:] == ["Pool | Fee", "Lido | 2", "Baths"]
    assert {warning.what for warning in outline.warnings} == {"hidden rows", "hidden columns", "struck cells"}


def test_a_comment_is_read_with_the_label_of_its_row(tmp_path):
    book = openpyxl.Workbook()
    for row in [["Pool", "Fee"], ["Lido", 2], ["Spa", 3]]:
        book.active.append(row)
    book.active["B3"].comment = openpyxl.comments.Comment("Free on Sundays.", "Ann")
    book.save(tmp_path / "book.xlsx")
    outline = xlsx.read(tmp_path / "book.xlsx")

    assert words(outline)[-2:] == ["Comments", "Spa: Free on Sundays."]


def test_a_workbook_without_words_and_a_torn_one_are_refused(tmp_path):
    with pytest.raises(PaperError, match="no words"):
        book_of(tmp_path, [])
    content = (tmp_path / "book.xlsx").read_bytes()
    (tmp_path / "book.xlsx").write_bytes(content[: len(content) // 2])
    with pytest.raises(PaperError, match="damaged"):
        xlsx.read(tmp_path / "book.xlsx")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_out(tmp_path, delimiter):
    rows = (["Name", "Office", "Role"], ["Ann Lee", '"Leeds, north; old|new"', "clerk"], ["Bob", "York", "chair"])
    outline = csv_of(tmp_path, "\r\n".join(delimiter.join(row) for row in rows).encode())

    assert words(outline)[0] == "Name | Office | Role"
    assert words(outline)[1:] == ["Ann Lee | Leeds, north; old|new | clerk", "Bob | York | chair"]
    assert outline.blocks[1].columns == ("Name", "Office", "Role")
    assert outline.blocks[1].page is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_the_encoding_is_found_out(tmp_path, encoding):
    text = "Café,Terms\nThe Étoile,“dear” – the council’s rate is £5\n"
    text += "The Crêpe,the board’s rate is £4 for all who come before noon\n"
    outline = csv_of(tmp_path, text.encode(encoding))

    assert words(outline)[:2] == ["Café | Terms", "The Étoile | “dear” – the council’s rate is £5"]


def test_a_lone_pound_sign_is_read_as_one(tmp_path):
    assert words(csv_of(tmp_path, "Fee,Rate\nsearch,£5\n".encode("cp1252")))[-1] == "search | £5"


def test_letters_of_another_script_are_found_out(tmp_path):
    text = "Имя,Город\nИван Петров,Москва\nАнна,Санкт-Петербург\n"

    assert words(csv_of(tmp_path, text.encode("cp1251")))[-1] == "Анна | Санкт-Петербург"


def test_a_cell_may_run_over_lines(tmp_path):
    outline = csv_of(tmp_path, b'Rule,Text\n1,"Book early,\nand say why"\n')

    assert words(outline)[-1] == "1 | Book early, and say why"


def test_bytes_that_are_no_text_are_refused(tmp_path):
    with pytest.raises(PaperError, match="not text"):
        csv_of(tmp_path, b"a,b\n\x00\x01\x02,\x00")
    with pytest.raises(PaperError, match="no words"):
        csv_of(tmp_path, b"")


def test_a_value_that_its_format_hides_is_not_read(tmp_path):
    outline = book_of(tmp_path, [["Service", "Figure"], ["Search", 55], ["Copy", 4]], {"B2": ";;;"})

    assert words(outline)[2:] == ["Search", "Copy | 4"]


def test_parts_of_a_cell_that_are_struck_or_raised_are_read_as_such(tmp_path):
    struck = CellRichText(TextBlock(InlineFont(strike=True), "£40 "), "£45")
    marked = CellRichText("2,300", TextBlock(InlineFont(vertAlign="superscript"), "3"))
    outline = book_of(tmp_path, [["Pitch", "Fee", "Visits"], ["North", struck, marked], ["South", "£20", "1,100"]])

    assert words(outline)[2] == "North | £45 | 2,300"
    assert [warning.what for warning in outline.warnings] == ["struck cells"]


def test_tables_side_by_side_are_read_one_after_the_other(tmp_path):
    rows = [
        ["Parking", None, None, "Fines"],
        ["Zone", "Hour", None, "Item", "Fine"],
        ["A", 2, None, "Book", 1],
        ["B", 3, None, "Map", 4],
    ]
    outline = book_of(tmp_path, rows)

    assert words(outline)[1:] == [
        "Parking",
        "Zone | Hour",
        "A | 2",
        "B | 3",
        "Fines",
        "Item | Fine",
        "Book | 1",
        "Map | 4",
    ]


def test_an_empty_column_between_labels_and_figures_parts_no_tables(tmp_path):
    outline = book_of(
        tmp_path, [["Zone", "Kind", None, 2024, 2025], ["A", "car", None, 2, 3], ["B", "van", None, 4, 5]]
    )

    assert words(outline)[2] == "A | car | 2 | 3"


def test_remarks_below_a_table_have_no_columns(tmp_path):
    outline = book_of(tmp_path, [["Pool", "Visits", "Fee"], ["Lido", 10, 2], ["Spa", 2, 1], [None], ["Note: no dogs."]])

    assert outline.blocks[-1].kind == "paragraph"


def test_a_hidden_row_is_no_gap_between_tables(tmp_path):
    rows = [["Pool", "Fee", "Day"], ["Old", 9, "May"], ["Lido", 2, "June"], ["Spa", 1, "July"]]
    outline = book_of(tmp_path, rows, hidden=2)

    assert outline.blocks[2].columns == ("Pool", "Fee", "Day")


def test_the_facts_of_a_policy_are_no_table_with_heads(tmp_path):
    facts = [["Policy name", "Home working"], ["Owner", "Clerk"], ["Approved", datetime.datetime(2026, 2, 3)]]
    outline = book_of(tmp_path, facts)

    assert not any(block.columns for block in outline.blocks)
    assert stated_date(outline) == datetime.date(2026, 2, 3)
    assert stated_title(outline) == "Home working"


def test_a_form_on_a_sheet_has_no_heads_and_the_table_below_has(tmp_path):
    form = [["Claim for repairs"], [], ["Park:", "North", "Ref:", "N-7"], ["Keeper:", "Ann Lee", "Phone:", "5501"], []]
    outline = book_of(tmp_path, [*form, ["Work", "Hours", "Cost"], ["Gate", 3, 40], ["Fence", 5, 75]])

    assert [block.columns for block in outline.blocks if block.kind == "row"] == [(), (), ()] + 2 * [
        ("Work", "Hours", "Cost")
    ]


def test_the_delimiter_that_the_first_line_states_is_believed(tmp_path):
    outline = csv_of(tmp_path, b"sep=;\nWard;Fee, each\nNorth;1,50\nSouth;2,00\n")

    assert words(outline) == ["Ward | Fee, each", "North | 1,50", "South | 2,00"]
