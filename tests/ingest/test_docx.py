"""Word documents are read as they are printed: numbers, headings, tables, and nothing that is hidden or deleted."""

import datetime
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ingest.errors import PaperError
from ingest.formats.docx import read
from ingest.load import load
from ingest.paper import Block, Outline
from ingest.stated import stated

NS = nsdecls("w")


def outline_of(document: Document, tmp_path: Path) -> Outline:
    path = tmp_path / "paper.docx"
    document.save(str(path))
    return read(path)


def words(outline: Outline) -> list[str]:
    return [outline.text[block.words : block.end] for block in outline.blocks]


def printed(outline: Outline) -> list[tuple[str, str, str]]:
    """Kind, marker and words of each block."""
    return [
        (block.kind, outline.text[block.start : block.words].strip(), outline.text[block.words : block.end])
        for block in outline.blocks
    ]


def block_with(outline: Outline, text: str) -> Block:
    return next(block for block in outline.blocks if outline.text[block.words : block.end] == text)


def add(document: Document, xml: str) -> None:
    """A paragraph or table as raw WordprocessingML, at the end of the body."""
    document.element.body.insert(-1, parse_xml(xml.replace(">", f" {NS}>", 1)))


def numbering(document: Document, levels: str, instances: str) -> None:
    """Replaces the document's lists by one abstract list (0) and its instances."""
    root = document.part.numbering_part.element
    for child in list(root):
        root.remove(child)
    root.append(parse_xml(f'<w:abstractNum {NS} w:abstractNumId="0">{levels}</w:abstractNum>'))
    for instance in parse_xml(f"<w:nums {NS}>{instances}</w:nums>"):
        root.append(instance)


def level(depth: int, form: str, pattern: str, extra: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{extra}'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
    )


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def numbered(text: str, depth: int = 0, number: int = 1) -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


ONE = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'


def test_blocks_know_the_headings_above_and_pages_are_unknown(tmp_path):
    document = docx.Document()
    document.add_heading("Travel Policy", 0)
    document.add_heading("Trains", 1)
    document.add_paragraph("Staff travel by train.")
    document.add_heading("Sleepers", 2)
    document.add_paragraph("A sleeper needs approval.")
    outline = outline_of(document, tmp_path)

    assert block_with(outline, "Staff travel by train.").headings == ("Travel Policy", "Trains")
    assert block_with(outline, "A sleeper needs approval.").headings == ("Travel Policy", "Trains", "Sleepers")
    assert [block.level for block in outline.blocks] == [1, 2, 0, 3, 0]
    assert {block.page for block in outline.blocks} == {None}
    assert outline.title == "Travel Policy"


def test_a_style_based_on_a_heading_style_and_an_outline_level_make_headings(tmp_path):
    document = docx.Document()
    house = document.styles.add_style("House Section", 1)
    house.base_style = document.styles["Heading 2"]
    document.add_paragraph("Scope", style=house)
    add(document, '<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:t>Exceptions</w:t></w:r></w:p>')
    document.add_paragraph("None so far.")
    outline = outline_of(document, tmp_path)

    assert [(block.kind, block.level) for block in outline.blocks] == [("heading", 2), ("heading", 3), ("paragraph", 0)]


def test_a_heading_style_that_numbers_whole_sentences_makes_paragraphs(tmp_path):
    document = docx.Document()
    document.add_heading("Fees", 1)
    for text in ("The fee is ten pounds.", "It is due in May.", "Late fees are doubled."):
        document.add_heading(text, 2)
    outline = outline_of(document, tmp_path)

    assert [block.kind for block in outline.blocks] == ["heading", "paragraph", "paragraph", "paragraph"]


PASTED = """\
Boats of the upper lake are let by the day, and each is looked over by the
steward before it goes out. A boat that is late by more than an hour is
charged for another day, unless the wind is above force six or the lake
Office closes its gates.
(a) Oars are kept in the long shed, and nobody takes them from there with-
out the leave of the steward.
Sails
Sails are dried before they are put away, and a torn one is brought to the
sailmaker in the same week, who may mend it or
give it back.
A last word."""


def test_lines_that_are_paragraphs_of_their_own_are_put_together(tmp_path):
    document = docx.Document()
    for line in PASTED.splitlines():
        document.add_paragraph(line)

    assert printed(outline_of(document, tmp_path))[0][2].endswith("or the lake Office closes its gates.")
    assert printed(outline_of(document, tmp_path))[1:] == [
        (
            "item",
            "(a)",
            "Oars are kept in the long shed, and nobody takes them from there without the leave of the steward.",
        ),
        ("paragraph", "", "Sails"),
        (
            "paragraph",
            "",
            "Sails are dried before they are put away, and a torn one is brought to the sailmaker in the same week, "
            "who may mend it or give it back.",
        ),
        ("paragraph", "", "A last word."),
    ]


def test_short_bold_lines_are_headings_where_no_style_says_so(tmp_path):
    document = docx.Document()
    document.add_paragraph().add_run("Annual leave").bold = True
    document.add_paragraph("Staff have 28 days of leave.")
    document.add_paragraph().add_run("Contact: the leave desk").bold = True
    document.add_paragraph("Ask early.")
    outline = outline_of(document, tmp_path)

    assert [block.kind for block in outline.blocks] == ["heading", "paragraph", "paragraph", "paragraph"]
    assert block_with(outline, "Ask early.").headings == ("Annual leave",)


def test_automatic_numbers_are_counted_as_word_prints_them(tmp_path):
    document = docx.Document()
    levels = (
        level(0, "decimal", "%1.")
        + level(1, "decimal", "%1.%2")
        + level(2, "lowerLetter", "(%3)")
        + level(3, "lowerRoman", "%4.")
    )
    numbering(document, levels, ONE)
    for text, depth in [
        ("Money", 0),
        ("Claims", 1),
        ("taxis", 2),
        ("at night", 3),
        ("in snow", 3),
        ("buses", 2),
        ("Limits", 1),
        ("Time", 0),
    ]:
        add(document, numbered(text, depth))
    add(document, numbered("Leave", 1))
    outline = outline_of(document, tmp_path)

    markers = [marker for _, marker, _ in printed(outline)]
    assert markers == ["1.", "1.1", "(a)", "i.", "ii.", "(b)", "1.2", "2.", "2.1"]
    assert [block.number for block in outline.blocks] == ["1", "1.1", "a", "i", "ii", "b", "1.2", "2", "2.1"]


def test_numbers_start_restart_and_go_on_as_their_lists_say(tmp_path):
    document = docx.Document()
    restart = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
        '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    )
    numbering(document, level(0, "decimal", "%1)", start=4), ONE + restart)
    for text, number in [("four", 1), ("five", 1), ("anew", 2), ("two", 2), ("goes on", 3)]:
        add(document, numbered(text, number=number))
    outline = outline_of(document, tmp_path)

    assert [marker for _, marker, _ in printed(outline)] == ["4)", "5)", "1)", "2)", "3)"]


def test_a_level_may_count_on_across_its_parents(tmp_path):
    document = docx.Document()
    never = '<w:lvlRestart w:val="0"/>'
    numbering(document, level(0, "upperRoman", "Part %1") + level(1, "decimal", "%2.", never), ONE)
    for text, depth in [("First", 0), ("one", 1), ("Second", 0), ("two", 1)]:
        add(document, numbered(text, depth))
    outline = outline_of(document, tmp_path)

    assert [marker for _, marker, _ in printed(outline)] == ["Part I", "1.", "Part II", "2."]
    assert [block.number for block in outline.blocks] == [None, "1", None, "2"]


def test_a_style_may_carry_the_number(tmp_path):
    document = docx.Document()
    linked = '<w:pStyle w:val="Heading2"/>'
    numbering(
        document, level(0, "decimal", "%1", '<w:pStyle w:val="Heading1"/>') + level(1, "decimal", "%1.%2", linked), ONE
    )
    for name in ("Heading 1", "Heading 2"):
        document.styles[name].element.get_or_add_pPr().append(
            parse_xml(f'<w:numPr {NS}><w:numId w:val="1"/></w:numPr>')
        )
    document.add_heading("Staff", 1)
    document.add_heading("Hours", 2)
    document.add_paragraph("Hours are flexible.")
    document.add_heading("Pay", 2)
    outline = outline_of(document, tmp_path)

    assert [block.number for block in outline.blocks] == ["1", "1.1", None, "1.2"]
    assert block_with(outline, "Hours are flexible.").headings == ("Staff", "Hours")


def test_long_paragraphs_of_a_numbered_report_are_no_list(tmp_path):
    document = docx.Document()
    numbering(document, level(0, "decimal", "%1.") + level(1, "bullet", "-"), ONE)
    long = "The committee weighed the matter at length and heard many voices on it. " * 4
    add(document, numbered(long))
    add(document, numbered("a short point", depth=1))
    add(document, numbered(long))
    outline = outline_of(document, tmp_path)

    assert [(kind, marker) for kind, marker, _ in printed(outline)] == [
        ("paragraph", "1."),
        ("item", "•"),
        ("paragraph", "2."),
    ]
    assert outline.blocks[1].level == 1


def test_typed_numbers_and_bullets_become_markers(tmp_path):
    document = docx.Document()
    for text in (
        "3.2.9 The board meets monthly.",
        "(a) on Mondays",
        "• in the hall",
        "1.5 million people live here.",
        "7\tThe chair signs.",
    ):
        document.add_paragraph(text)
    outline = outline_of(document, tmp_path)

    assert printed(outline) == [
        ("paragraph", "3.2.9", "The board meets monthly."),
        ("item", "(a)", "on Mondays"),
        ("item", "•", "in the hall"),
        ("paragraph", "", "1.5 million people live here."),
        ("item", "7", "The chair signs."),
    ]
    assert [block.number for block in outline.blocks] == ["3.2.9", "a", None, None, "7"]


def test_rows_of_a_table_know_their_columns(tmp_path):
    document = docx.Document()
    rows = [("Grade", "Hotel", "Meal"), ("Junior", "£80", "£15"), ("Senior", "£95", "£15")]
    table = document.add_table(3, 3)
    for row, texts in zip(table.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("Rates apply from May.")
    outline = outline_of(document, tmp_path)

    assert words(outline) == [
        "Grade | Hotel | Meal",
        "Junior | £80 | £15",
        "Senior | £95 | £15",
        "Rates apply from May.",
    ]
    assert [block.columns for block in outline.blocks] == [(), rows[0], rows[0], ()]
    assert [block.kind for block in outline.blocks] == ["row", "row", "row", "paragraph"]


def test_merged_cells_are_said_in_all_their_rows_and_under_all_their_columns(tmp_path):
    document = docx.Document()
    table = document.add_table(4, 3)
    for row, texts in zip(
        table.rows,
        [("Area", "2024", "2025"), ("North", "yes", ""), ("", "no", "yes"), ("All figures are drafts", "", "")],
        strict=True,
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for cell in table.rows[0].cells:
        cell.paragraphs[0].runs[0].bold = True
    mark = parse_xml(f"<w:tblHeader {NS}/>")
    table.rows[0]._tr.get_or_add_trPr().append(mark)
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(1, 1).merge(table.cell(1, 2))
    table.cell(3, 0).merge(table.cell(3, 2))
    outline = outline_of(document, tmp_path)

    assert [(text, block.columns) for text, block in zip(words(outline), outline.blocks, strict=True)] == [
        ("Area | 2024 | 2025", ()),
        ("North | yes", ("Area", "2024 / 2025")),
        ("North | no | yes", ("Area", "2024", "2025")),
        ("All figures are drafts", ()),
    ]


def test_a_table_of_one_column_only_places_its_words(tmp_path):
    document = docx.Document()
    table = document.add_table(2, 1)
    table.cell(0, 0).text = "A word of warning."
    table.cell(1, 0).text = "Keep receipts."
    outline = outline_of(document, tmp_path)

    assert printed(outline) == [("paragraph", "", "A word of warning."), ("paragraph", "", "Keep receipts.")]


def test_a_table_inside_a_table_keeps_its_rows_and_the_label_of_its_cell(tmp_path):
    document = docx.Document()
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "Rates for rooms"
    inner = outer.cell(0, 1).add_table(2, 2)
    for cell, text in zip(inner._cells, ["Town", "£70", "City", "£90"], strict=True):
        cell.text = text
    outline = outline_of(document, tmp_path)

    assert printed(outline) == [
        ("paragraph", "", "Rates for rooms"),
        ("row", "", "Rates for rooms | Town | £70"),
        ("row", "", "Rates for rooms | City | £90"),
    ]


def test_hidden_and_deleted_words_are_not_read_and_inserted_ones_are(tmp_path):
    document = docx.Document()
    add(
        document,
        "<w:p><w:r><w:t>Staff </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>secretly </w:t></w:r>"
        '<w:ins w:id="1" w:author="a"><w:r><w:t>must </w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>may </w:delText></w:r></w:del>'
        "<w:r><w:t>book early.</w:t></w:r></w:p>",
    )
    outline = outline_of(document, tmp_path)

    assert words(outline) == ["Staff must book early."]
    assert [warning.what for warning in outline.warnings] == [
        "hidden words",
        "words that a tracked change takes away",
    ]


def test_comments_are_no_words_of_the_paper_and_that_there_are_some_is_told(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("The lamp fee is £12 a year.")
    document.add_comment(paragraph.runs, text="Should this be £15?", author="Ann")
    outline = outline_of(document, tmp_path)

    assert words(outline) == ["The lamp fee is £12 a year."]
    assert [warning.what for warning in outline.warnings] == ["comments"]


def test_fields_show_their_result_and_links_their_words(tmp_path):
    document = docx.Document()
    code = "<w:r><w:instrText>PAGEREF rates</w:instrText></w:r>"
    link = '<w:hyperlink w:anchor="x"><w:r><w:t xml:space="preserve"> of the guide.</w:t></w:r></w:hyperlink>'
    before, result = '<w:r><w:t xml:space="preserve">See page </w:t></w:r>', "<w:r><w:t>12</w:t></w:r>"
    add(document, f"<w:p>{before}{field('begin')}{code}{field('separate')}{result}{field('end')}{link}</w:p>")
    outline = outline_of(document, tmp_path)

    assert words(outline) == ["See page 12 of the guide."]


def form_field(data: str, result: str = "") -> str:
    shown = f"<w:r><w:t>{result}</w:t></w:r>" if result else ""
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'
    code = '<w:r><w:instrText xml:space="preserve"> FORMFIELD </w:instrText></w:r>'
    return f"{begin}{code}{field('separate')}{shown}{field('end')}"


def drop_down(result: str) -> str:
    return f'<w:ddList>{result}<w:listEntry w:val="will"/><w:listEntry w:val="will not"/></w:ddList>'


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        (form_field(drop_down('<w:result w:val="1"/>')), "will not"),
        (form_field(drop_down("")), "will"),
        (form_field(drop_down('<w:result w:val="1"/>'), "will not"), "will not"),
        (form_field(drop_down('<w:result w:val="7"/>')), ""),
        (form_field('<w:checkBox><w:default w:val="0"/><w:checked/></w:checkBox>'), "☒"),
        (form_field('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>'), "☐"),
        (form_field("<w:checkBox><w:default/></w:checkBox>"), "☒"),
        (form_field("<w:textInput/>", "surely will"), "surely will"),
    ],
    ids=["chosen", "the first", "shown too", "none", "ticked", "unticked", "ticked from the start", "typed"],
)
def test_what_is_set_in_the_fields_of_an_older_form_is_read(tmp_path, shown: str, read: str):
    document = docx.Document()
    text = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    add(document, f"<w:p>{text.format('The pier ')}{shown}{text.format(' open.')}</w:p>")

    assert words(outline_of(document, tmp_path)) == [f"The pier {read} open.".replace("  ", " ")]


def test_the_list_of_contents_is_left_out_even_if_its_field_never_ends(tmp_path):
    document = docx.Document()
    document.add_paragraph("Contents")
    document.styles.add_style("toc 1", 1)
    style = '<w:pPr><w:pStyle w:val="toc1"/></w:pPr>'
    code, result = "<w:r><w:instrText>TOC</w:instrText></w:r>", "<w:r><w:t>Purpose 3</w:t></w:r>"
    add(document, f"<w:p>{style}{field('begin')}{code}{field('separate')}{result}</w:p>")
    document.add_heading("Purpose", 1)
    document.add_paragraph("This paper sets rates.")
    outline = outline_of(document, tmp_path)

    assert words(outline) == ["Purpose", "This paper sets rates."]


def test_text_boxes_and_content_controls_are_read_once(tmp_path):
    document = docx.Document()
    box = "<w:txbxContent><w:p><w:r><w:t>A boxed remark.</w:t></w:r></w:p></w:txbxContent>"
    add(
        document,
        '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        "<w:r><w:t>Beside it.</w:t></w:r><w:r>"
        f'<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{box}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>",
    )
    add(document, "<w:sdt><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>")
    outline = outline_of(document, tmp_path)

    assert words(outline) == ["Beside it.", "A boxed remark.", "In a control."]


def test_footnotes_stand_at_the_end_with_their_numbers(tmp_path):
    document = docx.Document()
    add(document, '<w:p><w:r><w:t>Rates rose.</w:t></w:r><w:r><w:footnoteReference w:id="7"/></w:r></w:p>')
    path = tmp_path / "paper.docx"
    document.save(str(path))
    note = '<w:footnote w:id="7"><w:p><w:r><w:t>By two pounds.</w:t></w:r></w:p></w:footnote>'
    _with_part(path, "word/footnotes.xml", f"<w:footnotes {NS}>{note}</w:footnotes>", "footnotes")
    outline = read(path)

    assert printed(outline) == [
        ("paragraph", "", "Rates rose."),
        ("heading", "", "Notes"),
        ("paragraph", "1", "By two pounds."),
    ]
    assert outline.blocks[-1].headings == ("Notes",)


def _with_part(path: Path, name: str, xml: str, kind: str) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {entry: package.read(entry).decode("utf-8", "surrogateescape") for entry in package.namelist()}
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    relation = f'<Relationship Id="rId99" Type="{base}/{kind}" Target="{Path(name).name}"/></Relationships>'
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace("</Relationships>", relation)
    form = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml"
    override = f'<Override PartName="/{name}" ContentType="{form}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", override)
    parts[name] = xml
    with zipfile.ZipFile(path, "w") as package:
        for entry, text in parts.items():
            package.writestr(entry, text.encode("utf-8", "surrogateescape"))


@pytest.mark.parametrize(
    "junk", ["Microsoft Word - draft3.doc", "Document1", "Policy template", "rates.docx", "Impact Assessment"]
)
def test_a_title_that_some_program_wrote_is_not_believed(tmp_path, junk):
    document = docx.Document()
    document.core_properties.title = junk
    document.add_heading("Hotel Rates", 0)
    document.add_paragraph(f"{junk} was the name of the file.")

    assert outline_of(document, tmp_path).title == "Hotel Rates"


def test_the_title_of_the_properties_counts_where_the_first_page_has_it(tmp_path):
    document = docx.Document()
    document.core_properties.title = "Hotel rates for staff"
    document.add_paragraph("HOTEL RATES FOR STAFF 2025")
    document.add_paragraph("Rooms cost at most £80.")

    assert outline_of(document, tmp_path).title == "HOTEL RATES FOR STAFF 2025"


def test_the_words_lie_where_the_blocks_say(tmp_path):
    document = docx.Document()
    document.add_heading("2.1 Rooms", 1)
    document.add_paragraph("A room costs\u00a0£80 at  most.")
    outline = outline_of(document, tmp_path)

    assert words(outline) == ["Rooms", "A room costs £80 at most."]
    assert outline.text == "2.1 Rooms\n\nA room costs £80 at most."


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"plain words, not Word", "damaged"),
        (b"PK\x03\x04 torn off", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "old Word"),
    ],
)
def test_what_is_no_word_document_is_refused_in_plain_words(tmp_path, content, message):
    path = tmp_path / "paper.docx"
    path.write_bytes(content)

    with pytest.raises(PaperError, match=message) as refusal:
        read(path)
    assert refusal.value.cure


def test_a_document_cut_short_or_without_words_is_refused(tmp_path):
    whole = tmp_path / "whole.docx"
    docx.Document().save(str(whole))
    with pytest.raises(PaperError, match="no words"):
        read(whole)
    torn = tmp_path / "torn.docx"
    with zipfile.ZipFile(torn, "w") as package:
        package.writestr("word/document.xml", "<w:document")
    with pytest.raises(PaperError, match="damaged"):
        read(torn)


def test_struck_words_are_not_read_and_that_is_told(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph("A room costs ")
    paragraph.add_run("£80 ").font.strike = True
    paragraph.add_run("£95 a night.")
    outline = outline_of(document, tmp_path)

    assert words(outline) == ["A room costs £95 a night."]
    assert [warning.what for warning in outline.warnings] == ["struck words"]


@pytest.mark.parametrize(
    ("before", "raised", "after", "read"),
    [
        ("a plot of 20 m", "2", " each", "a plot of 20 m² each"),
        ("changed in 2019", "4", " again", "changed in 2019 again"),
        ("up to £2,500", "3", " a month", "up to £2,500 a month"),
        ("about 10", "6", " cells", "about 10⁶ cells"),
        ("on the 1", "st", " of May", "on the 1st of May"),
    ],
)
def test_raised_figures_are_powers_or_the_marks_of_notes(tmp_path, before, raised, after, read):
    document = docx.Document()
    paragraph = document.add_paragraph(before)
    paragraph.add_run(raised).font.superscript = True
    paragraph.add_run(after)

    assert words(outline_of(document, tmp_path)) == [read]


def test_equations_read_on_one_line(tmp_path):
    document = docx.Document()
    math = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'

    def part(name: str, inside: str) -> str:
        return f"<m:{name}>{inside}</m:{name}>"

    def run(text: str) -> str:
        return part("r", part("t", text))

    fraction = part("f", part("num", run("S")) + part("den", run("4")))
    power = part("sSup", part("e", run("r")) + part("sup", run("2")))
    root = part("rad", part("deg", "") + part("e", run("x+1")))
    add(document, f"<w:p><m:oMath {math}>{fraction}{run('=')}{power}{run('=')}{root}</m:oMath></w:p>")

    assert words(outline_of(document, tmp_path)) == ["S/4=r²=√(x+1)"]


def test_what_only_headers_and_footers_say_is_read(tmp_path):
    document = docx.Document()
    document.add_paragraph("Trains are booked early.")
    document.sections[0].header.paragraphs[0].text = "Trains are booked early."
    document.sections[0].footer.paragraphs[0].text = "Version 2.3"
    document.sections[0].footer.add_paragraph("Page 1 of 9")
    outline = outline_of(document, tmp_path)

    assert words(outline) == ["Trains are booked early.", "Headers and footers", "Version 2.3"]


def test_a_file_in_strict_open_xml_is_read(tmp_path):
    document = docx.Document()
    document.add_heading("Trains", 1)
    document.add_paragraph("Book early.")
    document.save(str(tmp_path / "usual.docx"))
    with zipfile.ZipFile(tmp_path / "usual.docx") as usual, zipfile.ZipFile(tmp_path / "strict.docx", "w") as strict:
        for name in usual.namelist():
            content = usual.read(name).replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/", b"http://purl.oclc.org/ooxml/officeDocument/"
            )
            content = content.replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/",
                b"http://purl.oclc.org/ooxml/wordprocessingml/",
            )
            strict.writestr(name, content)

    assert words(read(tmp_path / "strict.docx")) == ["Trains", "Book early."]


def test_raised_marks_of_notes_are_dropped_whatever_they_are(tmp_path):
    document = docx.Document()
    paragraph = document.add_paragraph()
    for words, raised in (("The rate", "a,b"), (" is £12", "(1)"), (" for 10", "-6"), (" g on the 1", "st")):
        paragraph.add_run(words)
        paragraph.add_run(raised).font.superscript = True

    assert outline_of(document, tmp_path).text == "The rate is £12 for 10⁻⁶ g on the 1st"


def framing(at: int) -> Document:
    """A document with a table of fees, in which one row holds a text."""
    document = docx.Document()
    table = document.add_table(4, 3)
    texts = [["Park", "Adult", "Child"], ["South", "£4", "£2"], ["North", "£5", "£3"]]
    for row, cells in zip(table.rows, [*texts[:at], ["", "", ""], *texts[at:]], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    framed = table.cell(at, 0).merge(table.cell(at, 2))
    framed.text = "What is the matter?"
    framed.add_paragraph("The gates of the northern park stand open at night, and nobody knows who has the key. " * 3)
    framed.add_paragraph("The keeper asks for a lock.")
    return document


@pytest.mark.parametrize("at", [0, 3], ids=["above", "below"])
def test_a_text_that_a_table_frames_is_no_row(tmp_path, at: int):
    outline = outline_of(framing(at), tmp_path)

    assert [block.kind for block in outline.blocks].count("paragraph") == 3
    assert words(outline)[at] == "What is the matter?"


def test_a_remark_amid_the_rows_of_a_table_leaves_their_heads_with_those_below(tmp_path):
    outline = outline_of(framing(2), tmp_path)

    assert outline.blocks[-1].columns == ("Park", "Adult", "Child")
    assert words(outline)[-1].startswith("North")


def test_a_list_of_contents_that_somebody_typed_is_left_out(tmp_path):
    document = docx.Document()
    for line in ("Contents", "Gates...2", "1. Lamps\t3", "Annex A: Keys and locks\t4"):
        document.add_paragraph(line)
    for heading, text in (("Gates", "They open at dawn."), ("Lamps", "They are lit at dusk.")):
        document.add_heading(heading, 1)
        document.add_paragraph(text)
    document.add_paragraph("Annex A")
    document.add_paragraph("Keys and locks")
    document.add_paragraph("They hang in the office.")
    outline = outline_of(document, tmp_path)

    assert words(outline)[:3] == ["Gates", "They open at dawn.", "Lamps"]


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [
                "Contents",
                "Box of red ropes, no. 1",
                "Box of red ropes, no. 2",
                "Box of red ropes, no. 3",
                "Seen in May.",
            ],
            id="short lines that come only once",
        ),
        pytest.param(
            [
                "Contents",
                "Red ropes 20",
                "Lamps 6",
                "Brass hooks 12",
                "Whistles 2",
                "Use",
                "Red ropes are for the gate.",
                "Lamps and brass hooks hang in the hall.",
                "Whistles are blown at dusk",
            ],
            id="what something contains",
        ),
    ],
)
def test_lines_below_the_word_contents_that_are_no_list_of_contents_are_read(tmp_path, lines):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)

    assert words(outline_of(document, tmp_path)) == lines


def test_a_prompt_in_brackets_is_no_heading(tmp_path):
    document = docx.Document()
    for line in ("[Department]", "Head of Lamps"):
        document.add_paragraph().add_run(line).bold = True
    document.add_paragraph("Whoever is chosen keeps the lamps of the town.")

    assert printed(outline_of(document, tmp_path))[:2] == [
        ("paragraph", "", "[Department]"),
        ("heading", "", "Head of Lamps"),
    ]


@pytest.mark.parametrize(
    "mark",
    [
        '<w:r><w:rPr><w:rStyle w:val="Mark"/></w:rPr><w:t>23</w:t></w:r>',
        '<w:r><w:rPr><w:sz w:val="13"/></w:rPr><w:t>23</w:t></w:r>',
    ],
    ids=["raised by its style", "small"],
)
def test_marks_of_notes_that_no_property_raises_are_dropped(tmp_path, mark: str):
    document = docx.Document()
    style = document.styles.add_style("Mark", WD_STYLE_TYPE.CHARACTER)
    style.font.superscript = True
    text = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    add(document, f"<w:p>{text.format('as the directive')}{mark}{text.format(' says.')}</w:p>")

    assert words(outline_of(document, tmp_path)) == ["as the directive says."]


@pytest.mark.parametrize(
    ("before", "place"),
    [
        ("in CO", '<w:vertAlign w:val="subscript"/>'),
        ("in H", ""),
        ("of PM", ""),
        ("in group", '<w:position w:val="-4"/>'),
    ],
    ids=["lowered", "of an element", "of a size", "set lower"],
)
def test_small_figures_that_may_belong_to_the_word_stay(tmp_path, before: str, place: str):
    document = docx.Document()
    text = '<w:r><w:t xml:space="preserve">{}</w:t></w:r>'
    small = f'<w:r><w:rPr><w:sz w:val="13"/>{place}</w:rPr><w:t>2</w:t></w:r>'
    add(document, f"<w:p>{text.format(before)}{small}{text.format(' there.')}</w:p>")

    assert words(outline_of(document, tmp_path)) == [f"{before}2 there."]


def test_what_is_chosen_from_a_list_stands_apart_from_the_word_before_it(tmp_path):
    document = docx.Document()
    add(document, f"<w:p><w:r><w:t>The pier</w:t></w:r>{form_field(drop_down(''))}<w:r><w:t>, then.</w:t></w:r></w:p>")

    assert words(outline_of(document, tmp_path)) == ["The pier will, then."]


def test_a_table_that_only_tabs_set_apart_has_rows_under_its_heads(tmp_path):
    document = docx.Document()
    for line in (
        "\tHour\tDay",
        "Canoe\t£4\t£20",
        "Pedalo\t\t£6\t£30",
        "Pay at the kiosk.",
        "1A\tChildren wear a vest.",
    ):
        document.add_paragraph(line)
    document.add_paragraph("1B\tNobody may swim in the lake while boats are out on it, or at dusk.")
    document.add_paragraph("1C\tThe keeper may close the lake for the day where the wind is strong.")

    outline = outline_of(document, tmp_path)

    assert [(block.kind, block.columns) for block in outline.blocks[:3]] == [
        ("row", ()),
        ("row", ("", "Hour", "Day")),
        ("row", ("", "Hour", "Day")),
    ]
    assert words(outline)[1:4] == ["Canoe | £4 | £20", "Pedalo | £6 | £30", "Pay at the kiosk."]
    assert {block.kind for block in outline.blocks[3:]} == {"paragraph"}


def test_prompts_of_content_controls_are_not_read_and_what_is_inside_is_told(tmp_path):
    document = docx.Document()
    prompt = "<w:p><w:r><w:t>Click here to enter text.</w:t></w:r></w:p>"
    add(document, "<w:p><w:r><w:t>Gates open at dawn.</w:t></w:r></w:p>")
    add(
        document,
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{prompt}</w:sdtContent></w:sdt>",
    )
    add(document, "<w:altChunk></w:altChunk>")
    office = 'xmlns:o="urn:schemas-microsoft-com:office:office"'
    add(document, f'<w:p><w:r><w:object><o:OLEObject {office} ProgID="Excel.Sheet.12"/></w:object></w:r></w:p>')

    outline = outline_of(document, tmp_path)

    assert words(outline) == ["Gates open at dawn."]
    assert [warning.what for warning in outline.warnings] == ["a document inserted in it", "a file inside it"]


def test_signs_of_the_font_symbol_are_read(tmp_path):
    document = docx.Document()
    add(
        document,
        '<w:p><w:r><w:t xml:space="preserve">Beds are </w:t><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'
        '<w:r><w:t xml:space="preserve"> 2 m apart, </w:t></w:r>'
        '<w:r><w:rPr><w:rFonts w:ascii="Symbol"/></w:rPr><w:t>\uf0a3</w:t></w:r>'
        "<w:r><w:t> 6 in a room.</w:t></w:r></w:p>",
    )

    assert outline_of(document, tmp_path).text == "Beds are ≥ 2 m apart, ≤ 6 in a room."


def test_what_the_style_of_a_paragraph_strikes_is_not_read(tmp_path):
    document = docx.Document()
    document.styles.add_style("Gone", WD_STYLE_TYPE.PARAGRAPH).font.strike = True
    document.add_paragraph("The fee is £40.", style="Gone")
    document.add_paragraph("The fee is £45.")
    read = outline_of(document, tmp_path)

    assert read.text == "The fee is £45."
    assert [warning.what for warning in read.warnings] == ["struck words"]


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next(tmp_path):
    document = docx.Document()
    add(
        document,
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>The keeper opens</w:t></w:r></w:p>",
    )
    add(document, '<w:p><w:r><w:t xml:space="preserve"> the gates at dawn.</w:t></w:r></w:p>')

    assert outline_of(document, tmp_path).text == "The keeper opens the gates at dawn."


def test_a_watermark_and_the_header_tell_the_standing_of_a_long_paper(tmp_path):
    document = docx.Document()
    document.add_heading("Tree policy", 0)
    for at in range(80):
        document.add_paragraph(f"Tree {at} is felled only with the consent of the board of the park.")
    header = document.sections[0].header
    header.paragraphs[0].text = "Version 4.1, approved 3 March 2026"
    mark = '<w:pict xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textpath string="DRAFT"/></v:shape></w:pict>'
    header.paragraphs[0]._p.append(parse_xml(f"<w:r {NS}>{mark}</w:r>"))
    document.save(str(tmp_path / "trees.docx"))
    loaded = load(tmp_path / "trees.docx")
    standing = stated(loaded.paper, loaded.blocks)

    assert loaded.paper.date == datetime.date(2026, 3, 3)
    assert (standing.version, standing.draft) == ((4, 1), "DRAFT")
