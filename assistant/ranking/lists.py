"""Lists that can answer as a whole: items under a lead-in, parallel sections, or a sentence that lists things."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assistant.query.query import Query
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.feature_table import FeatureTable, load_weights
from assistant.ranking.features import heading_match
from assistant.ranking.ranker import Ranked
from ingest.paper import Block

FILE = "lists.json"
LONGEST = 14
COUNTING_UP = re.compile(r",|;| and ")
COUNTED_UP = 3  # of these in a sentence make a list of it
FEATURES = (
    "part",  # log of the likelihood of its likeliest part
    "lead",  # and of its lead-in
    "heading_match",  # as of a candidate, of its first item
    "as_many",  # as many items as the question asks for
    "other_number",  # another number of them
    "is_sentence",
    "is_sections",
    "length",  # log of the number of items
)


@dataclass(frozen=True)
class ListCandidate:
    """The items of a list, in order."""

    kind: Literal["items", "sections", "sentence"]
    items: tuple[Candidate, ...]


@dataclass(frozen=True)
class BestList:
    """The likeliest list, if there is any, and how likely it is the one that is asked for."""

    list: ListCandidate | None = None
    likelihood: float = 0.0


def best_list(papers: PaperCache, query: Query, asked: Mapping[str, float], ranked: Sequence[Ranked]) -> BestList:
    """The best of the lists around the candidates; `asked` are the query's own stems with their weights."""
    found = list_candidates(papers, ranked)
    if not found:
        return BestList()
    table = list_features(query, asked, found, ranked)
    likelihood = load_weights(FILE, "list", FEATURES).probabilities(table)
    best = int(np.argmax(likelihood))
    return BestList(list(found)[best], float(likelihood[best]))


def list_candidates(papers: PaperCache, ranked: Sequence[Ranked]) -> dict[ListCandidate, float]:
    """The lists around the candidates, each with the likelihood of its likeliest part."""
    found: dict[ListCandidate, float] = {}
    for each in ranked:
        candidate = each.candidate
        around = [
            ListCandidate("items", list_from(papers, candidate)),
            ListCandidate("sections", _sections(papers, candidate.paper, candidate.n)),
        ]
        if len(COUNTING_UP.findall(candidate.text)) >= COUNTED_UP:
            around.append(ListCandidate("sentence", (candidate,)))
        for listing in around:
            if len(listing.items) > 1 or listing.kind == "sentence":
                found.setdefault(listing, each.likelihood)
    return found


def list_features(
    query: Query, asked: Mapping[str, float], lists: Mapping[ListCandidate, float], ranked: Sequence[Ranked]
) -> FeatureTable:
    """A row for each list, in order."""
    likelihood = {each.candidate.text: each.likelihood for each in reversed(ranked)}
    return FeatureTable.of(
        FEATURES,
        (
            _features(query, asked, listing, part, likelihood.get(listing.items[0].before, 0.0))
            for listing, part in lists.items()
        ),
    )


def _features(
    query: Query, asked: Mapping[str, float], listing: ListCandidate, part: float, lead: float
) -> dict[str, float]:
    return {
        "part": float(np.log(part + 1e-4)),
        "lead": float(np.log(lead + 5e-3)),
        "heading_match": heading_match(asked, listing.items[0]),
        "as_many": float(query.count == len(listing.items)),
        "other_number": float(query.count is not None and query.count != len(listing.items)),
        "is_sentence": float(listing.kind == "sentence"),
        "is_sections": float(listing.kind == "sections"),
        "length": float(np.log(len(listing.items))),
    }


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


def _sections(papers: PaperCache, paper: str, n: int) -> tuple[Candidate, ...]:
    """The headings side by side with that of a block that begin with the same word: 'Phase 1', 'Phase 2'."""
    blocks = papers.blocks(paper)
    at = n
    while at and blocks[at].kind != "heading":
        at -= 1
    title = papers.whole_block(paper, at).text.split()
    return tuple(
        papers.whole_block(paper, i)
        for i, block in enumerate(blocks)
        if block.kind == "heading"
        and (block.level, block.headings) == (blocks[at].level, blocks[at].headings)
        and title
        and papers.whole_block(paper, i).text.split()[:1] == title[:1]
    )[:LONGEST]
