"""Tables of a PDF page without ruling lines, where heads and the cells below them show the columns."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.formats.aligned import RULE
from ingest.formats.pdf.lines import lines
from ingest.formats.pdf.span import Span
from ingest.formats.pdf.tables import LEADING, RuledCell, Table
from ingest.formats.table_heads import is_figure

MOST_SPANS = 6000  # on a page
FEWEST_HEADS = 3  # columns; two are a table only where figures stand below the second head
# In terms of the size of the letters
SAME_LINE = 0.5
WIDEST_ROW_GAP = 3.2  # from line to line; a table ends at a wider one
GUTTER = 0.6
OFF_CENTRE = 2.0  # of the name of a group from the middle of its columns, as heads and figures are set to either side
# As shares
FIGURES = 0.6  # of the cells right of the first column, in tables whose heads are not bold
APART = 1.25  # how much wider the gap between rows is than that between the lines of a cell
LONGEST_HEAD, LONGEST_RECORD = 60, 8  # characters, and lines on average: longer rows are columns of running text
SHORT = 14  # characters; such cells count as figures ('not held', 'CRITICAL')


@dataclass
class Column:
    x0: float
    x1: float


@dataclass
class Grid:
    """Rows of cells under a row of heads. `heads` and `body` have for each line the spans by column."""

    columns: list[Column]
    head: list[Span]
    heads: list[dict[int, list[Span]]]
    body: list[dict[int, list[Span]]] = field(default_factory=list)

    def place(self, row: Sequence[Span]) -> dict[int, list[Span]] | None:
        """The spans of a line by column, and the columns widened to hold them; None if it does not fit."""
        placed: dict[int, list[Span]] = {}
        for span in row:
            at = self._column(span)
            if at is None or (at in placed and span.x0 - placed[at][-1].x1 > 2 * span.size):
                return None
            placed.setdefault(at, []).append(span)
        for at, spans in placed.items():
            left = min(span.x0 for span in spans)
            right = max(span.x1 for span in spans)
            gutter = GUTTER * spans[0].size
            if at and left < self.columns[at - 1].x1 + gutter:
                return None
            if at + 1 < len(self.columns) and right > self.columns[at + 1].x0 - gutter:
                return None
        for at, spans in placed.items():
            column = self.columns[at]
            column.x0 = min(column.x0, *(span.x0 for span in spans))
            column.x1 = max(column.x1, *(span.x1 for span in spans))
        return placed

    def _column(self, span: Span) -> int | None:
        """The one column that a span is over, or the nearest where it is between two."""
        over = [at for at, column in enumerate(self.columns) if column.x0 < span.x1 and span.x0 < column.x1]
        if len(over) > 1:
            return None
        if over:
            return over[0]
        ways = [min(abs(span.x0 - column.x0), abs(span.x1 - column.x1)) for column in self.columns]
        return ways.index(min(ways))


def aligned_tables(spans: list[Span]) -> tuple[list[Table], list[Span]]:
    """The tables that heads and alignment show, and the spans that are in none of them."""
    if len(spans) > MOST_SPANS:
        return [], spans
    rows = lines_of(spans)
    tables: list[Table] = []
    taken: set[int] = set()
    at = 0
    while at < len(rows):
        grid, used = _grid(rows, at)
        free = at > 0 and id(rows[at - 1][0]) not in taken
        above = grid.place(rows[at - 1]) if grid is not None and free else None
        first = at
        if grid is not None and above and _is_head_line(above, grid.heads[0]):  # only some heads have two lines
            grid.heads.insert(0, above)
            first = at - 1
        table = None if grid is None else _table(grid)
        if grid is None or table is None:
            at += 1
            continue
        groups = groups_over(grid, rows[first - 1]) if first and id(rows[first - 1][0]) not in taken else ()
        if groups:
            first -= 1
            table = replace(table, top=min(span.top for span in rows[first]), rows=(groups, *table.rows))
        tables.append(table)
        taken |= {id(span) for row in rows[first : at + used] for span in row}
        at += used
    return tables, outside(spans, taken)


def outside(spans: list[Span], taken: set[int]) -> list[Span]:
    """The spans that no table has taken; `taken` are their ids."""
    return [span for span in spans if id(span) not in taken] if taken else spans


def lines_of(spans: Sequence[Span]) -> list[list[Span]]:
    rows: list[list[Span]] = []
    for span in sorted(spans, key=lambda span: span.base):
        if rows and span.base - rows[-1][0].base < SAME_LINE * span.size:
            rows[-1].append(span)
        else:
            rows.append([span])
    return [sorted(row, key=lambda span: span.x0) for row in rows]


def _grid(rows: Sequence[list[Span]], at: int) -> tuple[Grid | None, int]:
    """The lines that stand under the row at `at`, if that could be heads, and how many rows of the page they are."""
    head = rows[at]
    if len(head) < 2 or any(
        len(span.text) > LONGEST_HEAD or is_figure(span.text.strip()) or RULE.match(span.text) for span in head
    ):
        return None, 0
    if any(after.x0 - before.x1 < GUTTER * after.size for before, after in itertools.pairwise(head)):
        return None, 0
    heads = [{column: [span] for column, span in enumerate(head)}]
    grid = Grid([Column(span.x0, span.x1) for span in head], head, heads)
    last = head[0]
    end = at + 1
    while end < len(rows) and rows[end][0].base - last.base < WIDEST_ROW_GAP * max(last.size, rows[end][0].size):
        row = rows[end]
        restyled = row[0].bold and len(row) == 1 and bool(grid.body)  # the heading of what follows
        placed = None if restyled or abs(row[0].size - head[0].size) > 0.3 * head[0].size else grid.place(row)
        if placed is None:
            break
        grid.body.append(placed)
        last = row[0]
        end += 1
    while grid.body and len(grid.body[-1]) == 1 and 0 in grid.body[-1] and not _goes_on(grid, len(grid.body) - 1):
        grid.body.pop()
        end -= 1
    while grid.body and _is_head_line(grid.heads[-1], grid.body[0]):
        grid.heads.append(grid.body.pop(0))
    return grid, end - at


def _is_head_line(above: dict[int, list[Span]], line: dict[int, list[Span]]) -> bool:
    """Whether a line goes on with the heads above it: both are bold, and no further apart than the lines of a cell."""
    spans = [span for each in (above, line) for held in each.values() for span in held]
    return all(span.bold for span in spans) and 0 < _base(line) - _base(above) < LEADING * spans[0].size


def _base(line: dict[int, list[Span]]) -> float:
    return min(span.base for spans in line.values() for span in spans)


def _goes_on(grid: Grid, at: int) -> bool:
    """Whether a line only holds the ends of cells that began above it, in lower case."""
    firsts = [spans[0].text.strip()[:1] for spans in grid.body[at].values()]
    return at > 0 and all(first.islower() for first in firsts)


def _records(grid: Grid) -> list[list[dict[int, list[Span]]]]:
    """The lines of each row: rows are set apart by more space, or else each line is one, but for wrapped ends."""
    gaps = [_base(after) - _base(before) for before, after in itertools.pairwise(grid.body)]
    near = min(gaps, default=0.0)
    spaced = bool(gaps) and max(gaps) > APART * near and near < 1.6 * grid.head[0].size
    filling = _filling(grid.body)
    records: list[list[dict[int, list[Span]]]] = []
    for at, line in enumerate(grid.body):
        wrapped = at in filling or (0 not in line and _goes_on(grid, at))
        goes_on = at > 0 and (gaps[at - 1] <= APART * near if spaced else wrapped)
        if goes_on:
            records[-1].append(line)
        else:
            records.append([line])
    return records


def _filling(body: Sequence[dict[int, list[Span]]]) -> set[int]:
    """The lines without a label that fill only columns which the line above them, with one, leaves empty.

    A single one may be a total.
    """
    pairs = enumerate(itertools.pairwise(body), start=1)
    found = {at for at, (above, line) in pairs if 0 in above and 0 not in line and not above.keys() & line.keys()}
    return found if len(found) > 1 else set()


def _table(grid: Grid) -> Table | None:
    """The table, unless these are columns of running text, or too little to tell."""
    records = _records(grid)
    cells = [len({column for line in record for column in line}) for record in records]
    several = sum(count > 1 for count in cells)
    bold = all(span.bold for span in grid.head) and not all(
        span.bold for line in grid.body for spans in line.values() for span in spans
    )
    if several < (2 if bold else 3) or several < 0.6 * len(records) or len(grid.body) > LONGEST_RECORD * len(records):
        return None
    texts = [
        " ".join(span.text.strip() for span in spans) for line in grid.body for column, spans in line.items() if column
    ]
    figures = sum(is_figure(text) for text in texts) >= FIGURES * len(texts)
    if len(grid.columns) < FEWEST_HEADS and not (bold and figures):
        return None
    short = sum(is_figure(text) or len(text) <= SHORT for text in texts) >= FIGURES * len(texts)
    if not bold and not (figures and short):
        return None
    rows = [_cells(_joined(grid.heads))]
    rows += [_cells(_joined(record)) for record in records]
    every = [span for line in (*grid.heads, *grid.body) for spans in line.values() for span in spans]
    edges = tuple(column.x0 for column in grid.columns)
    top, bottom = min(span.top for span in every), max(span.bottom for span in every)
    return Table(grid.columns[0].x0, top, grid.columns[-1].x1, bottom, tuple(rows), edges)


def groups_over(grid: Grid, row: Sequence[Span]) -> tuple[RuledCell, ...]:
    """The line above the heads as cells, if it names groups of them: each begins with its first column, or is centred
    over its columns.
    """
    size = grid.head[0].size
    starts = [column.x0 for column in grid.columns]
    is_near = 0 < grid.head[0].base - row[0].base < WIDEST_ROW_GAP * size and abs(row[0].size - size) < 0.3 * size
    if not is_near or not 1 < len(row) < len(starts) or any(len(span.text) > LONGEST_HEAD for span in row):
        return ()
    firsts = [next((n for n, x0 in enumerate(starts) if abs(x0 - span.x0) < SAME_LINE * size), -1) for span in row]
    if -1 not in firsts:
        ends = [*firsts[1:], len(starts)]
        return tuple(_group(span, a, b) for span, a, b in zip(row, firsts, ends, strict=True))
    middles = [(span.x0 + span.x1) / 2 for span in row]
    edges = [(a + b) / 2 for a, b in itertools.pairwise(middles)]
    edges = [2 * middles[0] - edges[0], *edges, 2 * middles[-1] - edges[-1]]
    cells: list[RuledCell] = []
    for span, left, middle, right in zip(row, edges, middles, edges[1:], strict=False):
        below = [n for n, column in enumerate(grid.columns) if left <= (column.x0 + column.x1) / 2 < right]
        if not below:
            return ()
        over = (grid.columns[below[0]].x0 + grid.columns[below[-1]].x1) / 2
        if abs(over - middle) > OFF_CENTRE * size:
            return ()
        cells.append(_group(span, below[0], below[-1] + 1))
    return tuple(cells)


def _group(span: Span, first: int, end: int) -> RuledCell:
    return RuledCell(tuple(lines([span])), first, end - first)


def _joined(record: Sequence[dict[int, list[Span]]]) -> dict[int, list[Span]]:
    joined: dict[int, list[Span]] = {}
    for line in record:
        for column, spans in line.items():
            joined.setdefault(column, []).extend(spans)
    return joined


def _cells(placed: dict[int, list[Span]]) -> tuple[RuledCell, ...]:
    made = ((column, tuple(lines(spans))) for column, spans in sorted(placed.items()))
    return tuple(RuledCell(held, column, 1) for column, held in made if held)
