"""Decides what is quoted: a list or statements, one side or several, and whether it is likely enough to be given.

If not, it says why. `ranking` computes the figures; the thresholds are here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.answer import Coverage
from assistant.extractive.comparison import decompose
from assistant.query.entities import unknown_names
from assistant.query.query import Query
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.confidence import confidence, missing_figures
from assistant.ranking.features import query_terms
from assistant.ranking.lists import BestList, best_list, list_from
from assistant.ranking.ranker import Ranked, Ranker
from assistant.refusal import Refusal
from assistant.retrieval.hybrid import HybridRetriever
from assistant.retrieval.search import Retrieved
from assistant.settings import Answering
from assistant.text.tokens import words
from ingest.dates import MONTH
from ingest.library import Library

ANSWER_THRESHOLD = 0.33  # an answer less likely to be right is not given; docs/adr/0007 has the trade-off
THRESHOLDS: dict[Answering, float] = {
    "careful": ANSWER_THRESHOLD,
    "keen": 0.2,  # gives up to 101 more of our own 283 questions
}
SECOND_RATIO = 0.3  # a second statement is given where it is this much as likely as the first
ELSEWHERE_RATIO = 0.4  # and one from another paper, where the question names none, at this much
LIST_THRESHOLD = 0.25  # how likely a list must be the one asked for, for it to be the answer
SAME_SUBJECT_RATIO = 0.8  # of the overlap of the first, for another candidate to be about the same
SUBJECT_THRESHOLD = 0.33  # share of the question's weight that a candidate on the subject holds
NEXT = 6  # candidates among which a contradiction is sought
MOST_SIDES = 3
DATED = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{MONTH})\b\.?,?\s*(?:\d{{4}})?|\b(?:19|20)\d\d\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Selection:
    """The candidates to quote, in order, and how likely they are to be right; if refused, why.

    `nearest` has the best candidate of each of three passages, to show when there is no answer. `coverage` is how much
    of the question the candidates answer, and `missing` what they have nothing about.
    """

    candidates: tuple[Candidate, ...]
    confidence: float
    nearest: tuple[Candidate, ...] = ()
    refusal: Refusal | None = None
    coverage: Coverage = "complete"
    missing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Selector:
    """Selects what to quote from the passages retrieved."""

    retriever: HybridRetriever
    ranker: Ranker
    answering: Answering = "careful"

    def select(self, retrieved: Retrieved, papers: PaperCache) -> Selection:
        """What answers the query, or each side of a comparison."""
        parts = [self.select_one(side, papers) for side in decompose(self.retriever, retrieved)[:MOST_SIDES]]
        selection = _together(parts, THRESHOLDS[self.answering]) if parts else self.select_one(retrieved, papers)
        return _refusing_unknown_names(self.retriever.library, retrieved.query, selection)

    def select_without_sides(self, retrieved: Retrieved, papers: PaperCache) -> Selection:
        return _refusing_unknown_names(self.retriever.library, retrieved.query, self.select_one(retrieved, papers))

    def select_one(self, retrieved: Retrieved, papers: PaperCache) -> Selection:
        ranked = self.ranker.rank(retrieved, papers)
        if not ranked:
            return Selection((), 0.0, refusal=Refusal("nothing_found", filtered=retrieved.query.filtered))
        library, query = self.retriever.library, retrieved.query
        listed = best_list(papers, query, query_terms(library, retrieved).asked, ranked)
        sure = confidence(query, ranked, listed)
        nearest = tuple(each.candidate for each in _best_of_each_passage(ranked)[:3])
        if refusal := _missing(library, query, ranked[0].candidate):
            return Selection((), sure, nearest, refusal)
        chosen = choose_list_or_statements(papers, retrieved, ranked, listed)
        enough = sure >= THRESHOLDS[self.answering]
        return Selection(chosen, sure, nearest, None if enough else _unlikely(query, ranked))


def _together(parts: Sequence[Selection], threshold: float) -> Selection:
    """One statement or list for each side, to keep it short; the confidence is that of the weakest side."""
    weakest = min(parts, key=lambda part: part.confidence)
    candidates = tuple(
        candidate
        for part in parts
        for candidate in (part.candidates if len(part.candidates) > 2 else part.candidates[:1])
    )
    nearest = tuple(candidate for part in parts for candidate in part.nearest[:1])
    refused = weakest.confidence < threshold or not candidates
    return Selection(candidates, weakest.confidence, nearest, weakest.refusal if refused else None)


def _refusing_unknown_names(library: Library, query: Query, selection: Selection) -> Selection:
    unknown = unknown_names(library.catalogue, query.names)
    if not unknown:
        return selection
    return replace(selection, refusal=Refusal("unknown_name", unknown, query.filtered))


def _missing(library: Library, query: Query, first: Candidate) -> Refusal | None:
    """Why the best candidate can't be the answer, however likely: it lacks a figure or appendix of the question."""
    headings = " ".join(first.headings)
    outside = tuple(name for name in query.appendices if not re.search(rf"\b{name}\b", headings, re.IGNORECASE))
    if outside:
        return Refusal("appendix_missing", outside, query.filtered)
    figures = missing_figures(query, first)
    nowhere = tuple(figure for figure in figures if not library.catalogue.holding([" ".join(words(figure))]))
    if nowhere:
        return Refusal("unknown_figure", nowhere, query.filtered)
    return Refusal("figure_missing", figures, query.filtered) if figures else None


def _unlikely(query: Query, ranked: Sequence[Ranked]) -> Refusal:
    """The refusal when nothing is likely enough: whether the subject was found without the type of thing asked for."""
    read = [each for each in ranked if each.untyped is not None and not each.features["is_heading"]]
    best = max(read, key=lambda each: each.untyped or 0.0, default=ranked[0])
    held = best.features["overlap"] + best.features["context_overlap"]
    if best.features["lacks_type"] and held >= SUBJECT_THRESHOLD:
        return Refusal("type_missing", (query.type.kind,), query.filtered)
    return Refusal("low_confidence", filtered=query.filtered)


def choose_list_or_statements(
    papers: PaperCache, retrieved: Retrieved, ranked: Sequence[Ranked], listed: BestList
) -> tuple[Candidate, ...]:
    """The whole list, where it is likely enough to be what is asked for, else the likeliest one or two statements."""
    if listed.list and listed.likelihood >= LIST_THRESHOLD and retrieved.query.type.many:
        return listed.list.items
    said = [each for each in ranked if not papers.is_heading(each.candidate)] or list(ranked)
    first = said[0].candidate
    if first.text.endswith(":") and (items := list_from(papers, first)):
        return items
    if others := _elsewhere(retrieved, said):
        return (first, *others)
    second = _contradicting(retrieved.query, said) or _second(said)
    if second is None:
        return (first,)
    joined = papers.joined(first, second)
    return (joined,) if joined else (first, second)


def _second(said: Sequence[Ranked]) -> Candidate | None:
    first = said[0]
    for each in said[1:4]:
        if each.candidate.paper == first.candidate.paper and each.candidate.text != first.candidate.text:
            return each.candidate if each.likelihood >= SECOND_RATIO * first.likelihood else None
    return None


def _elsewhere(retrieved: Retrieved, said: Sequence[Ranked]) -> list[Candidate]:
    """What other papers say to a question that names no body: a date, amount or body may differ from area to area."""
    if retrieved.chooses_papers or not retrieved.query.type.typed:
        return []
    best: dict[str, Candidate] = {}
    for each in said:
        if each.likelihood >= ELSEWHERE_RATIO * said[0].likelihood:
            best.setdefault(each.candidate.paper, each.candidate)
    return list(best.values())[1:MOST_SIDES]


def _contradicting(query: Query, said: Sequence[Ranked]) -> Candidate | None:
    """Another date for the same thing in the same paper, where a date is asked for."""
    first = said[0]
    if query.type.kind != "date":
        return None
    for each in said[1:NEXT]:
        if (
            each.candidate.paper == first.candidate.paper
            and each.features["overlap"] >= SAME_SUBJECT_RATIO * first.features["overlap"] > 0
            and _dates(each.candidate) - _dates(first.candidate)
            and _dates(first.candidate) - _dates(each.candidate)
        ):
            return each.candidate
    return None


def _dates(candidate: Candidate) -> set[str]:
    return {match[0].strip(" ,.").lower() for match in DATED.finditer(candidate.text)}


def _best_of_each_passage(ranked: Sequence[Ranked]) -> list[Ranked]:
    best: dict[int, Ranked] = {}
    for each in ranked:
        best.setdefault(each.candidate.rank, each)
    return list(best.values())
