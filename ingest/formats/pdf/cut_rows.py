"""Rows of a table that the end of a page cuts: what stands of them overleaf goes on with their cells."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile

from ingest.formats.pdf.paragraphs import ENDS, UNFINISHED
from ingest.formats.pdf.tables import RuledCell, Table, is_same_grid

Row = Sequence[RuledCell]


def rejoined(above: Table, below: Table) -> tuple[Table, list[Table]]:
    """A table with the end of its last row from the next page, and what else that page has of it."""
    heads = _heads_again(above, below)
    if not is_same_grid(above, below) or heads == len(below.rows) or not _goes_on(above.rows[-1], below.rows[heads]):
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


def _goes_on(last: Row, row: Row) -> bool:
    """Whether a cell begins within a sentence, and none is a label of its own."""
    held = {cell.column: _text(cell) for cell in last}
    if any(cell.column not in held for cell in row):
        return False
    label = next((cell for cell in row if cell.column == min(held)), None)
    if label and not UNFINISHED.search(held[label.column]):
        return False
    return any(_is_cut(held[cell.column], _text(cell)) for cell in row)


def _is_cut(begin: str, end: str) -> bool:
    return not ENDS.search(begin) and (end[:1].islower() or bool(UNFINISHED.search(begin)))


def _text(cell: RuledCell) -> str:
    return " ".join(line.text for line in cell.lines)
