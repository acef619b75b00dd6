"""A paper as other programs read it: its paragraphs in order, each with its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.paper import Block, Kind, Paper
from ingest.rendering import rendered, unmarked
from ingest.sentences import block_sentences
from ingest.spans import clipped, words

LONGEST = 2_000  # characters; 1 in 1,900 blocks of real papers has more


@dataclass(frozen=True)
class Paragraph:
    """A heading, paragraph, list item or table row of a paper, or a part of one that is very long.

    `n` counts from 1. `text` is what is shown for `start` to `end` of the paper's text: one line without marks.
    `number` is the printed one, such as '4.1'; `headings` are those above, outermost first. `page` is None where the
    format has none, and `page_label` what is printed on it, if that differs from its place in the file. `recognised`:
    the page was recognised from a scan, so letters may be wrong.
    """

    n: int
    kind: Kind
    number: str | None
    headings: tuple[str, ...]
    page: int | None
    text: str
    start: int
    end: int
    recognised: bool = False
    page_label: str = ""


def paragraphs(paper: Paper, blocks: Sequence[Block]) -> list[Paragraph]:
    """All of the paper but front matter and comments, which are never quoted either."""
    parts = ((block, *span) for block in blocks if block.kind != "matter" for span in _parts(paper.text, block))
    return [_paragraph(paper, n, *part) for n, part in enumerate(parts, 1)]


def _paragraph(paper: Paper, n: int, block: Block, start: int, end: int) -> Paragraph:
    return Paragraph(
        n,
        block.kind,
        block.number,
        tuple(unmarked(heading, paper.format) for heading in block.headings),
        block.page,
        words(clipped(rendered(paper, block), start, end)),
        start,
        end,
        block.page in paper.recognised,
        paper.label(block.page),
    )


def _parts(text: str, block: Block) -> Iterator[tuple[int, int]]:
    """The words of a block, in parts of whole sentences where they are too long; a sentence that is too long is cut."""
    if block.end - block.words <= LONGEST:
        yield block.words, block.end
        return
    begun = at = block.words
    for start, end in block_sentences(text, block):
        if at > begun and end - begun > LONGEST:
            yield begun, at
            begun = start
        while end - begun > LONGEST:
            yield begun, begun + LONGEST
            begun += LONGEST
        at = end
    yield begun, block.end
