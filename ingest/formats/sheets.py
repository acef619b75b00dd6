"""What Excel sheets and CSV files share: where a table begins on a sheet, and which row names its columns."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.formats.compose import Element
from ingest.formats.table_heads import Cell, is_figure, is_heading, looks_like_head
from ingest.formats.tables import table

FEWEST_ROWS = 3  # of each of two tables side by side
FORM = re.compile(  # the labels of the facts of a paper, each with what it is beside it
    r"(?:policy |document |plan )?(?:title|name|owner|author|approv(?:ed|al)(?: by| date)?|version(?: no\.?| number)?"
    r"|status|(?:next |date of )?review(?: date)?|date(?: approved| issued)?|reference|department|replaces|supersedes"
    r"|contact)\W*$",
    re.IGNORECASE,
)
REMARK = re.compile(r"(?:notes?|sources?|key)\b|[*†‡]|\(?\d{1,2}[.)] ", re.IGNORECASE)
CODE = re.compile(r"[A-Z]{1,3}\d{0,3}|[^\w\s]{1,2}")
KEY = re.compile(r"(?:key|legend|codes?|abbreviations?)\W*(?:to .*)?", re.IGNORECASE)
SEARCHED = 30  # rows; a title and a few remarks may come before a table, no more
MOST_GAPS = 5  # empty columns between tables side by side

Rows = Sequence[Sequence[Cell]]


def filled_cells(row: Iterable[tuple[int, str]]) -> list[Cell]:
    """The cells of a row that are not empty, from pairs of a column and its words."""
    return [Cell(" ".join(text.split()), column) for column, text in row if text.strip()]


def elements(rows: Iterable[list[Cell]], page: int | None = None) -> Iterator[Element]:
    """Rows above the heads are paragraphs; below them each cell knows its column. Further tables follow empty rows, or
    stand beside the first.
    """
    grid = [list(row) for row in rows]
    for part in _side_by_side(grid):
        first = min((cell.column for row in part for cell in row), default=0)
        yield from _elements([[replace(cell, column=cell.column - first) for cell in row] for row in part], page)


def _elements(grid: list[list[Cell]], page: int | None) -> Iterator[Element]:
    if labelled := _labelled(grid):
        yield from _remarks(grid[: labelled.start], page)
        yield from table(grid[labelled.start : labelled.stop], 0, page)
        grid = grid[labelled.stop :]
    first = None if _is_form(grid) else _heading_row(grid)
    if first is None:
        yield from table(grid, 0, page)
        return
    yield from _remarks(grid[:first], page)
    starts = [first, *_further_tables(grid, first)]
    for begin, end in zip(starts, [*starts[1:], len(grid)], strict=True):
        head = next(at for at in range(begin, end) if len(grid[at]) > 1)
        last = _end_of_table(grid[:end])
        yield from _remarks(grid[begin:head], page)
        headed = begin == first or _has_head(_stretch(grid, head))
        yield from table(grid[head:last], int(headed), page)
        yield from _remarks(grid[last:end], page)


def _labelled(rows: Rows) -> range | None:
    """The rows of a form at the top of a sheet, whose labels end with colons."""
    begin = next((at for at, row in enumerate(rows) if len(row) > 1), len(rows))
    stretch = _stretch(rows, begin)
    labels = [row[0].text.endswith(":") for row in stretch if len(row) > 1]
    return range(begin, begin + len(stretch)) if all(labels[:2]) and 2 * sum(labels) > max(len(labels), 2) else None


def _is_form(rows: Rows) -> bool:
    """Whether rows are labels with what is beside them: they have no heads."""
    filled = [row for row in rows if row]
    labels = sum(bool(FORM.match(row[0].text)) for row in filled if len(row) > 1)
    return labels > 1 and all(len(row) < 3 for row in filled) and not all(cell.strong for cell in filled[0])


def _end_of_table(rows: Rows) -> int:
    """Where remarks below a table begin: rows of one cell after its last row, behind an empty one or by their words."""
    last = max((at for at, row in enumerate(rows) if len(row) > 1), default=len(rows) - 1)
    below = range(last + 1, len(rows))
    return next((at for at in below if not rows[at] or REMARK.match(rows[at][0].text)), len(rows))


def _side_by_side(rows: list[list[Cell]]) -> list[list[list[Cell]]]:
    """The tables that stand beside one another with an empty column between them; all rows as one if it is no such
    sheet.
    """
    filled = {at for row in rows if len(row) > 1 for cell in row for at in range(cell.column, cell.column + cell.span)}
    gaps = [at for at in range(min(filled, default=0), max(filled, default=0)) if at not in filled]
    if not gaps or len(gaps) > MOST_GAPS:
        return [rows]
    bounds = [-1, *gaps, max(filled) + 1]
    parts = [
        [[cell for cell in row if begin < cell.column < end] for row in rows]
        for begin, end in pairwise(bounds)
        if end - begin > 1
    ]
    return parts if len(parts) > 1 and all(map(_is_labelled_table, parts)) else [rows]


def _is_labelled_table(rows: Rows) -> bool:
    """Whether rows are a table of its own: it has heads, and words in front of each of its rows."""
    several = [row for row in rows if len(row) > 1]
    if len(several) < FEWEST_ROWS or not all(map(is_heading, several[0])):
        return False
    labels = [row[0] for row in several]
    first = min(cell.column for cell in labels)
    worded = all(cell.column == first and any(map(str.isalpha, cell.text)) for cell in labels)
    return worded and len({cell.text for cell in labels}) == len(labels)


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
            if _has_head(stretch[titles:]) or _is_key(stretch[:titles], stretch[titles:], rows[first:at]):
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


def _is_key(title: Rows, stretch: Rows, above: Rows) -> bool:
    """Whether rows below a title are pairs of words, in fewer columns than the table above has: a key by its
    title, or of codes or words of that table.
    """
    cells = [cell for row in stretch for cell in row]
    pairs = len(stretch) > 1 and all([cell.column for cell in row] == [0, 1] for row in stretch)
    if not title or not pairs or max(map(len, above)) < 3 or any(is_figure(cell.text) for cell in cells):
        return False
    used = {cell.text for row in above for cell in row}
    named = any(KEY.fullmatch(row[0].text) for row in title)
    return named or all(row[0].text in used or CODE.fullmatch(row[0].text) for row in stretch)
