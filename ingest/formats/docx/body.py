"""Walks through a Word document in page order, and makes a line of each paragraph, list item and table row."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from docx.oxml.ns import qn
from lxml.etree import _Element

from ingest.formats.docx.numbering import Numbering
from ingest.formats.docx.styles import BODY, Style, Styles, numbering, outline
from ingest.formats.docx.text import ALTERNATE, CONTENT, Printer, Reference
from ingest.formats.lines import Counted, Line, element
from ingest.formats.tables import Cell, heading_rows, table

WRAPPERS = {qn(f"w:{name}") for name in ("ins", "moveTo", "customXml")}
GONE = [qn("w:sectPr"), f"{qn('w:rPr')}/{qn('w:del')}", f"{qn('w:rPr')}/{qn('w:moveFrom')}"]
GALLERY = f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}"


class Body:
    """Reads once and in order, since numbers are counted and fields can span paragraphs.

    `sections` says for each section when its footnotes start again: 'eachSect', 'eachPage' or ''.
    """

    def __init__(self, styles: Styles, numbers: Numbering):
        self._styles = styles
        self._numbers = numbers
        self._printer = Printer(styles)
        self.notes: list[Reference] = []
        self.has_contents = False
        self.sections: list[str] = []

    def lines(self, container: _Element) -> Iterator[Line]:
        for child in container:
            if child.tag == qn("w:p"):
                yield from self._paragraph(child)
            elif child.tag == qn("w:sectPr"):
                self.sections.append(_restart(child))
            elif child.tag == qn("w:tbl"):
                yield from self._table(child)
            elif child.tag in WRAPPERS:
                yield from self.lines(child)
            elif child.tag == qn("w:sdt"):
                gallery = child.find(GALLERY)
                if gallery is not None and gallery.get(qn("w:val")) == "Table of Contents":
                    self.has_contents = True
                else:
                    yield from (line for content in child.iterchildren(CONTENT) for line in self.lines(content))
            elif child.tag == ALTERNATE:
                yield from (line for choice in list(child)[:1] for line in self.lines(choice))

    def _paragraph(self, paragraph: _Element) -> Iterator[Line]:
        properties = paragraph.find(qn("w:pPr"))
        named = None if properties is None else properties.find(qn("w:pStyle"))
        style = self._styles.paragraph(None if named is None else named.get(qn("w:val")))
        level = outline(properties)
        if level is not None and style.heading != 0:
            style = replace(style, heading=level + 1)
        found = self._printer.words(paragraph, style)
        self.notes.extend(replace(note, section=len(self.sections)) for note in found.notes)
        if properties is not None and (section := properties.find(qn("w:sectPr"))) is not None:
            self.sections.append(_restart(section))
        self.has_contents |= style.contents
        if not style.contents and (found.text or not _is_gone(properties)):
            counted = self._counted(properties, style)
            heading = style.heading if style.heading is not None and style.heading <= BODY else None
            yield Line(element(found.text, counted), style.name, heading, found.strong, found.size, counted)
        for box in found.boxes:
            yield from self.lines(box)

    def _counted(self, properties: _Element | None, style: Style) -> Counted | None:
        key, depth = numbering(properties)
        if key is None:
            key = style.number
            linked = (self._numbers.depth_of_style(key, name) for name in style.family if key)
            depth = depth if depth is not None else next((at for at in linked if at is not None), style.depth)
        elif depth is None:
            depth = style.depth
        return self._numbers.next(key, depth or 0) if key and key != "0" else None

    def _table(self, tbl: _Element) -> Iterator[Line]:
        rows = [row for row in _members(tbl, "w:tr") if row.find(f"{qn('w:trPr')}/{qn('w:del')}") is None]
        if _is_one_column(rows):
            for cell in (cell for row in rows for cell in _members(row, "w:tc")):
                yield from self.lines(cell)
            return
        for nested, group in groupby(rows, _holds_table):
            if nested:
                for cell in (cell for row in group for cell in _members(row, "w:tc")):
                    yield from self.lines(cell)
            else:
                yield from self._rows(list(group))

    def _rows(self, rows: list[_Element]) -> Iterator[Line]:
        marked = [_has(row, "w:trPr", "w:tblHeader") for row in rows]
        filled = [(cells, mark) for cells, mark in zip(map(self._cells, rows), marked, strict=True) if cells]
        grid = [cells for cells, _ in filled]
        headings = heading_rows(grid, next((at for at, (_, mark) in enumerate(filled) if not mark), 0))
        for row in table(grid, headings):
            yield Line(row)

    def _cells(self, row: _Element) -> list[Cell]:
        column = _number(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), 0)
        cells = []
        for cell in _members(row, "w:tc"):
            properties = cell.find(qn("w:tcPr"))
            span = _number(None if properties is None else properties.find(qn("w:gridSpan")), 1)
            lines = [line for line in self.lines(cell) if line.element.text.strip()]
            merged = None if properties is None else properties.find(qn("w:vMerge"))
            goes_on = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
            if lines and not goes_on:
                text = " ".join(f"{line.element.marker} {line.element.text}".strip() for line in lines)
                strong = all(line.strong or line.heading is not None for line in lines)
                cells.append(Cell(" ".join(text.split()), column, span, strong))
            column += span
        return cells


def _restart(section: _Element) -> str:
    restart = section.find(f"{qn('w:footnotePr')}/{qn('w:numRestart')}")
    return "" if restart is None else restart.get(qn("w:val"), "")


def _is_gone(properties: _Element | None) -> bool:
    """Whether an empty paragraph is not counted: its end is deleted, or it is only there for a section break.

    One whose end is hidden does count: Word itself leaves these where a list continues under another id.
    """
    if properties is None:
        return False
    return any(properties.find(path) is not None for path in GONE)


def _members(parent: _Element, name: str) -> Iterator[_Element]:
    """Rows of a table or cells of a row, including those inside content controls."""
    for child in parent:
        if child.tag == qn(name):
            yield child
        elif child.tag in WRAPPERS or child.tag in (qn("w:sdt"), CONTENT):
            yield from _members(child, name)


def _is_one_column(rows: list[_Element]) -> bool:
    """A table that only positions its words on the page."""
    return all(sum(1 for cell in _members(row, "w:tc") if _has_words(cell)) < 2 for row in rows)


def _holds_table(row: _Element) -> bool:
    return any(cell.find(qn("w:tbl")) is not None for cell in _members(row, "w:tc"))


def _has_words(cell: _Element) -> bool:
    return any((text.text or "").strip() for text in cell.iter(qn("w:t")))


def _has(element: _Element, *path: str) -> bool:
    found = element.find("/".join(qn(name) for name in path))
    return found is not None and found.get(qn("w:val"), "1") not in ("0", "false", "off")


def _number(element: _Element | None, otherwise: int) -> int:
    value = "" if element is None else element.get(qn("w:val"), "")
    return int(value) if value.isdecimal() else otherwise
