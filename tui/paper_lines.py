"""A paper as lines of a given width. Each line is a span of the paper's text, so a place in the text is a place on
the screen."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rich.cells import cell_len

from assistant.clean import visible
from ingest.paper import Block, Paper

Kind = Literal["heading", "paragraph", "item", "row", "matter", "page", "gap"]
INDENT = {"item": 2, "row": 2}
HUNG = ("heading", "item")  # their words stand beside a label, on the lines after the first too
LONGEST_LABEL = 12
CLOSE = ("item", "row")  # between two of a kind no line is left free


@dataclass(frozen=True)
class Line:
    """`text[start:end]` of the paper, after `indent` spaces. `label` stands before the words."""

    kind: Kind
    start: int
    end: int
    indent: int = 0
    label: str = ""


def lay_out(paper: Paper, blocks: Sequence[Block], width: int) -> list[Line]:
    """The lines of a paper in order, gaps and page breaks between them, each at most `width` cells wide."""
    lines: list[Line] = []
    page, before = None, None
    for block in blocks:
        if block.page is not None and block.page != page:
            page = block.page
            lines += [Line("gap", block.start, block.start)] if lines else []
            lines.append(Line("page", block.start, block.start, label=f"page {page}"))
            before = None
        if lines and not (block.kind == before and block.kind in CLOSE):
            lines.append(Line("gap", block.start, block.start))
        lines += _lines(paper.text, block, width)
        before = block.kind
    return lines


def line_at(lines: Sequence[Line], offset: int) -> int:
    """The number of the line that holds a place in the text, or of the last one before it."""
    return max(bisect_right(lines, offset, key=lambda line: line.start) - 1, 0)


def _lines(text: str, block: Block, width: int) -> Iterator[Line]:
    level = max(block.level - 1, 0) if block.kind == "item" else 0
    indent = min(INDENT.get(block.kind, 0) + 2 * level, width // 3)
    label = _label(text, block)
    start = block.words if label or block.kind == "heading" else block.start
    room = width - indent - len(label)
    for first, last in _wrapped(text, start, block.end, max(room, 8)):
        yield Line(block.kind, first, last, indent, label)
        indent, label = indent + len(label), ""


def _label(text: str, block: Block) -> str:
    """What stands before the words where these are hung: the number of a heading, the bullet of an item."""
    if block.kind not in HUNG:
        return ""
    marker = block.number if block.kind == "heading" else visible(" ".join(text[block.start : block.words].split()))
    return f"{marker} " if marker and cell_len(marker) <= LONGEST_LABEL else ""


def _wrapped(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    shown = visible(text[start:end])
    if len(shown) == end - start and (shown.isascii() or cell_len(shown) == len(shown)):
        for match in _breaks(width).finditer(text, start, end):
            yield match.span()
    else:
        yield from _by_cells(text, start, end, width)


@lru_cache
def _breaks(width: int) -> re.Pattern[str]:
    """As many words as fit, or a piece of a word that does not."""
    return re.compile(rf"(?s)\S(?:.{{0,{width - 2}}}\S)?(?=\s|\Z)|\S{{{width}}}")


def _by_cells(text: str, start: int, end: int, width: int) -> Iterator[tuple[int, int]]:
    """The same, where characters take two cells or are shown as marks."""
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
