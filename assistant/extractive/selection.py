"""Decides what is quoted, of all that could be, and whether it is likely enough to be given. If not, it says why.

`ranking` computes the likelihoods; the thresholds are here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.answer import Coverage
from assistant.extractive.comparison import decompose
from assistant.notations.compare import missing, notations
from assistant.query.entities import unknown_names
from assistant.query.query import Query
from assistant.ranking.answers import PossibleAnswer, answer_table, counting, possible_answers
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.features import query_terms
from assistant.ranking.lists import list_from
from assistant.ranking.ranker import Ranked, Ranker
from assistant.refusal import Refusal
from assistant.retrieval.hybrid import HybridRetriever
from assistant.retrieval.search import Retrieved
from assistant.settings import Answering
from assistant.text.instructions import is_instruction
from assistant.text.tokens import words
from ingest.dates import MONTH
from ingest.library import Library

# An answer less likely to be right is not given; docs/answers.md has the trade-off.
THRESHOLDS: dict[Answering, float] = {"careful": 0.45, "keen": 0.2}
STATEMENT = 0.03  # how much likelier an answer must be for each statement more
WORD = 0.0005  # and for each word more
SAME_SUBJECT_RATIO = 0.8  # of the overlap of the first, for another candidate to be about the same
SUBJECT_THRESHOLD = 0.33  # share of the question's weight that a candidate on the subject holds
NEXT = 6  # candidates among which a contradiction is sought
MOST_SIDES = 4
SIDE = 0.2  # a side less likely to be answered is missing
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
class Side:
    """One side of a comparison: the search for it, what was found, best first, and how likely the first answers it."""

    retrieved: Retrieved
    ranked: Sequence[Ranked]
    likelihood: float

    @property
    def name(self) -> str:
        """The body, as the question writes it."""
        forms = self.retrieved.entities[0].forms
        query = self.retrieved.query
        written = (re.search(rf"\b{re.escape(form)}\b", query.text, re.IGNORECASE) for form in forms)
        found = next((match[0] for match in written if match), forms[0])
        return next((name for name in query.names if found in name), found)


@dataclass(frozen=True)
class Selector:
    """Selects what to quote from the passages retrieved."""

    retriever: HybridRetriever
    ranker: Ranker
    answering: Answering = "careful"

    def select(self, retrieved: Retrieved, papers: PaperCache) -> Selection:
        """What answers the query, or each side of a comparison; if only some sides are answered, those."""
        sides = [self._side(each, papers) for each in decompose(self.retriever, retrieved)[:MOST_SIDES]]
        if sides and any(side.likelihood < SIDE for side in sides) and (some := self._some_of(sides)):
            return some
        return self._select(retrieved, papers, sides)

    def select_without_sides(self, retrieved: Retrieved, papers: PaperCache) -> Selection:
        return self._select(retrieved, papers, [])

    def _select(self, retrieved: Retrieved, papers: PaperCache, sides: Sequence[Side]) -> Selection:
        library, query = self.retriever.library, retrieved.query
        selection = self._likeliest(retrieved, papers, sides)
        if unknown := unknown_names(library.catalogue, query.names):
            return replace(selection, refusal=Refusal("unknown_name", unknown, query.filtered))
        return selection

    def _likeliest(self, retrieved: Retrieved, papers: PaperCache, sides: Sequence[Side]) -> Selection:
        library, query = self.retriever.library, retrieved.query
        ranked = self._ranked(retrieved, papers)
        if not ranked:
            return Selection((), 0.0, refusal=Refusal("nothing_found", filtered=query.filtered))
        possible = possible_answers(papers, ranked)
        likelihood = self._judged(retrieved, ranked, possible)
        if side := together([each.ranked for each in sides]):
            every = [each for side in sides for each in side.ranked]
            possible, likelihood = [*possible, side], np.append(likelihood, self._judged(retrieved, every, [side]))
        best = best_of(possible, likelihood)
        sure = float(likelihood[best])
        chosen = completed(papers, query, ranked, possible[best])
        nearest = tuple(each.candidate for each in _best_of_each_passage(ranked)[:3])
        if refusal := _missing(library, query, possible[best], chosen):
            return Selection((), sure, nearest, refusal)
        enough = sure >= THRESHOLDS[self.answering]
        return Selection(chosen, sure, nearest, None if enough else _unlikely(query, ranked))

    def _side(self, retrieved: Retrieved, papers: PaperCache) -> Side:
        ranked = self._ranked(retrieved, papers)
        alone = [PossibleAnswer("single", (each.candidate,)) for each in ranked[:1]]
        return Side(retrieved, ranked, float(self._judged(retrieved, ranked, alone)[0]) if alone else 0.0)

    def _some_of(self, sides: Sequence[Side]) -> Selection | None:
        """An answer for the sides of a comparison that have one; None where none has."""
        given = [side for side in sides if side.likelihood >= THRESHOLDS[self.answering]]
        if not given:
            return None
        missing = tuple(side.name for side in sides if side not in given)
        sure = min(side.likelihood for side in given)
        return Selection(tuple(side.ranked[0].candidate for side in given), sure, coverage="partial", missing=missing)

    def _ranked(self, retrieved: Retrieved, papers: PaperCache) -> list[Ranked]:
        """The candidates, best first, without orders about what to say, such as 'Say that ...': they answer nothing.

        A row may have an order in one cell and the answer in another.
        """
        found = self.ranker.rank(retrieved, papers)
        return [each for each in found if each.features["is_row"] or not is_instruction(each.candidate.text)]

    def _judged(self, retrieved: Retrieved, ranked: Sequence[Ranked], possible: Sequence[PossibleAnswer]) -> np.ndarray:
        asked = query_terms(self.retriever.library, retrieved).asked
        likelihood = self.ranker.judge(answer_table(retrieved.query, asked, ranked, possible))
        return counting(retrieved.query, possible, likelihood)


def best_of(possible: Sequence[PossibleAnswer], likelihood: np.ndarray) -> int:
    """The answer that is worth most: likely to be right, and short."""
    return int(np.argmax([worth(each, p) for each, p in zip(possible, likelihood, strict=True)]))


def worth(answer: PossibleAnswer, likelihood: float) -> float:
    return likelihood - STATEMENT * (len(answer.parts) - 1) - WORD * answer.words


def together(sides: Sequence[Sequence[Ranked]]) -> PossibleAnswer | None:
    """The best candidate of each side of a comparison; None where a side has none."""
    if len(sides) < 2 or not all(sides):
        return None
    return PossibleAnswer("sides", tuple(dict.fromkeys(side[0].candidate for side in sides)))


def completed(
    papers: PaperCache, query: Query, ranked: Sequence[Ranked], answer: PossibleAnswer
) -> tuple[Candidate, ...]:
    """The parts to quote, with what they can't be read without, and what the same paper says against them."""
    parts = answer.parts
    if len(parts) == 1:
        if parts[0].text.endswith(":") and (items := list_from(papers, parts[0])):
            return items
        if against := _contradicting(query, parts[0], ranked):
            parts = (parts[0], against)
    if len(parts) == 2 and (joined := papers.joined(*parts)):
        return (joined,)
    return parts


def _missing(library: Library, query: Query, answer: PossibleAnswer, chosen: Sequence[Candidate]) -> Refusal | None:
    """Why what was chosen can't be the answer, however likely: it lacks a figure or appendix of the question.

    A list or a comparison may have the figure anywhere; else it must stand with the likeliest statement.
    """
    chosen = chosen if answer.is_list or len(query.figures) > 1 else chosen[:1]
    headings = " ".join(heading for candidate in chosen for heading in candidate.headings)
    outside = tuple(name for name in query.appendices if not re.search(rf"\b{name}\b", headings, re.IGNORECASE))
    if outside:
        return Refusal("appendix_missing", outside, query.filtered)
    figures = missing(query.figures, " ".join(f"{each.text} {each.context}" for each in chosen))
    nowhere = tuple(
        figure
        for figure in figures
        if not library.catalogue.holding([" ".join(words(form)) for form in (figure, *notations(figure))])
    )
    if nowhere:
        return Refusal("unknown_figure", nowhere, query.filtered)
    return Refusal("figure_missing", figures, query.filtered) if figures else None


def _unlikely(query: Query, ranked: Sequence[Ranked]) -> Refusal:
    """The refusal when nothing is likely enough: whether the subject was found without the type of thing asked for."""
    said = [each for each in ranked if not each.features["is_heading"]]
    best = max(said, key=lambda each: each.odds, default=ranked[0])
    held = best.features["overlap"] + best.features["context_overlap"]
    if best.features["lacks_type"] and held >= SUBJECT_THRESHOLD:
        return Refusal("type_missing", (query.type.kind,), query.filtered)
    return Refusal("low_confidence", filtered=query.filtered)


def _contradicting(query: Query, first: Candidate, ranked: Sequence[Ranked]) -> Candidate | None:
    """Another date for the same thing in the same paper, where a date is asked for."""
    if query.type.kind != "date":
        return None
    overlap = next((each.features["overlap"] for each in ranked if each.candidate == first), 0.0)
    for each in ranked[:NEXT]:
        if (
            each.candidate.paper == first.paper
            and each.features["overlap"] >= SAME_SUBJECT_RATIO * overlap > 0
            and _dates(each.candidate) - _dates(first)
            and _dates(first) - _dates(each.candidate)
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
