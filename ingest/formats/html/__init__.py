"""HTML: the text of a web page, without what surrounds it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from lxml.html import HtmlElement

from ingest.errors import PaperError
from ingest.formats.aligned import AlignedTable, aligned_tables
from ingest.formats.characters import raised
from ingest.formats.compose import Element, compose
from ingest.formats.html.equations import printed as equation
from ingest.formats.html.markers import lone_marker, ordinal, printed_marker
from ingest.formats.html.page import (
    folded,
    has_struck,
    parse,
    stated_date,
    stated_organisation,
    stated_title,
    text_root,
    without_furniture,
)
from ingest.formats.html.tables import layout_cells, pairs_of, rows_of
from ingest.formats.lines import STRUCK, not_read
from ingest.formats.markers import depth, is_section
from ingest.formats.table_heads import Cell
from ingest.formats.tables import labelled, table
from ingest.paper import Outline

HEADINGS = {f"h{level}": level for level in range(1, 7)}
INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "math", "meter", "nobr", "output", "q", "ruby", "samp", "small", "span",
    "strong", "sub", "sup", "time", "tt", "u", "var", "wbr", "w", "o:p",
}  # fmt: skip
STRONG = {"b", "strong"}
SET_APART = {"tab", "num", "level-num", "marker"}  # classes of elements that only style separates from what follows
QUOTES = {"gmail_quote", "protonmail_quote", "moz-cite", "yahoo_quoted"}  # classes of what mail programs quote
LISTS = {"ul", "ol", "menu", "dir"}
LONGEST_HEADING = 16  # words; longer bold paragraphs are emphasis
LONE_MARKER = re.compile(
    r"\d{1,3}[A-Za-z]?(?:\.\d{1,3})*[.)]?|(?:[A-Za-z]|[ivxlIVXL]{1,5})[.)]|\([\dA-Za-z]{1,4}\)|[^\w\s]|[\ue000-\uf8ff]"
)
TYPED = re.compile(  # begins an item, or a line with a label such as 'Friday: 9am to 4pm'
    r"\s*(?:(?:[•●▪◦‣·]|\([a-z]\))\s*\w|\d{1,2}[.)]\s+\w|[A-Z][\w –-]{1,30}:\s+\S)"
)
UNFINISHED = re.compile(r"[^.:;!?\"”’)]$")
SHORTEST_TORN = 50  # characters; shorter paragraphs without an end may be list entries

Quoting = Literal["", "set in", "cited"]  # whether words are marked as another's; 'cited' as mail programs do it


def read(path: Path) -> Outline:
    page = parse(path.read_bytes())
    organisation = stated_organisation(page)
    root = text_root(page)
    title, published = stated_title(page, root), stated_date(page, root)
    warnings = not_read({STRUCK} if has_struck(root) else set())
    elements = _rejoined(_Reader().read(without_furniture(root)))
    if not any(element.text.strip() for element in elements):
        raise PaperError(
            "this page has no text",
            "it may be filled in by a script: open it in a browser, and save or print it from there",
        )
    return replace(compose(elements, 0, title or _first_words(elements), organisation, published), warnings=warnings)


def elements_of(data: bytes) -> list[Element]:
    """The elements of a page that is part of another file. Raises PaperError if it is none."""
    return _rejoined(_Reader().read(without_furniture(text_root(parse(data)))))


def stretches_of(data: bytes) -> Iterator[tuple[Quoting, list[Element]]]:
    """The elements of the page of an e-mail, by whether they are quoted. Raises PaperError if it is none."""
    reader, begin = _Reader(), 0
    made = reader.read(without_furniture(text_root(parse(data))))
    for at, quoting in reader.quotes:
        yield "", _rejoined(made[begin : at.start])
        yield quoting, _rejoined(made[at.start : at.stop])
        begin = at.stop
    yield "", _rejoined(made[begin:])


def _first_words(elements: list[Element]) -> str | None:
    """Stands in for a title if the page states none: its first words, if not a sentence, or its first heading."""
    first = elements[0].text
    if len(first.split()) < 30 and UNFINISHED.search(first):
        return first
    return next((element.text for element in elements if element.kind == "heading"), None)


def _rejoined(elements: list[Element]) -> list[Element]:
    """Joins paragraphs that were broken at the ends of printed lines, as in pages made from PDF files."""
    whole: list[Element] = []
    for element in elements:
        before = whole[-1] if whole else None
        bare = element.kind == "paragraph" and not element.marker and element.text[0].islower()
        if before and bare and before.kind in ("paragraph", "item") and _is_torn(before.text):
            whole[-1] = replace(before, text=f"{before.text} {element.text}")
        else:
            whole.append(element)
    return whole


def _is_torn(text: str) -> bool:
    return len(text) >= SHORTEST_TORN and bool(UNFINISHED.search(text))


@dataclass
class _Reader:
    """Walks through a page and collects words until a block ends."""

    words: list[str] = field(default_factory=list)
    made: list[Element] = field(default_factory=list)
    bullet: str = ""  # of the list item being read
    deep: int = 0  # how many lists deep
    outer: int = 1  # level of the heading above
    pending: str = ""  # a number or bullet in an element of its own, such as a heading
    strong: bool = True  # all collected words are bold
    quotes: list[tuple[range, Quoting]] = field(default_factory=list)  # the outermost, among what was made

    def read(self, root: HtmlElement) -> list[Element]:
        self._children(root, strong=False)
        self._end(root)
        return self.made

    def _children(self, node: HtmlElement, strong: bool) -> None:
        self._say(node.text, strong)
        for child in node:
            self._node(child, strong)
            self._say(child.tail, strong)

    def _say(self, text: str | None, strong: bool) -> None:
        if text:
            self.words.append(text)
            self.strong = self.strong and (strong or not text.strip())

    def _node(self, node: HtmlElement, strong: bool) -> None:
        if node.tag == "math":
            self._say(equation(node), strong)
        elif node.tag in INLINE:
            self._inline(node, strong or node.tag in STRONG)
        elif node.tag == "br":
            self._line_end(node)
        elif node.tag == "pre" and (found := list(aligned_tables(node.text_content().splitlines()))):
            self._end(node)
            self._printed(node.text_content().splitlines(), found)
        elif node.tag == "dl" and (pairs := pairs_of(node)):
            self._end(node)
            self.made += table(pairs)
        elif node.tag == "blockquote":
            self._quote(node, strong)
        elif node.tag in ("p", *HEADINGS) or node.tag not in ("table", "li", *LISTS):
            self._end(node)
            self._children(node, strong)
            self._end(node)
        else:
            self._end(node)
            {"table": self._table, "li": self._item}.get(node.tag, self._list)(node)

    def _quote(self, node: HtmlElement, strong: bool) -> None:
        self._end(node)
        begin = len(self.made)
        self._children(node, strong)
        self._end(node)
        within = range(begin, len(self.made))
        by_program = node.get("type") == "cite" or QUOTES.intersection(node.get("class", "").split())
        quoting: Quoting = "cited" if by_program else "set in"
        self.quotes = [*(each for each in self.quotes if each[0].start < begin), (within, quoting)]

    def _printed(self, lines: list[str], tables: list[AlignedTable]) -> None:
        """Lines of even pitch, among which are tables."""
        at = 0
        for found in [*tables, None]:
            between = "\n".join(lines[at : found.first if found else len(lines)])
            parts = (folded(part) for part in re.split(r"\n\s*\n", between))
            self.made += [Element("paragraph", part) for part in parts if any(map(str.isalnum, part))]
            if found:
                rows = [[Cell(cell, column) for column, cell in enumerate(row) if cell] for row in found.rows.values()]
                self.made += table(rows, int(found.ruled))
                at = found.end

    def _inline(self, node: HtmlElement, strong: bool) -> None:
        if node.tag == "sup" and not len(node) and self._after_letter():
            self._say(raised(node.text or "", "".join(self.words[-3:])), strong)
            return
        if node.tag == "q":
            self.words.append("“")
        self._children(node, strong)
        if _is_set_apart(node) and not _is_set_apart(node.getnext()):
            self.words.append(" ")
        if node.tag == "q":
            self.words.append("”")

    def _after_letter(self) -> bool:
        return bool(self.words) and self.words[-1][-1:].isalnum()

    def _line_end(self, node: HtmlElement) -> None:
        """Two line ends in a row end a paragraph, and so does one before a typed bullet, number or label."""
        before = node.getprevious()
        twice = before is not None and before.tag == "br" and not (before.tail or "").strip()
        if twice or TYPED.match(node.tail or ""):
            self._end(node.getparent())
        else:
            self.words.append(" ")

    def _list(self, node: HtmlElement) -> None:
        self.deep += 1
        self._children(node, strong=False)
        self._end(node)
        self.deep -= 1

    def _item(self, node: HtmlElement) -> None:
        self.bullet = ordinal(node)
        self._children(node, strong=False)
        self._end(node)
        self.bullet = ""

    def _table(self, node: HtmlElement) -> None:
        for caption in node.findall("caption"):
            self._children(caption, strong=False)
            self._end(node)
        cells = layout_cells(node)
        labels = bool(node.xpath("./tr/th | ./*/tr/th"))  # a table that only lays out the page labels nothing
        label = ""
        for cell in cells:
            first, begin = cell.getprevious() is None, len(self.made)
            self._children(cell, strong=False)
            self._end(cell)
            label = "" if first else label
            self.made[begin:] = [labelled(element, label) for element in self.made[begin:]]
            if labels and first and cell.find(".//table") is None:
                label = folded(cell.text_content())
        if not cells:
            rows, marked = rows_of(node)
            self.made += table(rows, marked)

    def _end(self, node: HtmlElement) -> None:
        """Makes a block of the collected words; `node` is the element that they are in, or that ends them."""
        raw = "".join(self.words)
        strong = self.strong and not _is_line_of_contents(raw)
        text = folded(raw)
        self.words, self.strong = [], True
        if node.tag in HEADINGS and LONE_MARKER.fullmatch(text):
            self.pending = "•" if "\ue000" <= text <= "\uf8ff" else text
            return
        if not any(map(str.isalnum, text)):
            return
        printed, self.pending = self.pending, ""
        found = lone_marker(printed) if printed else printed_marker(text)
        if found.at:
            printed, text = text[: found.at], text[found.at :]
        level = HEADINGS.get(node.tag, 0)
        if not level and strong and not (found.bulleted or self.bullet or self.deep):
            level = self._level_of_bold(text, found.number)
        if level:
            self.outer = HEADINGS.get(node.tag) or self.outer
            self.made.append(Element("heading", text, level, None, printed, found.number))
        elif self.bullet or found.listed:
            ordinal = self.bullet.rstrip(".") if self.bullet != "•" else ""
            number = found.number or ordinal or None
            self.made.append(Element("item", text, self._depth(node), None, printed or self.bullet, number))
            self.bullet = ""
        else:
            self.made.append(Element("paragraph", text, 0, None, printed, found.number))

    def _level_of_bold(self, words: str, number: str | None) -> int:
        """The level of a short bold paragraph that is not a sentence, and so a heading; 0 if it is not one."""
        if words[-1] in ".;,:" or len(words.split()) > LONGEST_HEADING or not words[0].isupper():
            return 0
        return min(self.outer + (depth(number) if number and is_section(number) else 1), 6)

    def _depth(self, node: HtmlElement) -> int:
        indent = re.search(r"indent-?(\d)", node.get("class", ""))
        return max(self.deep, int(indent[1]) if indent else 1)


def _is_line_of_contents(raw: str) -> bool:
    """Whether a page number is at the end, after a gap of three or more spaces that do not collapse."""
    line = raw.rstrip()
    before = line.rstrip("0123456789")
    return before != line and before[len(before.rstrip()) :].count("\xa0") >= 3


def _is_set_apart(node: HtmlElement | None) -> bool:
    return node is not None and bool(SET_APART & set(node.get("class", "").split()))
