"""What a person reads of a paper: its words without the marks of the format, each with its place in the text.

Papers in Markdown have marks: emphasis, links, hashes, tags of HTML and of templates. They are drawn as what they mean
and never as they are written, while all offsets still point into the paper's own text (docs/adr/0018).
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ingest.paper import Block, Paper
from ingest.spans import Run, clipped, parted, single_spaced, words

MARKDOWN = {"md", "markdown"}
TEXT = {"txt", "text"}  # formats that mark emphasis only, which the reader of plain text knows too
# Tags of web pages that some program left in a plain text, and what they show; one that none closes is spoken of
TAG = re.compile(
    r"<(?P<name>/?(?:table|thead|tbody|tr|t[dh]|[ou]l|li|p|br|div|b|i|u|em|strong|span|font|a))(?: [^<>\n]{0,300})?/?>",
    re.IGNORECASE,
)
SHOWN = {"li": "• ", "td": " | ", "th": " | "} | dict.fromkeys(
    "b i u em strong span font a /b /i /u /em /strong /span /font /a".split(), ""
)
# What separates the cells of a row: in plain text, and as the readers of other formats join them
BAR, TAB, JOINED = re.compile(r"\|"), re.compile(r"\t"), re.compile(r" \| ")


@lru_cache(64)
def rendered(paper: Paper, block: Block, start: int | None = None) -> tuple[Run, ...]:
    """What is drawn for a block from `start`, or else for its words; line breaks that count are kept as such."""
    start = block.words if start is None else start
    if block.kind == "row":
        return tuple(_joined(cells(paper, block)))
    if paper.format in MARKDOWN:
        from ingest.formats.markdown_words import block_runs

        return tuple(block_runs(paper.text, block, start))
    return _plain(paper, start, block.end)


def cells(paper: Paper, block: Block) -> list[tuple[Run, ...]]:
    """What is drawn for the cells of a row, one after the other."""
    if paper.format in MARKDOWN:
        from ingest.formats.markdown_words import cell_runs

        return cell_runs(paper.text, block)
    mark = JOINED if paper.format not in TEXT else BAR if "|" in paper.text[block.start : block.end] else TAB
    return [_plain(paper, first, last) for first, last in parted(mark, paper.text, block.start, block.end)]


def block_words(paper: Paper, block: Block) -> str:
    """The words of a block on one line, without its bullet or number."""
    return words(clipped(rendered(paper, block), block.words, block.end))


def unmarked(line: str, format: str) -> str:
    """The words of a line from a paper in that format: a heading, or what introduces a list."""
    if format in MARKDOWN:
        from ingest.formats.markdown_words import line_runs

        return words(line_runs(line))
    return words(_emphasised(line, format))


def _plain(paper: Paper, start: int, end: int) -> tuple[Run, ...]:
    """The words of a paper that is not in Markdown."""
    runs = _emphasised(paper.text[start:end], paper.format)
    return tuple(single_spaced(Run(start + run.start, start + run.end, run.text, run.style) for run in runs))


def _emphasised(text: str, format: str) -> list[Run]:
    runs = [Run(0, len(text), text)]
    if format in TEXT and "*" in text:
        from ingest.formats.inline import emphasis

        runs = emphasis(text)
    return [part for run in runs for part in _untagged(run)] if format in TEXT and "</" in text else runs


def _untagged(run: Run) -> Iterator[Run]:
    """A run without tags, with what they show in their place."""
    at = 0
    for tag in TAG.finditer(run.text if run.is_exact else ""):
        yield Run(run.start + at, run.start + tag.start(), run.text[at : tag.start()], run.style)
        shown = SHOWN.get(tag["name"].lower(), " ")
        yield Run(run.start + tag.start(), run.start + tag.end(), shown, run.style)
        at = tag.end()
    yield run if not at else Run(run.start + at, run.end, run.text[at:], run.style)


def _joined(row: Sequence[Sequence[Run]]) -> Iterator[Run]:
    """The cells of a row with bars between them."""
    at = None
    for cell in row:
        if at is not None and cell:
            yield Run(at, cell[0].start, " | ")
        yield from cell
        at = cell[-1].end if cell else at
