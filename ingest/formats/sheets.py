"""What Excel sheets and CSV files share: which row names the columns, and rows of cells as elements."""

from collections.abc import Iterable, Iterator, Sequence

from ingest.formats.compose import Element
from ingest.formats.tables import Cell, table

SEARCHED = 30  # rows; a title and a few remarks may come before a table, no more


def filled_cells(row: Iterable[tuple[int, str]]) -> list[Cell]:
    """The cells of a row that are not empty, from pairs of a column and its words."""
    return [Cell(" ".join(text.split()), column) for column, text in row if text.strip()]


def elements(rows: Iterable[list[Cell]], page: int | None = None) -> Iterator[Element]:
    """Rows above the row of headings are paragraphs; below it each cell knows its column."""
    filled = [row for row in rows if row]
    first = _heading_row(filled)
    if first is None:
        yield from table(filled, 0, page)
        return
    for row in filled[:first]:
        yield Element("paragraph", " | ".join(cell.text for cell in row), page=page)
    yield from table(filled[first:], 1, page)


def _heading_row(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The first row in which most columns hold words, if rows follow; None for a sheet without one."""
    width = len({cell.column for row in rows[: 10 * SEARCHED] for cell in row})
    for at, row in enumerate(rows[:SEARCHED]):
        worded = sum(1 for cell in row if any(character.isalpha() for character in cell.text))
        if worded > 1 and 2 * len(row) > width and 2 * worded > len(row):
            return at if at + 1 < len(rows) else None
    return None
