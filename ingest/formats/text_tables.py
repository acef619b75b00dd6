"""Tables in plain text: rows with bars or tabs between their cells, and the heads over their columns."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from ingest.formats.aligned import RULE, aligned_tables
from ingest.formats.table_heads import Cell, heading_rows, widened
from ingest.paper import Block

PIPES = re.compile(r"[ \t]*\|.*\|[ \t]*$")
PIPE_RULE = re.compile(r"[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t:-]*$")
DATED = re.compile(r"\b(?:19|20)\d\d\b")


def tabbed(text: str) -> str:
    """A text whose tables have a row on each line, and tabs between cells; bars where the first cell is empty."""
    if "  " not in text and "...." not in text:
        return text
    lines = [match[0] for match in re.finditer(r"[^\r\n\f\v]*(?:\r\n|[\r\n\f\v]|$)", text)]
    for found in aligned_tables([line.rstrip("\r\n\f\v") for line in lines]):
        for at in range(found.first, found.end):
            line = lines[at]
            if at in found.rows:
                cells = found.rows[at]
                row = "\t".join(cells).rstrip("\t") if cells[0] else f"| {' | '.join(cells)} |"
                lines[at] = row + line[len(line.rstrip("\r\n\f\v")) :]
            elif line.strip() and not RULE.match(line):
                lines[at] = ""  # its words are in the row above
    return "".join(lines)


def is_row(raw: str) -> bool:
    return bool(PIPES.match(raw)) or "\t" in raw.strip()


def cells(row: str) -> list[str]:
    """The cells of a table row as written: between pipes, or between tabs."""
    if PIPES.match(row) or " | " in row:
        return [cell.strip() for cell in row.strip().strip("|").split("|")]
    return [cell.strip() for cell in row.split("\t")]


def columns_over(text: str, blocks: Sequence[Block]) -> dict[int, tuple[str, ...]]:
    """The headings of the columns of each row that has some, by the number of its block."""
    found: dict[int, tuple[str, ...]] = {}
    for table in _row_runs(text, blocks):
        rows = [(at, cells(text[block.start : block.end])) for at, block in table if block.kind == "row"]
        if rows:
            names, count = _heads([row for _, row in rows], _is_ruled(text, table, rows[0][0]))
            heads = [row for _, row in rows[:count]]
            found |= {at: names for at, row in rows[count:] if row not in heads}
    return found


def _row_runs(text: str, blocks: Sequence[Block]) -> Iterator[list[tuple[int, Block]]]:
    """The blocks of each table with their numbers. An empty line ends one, where heads that are ruled off follow.

    None is of heads alone: their rows may stand below an empty line.
    """
    for is_table, group in groupby(enumerate(blocks), lambda each: each[1].kind in ("row", "matter")):
        run: list[tuple[int, Block]] = []
        whole = list(group) if is_table else []
        for n, (at, block) in enumerate(whole):
            apart = bool(run) and len(re.findall(r"\r\n|[\r\n]", text[run[-1][1].end : block.start])) > 1
            first = next((number for number, each in whole[n:] if each.kind == "row"), None)
            has_rows = sum(each.kind == "row" for _, each in run) > 1
            if apart and has_rows and first is not None and _is_other(text, whole, n, first):
                yield run
                run = []
            run.append((at, block))
        if run:
            yield run


def _is_other(text: str, table: Sequence[tuple[int, Block]], n: int, first: int) -> bool:
    """Whether another table begins after an empty line: with heads ruled off, or other marks between cells."""
    barred = ["|" in text[block.start : block.end] for _, block in table if block.kind == "row"]
    before = sum(block.kind == "row" for _, block in table[:n])
    return _is_ruled(text, table[n:], first) or barred[before] != barred[before - 1]


def _is_ruled(text: str, table: Sequence[tuple[int, Block]], first: int) -> bool:
    """Whether a line is drawn below the first row of a table, the block with this number."""
    below = next((block for at, block in table if at > first), None)
    return below is not None and _is_rule(text[below.start : below.end])


def _is_rule(line: str) -> bool:
    return bool(PIPE_RULE.match(line) or RULE.match(line))


def _heads(rows: Sequence[Sequence[str]], ruled: bool) -> tuple[tuple[str, ...], int]:
    """The headings of columns in the first of these rows, and how many rows they take.

    One row has them that is ruled off, or has three or more short cells without a year; else their look tells.
    """
    first = rows[0]
    plain = len(first) > 2 and all(name and len(name.split()) <= 8 and not DATED.search(name) for name in first)
    if any(first) and (plain or ruled):
        return tuple(first), 1
    grid = widened([[Cell(cell, at) for at, cell in enumerate(row) if cell] for row in rows])
    count = heading_rows(grid)
    columns = range(max(map(len, rows)) if count else 0)
    over = ([cell.text for row in grid[:count] for cell in row if 0 <= at - cell.column < cell.span] for at in columns)
    return tuple(" ".join(names) for names in over), count
