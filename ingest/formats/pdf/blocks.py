"""Turns the paragraphs and tables of a PDF into elements: what is a heading and at which level, an item, a row."""

import re
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from ingest.formats.compose import Element
from ingest.formats.markers import depth, is_section, marker
from ingest.formats.pdf.paragraphs import CONTENTS, Measures, Paragraph, is_marked, split
from ingest.formats.pdf.tables import RuledCell, Table, is_same_grid
from ingest.formats.table_heads import Cell
from ingest.formats.tables import laid_out

LONGEST_HEADING = 26  # words
LARGER = 1.12  # times the size of the running text
LONGEST_CELL = 450  # characters; tables with longer cells lay out a page rather than list facts
DEEPEST = 6
HEADING_NUMBER = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,3})*)\.?\s+(?=[^\W\d_])")

Style = tuple[float, bool]
Rows = list[tuple[Cell, ...]]


@dataclass(frozen=True)
class Headings:
    """The level of each style of heading, the level of printed numbers with one part, and the bare numbers in use.

    `counted` has the numbers with one part that the headings of each style have.
    """

    levels: dict[Style, int]
    numbered: int
    numbers: frozenset[str]
    counted: dict[Style, set[int]]

    def lack(self, paragraph: Paragraph, number: str | None, usual: Measures) -> bool:
        """Whether a paragraph has the look of headings and the number that is missing among theirs: a long one may be a
        sentence.
        """
        look = _style(paragraph)
        found = self.counted.get(look, set())
        if not number or not number.isdecimal() or not found or int(number) in found or paragraph.note:
            return False
        prominent = all(line.bold for line in paragraph.lines) and not usual.bold
        short = len(usual.text(paragraph.lines).split()) <= LONGEST_HEADING
        return prominent and short and int(number) + 1 in found and (number == "1" or int(number) > min(found))

    def counts(self, number: str) -> bool:
        """Whether a bare figure before a heading numbers it, as in '3 Background' but not in '14 CFR Part 39'."""
        *outer, last = number.split(".")
        return bool(outer) or last == "1" or str(int(last) - 1) in self.numbers

    def level(self, paragraph: Paragraph, number: str | None) -> int:
        if number and is_section(number):
            return min(self.numbered + depth(number) - 1, DEEPEST)
        return self.levels.get(_style(paragraph), min(len(self.levels) + 1, DEEPEST))


def elements(found: Sequence[Paragraph | Table], usual: Measures) -> Iterator[Element]:
    return _elements(found, _headings(found, usual), usual)


def _elements(found: Sequence[Paragraph | Table], headings: Headings, usual: Measures) -> Iterator[Element]:
    indents: list[float] = []
    before: Table | None = None
    head: Rows = []
    for each in found:
        if isinstance(each, Table):
            head = yield from _rows(each, head if before and is_same_grid(before, each) else [], headings, usual)
            before = each
        else:
            before = None
            if not any(any(map(str.isalnum, line.text)) for line in each.lines):
                continue
            yield _element(each, headings, usual, indents)


def title(found: Sequence[Paragraph | Table], usual: Measures) -> str | None:
    """The largest heading of the first page; its first words if none is larger than the text."""
    here = [each for each in found if isinstance(each, Paragraph) and each.first.page == 1]
    heads = [head for head in here if is_heading(head, usual) and not is_marked(head.first)]
    size = max((head.first.size for head in heads), default=0.0)
    if size < LARGER * usual.body:
        first = next(iter(here), None)
        words = usual.text(first.lines) if first else ""
        short = first is not None and len(words.split()) <= 16 and not is_marked(first.first)
        return words if short and any(map(str.isalpha, words)) else None
    at = next(index for index, head in enumerate(heads) if head.first.size == size)
    lines = [*heads[at].lines]
    for after in heads[at + 1 : at + 3]:
        if after.first.size == size and 0 < after.first.base - lines[-1].base < 2 * size:
            lines += after.lines
    return usual.text(lines)


def _element(paragraph: Paragraph, headings: Headings, usual: Measures, indents: list[float]) -> Element:
    text = usual.text(paragraph.lines)
    page = paragraph.first.page
    words, number, bulleted = marker(text, 0, len(text))
    if is_heading(paragraph, usual) or (not bulleted and headings.lack(paragraph, number, usual)):
        indents.clear()
        if not number and (match := HEADING_NUMBER.match(text)) and headings.counts(match["number"]):
            words, number = match.end(), match["number"]
        return Element("heading", text[words:], headings.level(paragraph, number), page, text[:words], number)
    if paragraph.note or not (bulleted or number):
        if paragraph.first.x0 - paragraph.left < (indents[0] if indents else 0.0) + 1:
            indents.clear()
        return Element("paragraph", text, page=page)
    if number and depth(number) > 1 and is_section(number) and not bulleted:
        indents.clear()
        return Element("paragraph", text[words:], 0, page, text[:words], number)
    return Element("item", text[words:], _nesting(paragraph, indents), page, text[:words], number)


def _nesting(paragraph: Paragraph, indents: list[float]) -> int:
    """How deep an item is; `indents` holds those of the items around it and is kept up to date."""
    indent = paragraph.first.x0 - paragraph.left
    near = 0.5 * paragraph.first.size
    while indents and indents[-1] > indent + near:
        indents.pop()
    if not indents or indents[-1] < indent - near:
        indents.append(indent)
    return len(indents)


def is_heading(paragraph: Paragraph, usual: Measures) -> bool:
    text = " ".join(line.text for line in paragraph.lines)
    words, _, bulleted = marker(text, 0, len(text))
    body = text[words:]
    count = len(body.split())
    if paragraph.note or bulleted or not 0 < count <= LONGEST_HEADING or len(paragraph.lines) > 4:
        return False
    if CONTENTS.search(body):
        return False
    if not re.search(r"[^\W\d_]{3}", body) or body[0].islower() or not (body[0].isalnum() or body[0] in "“‘'\"(§"):
        return False
    if body.endswith((",", ";")) or (body.endswith(".") and count > 6):
        return False
    size = paragraph.first.size
    if size >= LARGER * usual.body and size not in usual.running:
        return True
    if size < 0.95 * usual.body:
        return False
    if all(line.bold for line in paragraph.lines):
        return not (usual.bold and len(paragraph.lines) > 1)
    one_line = len(paragraph.lines) == 1 and not usual.capitals
    return one_line and body.isupper() and len(re.findall(r"[^\W\d_]", body)) > 5 and count <= 12


def _style(paragraph: Paragraph) -> Style:
    return round(paragraph.first.size * 2) / 2, paragraph.first.bold


def _headings(found: Sequence[Paragraph | Table], usual: Measures) -> Headings:
    heads = [each for each in found if isinstance(each, Paragraph) and is_heading(each, usual)]
    times = Counter(_style(head) for head in heads)
    styles = sorted(times, reverse=True)
    titled = (
        bool(styles)
        and all(head.first.page == 1 for head in heads if _style(head) == styles[0])
        and times[styles[0]] < 4
    )
    levels = {style: min(at + (1 if titled else 2), DEEPEST) for at, style in enumerate(styles)}
    numbers = frozenset(match["number"] for head in heads if (match := HEADING_NUMBER.match(head.first.text)))
    outer = [levels[_style(head)] for head in heads if re.match(r"\d{1,2}\.?\s", head.first.text)]
    counted: dict[Style, set[int]] = defaultdict(set)
    for head in heads:
        if match := re.match(r"(\d{1,2})\.?\s", head.first.text):
            counted[_style(head)].add(int(match[1]))
    return Headings(levels, min(outer, default=2), numbers, counted)


def _rows(table: Table, head: Rows, headings: Headings, usual: Measures) -> Generator[Element, None, Rows]:
    """The rows of a table; `head` names its columns where it continues from the page before. Returns its own head."""
    page = table.rows[0][0].lines[0].page
    ruled = [(tuple(_cell(cell, usual) for cell in row), row) for row in table.rows]
    ruled = [(cells, row) for cells, row in ruled if cells not in head]
    rows = laid_out([cells for cells, _ in ruled], head=head)
    for row, (_, printed) in zip(rows, ruled, strict=True):
        if max(len(cell.text) for cell in row.cells) > LONGEST_CELL:
            for cell in printed:
                yield from _elements(split(cell.lines, usual), headings, usual)
        else:
            yield row.element(page)
    return head or [cells for row, (cells, _) in zip(rows, ruled, strict=True) if row.is_head]


def _cell(cell: RuledCell, usual: Measures) -> Cell:
    return Cell(usual.text(cell.lines), cell.column, cell.span, all(line.bold for line in cell.lines), cell.rows)
