"""Turns blocks into passages, which are what is encoded and found."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.paper import Block, Paper, Passage
from ingest.sentences import block_sentences
from ingest.titles import below_title

PIECES = 200  # word pieces in a passage; the encoder sees 256, the rest is for title and headings
CONTEXT = 300  # characters of title and headings, about 55 word pieces

Count = Callable[[list[str]], list[int]]


@dataclass(frozen=True)
class Part:
    """A block, or some sentences of a long one."""

    block: int
    start: int
    end: int
    pieces: int


def chunk(paper: Paper, blocks: list[Block], count: Count) -> list[Passage]:
    """Passages of consecutive blocks under one heading, in order, that together hold all words except matter.

    `count` gives the number of word pieces in each text. A passage has at most `PIECES`, or more only if a single
    sentence does; no sentence is cut.
    """
    passages = []
    taken: list[Part] = []
    pieces = 0
    for part in _parts(paper.text, blocks, count):
        opens = blocks[part.block].kind == "heading" and taken and blocks[taken[-1].block].kind != "heading"
        if taken and (opens or pieces + part.pieces > PIECES):
            passages.append(_passage(paper, blocks, taken))
            taken, pieces = [], 0
        taken.append(part)
        pieces += part.pieces
    if taken:
        passages.append(_passage(paper, blocks, taken))
    return passages


def _parts(text: str, blocks: list[Block], count: Count) -> Iterator[Part]:
    kept = [(n, block) for n, block in enumerate(blocks) if block.kind != "matter"]
    sizes = count([text[block.start : block.end] for _, block in kept])
    for (n, block), size in zip(kept, sizes, strict=True):
        if size <= PIECES:
            yield Part(n, block.start, block.end, size)
        else:
            yield from _sentence_parts(text, n, block, count)


def _sentence_parts(text: str, n: int, block: Block, count: Count) -> Iterator[Part]:
    spans = block_sentences(text, block) or [(block.words, block.end)]
    spans[0] = (block.start, spans[0][1])
    spans[-1] = (spans[-1][0], block.end)
    start, end, pieces = block.start, block.start, 0
    for (first, last), size in zip(spans, count([text[a:b] for a, b in spans]), strict=True):
        if pieces and pieces + size > PIECES:
            yield Part(n, start, end, pieces)
            start, pieces = first, 0
        end, pieces = last, pieces + size
    yield Part(n, start, end, pieces)


def _passage(paper: Paper, blocks: list[Block], parts: list[Part]) -> Passage:
    first, last = parts[0], parts[-1]
    key = f"{paper.id}:{first.start}:{last.end}"
    return Passage(
        id=f"{paper.id}-{hashlib.sha256(key.encode()).hexdigest()[:16]}",
        paper=paper.id,
        start=first.start,
        end=last.end,
        first=first.block,
        last=last.block,
        page=blocks[first.block].page,
        context=_context(paper, blocks, first.block),
    )


def _context(paper: Paper, blocks: list[Block], first: int) -> str:
    """Title and headings, and the introduction of a list or table that was cut."""
    block = blocks[first]
    names = [paper.title, *below_title(paper.title, block.headings)]
    if block.kind in ("item", "row"):
        names += [*block.columns] or [lead_in(paper.text, blocks, first)]
    return " › ".join(name for name in names if name)[:CONTEXT]


def lead_in(text: str, blocks: Sequence[Block], item: int) -> str:
    """The sentence that introduces the list or table of a block ('The options are:'), or nothing."""
    found = introduction(text, blocks, item)
    return " ".join(text[found[1] : found[2]].split()) if found else ""


def introduction(text: str, blocks: Sequence[Block], item: int) -> tuple[Block, int, int] | None:
    """The block that introduces the list or table of a block, and where its last sentence begins and ends."""
    at = item
    while at and blocks[at].kind in ("item", "row", "matter"):
        at -= 1
    spans = block_sentences(text, blocks[at]) if blocks[at].kind == "paragraph" else []
    return (blocks[at], *spans[-1]) if spans else None
