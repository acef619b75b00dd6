"""How well a unit matches a question: figures that a regression and rules weigh to find the words that answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.query.entities import Name
from assistant.query.question_type import Asked
from assistant.ranking.candidates import Unit
from assistant.text.tokens import STOP, stem, stems, words

NUMERALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PAPER = {"paper", "papers", "report", "reports", "document", "documents"}  # said of a paper, not in it
FEATURES = (
    "own",  # share of the question's weight that the unit's words hold
    "above",  # share that only title, headings and lead-in hold
    "headed",  # how nearly the nearest heading, lead-in or first cell is what is asked (F1 of words)
    "named",  # how far the paper is about the bodies named
    "mentions",  # share of the names that the unit itself or its headings hold
    "kind",  # a date where a date is asked for, and the like
    "lacks",  # no such thing where one is asked for
    "length",
    "fragment",
    "heading",
    "found",  # from the rank of the passage
)


@dataclass(frozen=True)
class Terms:
    """A question taken apart: stems with their weights (names left out), names, and the kind of thing asked for."""

    weights: dict[str, float]
    names: tuple[Name, ...]
    asked: Asked
    standing: Mapping[str, float]


def features(terms: Terms, unit: Unit, is_heading: bool) -> list[float]:
    """The figures in the order of `FEATURES`."""
    own, above = stems(unit.text), stems(unit.context)
    total = sum(terms.weights.values()) or 1.0
    held = sum(weight for stem, weight in terms.weights.items() if stem in own)
    below = sum(weight for stem, weight in terms.weights.items() if stem in above and stem not in own)
    named = [name.stands_in(f"{unit.text} {unit.context}") for name in terms.names]
    typed = terms.asked.typed
    length = len(unit.text.split())
    return [
        held / total,
        below / total,
        headed(terms.weights, unit),
        terms.standing.get(unit.paper, 0.0),
        float(np.mean(named)) if named else 0.0,
        float(typed and terms.asked.holds(unit.text)),
        float(typed and not terms.asked.holds(unit.text)),
        float(np.log1p(length)),
        float(length < 6),
        float(is_heading),
        1 / (unit.rank + 2),
    ]


def headed(weights: Mapping[str, float], unit: Unit) -> float:
    """The best F1, by weight, of the question's words and the words of one thing that stands over the unit."""
    over = [
        unit.headings[-1] if unit.headings else "",
        unit.before,
        unit.text.split(":")[0] if ":" in unit.text else "",
    ]
    return max(_f1(weights, stems(text)) for text in over)


def _f1(weights: Mapping[str, float], over: frozenset[str]) -> float:
    if not over or not weights:
        return 0.0
    usual = sum(weights.values()) / len(weights)
    shared = sum(weight for stem, weight in weights.items() if stem in over)
    recall = shared / sum(weights.values())
    precision = shared / sum(weights.get(stem, usual) for stem in over)
    return 2 * recall * precision / (recall + precision) if shared else 0.0


def weigh(text: str, names: Sequence[Name]) -> list[str]:
    """The stems of a question that carry meaning and are no part of a name and no numeral."""
    in_names = {word for name in names for form in name.forms for word in form.split()}
    kept = [stem(word) for word in words(text) if word not in STOP | PAPER | in_names | set(NUMERALS)]
    return list(dict.fromkeys(kept))
