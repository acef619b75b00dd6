"""What Excel sheets and CSV files share: where a table begins on a sheet, and which row names its columns."""

from collections.abc import Iterable, Iterator, Sequence

from ingest.formats.compose import Element
from ingest.formats.table_heads import Cell, is_figure, is_heading, looks_like_head
from ingest.formats.tables import table

SEARCHED = 30  # rows; a title and a few remarks may come before a table, no more

Rows = Sequence[Sequence[Cell]]


def filled_cells(row: Iterable[tuple[int, str]]) -> list[Cell]:
    """The cells of a row that are not empty, from pairs of a column and its words."""
    return [Cell(" ".join(text.split()), column) for column, text in row if text.strip()]


def elements(rows: Iterable[list[Cell]], page: int | None = None) -> Iterator[Element]:
    """Rows above the heads are paragraphs; below them each cell knows its column. Further tables follow empty rows."""
    grid = [list(row) for row in rows]
    first = _heading_row(grid)
    if first is None:
        yield from table(grid, 0, page)
        return
    yield from _remarks(grid[:first], page)
    starts = [first, *_further_tables(grid, first)]
    for begin, end in zip(starts, [*starts[1:], len(grid)], strict=True):
        head = next(at for at in range(begin, end) if len(grid[at]) > 1)
        yield from _remarks(grid[begin:head], page)
        yield from table(grid[head:end], 1, page)


def _remarks(rows: Rows, page: int | None) -> Iterator[Element]:
    return (Element("paragraph", " | ".join(cell.text for cell in row), page=page) for row in rows if row)


def _heading_row(rows: Rows) -> int | None:
    """The first row in which most columns hold words, if rows follow; None for a sheet without one."""
    filled = [at for at, row in enumerate(rows) if row]
    width = len({cell.column for row in rows[: 10 * SEARCHED] for cell in row})
    for at in filled[:SEARCHED]:
        row = rows[at]
        worded = sum(1 for cell in row if any(character.isalpha() for character in cell.text))
        named = worded > 1 and 2 * sum(cell.span for cell in row) > width and 2 * worded > len(row)
        if named or (len(row) > 1 and looks_like_head(_stretch(rows, at))):
            return at if at < filled[-1] else None
    return None


def _stretch(rows: Rows, begin: int) -> Rows:
    """The rows from here to the next empty one."""
    end = next((at for at in range(begin, len(rows)) if not rows[at]), len(rows))
    return rows[begin:end]


def _further_tables(rows: Rows, first: int) -> Iterator[int]:
    """Where, after an empty row, another table begins with its title or its heads."""
    for at in range(first + 1, len(rows)):
        if rows[at] and not rows[at - 1]:
            stretch = _stretch(rows, at)
            titles = next((n for n, row in enumerate(stretch) if len(row) > 1), len(stretch))
            if _has_head(stretch[titles:]):
                yield at


def _has_head(stretch: Rows) -> bool:
    """Whether the first of these rows names columns: figures stand below its words, or it alone is strong."""
    if len(stretch) < 2 or not all(is_heading(cell) for cell in stretch[0]):
        return False
    columns = {cell.column for cell in stretch[0]}
    below = {column: [cell.text for row in stretch[1:] for cell in row if cell.column == column] for column in columns}
    figures = any(texts and all(map(is_figure, texts)) for texts in below.values())
    strong = all(cell.strong for cell in stretch[0]) and not any(cell.strong for row in stretch[1:] for cell in row)
    return figures or strong
