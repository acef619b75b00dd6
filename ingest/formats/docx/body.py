"""Walks through a Word document in page order, and makes a line of each paragraph, list item and table row."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby
from operator import itemgetter

from docx.oxml.ns import qn
from lxml.etree import _Element

from ingest.formats.compose import Element
from ingest.formats.docx.numbering import Numbering
from ingest.formats.docx.styles import BODY, Style, Styles, numbering, outline
from ingest.formats.docx.text import ALTERNATE, CONTENT, PLACEHOLDER, Printer, Reference
from ingest.formats.drawings import chart, diagram
from ingest.formats.lines import HIDDEN_ROWS, INNER_DOCUMENT, NO_FIGURES, Counted, Line, element, joined
from ingest.formats.table_heads import Cell
from ingest.formats.tables import LONGEST_BANDED, WIDEST, labelled, table

WRAPPERS = {qn(f"w:{name}") for name in ("ins", "moveTo", "customXml")}
INSERTED = {qn("w:altChunk"), qn("w:subDoc")}
ENDS_GONE = [f"{qn('w:rPr')}/{qn('w:del')}", f"{qn('w:rPr')}/{qn('w:moveFrom')}"]
GONE = [qn("w:sectPr"), *ENDS_GONE]
GALLERY = f"{qn('w:sdtPr')}/{qn('w:docPartObj')}/{qn('w:docPartGallery')}"


class Body:
    """Reads once and in order, since numbers are counted and fields can span paragraphs.

    `sections` says for each section when its footnotes start again: 'eachSect', 'eachPage' or ''.
    """

    def __init__(self, styles: Styles, numbers: Numbering, part: Callable[[str], _Element | None] = lambda _: None):
        """`part` gives what a relation of the document leads to, if that is XML."""
        self._part = part
        self._styles = styles
        self._numbers = numbers
        self._printer = Printer(styles)
        self.notes: list[Reference] = []
        self.has_contents = False
        self.sections: list[str] = []

    def lines(self, container: _Element) -> Iterator[Line]:
        _join_paragraphs(container)
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
                elif child.find(PLACEHOLDER) is None:
                    yield from (line for content in child.iterchildren(CONTENT) for line in self.lines(content))
            elif child.tag in INSERTED:
                self._printer.left_out.add(INNER_DOCUMENT)
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
        for kind, relation in found.parts:
            yield from self._drawn(kind, relation)

    def _drawn(self, kind: str, relation: str) -> Iterator[Line]:
        """The figures of a chart, or the words of a diagram."""
        part = self._part(relation)
        elements = chart(part) if part is not None and kind == "chart" else []
        if part is not None and kind != "chart":
            elements = [Element("item", words, 1, marker="•") for words in diagram(part)]
        if not elements:
            self._printer.left_out.add(NO_FIGURES)
        yield from map(Line, elements)

    @property
    def left_out(self) -> set[str]:
        """What was not read so far."""
        return self._printer.left_out

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
        if any(hidden := [_has(row, "w:trPr", "w:hidden") for row in rows]):
            self._printer.left_out.add(HIDDEN_ROWS)
            rows = [row for row, is_hidden in zip(rows, hidden, strict=True) if not is_hidden]
        if _is_one_column(rows):
            for cell in (cell for row in rows for cell in _members(row, "w:tc")):
                yield from self.lines(cell)
            return
        for part, group in groupby(zip(_parts(rows), rows, strict=True), itemgetter(0)):
            members = [row for _, row in group]
            if part == "rows":
                yield from self._rows(members)
                continue
            for row in members:
                yield from self._around_table(row) if part == "a table" else self._framed(row)

    def _framed(self, row: _Element) -> Iterator[Line]:
        """The lines of a text in a row of its own, above or below a table; they head nothing."""
        for cell in _members(row, "w:tc"):
            yield from (replace(line, strong=False) for line in self.lines(cell))

    def _around_table(self, row: _Element) -> Iterator[Line]:
        """The cells of a row with a table in one of them, whose rows are labelled with the first cell."""
        label = ""
        for at, cell in enumerate(_members(row, "w:tc")):
            lines = list(self.lines(cell))
            yield from (replace(line, element=labelled(line.element, label)) for line in lines)
            if at == 0 and cell.find(qn("w:tbl")) is None:
                label = joined(lines)

    def _rows(self, rows: list[_Element]) -> Iterator[Line]:
        """Cells that continue a merged one are counted as rows of that one."""
        marked = next((at for at, row in enumerate(rows) if not _has(row, "w:trPr", "w:tblHeader")), 0)
        grid: list[list[Cell]] = []
        merged: dict[int, tuple[int, int]] = {}  # by column, where in the grid the cell is that goes on below
        for row in rows:
            cells: list[Cell] = []
            for cell, goes_on in self._cells(row):
                if goes_on and cell.column in merged:
                    above, at = merged[cell.column]
                    grid[above][at] = replace(grid[above][at], rows=len(grid) - above + 1)
                elif not goes_on:
                    merged.pop(cell.column, None)
                    if cell.text:
                        merged[cell.column] = len(grid), len(cells)
                        cells.append(cell)
            grid.append(cells)
        yield from (Line(row) for row in table(grid, marked))

    def _cells(self, row: _Element) -> Iterator[tuple[Cell, bool]]:
        """The cells of a row, empty ones too, and whether each continues the one above."""
        column = _number(row.find(f"{qn('w:trPr')}/{qn('w:gridBefore')}"), 0)
        for cell in _members(row, "w:tc"):
            properties = cell.find(qn("w:tcPr"))
            span = min(_number(None if properties is None else properties.find(qn("w:gridSpan")), 1), WIDEST)
            lines = [line for line in self.lines(cell) if line.element.text.strip()]
            merged = None if properties is None else properties.find(qn("w:vMerge"))
            goes_on = merged is not None and merged.get(qn("w:val"), "continue") == "continue"
            strong = bool(lines) and all(line.strong or line.heading is not None for line in lines)
            yield Cell(joined(lines), column, span, strong), goes_on
            column += span


def _join_paragraphs(container: _Element) -> None:
    """Puts each paragraph whose end is deleted before the words of the one below, as if that were accepted."""
    for paragraph in list(container.iterchildren(qn("w:p"))):
        below, properties = paragraph.getnext(), paragraph.find(qn("w:pPr"))
        if below is None or below.tag != qn("w:p") or properties is None:
            continue
        if any(properties.find(path) is not None for path in ENDS_GONE):
            own = 0 if below.find(qn("w:pPr")) is None else 1
            for at, child in enumerate(child for child in list(paragraph) if child is not properties):
                below.insert(own + at, child)
            container.remove(paragraph)


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


def _parts(rows: list[_Element]) -> Iterator[str]:
    """What each row of a table is read as. A text amid rows of several cells is a remark on these."""
    several = [at for at, row in enumerate(rows) if len(list(_members(row, "w:tc"))) > 1]
    within = range(min(several, default=0), max(several, default=0))
    for at, row in enumerate(rows):
        yield "a table" if _holds_table(row) else "a text" if at not in within and _is_text(row) else "rows"


def _is_text(row: _Element) -> bool:
    """Whether a row is one cell of several paragraphs, more than a heading or a remark: the table frames a text."""
    cells = list(_members(row, "w:tc"))
    texts = ["".join(words.text or "" for words in each.iter(qn("w:t"))) for each in row.iter(qn("w:p"))]
    return len(cells) == 1 and sum(map(bool, texts)) > 1 and sum(map(len, texts)) > LONGEST_BANDED


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
