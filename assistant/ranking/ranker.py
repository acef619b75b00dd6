"""Which candidates answer a query, best first.

Two readers judge every candidate in its passage: a quick one all passages, a careful one the best of them. Boosted
trees weigh what they say together with everything else that is known of a candidate; they are fitted by
`evals.training.fit_ranker` on questions that neither reader learned from.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.ranking.boosted_trees import load_trees
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.feature_table import FeatureTable
from assistant.ranking.features import CAREFUL, QUICK, lexical_table, reading_table
from assistant.ranking.reader import Reader
from assistant.ranking.reading import windows
from assistant.retrieval.search import Retrieved
from assistant.settings import ReaderName
from assistant.timings import timed

READ_AGAIN = 6  # windows that the careful reader reads
FUSION = 3  # of two ranks of so few windows
CANDIDATES, ANSWERS = "candidates", "answers"  # what the trees judge


@dataclass(frozen=True)
class Ranked:
    """A candidate with its features and how likely it answers, 0 to 1."""

    candidate: Candidate
    features: Mapping[str, float]
    likelihood: float

    @property
    def odds(self) -> float:
        """What the most careful reader that read it gave."""
        careful = self.features.get("careful_odds", np.nan)
        return self.features["quick_odds"] if np.isnan(careful) else careful


class Ranker(Protocol):
    def rank(self, retrieved: Retrieved, papers: PaperCache) -> list[Ranked]:
        """The likeliest candidates of the passages, best first; none where there are no passages."""

    def judge(self, answers: FeatureTable) -> np.ndarray:
        """How likely each possible answer (see `ranking.answers`) is right: shape [answers], 0 to 1."""


@dataclass(frozen=True)
class ReadingRanker:
    """`careful` may be None: then the quick reader alone decides."""

    quick: Reader
    careful: Reader | None = None

    def rank(self, retrieved: Retrieved, papers: PaperCache) -> list[Ranked]:
        candidates, table = self.table(retrieved, papers)
        if not candidates:
            return []
        return ranked(candidates, table, load_trees(trees_of(CANDIDATES, self.name), table.names).probabilities(table))

    def judge(self, answers: FeatureTable) -> np.ndarray:
        return load_trees(trees_of(ANSWERS, self.name), answers.names).probabilities(answers)

    @property
    def name(self) -> ReaderName:
        return "careful" if self.careful else "quick"

    def table(self, retrieved: Retrieved, papers: PaperCache) -> tuple[list[Candidate], FeatureTable]:
        """The candidates and their features: the columns READ_QUICKLY, or with a careful reader READ_CAREFULLY."""
        read = windows(papers, retrieved.passages)
        candidates = [candidate for window in read for candidate in window.candidates]
        with timed("compare words"):
            table = lexical_table(retrieved, papers, candidates)
        question = retrieved.query.in_context
        with timed("read"):
            odds = self.quick.odds(question, read)
        table = table.beside(reading_table(QUICK, odds))
        if self.careful is None:
            return candidates, table
        best = to_read_again(odds)
        with timed("read again"):
            again = dict(zip(best, self.careful.odds(question, [read[n] for n in best]), strict=True))
        unread = [again.get(n, np.full(len(window.candidates), np.nan)) for n, window in enumerate(read)]
        return candidates, table.beside(reading_table(CAREFUL, unread))


def to_read_again(odds: Sequence[np.ndarray]) -> list[int]:
    """The windows to read again, by reciprocal rank in the search, whose order they have, and of their best odds."""
    by_odds = sorted(range(len(odds)), key=lambda n: -odds[n].max(initial=-np.inf))
    fused = {n: 1 / (FUSION + n) + 1 / (FUSION + rank) for rank, n in enumerate(by_odds)}
    return sorted(fused, key=lambda n: -fused[n])[:READ_AGAIN]


def trees_of(what: str, reader: ReaderName) -> str:
    """The file of the trees that were fitted on what this reader says."""
    return f"{what}-{reader}.json"


def ranked(candidates: Sequence[Candidate], table: FeatureTable, likelihood: np.ndarray) -> list[Ranked]:
    """The candidates with the rows of the table, best first."""
    order = np.argsort(-likelihood, kind="stable")
    return [Ranked(candidates[n], table.row(n), float(likelihood[n])) for n in order]
