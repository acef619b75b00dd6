"""The styles of a Word pack: the template's own if it has them, or else made here."""

from dataclasses import dataclass
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles import BabelFish

from assistant.briefing.writers.word_fields import page_of_pages

Word = Any
ACCENT, SOFT, BAD = RGBColor(0x1F, 0x4E, 0x79), RGBColor(0x5A, 0x66, 0x75), RGBColor(0xA3, 0x21, 0x0F)


@dataclass(frozen=True)
class Styles:
    """The style names, by purpose. Word's own names come first, so that a template's styles are used."""

    title: str = "Title"
    headings: tuple[str, str] = ("Heading 1", "Heading 2")
    paper: str = "Heading 3"
    contents: str = "TOC Heading"
    entries: tuple[str, str] = ("toc 1", "toc 2")
    said: str = "Normal"
    item: str = "List Bullet"
    link: str = "Hyperlink"
    short_title: str = "Pack Title"
    kind: str = "Pack Kind"
    fact: str = "Pack Fact"
    note: str = "Pack Note"
    outcome: str = "Pack Outcome"
    about: str = "Pack About"
    reference: str = "Pack Reference"
    quote: str = "Pack Quote"
    where: str = "Pack Where"
    unsupported: str = "Pack Unsupported"


STYLES = Styles()


def house_style(document: Word) -> None:
    """Removes the template's text; keeps styles, headers, footers and page setup. Adds page numbers if it has none."""
    body = document.element.body
    for element in list(body):
        if element is not body.sectPr:
            body.remove(element)
    for style in document.styles.element.style_lst:  # other programs write 'Heading 1' for Word's 'heading 1'
        style.name_val = style.name_val and BabelFish.ui2internal(style.name_val)
    footer = document.sections[-1].footer
    if not "".join(footer._element.itertext()).strip() and not footer._element.xpath(".//w:drawing | .//w:pict"):
        _number_pages(document)


def plain_style(document: Word, title: str) -> None:
    """Sets A4 and one typeface, with the title in the header and the page number in the footer after the first page."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin, section.bottom_margin = Cm(2.5), Cm(2.3)
    section.different_first_page_header_footer = True
    header = section.header.paragraphs[0]
    header.text = title if len(title) <= 80 else title[:79] + "…"
    _font(header.runs[0].font, 9, SOFT)
    _number_pages(document)
    _face(document.styles["Normal"], "Calibri")
    _font(document.styles["Normal"].font, 11)
    _space(document.styles["Normal"], 0, 6)
    for name, size, before, after in (("Heading 1", 18, 24, 8), ("Heading 2", 13, 18, 4), ("Heading 3", 12, 16, 2)):
        style = document.styles[name]
        _face(style, "Calibri")
        _font(style.font, size, ACCENT)
        _space(style, before, after)
    style = document.styles["Title"]
    _face(style, "Calibri")
    _font(style.font, 32, ACCENT)
    _space(style, 0, 30)
    for border in style.element.xpath("w:pPr/w:pBdr"):
        border.getparent().remove(border)
    _space(document.styles["List Bullet"], 0, 3)


def needed_styles(document: Word) -> None:
    """Adds each style that the document lacks."""
    text = document.sections[-1]
    width = text.page_width - text.left_margin - text.right_margin
    for level, (name, size) in enumerate((("Heading 1", 18), ("Heading 2", 13), ("Heading 3", 12))):
        if style := _made(document, name):
            _font(style.font, size, ACCENT, bold=True)
            _space(style, 16, 4)
            style.paragraph_format.keep_with_next = True
            _outline(style, level)
    if style := _made(document, STYLES.title):
        _font(style.font, 30, ACCENT, bold=True)
        _space(style, 0, 30)
    if style := _made(document, STYLES.contents):
        _font(style.font, 18, ACCENT, bold=True)
        _space(style, 0, 8)
    for level, name in enumerate(STYLES.entries):
        if style := _made(document, name):
            _entry(style, level, width)
    if style := _made(document, STYLES.item):
        _hang(style, Cm(0.6))
    if style := _made(document, STYLES.link, WD_STYLE_TYPE.CHARACTER):
        style.font.color.rgb = ACCENT
    _own_styles(document)


def _own_styles(document: Word) -> None:
    if style := _made(document, STYLES.short_title):
        _font(style.font, 20, ACCENT, bold=True)
        _space(style, 0, 4)
        style.paragraph_format.keep_with_next = True
    if style := _made(document, STYLES.kind):
        _font(style.font, 12, SOFT)
        _space(style, 140, 4)
    if style := _made(document, STYLES.fact):
        _hang(style, Cm(3.2))
    if style := _made(document, STYLES.note):
        _font(style.font, 9.5, SOFT)
        _space(style, 2, 6)
    if style := _made(document, STYLES.outcome):
        _font(style.font, None, SOFT, bold=True)
        style.paragraph_format.keep_with_next = True
    if style := _made(document, STYLES.about):
        _font(style.font, None, None, bold=True)
        _space(style, 6, 3)
        style.paragraph_format.keep_with_next = True
    if style := _made(document, STYLES.reference):
        _font(style.font, 9.5, SOFT)
        _space(style, 0, 2)
    if style := _made(document, STYLES.quote):
        _hang(style, Cm(1.2))
        _space(style, 0, 4)
    if style := _made(document, STYLES.where):
        _font(style.font, 9.5, SOFT)
        _space(style, 10, 2)
        style.paragraph_format.keep_with_next = True
    if style := _made(document, STYLES.unsupported, WD_STYLE_TYPE.CHARACTER):
        _font(style.font, 9.5, BAD, bold=True)


def _made(document: Word, name: str, kind: Any = WD_STYLE_TYPE.PARAGRAPH) -> Word | None:
    """A new style with this name; None if the document has one."""
    if any(style.name == name and style.type == kind for style in document.styles):
        return None
    style = document.styles.add_style(name, kind, builtin=not name.startswith("Pack"))
    if kind == WD_STYLE_TYPE.PARAGRAPH:
        style.base_style = document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    return style


def _number_pages(document: Word) -> None:
    paragraph = document.sections[-1].footer.paragraphs[0]
    page_of_pages(paragraph)
    paragraph.alignment = 2  # right
    for run in paragraph.runs:
        _font(run.font, 9, SOFT)


def _entry(style: Word, level: int, width: int) -> None:
    style.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    style.paragraph_format.left_indent = Cm(1.4 if level else 0)
    style.paragraph_format.first_line_indent = Cm(-0.8 if level else 0)
    style.paragraph_format.right_indent = Cm(1)
    style.font.bold = not level
    _space(style, 0 if level else 8, 3)


def _hang(style: Word, by: int) -> None:
    style.paragraph_format.left_indent, style.paragraph_format.first_line_indent = by, -by
    style.paragraph_format.tab_stops.add_tab_stop(by)


def _font(font: Word, size: float | None, colour: RGBColor | None = None, bold: bool | None = None) -> None:
    if size:
        font.size = Pt(size)
    if colour is not None:
        font.color.rgb = colour
    if bold is not None:
        font.bold = bold


def _face(style: Word, name: str) -> None:
    """Sets one typeface for all scripts, in place of the theme's."""
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def _space(style: Word, before: float, after: float) -> None:
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _outline(style: Word, level: int) -> None:
    element = OxmlElement("w:outlineLvl")
    element.set(qn("w:val"), str(level))
    style.element.get_or_add_pPr().append(element)
