"""Tables of a web page: which ones list facts and which only lay out the page, and where each cell is."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from ingest.formats.characters import raised
from ingest.formats.html.page import folded
from ingest.formats.table_heads import Cell
from ingest.formats.tables import WIDEST

LONGEST_CELL = 600  # characters
BREAKS = {"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "tr", "td", "section"}


def layout_cells(table: HtmlElement) -> list[HtmlElement]:
    """The cells of a table that lays out the page, to be read one after another; none if it lists facts."""
    cells = [cell for row in _rows(table) for cell in row]
    filled = [row for row in _rows(table) if sum(bool(folded(cell.text_content())) for cell in row) > 1]
    nested = any(cell.xpath(".//table | .//h1 | .//h2 | .//h3") for cell in cells)
    plain = table.get("role") in ("presentation", "none")
    long = any(len(cell.text_content()) > LONGEST_CELL for cell in cells) and not table.xpath(".//th")
    return cells if plain or nested or long or not filled else []


def rows_of(table: HtmlElement) -> tuple[list[list[Cell]], int]:
    """The rows, and how many of the first are marked as heads."""
    below: dict[int, int] = {}
    rows: list[list[Cell]] = []
    marked = 0
    for nodes in _rows(table):
        heads = all(node.tag == "th" for node in nodes) or nodes[0].getparent().getparent().tag == "thead"
        marked += heads and marked == len(rows)
        rows.append(list(_row(nodes, below)))
    return rows, marked


def _rows(table: HtmlElement) -> Iterator[list[HtmlElement]]:
    for row in table.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr"):
        cells = row.xpath("./td | ./th")
        if cells:
            yield cells


def _row(nodes: list[HtmlElement], below: dict[int, int]) -> Iterator[Cell]:
    """The cells with words. `below` counts, for each column, the rows that a cell above still covers."""
    column = 0
    reaching: dict[int, int] = {}
    for node in nodes:
        while below.get(column):
            column += 1
        span = _span(node, "colspan")
        text = _text(node)
        if text:
            strong = node.tag == "th" or len(folded(" ".join(node.xpath(".//b//text() | .//strong//text()")))) >= len(
                text
            )
            yield Cell(text, column, span, strong, _span(node, "rowspan"))
        reaching |= dict.fromkeys(range(column, column + span), _span(node, "rowspan") - 1)
        column += span
    for at in list(below):
        below[at] = max(below[at] - 1, 0)
    below.update(reaching)


def _span(node: HtmlElement, name: str) -> int:
    stated = node.get(name, "1").strip()
    return min(max(int(stated), 1), WIDEST) if re.fullmatch(r"\d{1,6}", stated) else 1


def _text(cell: HtmlElement) -> str:
    words: list[str] = []
    for node in cell.iter():
        if node is not cell and node.tag in BREAKS:
            words.append(" ")
        text = node.text or ""
        words.append(raised(text, "".join(words[-3:])) if node.tag == "sup" and not len(node) else text)
        if node is not cell:
            words += [" " if node.tag in BREAKS else "", node.tail or ""]
    return folded("".join(words))
