"""OpenDocument spreadsheets: a sheet is a page, its name a heading; values as they are shown, no formulas."""

from collections.abc import Iterator
from dataclasses import replace

from lxml.etree import _Element

from ingest.formats.compose import Element
from ingest.formats.lines import HIDDEN_ROWS
from ingest.formats.odt.body import INVISIBLE, Body, rows_of, whole
from ingest.formats.odt.styles import Styles, qn
from ingest.formats.sheets import elements
from ingest.formats.table_heads import Cell
from ingest.formats.tables import WIDEST

HIDDEN_SHEETS, HIDDEN_COLUMNS = "hidden sheets", "hidden columns"
MOST_ALIKE = 200  # rows: programs write rows that are alike once, with their number
STORED = "office:string-value", "office:date-value", "office:time-value", "office:boolean-value", "office:value"


def elements_of(book: _Element, styles: Styles, body: Body) -> tuple[list[Element], int]:
    """All elements, and the number of visible sheets."""
    tables = book.findall(qn("table:table"))
    shown = [table for table in tables if styles.table(table.get(qn("table:style-name")), "table:display") != "false"]
    if len(shown) < len(tables):
        body.left_out.add(HIDDEN_SHEETS)
    return [found for page, table in enumerate(shown, 1) for found in _sheet(table, page, body)], len(shown)


def _sheet(table: _Element, page: int, body: Body) -> Iterator[Element]:
    hidden = _hidden_columns(table)
    grid: list[list[Cell]] = []
    comments: list[str] = []
    for row in rows_of(table):
        cells = [cell for cell in _cells(row, body) if cell.column not in hidden]
        if row.get(qn("table:visibility")) in INVISIBLE:
            body.left_out |= {HIDDEN_ROWS} if cells else set()
            continue
        if hidden and len(cells) < len(_cells(row, body)):
            body.left_out.add(HIDDEN_COLUMNS)
        if cells:
            comments += _comments(row, cells[0].text, body)
            grid += [cells] * min(whole(row.get(qn("table:number-rows-repeated"))), MOST_ALIKE)
        elif grid and grid[-1]:
            grid.append([])
    if any(grid):
        yield Element("heading", table.get(qn("table:name")) or "", level=1, page=page)
        yield from elements(grid, page)
    if comments:
        yield Element("heading", "Comments", level=2, page=page)
        yield from (Element("paragraph", comment, page=page) for comment in comments)


def _cells(row: _Element, body: Body) -> list[Cell]:
    """The cells with words; one that has a value and no words, as some programs write it, shows its value."""
    for cell in row.iterchildren(qn("table:table-cell")):
        stored = next((value for name in STORED if (value := cell.get(qn(name)))), None)
        if stored and cell.find(qn("text:p")) is None:
            words = cell.makeelement(qn("text:p"))
            words.text = stored
            cell.append(words)
    return [replace(cell, text=" ".join(cell.text.split())) for cell in body.cells(row)]


def _hidden_columns(table: _Element) -> set[int]:
    hidden: set[int] = set()
    at = 0
    for column in table.iter(qn("table:table-column")):
        many = whole(column.get(qn("table:number-columns-repeated")))
        if column.get(qn("table:visibility")) in INVISIBLE:
            hidden |= set(range(at, at + min(many, WIDEST)))
        at += many
    return hidden


def _comments(row: _Element, label: str, body: Body) -> Iterator[str]:
    """The comments on the cells of a row, each after the first words of the row."""
    for note in row.iter(qn("office:annotation")):
        if words := " ".join(line.element.text for line in body.lines(note)).strip():
            yield f"{label}: {words}"
