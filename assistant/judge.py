"""Which words answer a question, by a logistic regression over plain figures, and whether any do, by rules.

The weights are fitted by `evals/fit_judge.py` on sets of questions with gold answers, and stand in judge.json.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from assistant.asked import asked
from assistant.match import FEATURES, Terms, features, weigh
from assistant.names import QUARTERS, Name
from assistant.search import Searched
from assistant.units import Shelf, Unit
from assistant.words import STOP, words
from ingest.dates import MONTH
from ingest.library import Library

FITTED = Path(__file__).with_name("judge.json")
GLANCED = 32  # units whose sentences are encoded; chosen by the figures that need no encoding
CARRIED = 0.4  # what a word counts that comes from the conversation
HELD = 0.2  # the share of the question's weight that unit and headings must hold
CAPITALS = re.compile(r"\b[A-Z][\w’'-]*(?:\s+(?:(?:and|of|&)\s+)?[A-Z][\w’'-]*)+")


@dataclass(frozen=True)
class Judged:
    """A unit with its figures (`FEATURES`, then the similarity of its sentence) and how likely it answers, 0 to 1."""

    unit: Unit
    figures: tuple[float, ...]
    likely: float


@dataclass(frozen=True)
class Weights:
    """A logistic regression: probability = 1 / (1 + exp(-(bias + weights · figures)))."""

    weights: tuple[float, ...]
    bias: float

    def probability(self, figures: Sequence[float] | np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(self.bias + np.asarray(figures) @ np.array(self.weights))))


@cache
def fitted(name: str) -> Weights:
    """'glance' judges a unit by its words, 'which' also by the similarity of its sentence."""
    held = json.loads(FITTED.read_text("utf-8"))[name]
    return Weights(tuple(held["weights"]), held["bias"])


def terms(library: Library, searched: Searched) -> Terms:
    """The question taken apart; what the conversation adds counts less."""
    rarity = library.catalogue.rarity
    carried = {s: CARRIED * rarity(s) for s in weigh(searched.carried, searched.names)}
    own = {s: rarity(s) for s in weigh(searched.question.text, searched.names)}
    return Terms(carried | own, searched.names, asked(searched.question.text), searched.standing)


def judge(library: Library, shelf: Shelf, searched: Searched) -> list[Judged]:
    """The likeliest units of the passages, best first."""
    taken = terms(library, searched)
    units = shelf.units(searched.found)
    if not units:
        return []
    figures = np.array([features(taken, unit, shelf.is_heading(unit)) for unit in units])
    glanced = np.argsort(-fitted("glance").probability(figures), kind="stable")[:GLANCED]
    vectors = library.encoder.encode([searched.text, *(units[n].text for n in glanced)])
    near = vectors[1:] @ vectors[0]
    seen = np.column_stack([figures[glanced], near])
    likely = fitted("which").probability(seen)
    order = np.argsort(-likely, kind="stable")
    return [Judged(units[glanced[n]], tuple(seen[n]), float(likely[n])) for n in order]


def answers(library: Library, searched: Searched, judged: Sequence[Judged]) -> bool:
    """Whether the likeliest unit answers at all: it must hold enough of what is asked, and nothing may be missing.

    Rules and no weights: fitted ones learned from near misses that shared words speak against an answer.
    """
    if not judged:
        return False
    figures = dict(zip(FEATURES, judged[0].figures, strict=False))
    text = searched.question.text
    return (
        figures["own"] + figures["above"] >= HELD
        and not figures["lacks"]
        and not _figures_missing(text, judged[0].unit)
        and not _names_unknown(library, text)
    )


def _names_unknown(library: Library, text: str) -> bool:
    """Whether the question names a body or person in two words or more with capitals that no passage has together.

    Acronyms are left out: papers and people join them to names as they like.
    """
    for match in CAPITALS.finditer(text):
        tokens = match[0].split()[match.start() == 0 :]
        said = [part for token in tokens if not token.isupper() for part in words(token) if part not in STOP]
        name = Name((" ".join(QUARTERS.get(word, word) for word in said if not re.fullmatch(MONTH, word)),))
        if len(name.forms[0].split()) > 1 and not library.catalogue.holding(name.match):
            return True
    return False


def _figures_missing(text: str, unit: Unit) -> bool:
    """Whether a year or figure in the question stands neither in the unit nor over it."""
    over = f"{unit.text} {unit.context}"
    return any(figure not in over for figure in re.findall(r"\d[\d,./]*\d|\d", text))
