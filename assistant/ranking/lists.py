"""Lists that can answer as a whole: items under a lead-in, sections side by side, or one sentence that counts up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from assistant.ranking.candidates import Shelf, Unit
from assistant.ranking.features import NUMERALS, headed
from assistant.ranking.ranker import Judged, fitted
from assistant.text.tokens import words
from ingest.paper import Block

LONGEST = 14
COUNTING_UP = re.compile(r",|;| and ")
COUNTED_UP = 3  # of these in a sentence make a list of it
NUMBER = {word: n for n, word in enumerate(NUMERALS, 1)}
FIGURES = ("part", "lead", "headed", "as many", "other number", "sentence", "sections", "length")


@dataclass(frozen=True)
class Listing:
    """The units of a list, in order."""

    kind: Literal["items", "sections", "sentence"]
    items: tuple[Unit, ...]


def _listings(shelf: Shelf, judged: Sequence[Judged]) -> dict[Listing, float]:
    """The lists around the units, each with the likelihood of its likeliest part."""
    found: dict[Listing, float] = {}
    for each in judged:
        unit = each.unit
        around = [Listing("items", _items(shelf, unit.paper, unit.n))]
        around.append(Listing("sections", _sections(shelf, unit.paper, unit.n)))
        if len(COUNTING_UP.findall(unit.text)) >= COUNTED_UP:
            around.append(Listing("sentence", (unit,)))
        for listing in around:
            if len(listing.items) > 1 or listing.kind == "sentence":
                found.setdefault(listing, each.likely)
    return found


def best_list(
    shelf: Shelf, question: str, weights: dict[str, float], judged: Sequence[Judged]
) -> tuple[Listing | None, float]:
    """The likeliest list, and how likely it is the one that is asked for."""
    figures = list_figures(shelf, question, weights, judged)
    if not figures:
        return None, 0.0
    probable = fitted("list").probability(list(figures.values()))
    best = int(np.argmax(probable))
    return list(figures)[best], float(probable[best])


def list_figures(
    shelf: Shelf, question: str, weights: dict[str, float], judged: Sequence[Judged]
) -> dict[Listing, list[float]]:
    """The figures of each list around the units, in the order of `FIGURES`; `weights` are those of the question."""
    likely = {each.unit.text: each.likely for each in reversed(judged)}
    return {
        listing: _figures(question, weights, listing, part, likely.get(listing.items[0].before, 0.0))
        for listing, part in _listings(shelf, judged).items()
    }


def _figures(question: str, weights: dict[str, float], listing: Listing, part: float, lead: float) -> list[float]:
    wanted = next((NUMBER[word] for word in words(question) if word in NUMBER), None)
    first = listing.items[0]
    return [
        float(np.log(part + 1e-4)),
        float(np.log(lead + 5e-3)),
        headed(weights, first),
        float(wanted == len(listing.items)),
        float(wanted is not None and wanted != len(listing.items)),
        float(listing.kind == "sentence"),
        float(listing.kind == "sections"),
        float(np.log(len(listing.items))),
    ]


def list_from(shelf: Shelf, unit: Unit) -> tuple[Unit, ...]:
    """The list that a unit introduces or stands in."""
    return _items(shelf, unit.paper, unit.n)


def _items(shelf: Shelf, paper: str, n: int) -> tuple[Unit, ...]:
    blocks = shelf.blocks(paper)
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
    return tuple(shelf.whole_block(paper, i) for i in inner[:LONGEST])


def _alike(one: Block, other: Block) -> bool:
    return one.kind == other.kind == "item" and one.headings == other.headings


def _sections(shelf: Shelf, paper: str, n: int) -> tuple[Unit, ...]:
    """The headings side by side with that of a block that begin with the same word: 'Phase 1', 'Phase 2'."""
    blocks = shelf.blocks(paper)
    at = n
    while at and blocks[at].kind != "heading":
        at -= 1
    title = shelf.whole_block(paper, at).text.split()
    return tuple(
        shelf.whole_block(paper, i)
        for i, block in enumerate(blocks)
        if block.kind == "heading"
        and (block.level, block.headings) == (blocks[at].level, blocks[at].headings)
        and title
        and shelf.whole_block(paper, i).text.split()[:1] == title[:1]
    )[:LONGEST]
