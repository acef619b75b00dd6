"""Tables in text documents whose cells only tabs set apart: price lists and contacts typed without a table."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from statistics import mean

from ingest.formats.aligned import LONGEST_CELL, is_list_of_labels, is_table
from ingest.formats.lines import Line
from ingest.formats.table_heads import Cell
from ingest.formats.tables import table

FEWEST_ROWS = 3


def with_tab_tables(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, with those that are rows of such a table as rows under their heads."""
    for width, group in groupby(lines, _width):
        run = list(group)
        rows = [row for line in run for row in _rows(line)] if width > 1 else []
        if (
            len(rows) >= FEWEST_ROWS
            and is_table(rows)
            and not is_list_of_labels(rows)
            and all(map(_is_short, zip(*rows, strict=True)))
        ):
            strong = [line.strong for line in run for _ in _rows(line)]
            grid = [
                [Cell(words, column, strong=bold) for column, words in enumerate(row) if words]
                for row, bold in zip(rows, strong, strict=True)
            ]
            yield from map(Line, table(grid))
        else:
            yield from run


def _is_short(column: Sequence[str]) -> bool:
    """Whether a column has cells; longer words beside a number or term are paragraphs that hang from it."""
    return mean(map(len, column)) <= LONGEST_CELL


def _width(line: Line) -> int:
    """Of the rows of a line, the cells that each has; 0 where it is no row."""
    plain = line.element.kind == "paragraph" and line.heading is None and not line.element.marker
    widths = {len(row) for row in _rows(line)} if plain and "\t" in line.element.text else set()
    return widths.pop() if len(widths) == 1 else 0


def _rows(line: Line) -> list[list[str]]:
    """The cells of each printed line of a paragraph; some are set apart by several tabs."""
    return [re.split(r"\t+", text.rstrip("\t")) for text in line.element.text.split("\n")]
