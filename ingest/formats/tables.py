"""The one model of a table, for all readers: makes rows of cells with spans that read under every head above them.

A row is quoted alone, so it also has the words of the cells that reach down into it, and of the band it is in ('Bands 5
to 8').
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.formats.compose import Element
from ingest.formats.table_heads import LONGEST_HEADING, Cell, heading_rows, is_heading, widened

LONGEST_BAND = 50  # characters; what is longer is a question of a form, or a remark
LONGEST_BANDED = 300  # characters of a cell below a band
MOST_CARRIED = 8  # cells that reach down into one row
WIDEST = 200  # columns or cells that one cell may stand for; programs fill rows with thousands of empty ones
WIDEST_GAP = 12  # columns; empty cells in a row keep their place where no heads tell the columns apart
GRAND_TOTAL = re.compile(r"(?:grand |overall )?totals?\b", re.IGNORECASE)


@dataclass(frozen=True)
class Row:
    """A row as it reads: its cells, with those that reach down into it, and the band that it stands in, if any.

    `columns` has what the heads say over each cell, or nothing; `is_head` if it names columns itself. Without heads, a
    cell that it lacks in one of the `usual` columns keeps its place.
    """

    cells: tuple[Cell, ...]
    columns: tuple[str, ...] = ()
    is_head: bool = False
    usual: frozenset[int] = frozenset()

    def element(self, page: int | None = None) -> Element:
        return Element("row", " | ".join(self._texts()), page=page, columns=self.columns)

    def _texts(self) -> Iterator[str]:
        end = None
        for cell in self.cells:
            gap = 0 if end is None else sum(column in self.usual for column in range(end, cell.column))
            yield from [""] * (gap if gap <= WIDEST_GAP else 0)
            yield cell.text
            end = cell.column + cell.span


def table(rows: Sequence[Sequence[Cell]], marked: int = 0, page: int | None = None) -> Iterator[Element]:
    """An element for each row that is not empty; `marked` of the first rows are marked as heads in the file."""
    return (row.element(page) for row in laid_out(rows, marked) if row.cells)


def labelled(element: Element, label: str) -> Element:
    """A row of a table inside a cell, with the words that label the row around it."""
    if element.kind != "row" or not label or len(label) > LONGEST_HEADING:
        return element
    columns = ("", *element.columns) if element.columns else ()
    return replace(element, text=f"{label} | {element.text}", columns=columns)


def laid_out(rows: Sequence[Sequence[Cell]], marked: int = 0, head: Sequence[Sequence[Cell]] = ()) -> list[Row]:
    """The rows in order, empty ones too. `head` names the columns where a table goes on from the page before."""
    whole = _reached_into(rows)
    width = max((cell.column + cell.span for row in whole for cell in row), default=0)
    begin = 0 if head else _titles(whole, marked)
    if not head:
        whole[begin:] = map(tuple, widened(whole[begin:]))
    end = begin if head else begin + heading_rows(whole[begin:], max(marked - begin, 0))
    heads = list(head) or whole[begin:end]
    names, again, bands = _by_column(heads), _restated(whole, begin, end), _bands(rows, end if heads else 0, width)
    total = _lone_total(rows, end) if bands else None
    usual = _usual_columns(rows)
    found: list[Row] = []
    label: Cell | None = None
    for at, cells in enumerate(whole):
        if at in again:
            names = _by_column([cells])
        told = len(cells) == 1 or any(len(cell.text) > LONGEST_BANDED for cell in cells)  # text, which ends a band
        label = None if at == total or told else label
        label = bands.get(at, label)
        if at < end or at in again or at in bands or (len(cells) == 1 and cells[0].span == width):
            found.append(Row(cells, (), begin <= at < end or at in again))
            continue
        inside = (label, *cells) if label and cells else cells
        over = tuple("" if cell is label else _over(cell, names) for cell in inside)
        found.append(Row(inside, over if names else (), usual=frozenset() if names else usual))
    return found


def _reached_into(rows: Sequence[Sequence[Cell]]) -> list[tuple[Cell, ...]]:
    """The rows with the cells that reach down into them from above, but for long ones, which are said once."""
    found: list[tuple[Cell, ...]] = []
    open_cells: list[tuple[Cell, int]] = []  # with the row in which each ends
    for at, row in enumerate(rows):
        open_cells = [(cell, end) for cell, end in open_cells if end > at]
        taken = {column for cell in row for column in range(cell.column, cell.column + cell.span)}
        carried = [replace(cell, rows=end - at) for cell, end in open_cells if cell.column not in taken]
        found.append(tuple(sorted([*row, *carried[:MOST_CARRIED]], key=lambda cell: cell.column)) if row else ())
        reaching = [(cell, at + cell.rows) for cell in row if cell.rows > 1 and len(cell.text) <= LONGEST_HEADING]
        open_cells = [*open_cells, *reaching][:WIDEST]
    return found


def _titles(rows: Sequence[Sequence[Cell]], marked: int) -> int:
    """How many rows at the top, each one cell, come before a row of several: they are titles, not heads.

    A row that is marked as a head is one if its cell stands over a column, with nothing over the labels in front.
    """
    heads = (at < marked and bool(row) and row[0].column > 0 for at, row in enumerate(rows))
    return next((at for at, (row, is_head) in enumerate(zip(rows, heads, strict=True)) if is_head or len(row) > 1), 0)


def _usual_columns(rows: Sequence[Sequence[Cell]]) -> frozenset[int]:
    """The columns with a cell in a third of the rows or more."""
    counts = Counter(cell.column for row in rows for cell in row)
    enough = sum(len(row) > 1 for row in rows) / 3
    return frozenset(column for column, count in counts.items() if count >= enough)


def _restated(rows: Sequence[Sequence[Cell]], begin: int, end: int) -> set[int]:
    """Rows below that look like the last of the heads; if there are many, the look means nothing."""
    if begin == end:
        return set()
    found = {at for at in range(end, len(rows)) if _alike(rows[at], rows[end - 1])}
    return found if 4 * len(found) <= len(rows) else set()


def _alike(row: Sequence[Cell], heading: Sequence[Cell]) -> bool:
    def look(cells: Sequence[Cell]) -> list[tuple[int, int, bool]]:
        return [(cell.column, cell.span, cell.strong) for cell in cells]

    if len(row) > 1 and [(cell.column, cell.text) for cell in row[1:]] == [(c.column, c.text) for c in heading[1:]]:
        return True  # the same names below another corner: 'Week 2' over 'Mon', 'Tue'
    worded = all(is_heading(cell) and re.search(r"[^\W\d_]{4}", cell.text) for cell in row)
    return worded and len(row) > 1 and any(cell.strong for cell in row) and look(row) == look(heading)


def _bands(rows: Sequence[Sequence[Cell]], begin: int, width: int) -> dict[int, Cell]:
    """The rows that label those below them, as a cell to put before each of those."""
    bands: dict[int, Cell] = {}
    following: Sequence[Cell] = ()
    for at in range(len(rows) - 1, begin - 1, -1):
        if len(rows[at]) == 1 and len(following) > 1 and _labels(rows[at][0], following, width):
            bands[at] = replace(rows[at][0], column=-1, span=1)
        following = rows[at] or following
    title = next((at for at, row in enumerate(rows) if row), None)
    return {} if [*bands] == [title] else bands


def _lone_total(rows: Sequence[Sequence[Cell]], begin: int) -> int | None:
    """The last row if it alone gives a total: that is the total of the table, not of the last band."""
    several = [at for at in range(begin, len(rows)) if len(rows[at]) > 1]
    totals = [at for at in several if GRAND_TOTAL.match(rows[at][0].text)]
    return totals[0] if totals and totals == several[-1:] else None


def _labels(cell: Cell, following: Sequence[Cell], width: int) -> bool:
    wide = cell.span == width and width > 1
    standing_out = cell.column == 0 and cell.strong and not all(other.strong for other in following)
    short = len(cell.text) <= LONGEST_BAND and any(map(str.isalpha, cell.text))
    return (wide or standing_out) and short and is_heading(cell)


def _by_column(rows: Sequence[Sequence[Cell]]) -> dict[int, list[str]]:
    above: dict[int, list[str]] = {}
    for row in rows:
        for cell in row:
            for column in range(cell.column, cell.column + cell.span):
                names = above.setdefault(column, [])
                names += [cell.text] if cell.text not in names else []
    return above


def _over(cell: Cell, above: dict[int, list[str]]) -> str:
    columns = [" ".join(above.get(column, ())) for column in range(cell.column, cell.column + cell.span)]
    return " / ".join(dict.fromkeys(name for name in columns if name))
