"""The answerer without a language model: picks the words of the papers that answer, or says that they don't."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Citation, Statement
from assistant.asked import Asked, asked
from assistant.question import Question
from assistant.retrieve import Found
from assistant.units import Shelf, Unit
from assistant.words import stems
from ingest.library import Library

CONTEXT = 0.5  # what a word of the question counts where only the headings hold it
PRIOR = 0.15  # how much the first passage of the search counts over the last
KIND = 0.25  # how much a date counts where a date is asked for
ENOUGH = 0.45  # the share of the question's weight that words and headings must hold
BESIDE = 0.93  # a second statement is given where it scores nearly as high as the first
LONGEST_LIST = 15


@dataclass(frozen=True)
class Scored:
    unit: Unit
    score: float
    covered: float


def quote_answer(library: Library, question: Question, found: Sequence[Found]) -> Answer:
    """Statements quoted from the passages, or `not_found` with the nearest passages."""
    shelf = Shelf(library)
    wanted = asked(question.text)
    scored = _score(library, question, wanted, shelf.units(found))
    if not scored or scored[0].covered < ENOUGH:
        nearest = tuple(_citation(shelf, each.unit, n) for n, each in enumerate(_apart(scored)[:3], 1))
        return Answer(question=question.text, status="not_found", nearest=nearest, id=question.id)
    chosen = _choose(shelf, wanted, scored)
    citations = tuple(_citation(shelf, unit, n) for n, unit in enumerate(chosen, 1))
    statements = tuple(_statement(shelf, unit, n, len(chosen) > 1) for n, unit in enumerate(chosen, 1))
    return Answer(question=question.text, status="answered", statements=statements, citations=citations, id=question.id)


def _score(library: Library, question: Question, wanted: Asked, units: Sequence[Unit]) -> list[Scored]:
    """Units by the weight of the question's words that they or their headings hold; rare words weigh more."""
    weights = {stem: library.catalogue.rarity(stem) for stem in dict.fromkeys(stems(question.text))}
    total = sum(weights.values()) or 1.0
    scored = []
    for unit in units:
        own, above = set(stems(unit.text)), set(stems(unit.context))
        covered = sum(w * (1 if s in own else CONTEXT if s in above else 0) for s, w in weights.items()) / total
        held = KIND if wanted.kind in ("date", "amount", "count", "who") and wanted.holds(unit.text) else 0.0
        length = min(0.0, math.log(max(len(own), 1) / 4)) * 0.2
        scored.append(Scored(unit, covered + held + PRIOR / math.sqrt(unit.rank) + length, covered))
    return sorted(scored, key=lambda each: (-each.score, each.unit.rank, each.unit.start))


def _choose(shelf: Shelf, wanted: Asked, scored: Sequence[Scored]) -> list[Unit]:
    best = scored[0]
    items = _list_at(shelf, best.unit)
    if wanted.kind == "list" and items:
        return items
    sentences = [each for each in scored if shelf.blocks(each.unit.paper)[each.unit.n].kind != "heading"]
    first = sentences[0] if sentences else best
    beside = [
        each.unit for each in sentences[1:3] if each.score >= BESIDE * first.score and each.unit.text != first.unit.text
    ]
    return [first.unit, *beside[:1]]


def _list_at(shelf: Shelf, unit: Unit) -> list[Unit]:
    """The whole list that a unit belongs to or introduces."""
    blocks = shelf.blocks(unit.paper)
    start = unit.n
    if blocks[start].kind != "item":
        start += 1
        while start < len(blocks) and blocks[start].kind in ("matter", "paragraph") and start <= unit.n + 1:
            start += 1
    if start >= len(blocks) or blocks[start].kind != "item":
        return []
    first = last = start
    while first > 0 and blocks[first - 1].kind == "item" and blocks[first - 1].headings == blocks[start].headings:
        first -= 1
    while (
        last + 1 < len(blocks)
        and blocks[last + 1].kind == "item"
        and blocks[last + 1].headings == blocks[start].headings
    ):
        last += 1
    return [shelf.whole_block(unit.paper, n) for n in range(first, last + 1)][:LONGEST_LIST]


def _apart(scored: Sequence[Scored]) -> list[Scored]:
    """The best unit of each passage."""
    best: dict[int, Scored] = {}
    for each in scored:
        best.setdefault(each.unit.rank, each)
    return list(best.values())


def _statement(shelf: Shelf, unit: Unit, n: int, several: bool) -> Statement:
    listed = several and shelf.blocks(unit.paper)[unit.n].kind == "item"
    return Statement(
        text=unit.text,
        citations=(n,),
        support="quoted",
        about=shelf.lead_in(unit.paper, unit.n) if listed else "",
        listed=listed,
    )


def _citation(shelf: Shelf, unit: Unit, n: int) -> Citation:
    paper, block = shelf.paper(unit.paper), shelf.blocks(unit.paper)[unit.n]
    return Citation(
        n=n,
        document=paper.document,
        paper=paper.id,
        title=paper.title,
        organisation=paper.organisation,
        date=paper.date,
        headings=block.headings,
        number=block.number,
        page=_page(paper.pages, unit.start) or block.page,
        quote=paper.text[unit.start : unit.end],
        start=unit.start,
        end=unit.end,
    )


def _page(pages: tuple[int, ...], offset: int) -> int | None:
    """The page that an offset stands on, from 1."""
    return sum(start <= offset for start in pages) or None
