"""Which words answer a question: logistic regressions over plain figures, each on fewer units and with dearer figures.

The weights are fitted by `evals.training.fit_ranker` on sets of questions with gold answers.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from assistant.query.question_type import asked
from assistant.ranking.candidates import Shelf, Unit
from assistant.ranking.cross_encoder import Reader, shown
from assistant.ranking.features import FEATURES, Terms, features, weigh
from assistant.retrieval.search import Searched
from ingest.library import Library

FITTED = Path(__file__).parent / "weights" / "ranker.json"
GLANCED = 32  # units whose sentences are encoded; chosen by the figures that need no encoding
READ = 16  # units that are read; chosen by those and the similarity of the sentence
CARRIED = 0.4  # what a word counts that comes from the conversation or is said beside the question


@dataclass(frozen=True)
class Judged:
    """A unit with its figures (`FEATURES`, the similarity of its sentence, the reader's log odds) and how likely it
    answers, 0 to 1. One that was glanced at and not read has no log odds of the reader."""

    unit: Unit
    figures: tuple[float, ...]
    likely: float

    def figure(self, name: str) -> float:
        return dict(zip((*FEATURES, "near", "read"), self.figures, strict=False)).get(name, 0.0)


@dataclass(frozen=True)
class Weights:
    """A logistic regression: probability = 1 / (1 + exp(-(bias + weights · figures)))."""

    weights: tuple[float, ...]
    bias: float

    def probability(self, figures: Sequence[Sequence[float]] | np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(self.bias + np.asarray(figures) @ np.array(self.weights))))


@cache
def fitted(name: str) -> Weights:
    """'glance' judges a unit by its words, 'near' also by the similarity of its sentence, 'which' also by the reader.

    'list' judges a list (`lists.FIGURES`), 'right' a whole answer (`confidence.FIGURES`).
    """
    held = json.loads(FITTED.read_text("utf-8"))[name]
    return Weights(tuple(held["weights"]), held["bias"])


def terms(library: Library, searched: Searched) -> Terms:
    """The question taken apart; what the conversation adds, or is said beside it, counts less."""
    rarity = library.catalogue.rarity
    carried = {s: CARRIED * rarity(s) for s in weigh(f"{searched.carried} {searched.aside}", searched.names)}
    return Terms(
        carried | asked_weights(library, searched), searched.names, asked(searched.question.text), searched.standing
    )


def asked_weights(library: Library, searched: Searched) -> dict[str, float]:
    """The weight of each stem that the question itself asks with: its rarity in the papers."""
    return {stem: library.catalogue.rarity(stem) for stem in weigh(searched.question.text, searched.names)}


def judge(library: Library, reader: Reader, shelf: Shelf, searched: Searched) -> list[Judged]:
    """The likeliest units of the passages, best first."""
    taken = terms(library, searched)
    units = shelf.units(searched.found)
    if not units:
        return []
    figures = np.array([features(taken, unit, shelf.is_heading(unit)) for unit in units])
    glanced = np.argsort(-fitted("glance").probability(figures), kind="stable")[:GLANCED]
    vectors = library.encoder.encode([searched.text, *(units[n].text for n in glanced)])
    seen = np.column_stack([figures[glanced], vectors[1:] @ vectors[0]])
    near = fitted("near").probability(seen)
    order = np.argsort(-near, kind="stable")
    read, rest = order[:READ], order[READ:]
    odds = reader.read(searched.text, [shown(units[glanced[n]]) for n in read])
    known = np.column_stack([seen[read], odds])
    likely = fitted("which").probability(known)
    judged = [
        Judged(units[glanced[n]], tuple(known[i]), float(likely[i]))
        for i, n in sorted(enumerate(read), key=lambda pair: -likely[pair[0]])
    ]
    return judged + [Judged(units[glanced[n]], tuple(seen[n]), float(near[n])) for n in rest]
