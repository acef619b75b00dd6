"""Tables on a PDF page without lines or bold heads, such as print-outs and scans: only their columns show them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.formats.aligned import RULE, Part, apart, column_of, joined, merged
from ingest.formats.markers import BULLET
from ingest.formats.pdf.alignment import MOST_SPANS, WIDEST_ROW_GAP, Column, Grid, groups_over, lines_of, outside
from ingest.formats.pdf.lines import lines
from ingest.formats.pdf.span import Span
from ingest.formats.pdf.tables import RuledCell, Table
from ingest.formats.table_heads import is_figure

FEWEST_ROWS, FEWEST_COLUMNS = 3, 3
LONGEST_LABEL = 60  # characters of the first cell of a row
SHORT = 3  # characters; such cells count as figures ('n/a', 'A', '–')
FIGURES = 0.6  # of the cells below the first row, but for those in front
MOST_ROWS = 200
# Tables of words: how many rows; of which this share has all cells; the share of cells that begin no word in small
# letters; the share of names that are of one kind; how far cells may be from one edge, in sizes of letters
FEWEST_WORDED, FULL, FULL_CELLS, OF_A_KIND, FLUSH = 4, 0.8, 0.9, 0.5, 0.5

Edges = tuple[float, float]


def columned_tables(spans: list[Span]) -> tuple[list[Table], list[Span]]:
    """The tables that only their columns show, and the spans that are in none of them."""
    if len(spans) > MOST_SPANS:
        return [], spans
    rows = lines_of(spans)
    tables: list[Table] = []
    taken: set[int] = set()
    at = 0
    while at < len(rows):
        columns, end = _columns(rows, at) if len(rows[at]) > 1 else ([], at + 1)
        if not _is_table(rows[at:end], columns):
            at += 1
            continue
        begin, table = _table(rows, at, end, columns)
        tables.append(table)
        taken |= {id(span) for row in rows[begin:end] for span in row}
        at = end
    return tables, outside(spans, taken)


def _columns(rows: Sequence[list[Span]], begin: int) -> tuple[list[Edges], int]:
    """The columns in which all rows from here stand, and the end of those rows."""
    columns: list[Edges] = []
    end = begin
    for at in range(begin, min(len(rows), begin + MOST_ROWS)):
        row, last = rows[at], rows[max(at - 1, begin)]
        size = rows[begin][0].size
        near = at == begin or row[0].base - last[0].base < WIDEST_ROW_GAP * size
        if not near or abs(row[0].size - size) > 0.15 * size or len(row[0].text) > LONGEST_LABEL:
            break
        wider = merged([*columns, *((span.x0, span.x1) for span in row)])
        if not all(apart(_parts(each), wider) for each in (rows[begin : at + 1] if wider != columns else [row])):
            break
        columns, end = wider, at + 1
    while end > begin and len(rows[end - 1]) == 1:
        end -= 1
    return joined(columns, [_parts(row) for row in rows[begin:end]]), end


def _parts(row: Sequence[Span]) -> list[Part]:
    return [Part(span.x0, span.x1, span.text.strip()) for span in row]


def _is_table(rows: Sequence[Sequence[Span]], columns: Sequence[Edges]) -> bool:
    several = [row for row in rows if len(row) > 1 and not all(RULE.match(span.text) for span in row)]
    if len(columns) < FEWEST_COLUMNS or len(several) < FEWEST_ROWS or 2 * len(several) < len(rows):
        return False
    if any(BULLET.match(f"{span.text.strip()} ") for row in rows for span in row):
        return False  # short items beside one another
    behind = [part.text for row in several[1:] for part in _parts(row) if column_of(part, columns)]
    figures = sum(is_figure(text) or len(text) <= SHORT for text in behind)
    return (any(map(is_figure, behind)) and figures >= FIGURES * len(behind)) or _is_of_words(several, columns)


def _is_of_words(rows: Sequence[Sequence[Span]], columns: Sequence[Edges]) -> bool:
    """Whether short cells stand exactly below one another under heads, nearly all rows have all, and none goes on."""
    cells = [span.text.strip() for row in rows for span in row]
    full = sum(len(row) == len(columns) for row in rows)
    if len(rows) < FEWEST_WORDED or full < FULL * len(rows) or max(map(len, cells)) > LONGEST_LABEL:
        return False
    begun = sum(not text[:1].islower() for text in cells)
    down = [row[at].text.strip() for at in range(len(columns)) for row in rows if at < len(row)]
    if begun < FULL_CELLS * len(cells) or _are_alike(cells) or any(map(_are_in_order, (cells, down))):
        return False
    if not _is_of_heads(rows):
        return False
    return all(_is_flush([row[at] for row in rows if len(row) == len(columns)]) for at in range(len(columns)))


def _are_alike(cells: Sequence[str]) -> bool:
    """Whether these are names of one kind that fill the width of the page, such as 'Oak Ward' or 'Cllr Ash'."""
    words = [text.casefold().split() for text in cells if text]
    return any(Counter(each[at] for each in words).most_common(1)[0][1] >= OF_A_KIND * len(words) for at in (0, -1))


def _is_of_heads(rows: Sequence[Sequence[Span]]) -> bool:
    """Whether most words of the first row differ in kind from all below them: one over names of two, for example."""
    first, *rest = ([_kind(span.text) for span in row] for row in rows)
    differing = sum(all(at >= len(row) or row[at] != kind for row in rest) for at, kind in enumerate(first))
    return 2 * differing > len(first)


def _kind(text: str) -> str:
    """How the words begin, in capitals, in small letters or otherwise."""
    return "".join("A" if word[0].isupper() else "a" if word[0].islower() else "#" for word in text.split())


def _are_in_order(cells: Sequence[str]) -> bool:
    folded = [text.casefold() for text in cells]
    return folded == sorted(folded)


def _is_flush(column: Sequence[Span]) -> bool:
    begins, ends = [span.x0 for span in column], [span.x1 for span in column]
    return min(max(begins) - min(begins), max(ends) - min(ends)) < FLUSH * column[0].size


def _with_end(cell: RuledCell, below: dict[int, RuledCell]) -> RuledCell:
    return replace(cell, lines=(*cell.lines, *below[cell.column].lines)) if cell.column in below else cell


def _table(rows: Sequence[list[Span]], begin: int, end: int, columns: Sequence[Edges]) -> tuple[int, Table]:
    """The table in these rows, and the first of them: names of groups of columns may stand above."""
    cells: list[tuple[RuledCell, ...]] = []
    for row in rows[begin:end]:
        placed = {column_of(part, columns): span for part, span in zip(_parts(row), row, strict=True)}
        made = {at: RuledCell(tuple(lines([span])), at, 1) for at, span in placed.items() if not RULE.match(span.text)}
        if len(row) == 1 and cells and 0 not in made:  # the end of a cell
            cells[-1] = tuple(_with_end(cell, made) for cell in cells[-1])
        elif made:
            cells.append(tuple(made.values()))
    grid = Grid([Column(*edges) for edges in columns], rows[begin], [])
    groups = groups_over(grid, rows[begin - 1]) if begin else ()
    if groups:
        begin -= 1
        cells.insert(0, groups)
    every = [span for row in rows[begin:end] for span in row]
    top, bottom = min(span.top for span in every), max(span.bottom for span in every)
    edges = tuple(left for left, _ in columns)
    return begin, Table(columns[0][0], top, columns[-1][1], bottom, tuple(cells), edges)
