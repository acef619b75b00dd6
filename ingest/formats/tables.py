"""Rows of tables, with the headings of the columns that each of their cells is in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.formats.compose import Element

LONGEST_HEADING = 80  # characters
FIGURE = re.compile(r"[£$€(+-]*\d[\d.,%\s)kmbn-]*$")


@dataclass(frozen=True)
class Cell:
    """A cell with something in it: the first of its columns, how many it spans, and whether all its words are strong.

    Cells that continue a merged one are left out of a row, as are empty ones.
    """

    text: str
    column: int
    span: int = 1
    strong: bool = False


def table(rows: Sequence[Sequence[Cell]], headings: int, page: int | None = None) -> Iterator[Element]:
    """One element for each row; those after the first `headings` rows have one column heading for each of their cells.

    A row styled like the last of the headings names the columns again; a cell as wide as the table is in no column.
    """
    above = _by_column(rows[:headings])
    again = _restated(rows, headings)
    widest = max((cell.column + cell.span for row in rows for cell in row), default=0)
    for at, row in enumerate(rows):
        text = " | ".join(cell.text for cell in row)
        if at in again:
            above = _by_column([row])
        whole = len(row) == 1 and row[0].span == widest
        under = above and at >= headings and at not in again and not whole
        yield Element("row", text, page=page, columns=tuple(_over(cell, above) for cell in row) if under else ())


def _restated(rows: Sequence[Sequence[Cell]], headings: int) -> set[int]:
    """Rows below that look like the last of the headings; if there are many, the look means nothing."""
    if not headings:
        return set()
    found = {at for at, row in enumerate(rows) if at >= headings and _alike(row, rows[headings - 1])}
    return found if 4 * len(found) <= len(rows) else set()


def _alike(row: Sequence[Cell], heading: Sequence[Cell]) -> bool:
    def look(cells: Sequence[Cell]) -> list[tuple[int, int, bool]]:
        return [(cell.column, cell.span, cell.strong) for cell in cells]

    worded = all(_is_heading(cell) and re.search(r"[^\W\d_]{4}", cell.text) for cell in row)
    return worded and len(row) > 1 and any(cell.strong for cell in row) and look(row) == look(heading)


def heading_rows(rows: Sequence[Sequence[Cell]], marked: int = 0) -> int:
    """How many rows at the top name columns: as many as the file marks, or one if it looks like headings."""
    if 0 < marked < len(rows):
        return marked
    if len(rows) < 2 or len(rows[0]) < 2 or not all(_is_heading(cell) for cell in rows[0]):
        return 0
    first, rest = rows[0], rows[1:]
    if len(first) + 1 < max(len(row) for row in rest):
        return 0
    strong = all(cell.strong for cell in first) and not all(cell.strong for row in rest for cell in row)
    labels = any(cell.text.endswith(":") for cell in first)
    return int(strong or (len(first) > 2 and not labels and len(rest) > 1))


def _is_heading(cell: Cell) -> bool:
    return len(cell.text) <= LONGEST_HEADING and not FIGURE.match(cell.text) and not cell.text.endswith(".")


def _by_column(rows: Sequence[Sequence[Cell]]) -> dict[int, list[str]]:
    above: dict[int, list[str]] = {}
    for row in rows:
        for cell in row:
            for column in range(cell.column, cell.column + cell.span):
                above.setdefault(column, []).append(cell.text)
    return above


def _over(cell: Cell, above: dict[int, list[str]]) -> str:
    columns = [" ".join(above.get(column, ())) for column in range(cell.column, cell.column + cell.span)]
    return " / ".join(dict.fromkeys(name for name in columns if name))
