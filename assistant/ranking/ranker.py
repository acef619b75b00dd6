"""Which candidates answer a query, best first.

Ours is a cascade of logistic regressions, each over fewer candidates with more expensive features. Their weights are
fitted by `evals.training.fit_ranker` on sets of questions with gold answers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, Protocol

import numpy as np

from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.cross_encoder import CrossEncoder
from assistant.ranking.feature_table import LogisticRegression, load_weights
from assistant.ranking.features import (
    ALL,
    BI_ENCODER,
    CROSS_ENCODER,
    LEXICAL,
    SIMILARITY,
    TYPE,
    CandidateFeatures,
    Features,
)
from assistant.retrieval.search import Retrieved
from ingest.library import Library

FILE = "ranker.json"
ENCODED = 32  # candidates whose sentences are encoded; chosen by the features that need no encoding
READ = 16  # candidates that the cross-encoder reads; chosen by those and the similarity of the sentence


@dataclass(frozen=True)
class Ranked:
    """A candidate with its features and how likely it answers, 0 to 1.

    `untyped` is its log odds without the features of the type asked for; None if the cross-encoder has not read it.
    """

    candidate: Candidate
    features: Mapping[str, float]
    likelihood: float
    untyped: float | None = None


class Ranker(Protocol):
    def rank(self, retrieved: Retrieved, papers: PaperCache) -> list[Ranked]:
        """The likeliest candidates of the passages, best first; none where there are no passages."""


class Stages(NamedTuple):
    """The regressions of the cascade, in order."""

    lexical: LogisticRegression
    bi_encoder: LogisticRegression
    cross_encoder: LogisticRegression


def fitted_stages() -> Stages:
    load = partial(load_weights, FILE)
    return Stages(load("lexical", LEXICAL), load("bi_encoder", BI_ENCODER), load("cross_encoder", ALL))


@dataclass(frozen=True)
class CascadeRanker:
    library: Library
    cross_encoder: CrossEncoder

    def rank(self, retrieved: Retrieved, papers: PaperCache) -> list[Ranked]:
        return cascade(CandidateFeatures(self.library, self.cross_encoder, papers, retrieved), fitted_stages())


def cascade(features: Features, stages: Stages) -> list[Ranked]:
    """The candidates that the last stages saw, best first; those that the cross-encoder read come before the others."""
    candidates = features.candidates
    if not candidates:
        return []
    kept = _best_first(stages.lexical.probabilities(features.lexical))[:ENCODED]
    table = features.lexical.take(kept).with_column(SIMILARITY, features.similarity(kept))
    likelihood = stages.bi_encoder.probabilities(table)
    order = _best_first(likelihood)
    read, unread = order[:READ], order[READ:]
    full = table.take(read).with_column(CROSS_ENCODER, features.cross_encoder(kept[read]))
    answers, untyped = stages.cross_encoder.probabilities(full), stages.cross_encoder.log_odds(full, without=TYPE)
    best = [
        Ranked(candidates[kept[read[i]]], full.row(i), float(answers[i]), float(untyped[i]))
        for i in _best_first(answers)
    ]
    return best + [Ranked(candidates[kept[n]], table.row(n), float(likelihood[n])) for n in unread]


def _best_first(likelihood: np.ndarray) -> np.ndarray:
    return np.argsort(-likelihood, kind="stable")
