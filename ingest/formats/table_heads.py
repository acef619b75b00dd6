"""Which rows at the top of a table name its columns, where the file marks them and where only their look tells."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

LONGEST_HEADING = 80  # characters; longer cells and bands are not repeated in the rows below either
DEEPEST_HEAD = 4  # rows
OVER_FIGURES = 0.8  # of the cells below names that could be a row of words as well
UNIT = re.compile(
    r"\(?(?:[£$€]\s?(?:['’]?0{3}s?|m|bn|k|millions?|thousands?)?|%|per cent|no\.?|number|fte|wte|days|hours|years)\)?$",
    re.IGNORECASE,
)
ANSWER = re.compile(r"yes|no|n/?a|not applicable", re.IGNORECASE)  # beside a question of a form
FIGURE = re.compile(r"[£$€(+-]*\d[\d.,%\s)kmbn-]*$")
YEAR = r"(?:19|20)\d\d"
MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
# '2023', '2023/24', '2023-24', 'March 2023', '31 Mar 2023', '31/03/2023', '2023-03-31', 'FY23', 'Q1'
DATE_HEAD = re.compile(
    rf"(?:{YEAR}(?:\s*[-/–]\s*\d{{2,4}})?|(?:\d{{1,2}}\s+)?{MONTH}\s*['’]?(?:{YEAR}|\d\d)?"
    rf"|\d{{1,2}}[/.]\d{{1,2}}[/.](?:\d\d)?\d\d|{YEAR}-\d\d(?:-\d\d)?|(?:FY|Q)\s?\d[\d/ -]*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Cell:
    """A cell with something in it: its first column, how many columns and rows it spans, and if all of it is strong."""

    text: str
    column: int
    span: int = 1
    strong: bool = False
    rows: int = 1


def heading_rows(rows: Sequence[Sequence[Cell]], marked: int = 0) -> int:
    """How many rows at the top name columns: as the file marks or as they look, with those below their spans."""
    is_marked = 0 < marked < len(rows)
    first = marked if is_marked else int(looks_like_head(rows))
    count = _with_rows_below(rows, first) if first else 0
    few = count == 1 and len(rows[0]) + 1 < max(map(len, rows))  # its wide cells head no columns: it is part of a form
    return 0 if few and not is_marked else count


def is_figure(text: str) -> bool:
    return bool(FIGURE.match(text))


def is_heading(cell: Cell) -> bool:
    """Whether a cell could name a column: short words, a date or a unit."""
    if UNIT.match(cell.text):
        return True
    sentence = cell.text.endswith(".") and len(cell.text.split()) > 3  # unlike 'Ref. no.'
    if len(cell.text) > LONGEST_HEADING or sentence or not any(map(str.isalnum, cell.text)):
        return False
    return not FIGURE.match(cell.text) or bool(DATE_HEAD.match(cell.text))


def looks_like_head(rows: Sequence[Sequence[Cell]]) -> bool:
    """Whether the first of these rows, which is not marked as such, names the columns of the others."""
    rows = widened(rows)
    if len(rows) < 2 or len(rows[0]) < 2 or not all(is_heading(cell) for cell in rows[0]):
        return False
    first, rest = rows[0], [row for row in rows[1:] if row]
    corner = first[0].column > min((row[0].column for row in rest), default=0)  # empty, above labels
    covered = sum(cell.span for cell in first) + corner
    if not rest or covered + 1 < max(len(row) for row in rest) or not _dates_head(first, rest):
        return False
    if all(cell.strong for cell in first) and not all(cell.strong for row in rest for cell in row):
        return True
    if first[0].text.endswith("?") and any(ANSWER.fullmatch(cell.text) for cell in first):
        return False
    labels = any(cell.text.endswith(":") for cell in first)
    distinct = len({cell.text for cell in first}) == len(first)
    return covered > 2 and not labels and len(rest) > 1 and (distinct or _qualify(rest[0], rest[1:]))


def widened(rows: Sequence[Sequence[Cell]]) -> list[Sequence[Cell]]:
    """The rows, where one without marks of spans has heads of two rows: each head of the first reaches over the gap
    after it, which the names in the second fill ('2022', '', '2023', '' over 'Paid', 'Refused', 'Paid', 'Refused').
    """
    if len(rows) < 3 or not all(rows[:2]) or any(cell.span > 1 for cell in rows[0]):
        return list(rows)
    first, second, rest = rows[0], rows[1], rows[2:]
    taken = {cell.column for cell in first}
    filled = {cell.column for cell in second if cell.column not in taken and cell.column > first[0].column}
    if len(first) < 2 or not filled or not all(map(is_heading, (*first, *second))) or not _are_names(second, rest):
        return list(rows)
    ends = [*(cell.column for cell in first[1:]), max(filled) + 1]
    wide = [replace(cell, span=_reach(cell.column, end, filled)) for cell, end in zip(first, ends, strict=True)]
    return [wide, *rows[1:]]


def _reach(column: int, end: int, filled: set[int]) -> int:
    """How many columns a head spans: its own, and those after it that are filled below."""
    return 1 + next((n for n, at in enumerate(range(column + 1, end)) if at not in filled), max(end - column - 1, 0))


def _are_names(row: Sequence[Cell], rest: Sequence[Sequence[Cell]]) -> bool:
    """Whether words below the first heads are names too: figures are below them, or each is there several times."""
    below = [cell for other in rest for cell in other]
    counts = Counter(cell.text for cell in row[-2 * (len(row) // 2) :])
    again = len(counts) > 1 and len({*counts.values()}) == 1 < max(counts.values())
    return _over_figures(row, rest) or (again and not any(cell.text in counts for cell in below))


def _over_figures(row: Sequence[Cell], rest: Sequence[Sequence[Cell]]) -> bool:
    """Whether nearly all that is below a row, but for the labels in front, is figures, and no dates below dates."""
    label = min((other[0].column for other in rest if other), default=0)
    columns = {cell.column for cell in row} - {label}
    below = [cell for other in rest for cell in other if cell.column in columns]
    figures = sum(is_figure(cell.text) for cell in below)
    return bool(below) and figures >= OVER_FIGURES * len(below) and _dates_head(row, rest)


def _qualify(row: Sequence[Cell], rest: Sequence[Sequence[Cell]]) -> bool:
    """Whether a row says more of the heads above it, such as years or units: figures are below, and no label is."""
    label = min((other[0].column for other in rest if other), default=0)
    named = len(row) > 1 and row[0].column > label and all(map(is_heading, row))
    return named and _over_figures(row, rest)


def _dates_head(first: Sequence[Cell], rest: Sequence[Sequence[Cell]]) -> bool:
    """Whether the dates in a row can be heads: the cells below them are no dates."""
    columns = {cell.column for cell in first if DATE_HEAD.match(cell.text)}
    return not any(cell.column in columns and DATE_HEAD.match(cell.text) for row in rest[:5] for cell in row)


def _with_rows_below(rows: Sequence[Sequence[Cell]], count: int) -> int:
    """Heads go on below a head that spans several columns or rows, as long as only names stand there.

    Below others too, where the names have no label and all below them is figures.
    """
    while count < min(DEEPEST_HEAD, len(rows) - 1):
        last, row = rows[count - 1], rows[count]
        own = [cell for cell in row if cell not in _carried(last)]
        wide = [range(cell.column, cell.column + cell.span) for cell in last if cell.span > 1]
        parted = any(sum(cell.column in columns for cell in own) > 1 for columns in wide)
        reaching = any(cell.rows > 1 for cell in last) and len(own) < len(row)
        if not own or not all(map(is_heading, own)):
            return count
        if not (parted or reaching or _qualify(own, rows[count + 1 :])):
            return count
        others = [cell for cell in own if not any(cell.column in columns for columns in wide)]
        if parted and others and not _over_figures(own, rows[count + 1 :]):
            return count  # it fills columns of its own, so it is a row like those below
        count += 1
    return count


def _carried(row: Sequence[Cell]) -> set[Cell]:
    return {replace(cell, rows=cell.rows - 1) for cell in row if cell.rows > 1}
