"""Breaks the runs of a paper into lines of a maximum width."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate

from rich.cells import cell_len

from assistant.text.sanitize import visible
from ingest.spans import Run

Runs = tuple[Run, ...]


def width_of(text: str) -> int:
    """The number of cells that a text takes up when it is drawn."""
    shown = visible(text)
    return len(shown) if shown.isascii() else cell_len(shown)


def wrapped(runs: Sequence[Run], width: int) -> Iterator[Runs]:
    """The runs, line by line. The indent of a line, as in code, is kept."""
    for line in _lines(runs):
        text = "".join(run.text for run in line)
        if not text:
            yield ()
        starts = list(accumulate((len(run.text) for run in line), initial=0))
        indent = min(len(text) - len(text.lstrip()), width // 2)
        for first, last in spans(text, indent, len(text), width - indent):
            yield tuple(_part(line, starts, 0 if first == indent else first, last))


def _lines(runs: Sequence[Run]) -> Iterator[list[Run]]:
    line: list[Run] = []
    for run in runs:
        if run.text == "\n":
            yield line
            line = []
        else:
            line.append(run)
    yield line


def _part(runs: Sequence[Run], starts: Sequence[int], first: int, last: int) -> Iterator[Run]:
    """The runs of the characters from `first` to `last`, counted through all the runs."""
    for n in range(bisect_right(starts, first) - 1, len(runs)):
        run, at = runs[n], starts[n]
        if at >= last:
            return
        begin, end = max(first - at, 0), min(last - at, len(run.text))
        if run.is_exact:
            yield Run(run.start + begin, run.start + end, run.text[begin:end], run.style)
        elif begin < end:
            yield run._replace(text=run.text[begin:end])


def spans(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """Where each line of `text[start:end]` begins and ends."""
    shown = visible(text[start:end])
    if len(shown) == end - start and (shown.isascii() or cell_len(shown) == len(shown)):
        for match in _breaks(width).finditer(text, start, end):
            yield match.span()
    else:
        yield from _by_cells(text, start, end, width)


@lru_cache
def _breaks(width: int) -> re.Pattern[str]:
    """Matches as many words as fit, or a piece of a word that does not."""
    return re.compile(rf"(?s)\S(?:.{{0,{width - 2}}}\S)?(?=\s|\Z)|\S{{{width}}}")


def _by_cells(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """The same, for characters that take two cells or are shown as marks."""
    first, used, space = start, 0, -1  # the line begins at `first`, `used` cells wide so far
    for at in range(start, end):
        if text[at].isspace():
            if at == first:
                first = at + 1
                continue
            space = at
        while used + _cells(text[at]) > width and first < at:
            last = space if space > first else at
            yield first, last
            first = last + 1 if last == space else last
            used = sum(_cells(c) for c in text[first:at])
        used += _cells(text[at])
    if text[first:end].strip():
        yield first, end


def _cells(c: str) -> int:
    return 1 if c.isspace() else cell_len(visible(c))
