"""Rows of a table that the end of a page cuts: what stands of them overleaf goes on with their cells."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from ingest.formats.pdf.lines import Line
from ingest.formats.pdf.paragraphs import ENDS, UNFINISHED
from ingest.formats.pdf.tables import RuledCell, Table, is_same_grid

Row = Sequence[RuledCell]
NOTHING = re.compile(r"\W*(?:n/?a|none|nil|not applicable)?\W*$", re.IGNORECASE)  # what a cell says that has nothing
FULL = 0.6  # of the width of a cell that is filled by its last line, where a word of that size would reach its edge
LETTER = 0.5  # of the size of the letters: how wide one is


def rejoined(above: Table, below: Table) -> tuple[Table, list[Table]]:
    """A table with the end of its last row from the next page, and what else that page has of it."""
    heads = _heads_again(above, below)
    if not is_same_grid(above, below) or heads == len(below.rows) or not _goes_on(above, below.rows[heads]):
        return above, [below]
    ends = {cell.column: cell.lines for cell in below.rows[heads]}
    whole = tuple(replace(cell, lines=(*cell.lines, *ends.get(cell.column, ()))) for cell in above.rows[-1])
    rest = (*below.rows[:heads], *below.rows[heads + 1 :])
    return replace(above, rows=(*above.rows[:-1], whole)), [replace(below, rows=rest)] if rest else []


def _heads_again(above: Table, below: Table) -> int:
    """How many of the first rows are those of the page before."""
    same = (
        list(map(_text, one)) == list(map(_text, other)) for one, other in zip(above.rows, below.rows, strict=False)
    )
    return sum(takewhile(bool, same))


def _goes_on(above: Table, row: Row) -> bool:
    """Whether all cells of a row go on with those of the last row above, and none is a label of its own."""
    held = {cell.column: cell for cell in above.rows[-1]}
    if any(cell.column not in held for cell in row):
        return False
    label = min(held)
    if any(cell.column == label and not UNFINISHED.search(_text(held[label])) for cell in row):
        return False
    return all(_is_cut(held[cell.column], _right(above, held[cell.column]), _text(cell)) for cell in row)


def _is_cut(cell: RuledCell, right: float, end: str) -> bool:
    """Whether a cell whose right edge is given breaks off within a sentence that `end` can go on with."""
    begin = _text(cell)
    if ENDS.search(begin) or NOTHING.match(end):
        return False
    return bool(UNFINISHED.search(begin)) or (end[:1].islower() and _is_full(cell.lines[-1], right, end))


def _is_full(line: Line, right: float, end: str) -> bool:
    word = LETTER * line.size * (len(end.split()[0]) + 1)
    return line.x1 + word > right - LETTER * line.size and line.x1 - line.x0 > FULL * (right - line.x0)


def _right(table: Table, cell: RuledCell) -> float:
    return (*table.edges, table.x1)[min(cell.column + cell.span, len(table.edges))]


def _text(cell: RuledCell) -> str:
    return " ".join(line.text for line in cell.lines)
