"""Tables of a web page: which ones list facts and which only lay out the page, and where each cell is."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from ingest.formats.characters import raised
from ingest.formats.html.page import folded
from ingest.formats.table_heads import Cell
from ingest.formats.tables import WIDEST

LONGEST_CELL = 600  # characters
LONGEST_FACT = 80  # characters; longer ones beside a term are its meaning
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
        in_head = nodes[0].getparent().getparent().tag == "thead"
        labels_rows = bool(rows) and len(nodes) == 1  # those below it
        heads = in_head or (all(node.tag == "th" for node in nodes) and not labels_rows)
        marked += heads and marked == len(rows)
        rows.append(list(_row(nodes, below)))
    return rows, marked


def pairs_of(definitions: HtmlElement) -> list[list[Cell]]:
    """The rows of a list of definitions that pairs names with facts; none if it explains terms in sentences."""
    rows: list[list[str]] = []
    named = False  # the last was a name
    for node in definitions.iter("dt", "dd"):
        text = _text(node)
        if node.tag == "dt":
            rows = [*rows[:-1], [f"{rows[-1][0]}, {text}"]] if named else [*rows, [text]]
        elif rows:
            rows[-1].append(text)
        named = node.tag == "dt"
    facts = [fact for row in rows for fact in row[1:]]
    worded = any(len(fact) > LONGEST_FACT or fact.endswith(".") for fact in facts)
    if not facts or worded or definitions.xpath(".//dl | .//ul | .//ol | .//table"):
        return []
    return [[Cell(text, column) for column, text in enumerate(row) if text] for row in rows]


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
