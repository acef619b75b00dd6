"""The rows of a table, drawn in columns."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from ingest.paper import Block, Paper
from ingest.rendering import MARKDOWN, TEXT, cells, rendered
from ingest.spans import Run, words
from tui.paper_wrap import Runs, width_of, wrapped

BAR = " │ "
NARROWEST = 8  # cells that each column needs if they don't all fit; with less room, rows stay lines


class Row(NamedTuple):
    """A line of a table; `block` is its row, and `heads` whether that row names the columns."""

    block: Block
    runs: Runs
    heads: bool


def tables(rows: Sequence[Block]) -> Iterator[list[Block]]:
    """Consecutive rows, table by table: a row that names columns begins another table."""
    table: list[Block] = []
    for row, following in zip_longest(rows, rows[1:]):
        if table and table[-1].columns and _heads(row, following):
            yield table
            table = []
        table.append(row)
    if table:
        yield table


def rows_in_columns(paper: Paper, table: Sequence[Block], width: int) -> tuple[list[Row], tuple[int, ...]]:
    """The lines of a table, none wider than `width`, and the widths of its columns; no widths if rows stay lines."""
    heads = len(table) > 1 and _heads(table[0], table[1])
    given = [cells(paper, row) for row in table]
    names = [words(cell) for cell in given[0]] if heads and paper.format not in MARKDOWN | TEXT else []
    placed = [_placed(row, names, block.columns) for block, row in zip(table, given, strict=True)]
    widths = _widths([row for row in placed if len(row) > 1], width)
    lines: list[Row] = []
    for n, (block, row) in enumerate(zip(table, placed, strict=True)):
        parted = bool(widths) and len(row) > 1
        for runs in _lines(row, widths, block.end) if parted else wrapped(rendered(paper, block), width):
            lines.append(Row(block, runs, heads and n == 0))
    return lines, widths


def rule(widths: Sequence[int]) -> str:
    """The line below the row that names the columns."""
    return BAR.translate({ord(" "): "─", ord("│"): "┼"}).join("─" * width for width in widths)


def _heads(row: Block, following: Block | None) -> bool:
    return not row.columns and following is not None and bool(following.columns)


def _placed(row: Sequence[Runs], names: Sequence[str], columns: Sequence[str]) -> list[Runs]:
    """The cells, each in its column: readers leave out empty cells, and name the column of each of the others."""
    if len(row) >= len(names) or len(row) != len(columns):
        return list(row)
    placed: list[Runs] = []
    for cell, column in zip(row, columns, strict=True):
        if column not in names[len(placed) :]:
            return list(row)
        placed += [()] * (names.index(column, len(placed)) - len(placed)) + [cell]
    return placed


def _widths(rows: Sequence[Sequence[Runs]], room: int) -> tuple[int, ...]:
    """How wide each column is: as wide as it needs, or, if there is no room, up to the widest that fits."""
    needed = [max(map(_width, column)) for column in zip_longest(*rows, fillvalue=())]
    room -= width_of(BAR) * (len(needed) - 1)
    if sum(needed) <= room:
        return tuple(needed)
    if NARROWEST * len(needed) > room:
        return ()
    widest = next(most for most in range(max(needed), 0, -1) if sum(min(each, most) for each in needed) <= room)
    return tuple(min(each, widest) for each in needed)


def _width(cell: Runs) -> int:
    return width_of("".join(run.text for run in cell))


def _lines(row: Sequence[Runs], widths: Sequence[int], end: int) -> Iterator[Runs]:
    """The cells of a row side by side; what is drawn between them has no place in the text."""
    columns = [list(wrapped(cell, width)) for cell, width in zip(row, widths, strict=False)]
    for parts in zip_longest(*columns, fillvalue=()):
        runs: list[Run] = []
        short = ""
        for n, (part, width) in enumerate(zip(parts, widths, strict=False)):
            between = short + (BAR if n else "")
            runs += [Run(end, end, between)] if between else []
            runs += part
            short = " " * (width - _width(part))
        yield tuple(runs)
