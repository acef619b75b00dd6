"""Text of papers and people in packs: shown as it is, never acting, whatever it holds."""

import csv
import io
import re
import zipfile
from collections.abc import Callable

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from made_packs import answer, citation, long, one, pack, simple
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from assistant.answer import Statement
from assistant.briefing import wording
from assistant.briefing.pack import Item, Pack
from assistant.briefing.wording import line
from assistant.briefing.writers import csv_file, excel, markdown, word
from assistant.briefing.writers.html import page
from assistant.text.sanitize import visible
from ingest.spans import Piece

ODD = st.text(
    st.sampled_from("#*_[](){}<>|`~!&;\\-+=.:1) ab\n\t\x00\x07\x1b\x85\u2028\u202e\ufffe'\"/@$^xX_0")
    | st.characters(exclude_categories=["Cs"])
)
ACTING = [
    "# heading", "[link](https://example.org)", "<b>bold</b>", "a | b", "![i](x)", "- item", "1. item", "***", "`code`",
    "<script>alert(1)</script>", "&lt;b&gt;", "{{ 7 * 7 }}", "> quote", "=cmd|' /C calc'!A0", "@SUM(1)",
    "\x00\x0b\ufffe",
    "<!-- -->", "https://example.org", "</style>", "\u202eabc", "[x]: y", "+1+1", "_x0041_",
]  # fmt: skip


Form = Callable[[str], Pack]


def many(text: str) -> Pack:
    """A pack in parts with the same text wherever text of others can stand."""
    return long(one(text))


@given(ODD)
def test_markdown_shows_any_text_as_it_is(text: str):
    for before in ("", "- ", "# "):
        tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(before + markdown.escape(text))
        shown = [token for token in tokens if token.type == "inline"]
        assert len(shown) == bool(line(text)) or before
        for token in shown:
            assert {child.type for child in token.children or ()} <= {"text", "text_special"}
            assert "".join(child.content for child in token.children or ()) == line(text)


@given(ODD, ODD, ODD)
def test_markdown_shows_any_bold_words_as_they_are(before: str, text: str, after: str):
    words = wording.printed([Piece(before), Piece(text, "strong"), Piece(after)])
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(f"- {markdown.styled(words)}")
    shown = [child for token in tokens for child in token.children or ()]

    assert {child.type for child in shown} <= {"text", "text_special", "strong_open", "strong_close"}
    assert line("".join(child.content for child in shown)) == line("".join(piece.text for piece in words))


@pytest.mark.parametrize("form", [one, many])
@pytest.mark.parametrize("text", ACTING)
def test_markdown_packs_hold_only_their_own_structure(text: str, form: Form):
    def structure(text: str) -> list[str]:
        return [
            token.type
            for token in MarkdownIt("gfm-like", {"linkify": False}).parse(markdown.render(form(text)).decode())
        ]

    assert structure(text) == structure("plain")


@pytest.mark.parametrize("form", [one, many])
@given(text=ODD)
def test_html_shows_any_text_as_it_is_and_holds_only_its_own_elements(text: str, form: Form):
    text = f"x{text}"
    tree, plain = html.fromstring(page(form(text))), html.fromstring(page(form("plain")))

    assert [element.tag for element in tree.iter()] == [element.tag for element in plain.iter()]
    assert line(tree.find(".//h1").text_content()) == line(text)
    assert line(text) in line(tree.find(".//blockquote").text_content())


@pytest.mark.parametrize(("form", "leads"), [(long, {"#r1", "#q1", "#q2"}), (lambda made: made, {"#r1"})])
def test_html_needs_nothing_from_elsewhere_and_every_link_leads_somewhere(
    form: Callable[[Pack], Pack], leads: set[str]
):
    text = page(form(pack(Item("Who?", simple()), Item("Why?", simple()))))
    tree = html.fromstring(text)

    assert not tree.xpath("//script | //img | //link | //*[@src] | //*[@onclick]")
    assert "url(" not in text
    ids = set(tree.xpath("//@id"))
    assert len(ids) == len(tree.xpath("//@id"))
    links = tree.xpath("//a/@href")
    assert links
    assert {link.removeprefix("#") for link in links} <= ids
    assert leads <= set(links)


@pytest.mark.parametrize("form", [one, many])
@pytest.mark.parametrize("text", ACTING)
def test_word_files_hold_any_text(text: str, form: Form):
    data = word.render(form(text))

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                etree.fromstring(archive.read(name))
    texts = [paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs]
    assert any(line(text) in shown for shown in texts)


@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "＝1"])
def test_no_cell_of_a_spreadsheet_is_a_formula(text: str):
    rows = list(csv.reader(io.StringIO(csv_file.render(one(text)).decode("utf-8-sig"), newline="")))
    assert not [cell for row in rows for cell in row if re.match(r"\s*[=+\-@＝]", cell)]

    book = load_workbook(io.BytesIO(excel.render(one(text))))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "inlineStr", "n"}
    assert line(text) in [cell.value for cell in book.active["C"]]


def test_plain_numbers_stay_numbers_in_csv():
    assert [csv_file.harmless(cell) for cell in ("-5", "+1,200.50", "-3%", "=5", "-5+2")] == [
        "-5", "+1,200.50", "-3%", "'=5", "'-5+2",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["_x0041_", "a\x00b", "x" * 40_000])
def test_excel_opens_any_text(text: str):
    book = load_workbook(io.BytesIO(excel.render(one(text))))

    assert book.active["C2"].value


@pytest.mark.parametrize("text", ["=1+1", "a\x00b", "x" * 40_000])
def test_excel_opens_any_text_with_bold_words_and_makes_no_formula_of_it(text: str):
    said = Statement(text=text, citations=(1,), support="supported", marked=((0, 2),))
    marked = pack(Item("?", answer(said, citations=(citation(),))))

    cell = load_workbook(io.BytesIO(excel.render(marked))).active["E2"]
    assert cell.data_type == "s"
    assert visible(text)[:30_000] in cell.value
