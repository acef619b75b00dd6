"""A paper as lines of a given width. Each line knows where its words are in the paper's text, so that each place in the
text has a place on the screen."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Literal

from assistant.paper_details import page_of
from assistant.text.sanitize import visible
from ingest.paper import Block, Paper
from ingest.rendering import MARKDOWN, rendered
from ingest.spans import Run
from tui.paper_tables import rows_in_columns, rule, tables
from tui.paper_wrap import Runs, spans, width_of, wrapped

Kind = Literal["heading", "paragraph", "item", "row", "columns", "rule", "matter", "page", "gap"]
INDENT = {"item": 2, "row": 2}
HUNG = ("heading", "item")  # their words are indented by the label on every line
LONGEST_LABEL = 12
BULLETS, BULLET = {"-", "*", "+", ">"}, "•"  # in Markdown, and what is drawn for them

RULE = re.compile(r"[-:+=\s]*\|[-:+=|\s]*")


@dataclass(frozen=True)
class Line:
    """What is drawn for `text[start:end]` of the paper, after `indent` spaces. `label` comes before the words.

    `runs` are the words if there are marks or gaps between them; otherwise they are drawn as they are in the text.
    """

    kind: Kind
    start: int
    end: int
    indent: int = 0
    label: str = ""
    runs: Runs = ()

    def rendered(self, text: str) -> Runs:
        """The words; spaces between columns have an empty range."""
        return self.runs or (Run(self.start, self.end, text[self.start : self.end]),)

    def last_before(self, offset: int) -> int:
        """The last offset, up to this one, at which words of the line begin."""
        return max((run.start for run in self.runs if run.start <= offset and run.start < run.end), default=-1)


def lay_out(paper: Paper, blocks: Sequence[Block], width: int) -> list[Line]:
    """The lines of a paper in order, gaps and page breaks between them, each at most `width` cells wide."""
    lines: list[Line] = []
    page, before = None, None
    for kind, run in groupby(_without_rules(paper.text, blocks), lambda block: (block.kind == "row", block.page)):
        for group in tables(list(run)) if kind[0] else ([block] for block in run):
            block = group[0]
            own = list(_table(paper, group, width) if block.kind == "row" else _lines(paper, block, width))
            if not own:
                continue
            if block.page is not None and block.page != page:
                _add_unread_pages(lines, paper, page or 0, block.page, block.start)
                page = block.page
                _add_page(lines, page_of(paper, page), block.start)
                before = None
            if lines and not (block.kind == before == "item"):  # list items have no gap between them
                lines.append(Line("gap", block.start, block.start))
            lines += own
            before = block.kind
    _add_unread_pages(lines, paper, page or 0, len(paper.pages) + 1, len(paper.text))
    return lines


def _add_unread_pages(lines: list[Line], paper: Paper, after: int, until: int, offset: int) -> None:
    """The pages between two others that have no words, but something that was not read."""
    for page in sorted({warning.page for warning in paper.warnings if warning.page}):
        if after < page < until:
            _add_page(lines, f"{page_of(paper, page)}, not read", offset)


def _add_page(lines: list[Line], label: str, offset: int) -> None:
    lines += [Line("gap", offset, offset)] if lines else []
    lines.append(Line("page", offset, offset, label=label))


def line_at(lines: Sequence[Line], offset: int) -> int:
    """The number of the line with this offset of the text, or of the last line before it."""
    last = max(bisect_right(lines, offset, key=lambda line: line.start) - 1, 0)
    first = last
    while first > 0 and lines[first - 1].runs and lines[first - 1].start == lines[last].start:
        first -= 1
    # The lines of one row have the same start, and each has a part of every cell.
    return max(range(first, last + 1), key=lambda n: lines[n].last_before(offset)) if first < last else last


def _without_rules(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, without lines that are only table rules."""
    return (block for block in blocks if block.kind != "matter" or not RULE.fullmatch(text, block.start, block.end))


def _lines(paper: Paper, block: Block, width: int) -> Iterator[Line]:
    level = max(block.level - 1, 0) if block.kind == "item" else 0
    indent = min(INDENT.get(block.kind, 0) + 2 * level, width // 3)
    label = _label(paper, block)
    start = block.words if label or block.kind == "heading" else block.start
    hang = width_of(label) if label else 0
    at = block.start
    for first, last, runs in _wrapped(paper.text, rendered(paper, block, start), max(width - indent - hang, 8)):
        if first == last:
            yield Line("gap", at, at)  # an empty line of program text
            continue
        yield Line(block.kind, first, last, indent, label, runs)
        indent, hang, label, at = indent + hang, 0, "", first


def _wrapped(text: str, runs: Runs, width: int) -> Iterator[tuple[int, int, Runs]]:
    """Where each line begins and ends, and its runs, unless they are exactly what is in the text."""
    if len(runs) == 1 and runs[0] == (*runs[0][:2], text[runs[0].start : runs[0].end], ""):
        for start, end in spans(text, runs[0].start, runs[0].end, width):
            yield start, end, ()
        return
    for part in wrapped(runs, width) if runs else ():
        yield (part[0].start, part[-1].end, part) if part else (0, 0, ())


def _label(paper: Paper, block: Block) -> str:
    """What comes before indented words: the number of a heading, the bullet of an item."""
    if block.kind not in HUNG:
        return ""
    printed = block.number if block.kind == "heading" else paper.text[block.start : block.words]
    marker = (printed or "").split()
    if block.kind == "item" and paper.format in MARKDOWN:
        marker = [mark for mark in marker if mark not in BULLETS] or [BULLET] * bool(marker)
    label = visible(" ".join(marker))
    return f"{label} " if label and width_of(label) <= LONGEST_LABEL else ""


def _table(paper: Paper, table: Sequence[Block], width: int) -> Iterator[Line]:
    indent = INDENT["row"]
    rows, widths = rows_in_columns(paper, table, max(width - indent, 8))
    ruled = 2 * len(rows) > 3 * len(table)  # if most rows take several lines, show where each ends
    for row, following in zip_longest(rows, rows[1:]):
        yield Line("columns" if row.heads else "row", row.block.start, row.block.end, indent, runs=row.runs)
        if widths and following and row.block != following.block and (row.heads or ruled):
            yield Line("rule", row.block.end, row.block.end, indent, rule(widths))
