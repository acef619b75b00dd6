"""Walks through an OpenDocument text in order, and makes a line of each paragraph, list item and table row."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

import lxml.html
from lxml import etree
from lxml.etree import _Element

from ingest.formats.characters import UNSEEN, raised, tidy
from ingest.formats.compose import Element
from ingest.formats.html.equations import printed
from ingest.formats.lines import (
    HIDDEN,
    HIDDEN_ROWS,
    INNER_FILE,
    NO_FIGURES,
    STRUCK,
    Counted,
    Line,
    element,
    joined,
)
from ingest.formats.odt.styles import OUTLINE, SPACES, Counters, Styles, qn
from ingest.formats.table_heads import Cell
from ingest.formats.tables import WIDEST, labelled, table

INDEXES = {
    qn(f"text:{name}") for name in ("table-of-content", "illustration-index", "table-index", "alphabetical-index")
}
DROPPED = {
    qn("text:tracked-changes"),
    qn("office:annotation"),
    qn("text:ruby-text"),
}
UNSHOWN = {qn("text:hidden-paragraph"), qn("text:hidden-text")}
INVISIBLE = "collapse", "filter"
DRAWN = "{" + SPACES["draw"] + "}"
SIGNS = {qn("text:s"): " ", qn("text:tab"): "\t", qn("text:line-break"): "\n"}


@dataclass(frozen=True)
class Look:
    bold: bool
    points: float


@dataclass
class Words:
    """What a paragraph shows: its runs with their looks, and what is anchored in it."""

    runs: list[tuple[str, Look]]
    boxes: list[_Element]


@dataclass(frozen=True)
class Place:
    """The list that a paragraph is in, its style, its depth from 0, and the number it starts again at."""

    key: str
    style: str
    depth: int
    start: int | None = None


class Body:
    """Reads once and in order, since numbers are counted."""

    def __init__(self, styles: Styles, part: Callable[[str], _Element | None] = lambda _: None):
        """`part` gives the content of an object in the file, such as a chart, by the name that the text has for it."""
        self._styles = styles
        self._part = part
        self._objects: set[str] = set()  # that were read
        self._counters = Counters(styles)
        self._last: dict[str, str] = {}
        self.notes: list[tuple[str, _Element]] = []
        self.has_contents = False
        self.left_out: set[str] = set()

    def lines(self, container: _Element) -> Iterator[Line]:
        for child in container:
            if child.tag in (qn("text:p"), qn("text:h")):
                yield from self._paragraph(child, None)
            elif child.tag == qn("text:list"):
                yield from self._list(child, None)
            elif child.tag == qn("table:table"):
                yield from self._table(child)
            elif child.tag in INDEXES:
                self.has_contents = True
            elif child.tag == qn("draw:object"):
                yield from self._object(child)
            elif child.tag == qn("draw:object-ole"):
                self.left_out.add(INNER_FILE)
            elif child.tag in UNSHOWN or child.get(qn("text:display")) == "none":
                self.left_out |= {HIDDEN} if _has_words(child) else set()
            elif child.tag not in DROPPED and isinstance(child.tag, str):
                yield from self.lines(child)

    def _object(self, placed: _Element) -> Iterator[Line]:
        """What an object shows: the figures of a chart or a sheet, or an equation on a line of its own."""
        name = placed.get(qn("xlink:href"), "")
        root = None if name in self._objects else self._part(name)
        self._objects.add(name)
        if root is None:
            self.left_out.add(NO_FIGURES)
        elif words := _equation(root):
            yield Line(Element("paragraph", words))
        else:
            yield from self.lines(root)

    def _list(self, parent: _Element, above: Place | None) -> Iterator[Line]:
        place = self._place(parent, above)
        for item in parent:
            counted = item.tag == qn("text:list-item")
            start = item.get(qn("text:start-value"), "")
            here: Place | None = Place(place.key, place.style, place.depth, int(start) if start.isdecimal() else None)
            for child in item:
                if child.tag in (qn("text:p"), qn("text:h")):
                    yield from self._paragraph(child, here if counted else None)
                    here = None
                elif child.tag == qn("text:list"):
                    yield from self._list(child, place)
                elif child.tag == qn("table:table"):
                    yield from self._table(child)

    def _place(self, parent: _Element, above: Place | None) -> Place:
        style = parent.get(qn("text:style-name"))
        if above is not None:
            return Place(above.key, style or above.style, above.depth + 1)
        if style is None:
            first = next((child for child in parent.iter(qn("text:p"), qn("text:h"))), None)
            style = (None if first is None else self._styles.list_of(first.get(qn("text:style-name")))) or ""
        own = (
            parent.get("{http://www.w3.org/XML/1998/namespace}id") or f"{style}.{parent.getroottree().getpath(parent)}"
        )
        key = self._last.get(parent.get(qn("text:continue-list"), ""), own)
        if parent.get(qn("text:continue-numbering")) == "true":
            key = self._last.get(f"style {style}", own)
        self._last[own] = self._last[f"style {style}"] = key
        return Place(key, style, 0)

    def _paragraph(self, paragraph: _Element, place: Place | None) -> Iterator[Line]:
        name = paragraph.get(qn("text:style-name"))
        words = Words([], [])
        if self._styles.text("paragraph", name, "text:display") != "none":
            self._read(paragraph, self._look("paragraph", name, Look(False, 0)), words)
        words.runs = [(run, look) for run, look in words.runs if not 0 < look.points <= UNSEEN]
        text = tidy("".join(run for run, _ in words.runs))
        inked = [look for run, look in words.runs if run.strip()]
        strong = bool(inked) and all(look.bold for look in inked)
        heading = self._heading(paragraph, name)
        counted = self._counted(paragraph, heading, place)
        style = self._styles.named(name)
        if not style.startswith(("contents ", "toc ")):
            size = max((look.points for look in inked), default=0)
            yield Line(element(text, counted), style, heading, strong, size, counted)
        for box in words.boxes:
            yield from self.lines(box)

    def _heading(self, paragraph: _Element, name: str | None) -> int | None:
        if self._styles.is_title(name):
            return 0
        level = paragraph.get(qn("text:outline-level"), "1") if paragraph.tag == qn("text:h") else None
        return int(level) if level and level.isdecimal() else self._styles.outline(name) or None

    def _counted(self, paragraph: _Element, heading: int | None, place: Place | None) -> Counted | None:
        if place is not None:
            return self._counters.next(place.key, place.style, place.depth, place.start)
        if paragraph.tag == qn("text:h") and heading and paragraph.get(qn("text:is-list-header")) != "true":
            return self._counters.next(OUTLINE, OUTLINE, heading - 1)
        return None

    def _look(self, family: str, name: str | None, otherwise: Look) -> Look:
        weight = self._styles.text(family, name, "fo:font-weight")
        size = re.match(r"([\d.]+)pt", self._styles.text(family, name, "fo:font-size") or "")
        bold = otherwise.bold if weight is None else weight in ("bold", "600", "700", "800", "900")
        return Look(bold, float(size[1]) if size else otherwise.points)

    def _is_struck(self, style: str | None) -> bool:
        return (self._styles.text("text", style, "style:text-line-through-style") or "none") != "none"

    def _read(self, parent: _Element, look: Look, words: Words) -> None:
        words.runs.append((_collapsed(parent.text), look))
        for child in parent:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag in SIGNS:
                words.runs.append((SIGNS[tag], look))
            elif tag == qn("text:note"):
                self._note(child)
            elif tag.startswith(DRAWN):
                placed = child.find(qn("draw:object"))
                root = None if placed is None else self._part(placed.get(qn("xlink:href"), ""))
                if root is not None and (equation := _equation(root)):
                    words.runs.append((equation, look))
                else:
                    words.boxes.append(child)
            elif tag in UNSHOWN:
                self.left_out |= {HIDDEN} if _has_words(child) else set()
            elif tag and tag not in DROPPED:
                style = child.get(qn("text:style-name")) if tag in (qn("text:span"), qn("text:a")) else None
                if self._styles.text("text", style, "text:display") == "none":
                    self.left_out.add(HIDDEN)
                elif self._is_struck(style):
                    self.left_out.add(STRUCK)
                else:
                    at = len(words.runs)
                    self._read(child, self._look("text", style, look), words)
                    if (self._styles.text("text", style, "style:text-position") or "").startswith("super"):
                        before = "".join(run for run, _ in words.runs[max(at - 3, 0) : at])
                        text = raised("".join(run for run, _ in words.runs[at:]), before)
                        words.runs[at:] = [(text, look)]
            words.runs.append((_collapsed(child.tail), look))

    def _note(self, note: _Element) -> None:
        citation, words = note.find(qn("text:note-citation")), note.find(qn("text:note-body"))
        if citation is not None and words is not None:
            self.notes.append((_collapsed("".join(map(str, citation.itertext()))), words))

    def _table(self, parent: _Element) -> Iterator[Line]:
        rows = [row for row in rows_of(parent) if row.get(qn("table:visibility")) not in INVISIBLE]
        if len(rows) < sum(1 for _ in rows_of(parent)):
            self.left_out.add(HIDDEN_ROWS)
        if all(sum(1 for cell in row if _has_words(cell)) < 2 for row in rows):
            yield from (line for row in rows for cell in row for line in self.lines(cell))
            return
        marked = sum(1 for _ in parent.iterfind(f"{qn('table:table-header-rows')}/{qn('table:table-row')}"))
        for nested, group in groupby(rows, lambda row: any(cell.find(qn("table:table")) is not None for cell in row)):
            if nested:
                yield from (line for row in group for line in self._around_table(row))
                continue
            yield from (Line(row) for row in table([self.cells(row) for row in group], marked))
            marked = 0

    def _around_table(self, row: _Element) -> Iterator[Line]:
        """The cells of a row with a table in one of them, whose rows are labelled with the first cell."""
        label = ""
        for at, cell in enumerate(row):
            lines = list(self.lines(cell))
            yield from (replace(line, element=labelled(line.element, label)) for line in lines)
            if at == 0 and cell.find(qn("table:table")) is None:
                label = joined(lines)

    def cells(self, row: _Element) -> list[Cell]:
        cells, column = [], 0
        for cell in row:
            if cell.tag not in (qn("table:table-cell"), qn("table:covered-table-cell")):
                continue
            span = min(whole(cell.get(qn("table:number-columns-spanned"))), WIDEST)
            down = whole(cell.get(qn("table:number-rows-spanned")))
            lines = [line for line in self.lines(cell) if line.element.text.strip()]
            strong = all(line.strong or line.heading is not None for line in lines)
            for _ in range(min(whole(cell.get(qn("table:number-columns-repeated"))), WIDEST)):
                if lines and cell.tag == qn("table:table-cell"):
                    cells.append(Cell(joined(lines), column, span, strong, down))
                column += 1
        return cells


def _equation(root: _Element) -> str:
    """An equation on one line; '' if the object is another."""
    if etree.QName(root).localname != "math":
        return ""
    return printed(lxml.html.fragment_fromstring(etree.tostring(root, encoding=str).replace("math:", "")))


def rows_of(parent: _Element) -> Iterator[_Element]:
    for child in parent:
        if child.tag == qn("table:table-row"):
            yield child
        elif child.tag in (qn("table:table-header-rows"), qn("table:table-rows"), qn("table:table-row-group")):
            yield from rows_of(child)


def _has_words(cell: _Element) -> bool:
    return bool("".join(map(str, cell.itertext())).strip())


def whole(value: str | None) -> int:
    return int(value) if value and value.isdecimal() else 1


def _collapsed(text: str | None) -> str:
    """White space in the file itself counts as one space."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")
