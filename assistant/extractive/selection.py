"""Decides what is quoted, of all that could be, and whether it is likely enough to be given. If not, it says why.

`ranking` computes the likelihoods; the thresholds are here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

import numpy as np

from assistant.answer import Coverage
from assistant.extractive.choice import Choice, Chooser, joined, to_show, with_named
from assistant.extractive.comparison import Compared, decompose
from assistant.extractive.completing import completed
from assistant.extractive.lookup import SURE, asked_beside_places, goes_on, looked_up
from assistant.extractive.premise import denying
from assistant.extractive.refusing import lacking, nowhere, silent, unlikely
from assistant.query.entities import unknown_names
from assistant.query.query import Query
from assistant.ranking.answers import PossibleAnswer, answer_table, as_told, possible_answers
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.ranker import Ranked, Ranker
from assistant.ranking.sides import together
from assistant.refusal import Refusal
from assistant.retrieval.hybrid import HybridRetriever
from assistant.retrieval.search import Retrieved
from assistant.settings import Answering

# An answer less likely to be right is not given; docs/answers.md has the trade-off.
THRESHOLDS: dict[Answering, float] = {"careful": 0.5, "keen": 0.2}
STATEMENT = 0.06  # how much likelier an answer must be for each statement more; of a list, only the first three count
LISTED = 2
WORD = 0.0005  # and for each word more
TRIED = 30  # answers of which the first is given that has the figures and appendices of the question
ELSEWHERE = ("thing_missing", "place_missing")  # refusals of what the papers have nothing on, and so nothing against
SIDE = 0.2  # a side less likely to be answered is missing


@dataclass(frozen=True)
class Selection:
    """The candidates to quote, in order, and how likely they are to be right; if refused, why.

    `nearest` has the best candidate of each of three passages, to show when there is no answer. `coverage` is how much
    of the question the candidates answer, and `missing` what they have nothing about. `choice` is what a language model
    chose, if one was asked.
    """

    candidates: tuple[Candidate, ...]
    confidence: float
    nearest: tuple[Candidate, ...] = ()
    refusal: Refusal | None = None
    coverage: Coverage = "complete"
    missing: tuple[str, ...] = ()
    choice: Choice | None = None


@dataclass(frozen=True)
class Side:
    """One side of a comparison: what was found for it, best first, and how likely the first answers it."""

    name: str
    papers: tuple[str, ...]
    ranked: Sequence[Ranked]
    likelihood: float


@dataclass(frozen=True)
class Selector:
    """Selects what to quote from the passages retrieved. A `chooser` is a language model that has a say in it."""

    retriever: HybridRetriever
    ranker: Ranker
    answering: Answering = "careful"
    chooser: Chooser | None = None

    def select(self, retrieved: Retrieved, papers: PaperCache) -> Selection:
        """What answers the query, or each side of a comparison; if only some sides are answered, those."""
        compared = decompose(self.retriever, retrieved)
        if turned_to := _turned_to(retrieved.query, compared):
            return self.select_without_sides(turned_to, papers)
        return self._of_sides(retrieved, papers, [self._side(each, papers) for each in compared])

    def select_without_sides(self, retrieved: Retrieved, papers: PaperCache) -> Selection:
        return self._of_sides(retrieved, papers, [])

    def _of_sides(self, retrieved: Retrieved, papers: PaperCache, sides: Sequence[Side]) -> Selection:
        """What answers the query or its sides; refused if it names what no paper has, which no model is asked about."""
        query = retrieved.query
        unknown = unknown_names(self.retriever.library.catalogue, query.names)
        asking = replace(self, chooser=None) if unknown else self
        selection = self._some_of(sides) or asking._likeliest(retrieved, papers, sides)
        return replace(selection, refusal=Refusal("unknown_name", unknown, query.filtered)) if unknown else selection

    def _likeliest(self, retrieved: Retrieved, papers: PaperCache, sides: Sequence[Side]) -> Selection:
        library, query = self.retriever.library, retrieved.query
        if found := looked_up(retrieved, papers):
            return Selection(found, SURE, coverage="partial" if goes_on(retrieved, papers, found) else "complete")
        ranked = self.ranker.rank(retrieved, papers)
        if not ranked:
            return Selection((), 0.0, refusal=Refusal("nothing_found", filtered=query.filtered))
        possible = possible_answers(query, papers, ranked)
        of_sides = [each.papers for each in sides]
        likelihood = self._judged(retrieved, ranked, possible, of_sides)
        if of_each := together([each.ranked for each in sides]):
            every = [each for side in sides for each in side.ranked]
            likelihood = np.append(likelihood, self._judged(retrieved, every, of_each, of_sides))
            possible = [*possible, *of_each]
        choice = self._choice(retrieved, papers, ranked, sides)
        if choice:
            named = with_named(possible, choice)[len(possible) :]
            likelihood = np.append(likelihood, self._judged(retrieved, ranked, named, of_sides) if named else [])
            possible = [*possible, *named]
            likelihood = joined(possible, likelihood, choice)
        order = by_worth(possible, likelihood)[:TRIED]
        made = ((n, completed(papers, query, ranked, possible[n])) for n in order)
        judged = (
            (n, chosen, lacking(library, query, possible[n], chosen) or silent(retrieved, chosen)) for n, chosen in made
        )
        first = next(judged)
        best, chosen, refusal = first if first[2] is None else next((each for each in judged if each[2] is None), first)
        sure = float(likelihood[best])
        nearest = tuple(each.candidate for each in _best_of_each_passage(ranked)[:3])
        not_there = None if retrieved.standing else nowhere(library, query)
        if refusal is None and (sure < THRESHOLDS[self.answering] or (not_there and not asked_beside_places(query))):
            refusal = first[2] or not_there or unlikely(query, ranked)
        taken_for_granted = refusal.reason not in ELSEWHERE if refusal else query.asks_why
        if taken_for_granted and (against := denying(query, ranked)):
            refusal = Refusal("premise", filtered=query.filtered)
            nearest = against, *(each for each in nearest if each != against)
        return Selection(() if refusal else chosen, sure, nearest, refusal, choice=choice)

    def _choice(
        self, retrieved: Retrieved, papers: PaperCache, ranked: Sequence[Ranked], sides: Sequence[Side]
    ) -> Choice | None:
        """What the language model chooses, if there is one."""
        if self.chooser is None:
            return None
        firsts = [each for side in sides for each in side.ranked[:1]]
        return self.chooser.choose(retrieved.query, to_show([*firsts, *ranked], papers), papers)

    def _side(self, compared: Compared, papers: PaperCache) -> Side:
        ranked = without_headings(self.ranker.rank(compared.retrieved, papers))
        alone = [PossibleAnswer("single", (each.candidate,)) for each in ranked[:1]]
        likelihood = float(self._judged(compared.retrieved, ranked, alone, ())[0]) if alone else 0.0
        return Side(compared.name, compared.papers, ranked, likelihood)

    def _some_of(self, sides: Sequence[Side]) -> Selection | None:
        """An answer for the sides of a comparison that have one; None where all have one, or none has."""
        given = [side for side in sides if side.likelihood >= THRESHOLDS[self.answering]]
        if not given or all(side.likelihood >= SIDE for side in sides):
            return None
        missing = tuple(side.name for side in sides if side not in given)
        sure = min(side.likelihood for side in given)
        return Selection(tuple(side.ranked[0].candidate for side in given), sure, coverage="partial", missing=missing)

    def _judged(
        self,
        retrieved: Retrieved,
        ranked: Sequence[Ranked],
        possible: Sequence[PossibleAnswer],
        sides: Sequence[Collection[str]],
    ) -> np.ndarray:
        likelihood = self.ranker.judge(answer_table(retrieved, ranked, possible, sides))
        return as_told(retrieved, possible, likelihood)


def _turned_to(query: Query, compared: Sequence[Compared]) -> Retrieved | None:
    """The search of the one side that a follow-up asks about: 'What about Wirral?' wants nothing of the other again."""
    other = query.turned_to
    named = [
        each.retrieved for each in compared if other and any(e.is_in(other.words) for e in each.retrieved.entities)
    ]
    return named[0] if len(named) == 1 else None


def by_worth(possible: Sequence[PossibleAnswer], likelihood: np.ndarray) -> list[int]:
    """The numbers of the answers, those first that are worth most: likely to be right, and short."""
    worths = [-worth(each, p) for each, p in zip(possible, likelihood, strict=True)]
    return [int(n) for n in np.argsort(worths, kind="stable")]


def worth(answer: PossibleAnswer, likelihood: float) -> float:
    more = min(len(answer.parts) - 1, LISTED) if answer.is_list else len(answer.parts) - 1
    return likelihood - STATEMENT * more - WORD * answer.words


def without_headings(ranked: Sequence[Ranked]) -> list[Ranked]:
    """The candidates of a side that may be its answer: a heading often does no more than name the side."""
    return [each for each in ranked if not each.features["is_heading"]]


def _best_of_each_passage(ranked: Sequence[Ranked]) -> list[Ranked]:
    best: dict[int, Ranked] = {}
    for each in ranked:
        best.setdefault(each.candidate.rank, each)
    return list(best.values())
