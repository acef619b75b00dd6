"""Tables of a PDF page, where ruling lines show them."""

from bisect import bisect
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from typing import Any

from ingest.formats.pdf.glyphs import Rule
from ingest.formats.pdf.lines import Line, lines
from ingest.formats.pdf.span import Span

NEAR = 3.0  # points between two lines that are meant as one, as in pdfplumber
SAME_EDGE = 4.0  # points between the edges of one column on two pages
LEADING = 1.35  # of the size of the letters, from line to line in a cell; rows are further apart
COLUMNED = 0.5  # of the lines or rows in a box have words in several columns, if no lines set those apart
FEWEST_OPEN = 2  # rows of several columns in a box below heads that are ruled
MOST_EDGES = 1500  # finding cells takes quadratic time; the largest page of figures seen has 900

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class RuledCell:
    """A cell with something in it: the first of its columns, and how many columns and rows it spans."""

    lines: tuple[Line, ...]
    column: int
    span: int
    rows: int = 1


@dataclass(frozen=True)
class Table:
    """Rows of cells; `edges` are the left sides of the columns. Empty cells and rows are left out."""

    x0: float
    top: float
    x1: float
    bottom: float
    rows: tuple[tuple[RuledCell, ...], ...]
    edges: tuple[float, ...]


def is_same_grid(before: Table, after: Table) -> bool:
    """Whether the columns of two tables stand at the same places, as where one goes on overleaf."""
    return len(before.edges) == len(after.edges) and all(
        abs(a - b) < SAME_EDGE for a, b in zip(before.edges, after.edges, strict=True)
    )


def take_tables(spans: list[Span], enclosed: list[Box]) -> tuple[list[Table], list[Span]]:
    """The tables that these boxes make, and the spans that are in none of them."""
    rest = spans
    tables: list[Table] = []
    for cells in _grids(enclosed):
        table, outside = _table(cells, rest)
        if table:
            tables.append(table)
            rest = outside
    return tables, rest


def frames(enclosed: list[Box]) -> list[Box]:
    """Those of the boxes that are no cells of a table."""
    tabled = {cell for grid in _grids(enclosed) for cell in grid}
    return [cell for cell in enclosed if cell not in tabled]


def _grids(cells: list[Box]) -> list[list[Box]]:
    """The cells of each table."""
    from pdfplumber.table import cells_to_tables

    return cells_to_tables(cells) if cells else []


def boxes(rules: Sequence[Rule]) -> list[Box]:
    """What lines enclose, as left, top, right and bottom.

    pdfplumber's finder works on any edges; ours come from pdfium, thirty times as fast.
    """
    edges = [edge for edge in map(_edge, rules) if edge]
    across = sum(edge["orientation"] == "h" for edge in edges)
    if across < 2 or len(edges) - across < 2:
        return []
    from pdfplumber.table import edges_to_intersections, intersections_to_cells, merge_edges

    merged = merge_edges(edges, NEAR, NEAR, NEAR, NEAR)
    if len(merged) > MOST_EDGES:
        return []
    return intersections_to_cells(edges_to_intersections(merged, NEAR, NEAR))


def _edge(rule: Rule) -> dict[str, Any] | None:
    width, height = rule.x1 - rule.x0, rule.bottom - rule.top
    if min(width, height) > NEAR or max(width, height) < NEAR:
        return None
    place: dict[str, Any] = {"x0": rule.x0, "x1": rule.x1, "top": rule.top, "bottom": rule.bottom}
    if width > height:
        middle = (rule.top + rule.bottom) / 2
        return place | {"orientation": "h", "top": middle, "bottom": middle, "width": width, "height": 0.0}
    middle = (rule.x0 + rule.x1) / 2
    return place | {"orientation": "v", "x0": middle, "x1": middle, "width": 0.0, "height": height, "doctop": rule.top}


def _table(cells: list[Box], spans: list[Span]) -> tuple[Table | None, list[Span]]:
    x0, top = min(cell[0] for cell in cells), min(cell[1] for cell in cells)
    x1, bottom = max(cell[2] for cell in cells), max(cell[3] for cell in cells)
    held: dict[Box, list[Span]] = {cell: [] for cell in cells}
    outside: list[Span] = []
    by_floor = sorted(cells, key=itemgetter(3, 0))
    bands = [(floor, list(row)) for floor, row in groupby(by_floor, key=itemgetter(3))]
    for span in spans:
        home = next(
            (
                cell
                for floor, row in bands
                if floor > span.base - 0.3 * span.size
                for cell in row
                if _inside(span, cell)
            ),
            None,
        )
        (outside if home is None else held[home]).append(span)
    filled = {cell: made for cell in cells if (made := tuple(lines(held[cell])))}
    edges = tuple(sorted({cell[0] for cell in filled}))
    if len(edges) < 2:
        return None, spans
    tops = sorted({cell[1] for cell in filled})
    rows: list[tuple[RuledCell, ...]] = []
    for _, group in groupby(sorted(filled, key=lambda cell: (cell[1], cell[0])), key=lambda cell: cell[1]):
        row = list(group)
        ruled = tuple(_cell(box, filled[box], edges, tops) for box in row)
        frames = [
            cell for box, cell in zip(row, ruled, strict=True) if 2 * (box[2] - box[0]) > x1 - x0 and _is_frame(cell)
        ]
        opened = _opened(held[row[0]], row[0], edges) if len(row) == 1 else []
        rows += opened or (_by_line(ruled, frames) if frames else _unruled(ruled))
    return Table(x0, top, x1, bottom, tuple(_rejoined(rows)), edges), outside


def _opened(spans: Sequence[Span], box: Box, edges: Sequence[float]) -> list[tuple[RuledCell, ...]]:
    """The rows in a box below ruled heads, whose columns go on in it without lines; none where they do not.

    A line with words in one column alone, below others there, goes on with the row above.
    """
    begins = [edge for edge in edges if box[0] <= edge < box[2] - 1]
    placed: list[dict[int, list[Span]]] = []
    last = 0.0
    for span in sorted(spans, key=lambda span: span.base):
        at = bisect(begins, span.x0 + 0.5 * span.size) - 1
        if not placed or span.base - last > 0.5 * span.size:
            placed.append({})
        placed[-1].setdefault(max(at, 0), []).append(span)
        last = span.base
    records: list[dict[int, list[Span]]] = []
    for line in placed:
        goes_on = records and len(line) == 1 and 0 not in line and line.keys() <= records[-1].keys()
        if not goes_on:
            records.append({})
        for at, held in line.items():
            records[-1].setdefault(at, []).extend(held)
    several = sum(len(record) > 1 for record in records)
    if several < FEWEST_OPEN or several < COLUMNED * len(records):
        return []
    first = edges.index(begins[0])
    return [tuple(RuledCell(tuple(lines(record[at])), first + at, 1) for at in sorted(record)) for record in records]


def _rejoined(rows: list[tuple[RuledCell, ...]]) -> list[tuple[RuledCell, ...]]:
    """The rows, with those together that are the lines of one: some programs rule or shade each line of a cell."""
    whole: list[tuple[RuledCell, ...]] = []
    for row in rows:
        if whole and _is_next_line(whole[-1], row):
            held = {cell.column: cell for cell in row}
            joined = [_with_line(cell, held.pop(cell.column, None)) for cell in whole[-1]]
            whole[-1] = tuple(sorted([*joined, *held.values()], key=lambda cell: cell.column))
        else:
            whole.append(row)
    return whole


def _is_next_line(above: tuple[RuledCell, ...], row: tuple[RuledCell, ...]) -> bool:
    """Whether a cell of the row above reaches down into this one, and all others are a line below those above them."""
    held = {cell.column: cell for cell in above}
    if any(len(cell.lines) > 1 or len(cell.lines[0].parts) > 2 for cell in row):
        return False
    reaching = any(cell.rows > 1 and cell.column not in {each.column for each in row} for cell in above)
    pairs = [(held[cell.column].lines[-1], cell.lines[0]) for cell in row if cell.column in held]
    return reaching and bool(pairs) and all(0 < line.base - last.base < LEADING * line.size for last, line in pairs)


def _with_line(cell: RuledCell, below: RuledCell | None) -> RuledCell:
    if below is None:
        return replace(cell, rows=max(cell.rows - 1, 1))
    return replace(cell, lines=(*cell.lines, *below.lines), rows=below.rows)


def _inside(span: Span, cell: Box) -> bool:
    height = span.base - 0.3 * span.size
    return cell[1] - 1 <= height < cell[3] and cell[0] - 1 <= (span.x0 + span.x1) / 2 < cell[2] + 1


def _cell(box: Box, held: tuple[Line, ...], edges: Sequence[float], tops: Sequence[float]) -> RuledCell:
    span = sum(box[0] <= edge < box[2] - 1 for edge in edges)
    return RuledCell(held, edges.index(box[0]), span, sum(box[1] <= top < box[3] - 1 for top in tops))


def _unruled(row: tuple[RuledCell, ...]) -> list[tuple[RuledCell, ...]]:
    """The rows within one ruled row where figures are in columns and lines are drawn only below every few."""
    count = len(row[0].lines)
    figures = [cell for cell in row[1:] if all(any(map(str.isdigit, line.text)) for line in cell.lines)]
    if count < 2 or len(row) < 3 or any(len(cell.lines) != count for cell in row) or len(figures) < 0.7 * len(row[1:]):
        return [row]
    return [tuple(RuledCell((cell.lines[at],), cell.column, cell.span) for cell in row) for at in range(count)]


def _is_frame(cell: RuledCell) -> bool:
    """Whether a cell is only a frame around rows of several columns that no lines set apart."""
    columned = sum(len(line.parts) > 2 for line in cell.lines)
    return len(cell.lines) > 1 and columned >= COLUMNED * len(cell.lines)


def _by_line(row: Sequence[RuledCell], frames: Sequence[RuledCell]) -> list[tuple[RuledCell, ...]]:
    """A row for each line of the frames in a ruled row, and for each of its other cells."""
    return [
        (each,)
        for cell in row
        for each in ([replace(cell, lines=(line,)) for line in cell.lines] if cell in frames else [cell])
    ]
