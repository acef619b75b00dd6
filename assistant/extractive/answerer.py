"""The answerer without a language model: picks the words of the papers that answer, or says that they don't."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answer import Answer, Citation, Statement, on_one_line
from assistant.extractive.comparison import sides
from assistant.query.question_type import asked
from assistant.ranking.candidates import Shelf, Unit
from assistant.ranking.confidence import appendix_missing, confidence, figures_missing, names_unknown
from assistant.ranking.cross_encoder import Reader
from assistant.ranking.lists import Listing, best_list, list_from
from assistant.ranking.ranker import Judged, asked_weights, judge
from assistant.retrieval.hybrid import PassageRetriever
from assistant.retrieval.search import TELLING, Searched, telling
from assistant.text.tokens import bare
from ingest.dates import MONTH
from ingest.library import Library
from ingest.marks import drawn, unmarked
from ingest.runs import clipped, pieces

SURE = 0.33  # an answer less likely to be right is not given; docs/adr/0007 has the trade-off
BESIDE = 0.3  # a second statement is given where it is this much as likely as the first
ELSEWHERE = 0.4  # and one from another paper, where the question names none, at this much
LISTED = 0.25  # how likely a list must be the one asked for, for it to be the answer
SAME_SUBJECT = 0.8  # of the question's weight that the first holds, for another statement to be about the same
NEXT = 6  # units among which a contradiction is sought
SIDES = 3
DATED = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{MONTH})\b\.?,?\s*(?:\d{{4}})?|\b(?:19|20)\d\d\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Choice:
    """The units to quote, in order, and how likely they are right."""

    units: tuple[Unit, ...]
    confidence: float
    nearest: tuple[Unit, ...] = ()


def quote_answer(retriever: PassageRetriever, reader: Reader, searched: Searched) -> Answer:
    """Statements quoted from the passages, or `not_found` with the nearest passages."""
    library, question = retriever.library, searched.question
    shelf = Shelf(library)
    choice = _choice(retriever, reader, shelf, searched)
    given = choice.units if choice.confidence >= SURE and not names_unknown(library, searched.sought) else ()
    said = _once(shelf, given)
    shown = [unit for same in said for unit in same] or choice.nearest
    citations = tuple(citation(shelf, unit, n) for n, unit in enumerate(shown, 1))
    return Answer(
        question=question.text,
        status="answered" if given else "not_found",
        statements=_statements(shelf, said),
        citations=citations if given else (),
        nearest=() if given else citations,
        confidence=choice.confidence,
        id=question.id,
    )


def _choice(retriever: PassageRetriever, reader: Reader, shelf: Shelf, searched: Searched) -> Choice:
    """What answers the question, or each side of a comparison: there one statement or a list, to stay short."""
    parts = [choose(retriever.library, reader, shelf, side) for side in sides(retriever, searched)[:SIDES]]
    if not parts:
        return choose(retriever.library, reader, shelf, searched)
    return Choice(
        tuple(unit for part in parts for unit in (part.units if len(part.units) > 2 else part.units[:1])),
        min(part.confidence for part in parts),
        tuple(unit for part in parts for unit in part.nearest[:1]),
    )


def choose(library: Library, reader: Reader, shelf: Shelf, searched: Searched) -> Choice:
    """The units that answer a question, and how likely they are right."""
    judged = judge(library, reader, shelf, searched)
    if not judged:
        return Choice((), 0.0)
    text = searched.question.text
    listing, listed = best_list(shelf, text, asked_weights(library, searched), judged)
    sure = confidence(searched, judged, listed)
    nearest = tuple(each.unit for each in _apart(judged)[:3])
    if figures_missing(text, judged[0].unit) or appendix_missing(text, judged[0].unit):
        return Choice((), sure, nearest)
    return Choice(pick(shelf, searched, judged, listing, listed), sure, nearest)


def pick(
    shelf: Shelf, searched: Searched, judged: Sequence[Judged], listing: Listing | None, listed: float
) -> tuple[Unit, ...]:
    """The whole list, where it is likely enough to be what is asked for, else the likeliest one or two statements."""
    if listing and listed >= LISTED and asked(searched.question.text).many:
        return listing.items
    said = [each for each in judged if not shelf.is_heading(each.unit)] or list(judged)
    first = said[0]
    if first.unit.text.endswith(":") and (items := list_from(shelf, first.unit)):
        return items
    if others := _elsewhere(searched, said):
        return (first.unit, *others)
    second = _contradicting(searched, said) or _beside(said)
    if second is None:
        return (first.unit,)
    joined = shelf.joined(first.unit, second)
    return (joined,) if joined else (first.unit, second)


def _beside(said: Sequence[Judged]) -> Unit | None:
    first = said[0]
    for each in said[1:4]:
        if each.unit.paper == first.unit.paper and each.unit.text != first.unit.text:
            return each.unit if each.likely >= BESIDE * first.likely else None
    return None


def _elsewhere(searched: Searched, said: Sequence[Judged]) -> list[Unit]:
    """What other papers say to a question that names no body: a date, amount or body may differ from area to area."""
    if any(telling(about) >= TELLING for about in searched.by_name.values()) or not asked(searched.question.text).typed:
        return []
    best: dict[str, Unit] = {}
    for each in said:
        if each.likely >= ELSEWHERE * said[0].likely:
            best.setdefault(each.unit.paper, each.unit)
    return list(best.values())[1:SIDES]


def _contradicting(searched: Searched, said: Sequence[Judged]) -> Unit | None:
    """Another date for the same thing in the same paper, where a date is asked for."""
    first = said[0]
    if asked(searched.question.text).kind != "date":
        return None
    for each in said[1:NEXT]:
        if (
            each.unit.paper == first.unit.paper
            and each.figure("own") >= SAME_SUBJECT * first.figure("own") > 0
            and _dates(each.unit) - _dates(first.unit)
            and _dates(first.unit) - _dates(each.unit)
        ):
            return each.unit
    return None


def _dates(unit: Unit) -> set[str]:
    return {match[0].strip(" ,.").lower() for match in DATED.finditer(unit.text)}


def _apart(judged: Sequence[Judged]) -> list[Judged]:
    """The likeliest unit of each passage."""
    best: dict[int, Judged] = {}
    for each in judged:
        best.setdefault(each.unit.rank, each)
    return list(best.values())


def _once(shelf: Shelf, given: Sequence[Unit]) -> list[list[Unit]]:
    """The units in order, those that say the same together; nothing is quoted twice from one place."""
    same: dict[tuple[str, str], dict[tuple[str, int], Unit]] = {}
    for unit in given:
        lead = unit.before if _is_item(shelf, unit) else ""
        same.setdefault((bare(lead), bare(unit.text)), {}).setdefault((unit.paper, unit.start), unit)
    return [list(units.values()) for units in same.values()]


def _statements(shelf: Shelf, said: Sequence[Sequence[Unit]]) -> tuple[Statement, ...]:
    """A statement for all places that say the same, cited in the order in which they come."""
    papers = {unit.paper for same in said for unit in same}
    statements: list[Statement] = []
    n = 1
    for same in said:
        about, listed = "", False
        if len(said) > 1 and len(papers) > 1:
            about = "; ".join(dict.fromkeys(shelf.banner(unit.paper) for unit in same))
        elif len(said) > 1 and _is_item(shelf, same[0]):
            about, listed = same[0].before, True
        citations = tuple(range(n, n + len(same)))
        statements.append(
            Statement(text=same[0].text, citations=citations, support="quoted", about=about, listed=listed)
        )
        n += len(same)
    return tuple(statements)


def _is_item(shelf: Shelf, unit: Unit) -> bool:
    return shelf.blocks(unit.paper)[unit.n].kind == "item"


def citation(shelf: Shelf, unit: Unit, n: int) -> Citation:
    """The place of a unit in its paper."""
    paper, block = shelf.paper(unit.paper), shelf.blocks(unit.paper)[unit.n]
    quote = paper.text[unit.start : unit.end]
    shown = pieces(clipped(drawn(paper, block), unit.start, unit.end))
    return Citation(
        n=n,
        document=paper.document,
        paper=paper.id,
        title=unmarked(paper.title, paper.format),
        organisation=paper.organisation,
        date=paper.date,
        headings=tuple(unmarked(heading, paper.format) for heading in block.headings),
        number=block.number,
        page=_page(paper.pages, unit.start) or block.page,
        quote=quote,
        start=unit.start,
        end=unit.end,
        drawn=shown if shown != on_one_line(quote) else (),
    )


def _page(pages: tuple[int, ...], offset: int) -> int | None:
    """The page that an offset stands on, from 1."""
    return sum(start <= offset for start in pages) or None
