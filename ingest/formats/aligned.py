"""Tables in text of even pitch, whose columns only spaces set apart: print-outs, and tables typed into text."""

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ingest.formats.table_heads import is_figure

PART = re.compile(r"\S+(?: \S+)*")  # two spaces or more set cells apart
LEADERS = re.compile(r" ?(?:\.{4,}|(?:\. ){4,}\.?) ?")
RULE = re.compile(r"\s*[-=_–—─═+|:]{2}[-=_–—─═+|:\s]*$")
MARKER = re.compile(r"(?:\(?[\divxa-z]{1,4}[.):]|\(?[A-Z][.)]|\d+(?:\.\d+)+|(?!(?:19|20)\d\d/)\d{1,4}/\d{1,3}|[-*•–])$")
HANGING = "(abcdefghijklmnopqrstuvwxyz"  # what a line begins with that goes on with the label above it
FEWEST_ROWS = 3  # two where a line is drawn below the heads
LONGEST_CELL = 40  # characters, on average, of all columns but one
LONGEST_LABEL = 32  # characters of the first of two columns, where the second has no figures
LABEL_WORDS, MOST_LABELS = 4, 0.8  # words of a label, and the share of the cells of two columns that are labels
OF_A_KIND = 0.6  # of the labels that end in the same word
FIGURES = 0.6  # of the cells in the second of two columns
TORN = 0.3  # of the cells that begin in small letters: columns of running text
NUMBERED = re.compile(r"\(?\d{1,2}(?:\.\d{1,3}){0,3}[.)]?$")
MOST_LINES, MOST_COLUMNS = 2000, 40  # of one table
LONG = 50  # lines of columns that are no table, among which none is looked for again

Span = tuple[float, float]  # where a column begins and ends


@dataclass(frozen=True)
class Part:
    """A cell: where it is in its line, from a column up to another."""

    start: float
    end: float
    text: str


@dataclass(frozen=True)
class AlignedTable:
    """The lines `first` up to `end`. For each line that begins a row, by its number, the cells of that row, empty ones
    too; a line without one goes on with the row above, or is drawn. `ruled` says that a line is drawn below the heads.
    """

    first: int
    end: int
    rows: dict[int, list[str]]
    ruled: bool


def aligned_tables(lines: Sequence[str]) -> Iterator[AlignedTable]:
    """The tables among the lines of a text, in order."""
    at = 0
    while at < len(lines):
        end = at + 1
        if _may_begin(_parts(lines[at])):
            found, reached = _table(lines, at)
            if found:
                yield found
            end = reached if found or reached - at > LONG else end
        at = end


def _may_begin(parts: Sequence[Part]) -> bool:
    """Whether a line may begin a table; a number and a title may not."""
    return len(parts) > 2 or (len(parts) == 2 and not NUMBERED.match(parts[0].text))


def _parts(line: str) -> list[Part]:
    if "|" in line or "\t" in line:  # which set cells apart themselves
        return []
    if "  " not in line.strip() and "...." not in line and ". . . ." not in line:
        return [Part(match.start(), match.end(), match[0]) for match in re.finditer(r"\S.*\S|\S", line)]
    line = LEADERS.sub(lambda match: " " * len(match[0]), line)
    parts = [Part(match.start(), match.end(), match[0]) for match in islice(PART.finditer(line), MOST_COLUMNS + 1)]
    return parts if len(parts) <= MOST_COLUMNS else []


def _table(lines: Sequence[str], begin: int) -> tuple[AlignedTable | None, int]:
    """The table that begins in a line, if any, and the end of the lines whose parts stand in columns with it."""
    taken: list[tuple[int, list[Part]]] = []  # the lines with words
    columns: list[Span] = []
    ruled = False
    at = end = begin
    while at < min(len(lines), begin + MOST_LINES):
        if not lines[at].strip():
            if at + 1 < len(lines) and len(_parts(lines[at + 1])) > 1:
                at += 1
                continue
            break
        if RULE.match(lines[at]):
            ruled = ruled or len(taken) == 1
            at, end = at + 1, at + 1
            continue
        parts = _parts(lines[at])
        wider = merged([*columns, *((part.start, part.end) for part in parts)])
        below = len(parts) == 1 and len(columns) > 1 and bool(lines[at - 1].strip())
        hanging = below and taken[-1][1][0].start < parts[0].start and parts[0].text[0] in HANGING
        goes_on = below and (hanging or parts[0].start >= columns[1][0])
        whole = apart(parts, wider) and (wider == columns or all(apart(row, wider) for _, row in taken))
        if not parts or not whole or not (len(parts) > 1 or goes_on):
            break
        columns = wider
        taken.append((at, parts))
        at, end = at + 1, at + 1
    columns = joined(columns, [row for _, row in taken])
    rows = _rows(taken, columns)
    if (
        len(rows) < FEWEST_ROWS - ruled
        or not is_table(cells := list(rows.values()))
        or (not ruled and is_list_of_labels(cells))
    ):
        return None, end
    return AlignedTable(begin, end, rows, ruled), end


def merged(spans: Sequence[Span]) -> list[Span]:
    """The columns that stretches of lines make, those that overlap as one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((start, end))
    return found


def apart(row: Sequence[Part], columns: Sequence[Span]) -> bool:
    """Whether each cell of a row is in a column of its own."""
    return len({column_of(part, columns) for part in row}) == len(row)


def column_of(part: Part, columns: Sequence[Span]) -> int:
    """The number of the column that a cell stands in."""
    return next(at for at, (start, end) in enumerate(columns) if start <= part.start < end)


def joined(columns: Sequence[Span], rows: Sequence[Sequence[Part]]) -> list[Span]:
    """The columns, with neighbours as one where no row has a cell in both: a head may stand beside what is below it."""
    found = list(columns[:1])
    for column in columns[1:]:
        both = found[-1][0], column[1]
        if len(columns) > 2 and all(sum(both[0] <= part.start < both[1] for part in row) < 2 for row in rows):
            found[-1] = both
        else:
            found.append(column)
    return found


def _rows(taken: Sequence[tuple[int, list[Part]]], columns: Sequence[Span]) -> dict[int, list[str]]:
    rows: dict[int, list[str]] = {}
    last: list[str] = []
    for at, parts in taken:
        if len(parts) == 1 and last:
            column = column_of(parts[0], columns)
            last[column] = f"{last[column]} {parts[0].text}".strip()
            continue
        last = rows[at] = [""] * len(columns)
        for part in parts:
            last[column_of(part, columns)] = part.text
    return rows


def is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows of cells are a table, and no list, table of contents or columns of running text."""
    columns = [[cell for cell in column if cell] for column in zip(*rows, strict=True)]
    if len(columns) < 2:
        return False
    lengths = sorted(statistics.mean(map(len, column)) for column in columns)
    torn = sum(cell[0].islower() for column in columns for cell in column)
    if lengths[-2] > LONGEST_CELL or torn > TORN * sum(map(len, columns)):
        return False
    if len(columns) > 2:
        return True
    first, second = columns
    figures = sum(map(is_figure, second))
    pages = [int(cell) for cell in second if cell.isdecimal()]
    if sum(bool(MARKER.match(cell)) for cell in first) > 1 or (pages == sorted(pages) and len(pages) == len(second)):
        return False
    return figures >= FIGURES * len(second) or max(map(len, first)) <= LONGEST_LABEL


def is_list_of_labels(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the cells of two columns are one list that fills the width of a page: labels of one kind ('Oak Ward'), or
    in the order of the alphabet, one column after the other.
    """
    columns = [[cell for cell in column if cell] for column in zip(*rows, strict=True)]
    cells = [cell for column in columns for cell in column]
    if len(columns) != 2 or sum(map(_is_label, cells)) <= MOST_LABELS * len(cells):
        return False
    folded = [cell.casefold() for cell in cells]
    [(_, alike)] = Counter(cell.split()[-1] for cell in folded).most_common(1)
    return folded == sorted(folded) or alike >= OF_A_KIND * len(cells)


def _is_label(cell: str) -> bool:
    return len(cell.split()) <= LABEL_WORDS and not any(map(str.isdigit, cell)) and not cell.endswith(":")
