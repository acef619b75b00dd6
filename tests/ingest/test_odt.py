"""OpenDocument texts are read as they are printed: numbers, headings, tables, notes, and nothing hidden."""

import zipfile
from pathlib import Path

import odfdo
import pytest

from ingest.errors import PaperError
from ingest.formats.odt import read
from ingest.paper import Outline


def outline_of(tmp_path: Path, body: str, styles: str = "", title: str = "") -> Outline:
    """A text whose body and automatic styles are given as OpenDocument XML."""
    document = odfdo.Document("text")
    document.body.clear()
    for parent, xml in (
        (document.body, body),
        (document.get_part("content.xml").get_element("//office:automatic-styles"), styles),
    ):
        for element in odfdo.Element.from_tag(f"<office:text>{xml}</office:text>").children:
            parent.append(element)
    if title:
        document.meta.title = title
    path = tmp_path / "paper.odt"
    document.save(path)
    return read(path)


def printed(outline: Outline) -> list[tuple[str, str, str]]:
    return [(b.kind, outline.text[b.start : b.words].strip(), outline.text[b.words : b.end]) for b in outline.blocks]


LIST = (
    '<text:list-style style:name="Numbers">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2"/>'
    '<text:list-level-style-number text:level="3" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/>'
    '<text:list-level-style-bullet text:level="4" text:bullet-char="-"/></text:list-style>'
)


def style(name: str, family: str, properties: str) -> str:
    return (
        f'<style:style style:name="{name}" style:family="{family}"><style:text-properties {properties}/></style:style>'
    )


def listed(*items: str, more: str = "") -> str:
    entries = "".join(f"<text:list-item>{item}</text:list-item>" for item in items)
    return f'<text:list text:style-name="Numbers"{more}>{entries}</text:list>'


def nested(*items: str) -> str:
    return "<text:list>" + "".join(f"<text:list-item>{item}</text:list-item>" for item in items) + "</text:list>"


def test_headings_stand_above_their_paragraphs(tmp_path):
    body = (
        '<text:h text:outline-level="1">Trains</text:h>'
        "<text:p>Staff <text:span>travel</text:span><text:s/>by<text:tab/>train.</text:p>"
        '<text:h text:outline-level="2">Sleepers</text:h><text:p>Ask first.</text:p>'
    )
    outline = outline_of(tmp_path, body)

    assert [text for _, _, text in printed(outline)] == ["Trains", "Staff travel by train.", "Sleepers", "Ask first."]
    assert [block.level for block in outline.blocks] == [1, 0, 2, 0]
    assert outline.blocks[-1].headings == ("Trains", "Sleepers")
    assert outline.blocks[0].page is None


def test_numbers_of_lists_are_counted_on_every_level(tmp_path):
    deep = nested("<text:p>taxis</text:p>", "<text:p>buses</text:p>" + nested("<text:p>at night</text:p>"))
    body = listed(
        "<text:p>Money</text:p>" + nested("<text:p>Claims</text:p>" + deep, "<text:p>Limits</text:p>"),
        "<text:p>Time</text:p>" + nested("<text:p>Leave</text:p>"),
    )
    outline = outline_of(tmp_path, body, LIST)

    assert [marker for _, marker, _ in printed(outline)] == ["1.", "1.1", "(a)", "(b)", "•", "1.2", "2.", "2.1"]
    assert [block.number for block in outline.blocks] == ["1", "1.1", "a", "b", None, "1.2", "2", "2.1"]
    assert [block.kind for block in outline.blocks][:3] == ["item", "paragraph", "item"]


def test_a_list_counts_anew_unless_it_continues(tmp_path):
    one = listed("<text:p>one</text:p>", "<text:p>two</text:p>")
    on = listed("<text:p>three</text:p>", more=' text:continue-numbering="true"')
    outline = outline_of(
        tmp_path,
        one + "<text:p>Between.</text:p>" + on + "<text:p>After.</text:p>" + listed("<text:p>anew</text:p>"),
        LIST,
    )

    assert [marker for kind, marker, _ in printed(outline) if kind == "item"] == ["1.", "2.", "3.", "1."]


def test_a_second_paragraph_of_an_item_has_no_number_of_its_own(tmp_path):
    outline = outline_of(
        tmp_path, listed("<text:p>one</text:p><text:p>and more</text:p>", "<text:p>two</text:p>"), LIST
    )

    assert printed(outline) == [("item", "1.", "one"), ("paragraph", "", "and more"), ("item", "2.", "two")]


def test_rows_of_a_table_know_their_columns(tmp_path):
    def row(*cells: str) -> str:
        return "<table:table-row>" + "".join(cells) + "</table:table-row>"

    def cell(text: str, more: str = "") -> str:
        return f"<table:table-cell{more}><text:p>{text}</text:p></table:table-cell>"

    wide = cell("All are drafts", ' table:number-columns-spanned="2"') + "<table:covered-table-cell/>"
    header = f"<table:table-header-rows>{row(cell('Grade'), cell('Hotel'))}</table:table-header-rows>"
    body = f"<table:table>{header}{row(cell('Junior'), cell('£80'))}{row(wide)}</table:table>"
    outline = outline_of(tmp_path, body)

    assert [text for _, _, text in printed(outline)] == ["Grade | Hotel", "Junior | £80", "All are drafts"]
    assert [block.columns for block in outline.blocks] == [(), ("Grade", "Hotel"), ()]


def test_deleted_hidden_and_commented_words_are_not_read(tmp_path):
    body = (
        '<text:tracked-changes><text:changed-region text:id="c1"><text:deletion>'
        "<text:p>an old rule</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        '<text:p>Staff <text:span text:style-name="Hidden">secretly </text:span>'
        "<office:annotation><text:p>why?</text:p></office:annotation>book early.</text:p>"
    )
    hidden = style("Hidden", "text", 'text:display="none"')

    outline = outline_of(tmp_path, body, hidden)

    assert printed(outline) == [("paragraph", "", "Staff book early.")]
    assert [warning.what for warning in outline.warnings] == [
        "comments",
        "hidden words",
        "words that a tracked change takes away",
    ]


def test_notes_stand_at_the_end_and_the_list_of_contents_is_left_out(tmp_path):
    note = (
        '<text:note text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>By two pounds.</text:p></text:note-body></text:note>"
    )
    contents = (
        "<text:table-of-content><text:index-body><text:p>Rates 1</text:p></text:index-body></text:table-of-content>"
    )
    outline = outline_of(tmp_path, f"<text:p>Contents</text:p>{contents}<text:p>Rates{note} rose.</text:p>")

    assert printed(outline) == [
        ("paragraph", "", "Rates rose."),
        ("heading", "", "Notes"),
        ("paragraph", "1", "By two pounds."),
    ]


def test_bold_lines_are_headings_where_no_other_are(tmp_path):
    bold = style("Strong", "paragraph", 'fo:font-weight="bold"')
    outline = outline_of(
        tmp_path, '<text:p text:style-name="Strong">Annual leave</text:p><text:p>Staff have 28 days.</text:p>', bold
    )

    assert [block.kind for block in outline.blocks] == ["heading", "paragraph"]


def test_text_boxes_are_read(tmp_path):
    frame = "<draw:frame><draw:text-box><text:p>A boxed remark.</text:p></draw:text-box></draw:frame>"
    outline = outline_of(tmp_path, f"<text:p>Beside it.{frame}</text:p>")

    assert [text for _, _, text in printed(outline)] == ["Beside it.", "A boxed remark."]


def test_the_title_comes_from_the_properties_if_the_text_bears_it_out(tmp_path):
    body = "<text:p>Hotel rates for staff</text:p><text:p>Rooms cost at most £80.</text:p>"

    assert outline_of(tmp_path, body, title="Hotel Rates for Staff").title == "Hotel rates for staff"
    assert outline_of(tmp_path, body, title="Untitled 1").title is None


def test_a_drawing_is_refused(tmp_path):
    path = tmp_path / "paper.odt"
    odfdo.Document("drawing").save(path)
    with pytest.raises(PaperError, match="not a text, spreadsheet or presentation"):
        read(path)
    path.write_bytes(b"words")
    with pytest.raises(PaperError, match="damaged"):
        read(path)


def test_a_text_without_words_and_one_with_a_password_are_refused(tmp_path):
    with pytest.raises(PaperError, match="no words"):
        outline_of(tmp_path, "<text:p/>")
    path = tmp_path / "locked.odt"
    with zipfile.ZipFile(tmp_path / "paper.odt") as plain, zipfile.ZipFile(path, "w") as locked:
        for name in plain.namelist():
            mark = b"<manifest:encryption-data/></manifest:manifest>"
            locked.writestr(name, plain.read(name).replace(b"</manifest:manifest>", mark))
    with pytest.raises(PaperError, match="password"):
        read(path)


def test_struck_words_and_hidden_rows_are_not_read_and_that_is_told(tmp_path):
    body = (
        '<text:p>A room costs <text:span text:style-name="Struck">£80 </text:span>£95.</text:p>'
        "<table:table><table:table-row><table:table-cell><text:p>Town</text:p></table:table-cell>"
        "<table:table-cell><text:p>£70</text:p></table:table-cell></table:table-row>"
        '<table:table-row table:visibility="collapse"><table:table-cell><text:p>City</text:p></table:table-cell>'
        "<table:table-cell><text:p>£90</text:p></table:table-cell></table:table-row></table:table>"
    )
    outline = outline_of(tmp_path, body, style("Struck", "text", 'style:text-line-through-style="solid"'))

    assert [text for _, _, text in printed(outline)] == ["A room costs £95.", "Town | £70"]
    assert [warning.what for warning in outline.warnings] == ["hidden rows", "struck words"]


def test_a_text_without_styles_and_properties_is_read(tmp_path):
    outline_of(tmp_path, "<text:p>Book early.</text:p>")
    with zipfile.ZipFile(tmp_path / "paper.odt") as whole, zipfile.ZipFile(tmp_path / "bare.odt", "w") as bare:
        for name in ("mimetype", "content.xml"):
            bare.writestr(name, whole.read(name))

    assert [text for _, _, text in printed(read(tmp_path / "bare.odt"))] == ["Book early."]


CHART = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><table:table>'
    "<table:table-header-rows><table:table-row><table:table-cell/><table:table-cell><text:p>Visits</text:p>"
    "</table:table-cell></table:table-row></table:table-header-rows><table:table-row><table:table-cell>"
    "<text:p>North</text:p></table:table-cell><table:table-cell><text:p>40</text:p></table:table-cell>"
    "</table:table-row></table:table></office:body></office:document-content>"
)
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>f</mi><mo>=</mo><mfrac><mi>a</mi><mi>b</mi></mfrac></math>'


def test_objects_are_read_and_those_that_can_not_be_are_told(tmp_path):
    def placed(name: str) -> str:
        link = f'xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="./{name}"'
        return f"<draw:frame><draw:object {link}/></draw:frame>"

    body = f"<text:p>The rate {placed('Sum')} holds.</text:p><text:p>{placed('Chart')}{placed('Lost')}</text:p>"
    outline_of(tmp_path, body)
    with zipfile.ZipFile(tmp_path / "paper.odt", "a") as package:
        package.writestr("Sum/content.xml", MATH)
        package.writestr("Chart/content.xml", CHART)

    outline = read(tmp_path / "paper.odt")

    assert [text for _, _, text in printed(outline)] == ["The rate f=a/b holds.", "Visits", "North | 40"]
    assert outline.blocks[-1].columns == ("", "Visits")
    assert [warning.what for warning in outline.warnings] == ["a chart or diagram"]


def test_hidden_text_is_told_of(tmp_path):
    hidden = '<text:section text:name="s" text:display="none"><text:p>Gates stay shut.</text:p></text:section>'
    outline = outline_of(tmp_path, f"<text:p>Gates open at dawn.</text:p>{hidden}")

    assert outline.text == "Gates open at dawn."
    assert [warning.what for warning in outline.warnings] == ["hidden words"]
