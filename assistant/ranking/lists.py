"""Lists around a candidate that can answer as a whole: the items that it introduces or is one of, or sections like its
own."""

from assistant.ranking.candidates import Candidate, PaperCache
from ingest.paper import Block

LONGEST = 14


def list_from(papers: PaperCache, candidate: Candidate) -> tuple[Candidate, ...]:
    """The list that a candidate introduces or is part of; empty where it does neither."""
    paper, n = candidate.paper, candidate.n
    blocks = papers.blocks(paper)
    start = n
    while start < len(blocks) and blocks[start].kind != "item" and start - n < 2:
        start += 1
    if start >= len(blocks) or blocks[start].kind != "item":
        return ()
    first = last = start
    while first > 0 and _alike(blocks[first - 1], blocks[start]):
        first -= 1
    while last + 1 < len(blocks) and _alike(blocks[last + 1], blocks[start]):
        last += 1
    outer = min(block.level for block in blocks[first : last + 1])
    inner = [i for i in range(first, last + 1) if blocks[i].level == outer]
    return tuple(papers.whole_block(paper, i) for i in inner[:LONGEST])


def _alike(one: Block, other: Block) -> bool:
    return one.kind == other.kind == "item" and one.headings == other.headings


def rows_from(papers: PaperCache, candidate: Candidate) -> tuple[Candidate, ...]:
    """The rows of the table that a candidate is in, under one row of headings; empty where it is in none."""
    blocks = papers.blocks(candidate.paper)
    if blocks[candidate.n].kind != "row" or not blocks[candidate.n].columns:
        return ()
    first = last = candidate.n
    while first > 0 and blocks[first - 1].kind == "row" and blocks[first - 1].columns == blocks[candidate.n].columns:
        first -= 1
    while (
        last + 1 < len(blocks)
        and blocks[last + 1].kind == "row"
        and blocks[last + 1].columns == blocks[candidate.n].columns
    ):
        last += 1
    return tuple(papers.whole_block(candidate.paper, i) for i in range(first, last + 1)[:LONGEST])


def sections_like(papers: PaperCache, candidate: Candidate) -> tuple[Candidate, ...]:
    """The headings side by side with that of a candidate that begin with the same word: 'Phase 1', 'Phase 2'."""
    blocks = papers.blocks(candidate.paper)
    at = candidate.n
    while at and blocks[at].kind != "heading":
        at -= 1
    title = papers.whole_block(candidate.paper, at).text.split()
    return tuple(
        papers.whole_block(candidate.paper, i)
        for i, block in enumerate(blocks)
        if block.kind == "heading"
        and (block.level, block.headings) == (blocks[at].level, blocks[at].headings)
        and title
        and papers.whole_block(candidate.paper, i).text.split()[:1] == title[:1]
    )[:LONGEST]
