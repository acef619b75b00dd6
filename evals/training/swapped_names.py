"""Passages that mislead by their names alone: the words that answer, said of another body, place, month or year.

A reader that has only seen passages on other subjects learns from the subject, and takes what holds of one body for
what holds of another. As in counterfactually augmented data (Kaushik et al., ICLR 2020) a pair of passages differs in
nothing but what decides.

    python -m evals.training.swapped_names --groups MISLEADING.jsonl --out SWAPPED.jsonl

SWAPPED.jsonl has the groups in which a name decides, each with such a pair, as many of the others, and those left out
as they were.
"""

import argparse
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.query.entities import CAPITAL, named_in
from evals.training.reading_groups import (
    ANSWERS,
    DOES_NOT,
    SEED,
    UNKNOWN,
    Group,
    LabelledPassage,
    read_groups,
    write_groups,
)

YEAR = re.compile(r"\b(?:19|20)\d\d\b")
NEARBY = 6  # years
SAYS_I = re.compile(r"I\b")
BOTH = 0.5  # share of the pairs in which the question names the other


@dataclass(frozen=True)
class Swap:
    """One name for another, wherever it stands as a whole word."""

    name: str
    other: str

    def within(self, text: str) -> str:
        return re.sub(rf"\b{re.escape(self.name)}\b", lambda _: self.other, text)

    def passage(self, given: LabelledPassage) -> LabelledPassage:
        units = tuple(map(self.within, given.units))
        return replace(given, context=self.within(given.context), units=units, text=self.within(given.text))


def names_in(question: str) -> list[str]:
    """Names with capitals, the longest first, then single words that are no part of these, then years."""
    joined = sorted(map(_without_s, named_in(question)), key=len, reverse=True)
    parts = {word for name in joined for word in name.split()}
    single = [word for word in map(_without_s, CAPITAL.findall(question)) if not SAYS_I.match(word)]
    return list(dict.fromkeys([*joined, *(word for word in single if word not in parts), *YEAR.findall(question)]))


def _without_s(name: str) -> str:
    return name.removesuffix("’s").removesuffix("'s")


class SwappedNames:
    def __init__(self, questions: Iterable[str], rng: random.Random):
        """The names to swap with are those of all `questions`."""
        self._names = list(dict.fromkeys(name for question in questions for name in names_in(question)))
        self._rng = rng

    def group(self, group: Group) -> Group | None:
        """The group with the passage that answers and its double; None where no name decides.

        In some the double answers, as the question names the other.
        """
        holding = next((p for p in group.passages if ANSWERS in p.labels), None)
        if holding is None:
            return None
        for name in names_in(group.question):
            swap = self._swap(name, group.question)
            if swap is None or not decides(swap.name, holding):
                continue
            double = swap.passage(holding)
            misled = [p for p in group.passages if ANSWERS not in p.labels][:1]
            if self._rng.random() < BOTH:
                asked = swap.within(group.question)
                return replace(group, question=asked, passages=(double, without_answers(holding), *misled))
            return replace(group, passages=(holding, without_answers(double), *misled))
        return None

    def _swap(self, name: str, question: str) -> Swap | None:
        if YEAR.fullmatch(name):
            years = [y for y in range(int(name) - NEARBY, int(name) + NEARBY + 1) if str(y) not in question]
            return Swap(name, str(self._rng.choice(years)))
        *first, last = name.split()
        others = [o for o in self._names if not YEAR.fullmatch(o) and o not in question and name not in o]
        if first:
            kin = [o.rsplit(maxsplit=1)[0] for o in others if " " in o and o.split()[-1] == last]
            kin = [o for o in kin if o != " ".join(first)]
            if kin:
                return Swap(" ".join(first), self._rng.choice(kin))
        like = [o for o in others if (len(o.split()), o.isupper()) == (1 + len(first), name.isupper())]
        return Swap(name, self._rng.choice(like)) if like else None


def decides(name: str, passage: LabelledPassage) -> bool:
    """Whether the name stands over the passage or in each of the words that answer."""
    pattern = re.compile(rf"\b{re.escape(name)}\b")
    answering = [unit for unit, label in zip(passage.units, passage.labels, strict=True) if label == ANSWERS]
    return bool(pattern.search(passage.context)) or all(map(pattern.search, answering))


def without_answers(passage: LabelledPassage) -> LabelledPassage:
    labels = tuple(UNKNOWN if label == UNKNOWN else DOES_NOT for label in passage.labels)
    return replace(passage, labels=labels)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--groups", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    chosen = options.parse_args()
    groups, rng = read_groups(chosen.groups), random.Random(SEED)
    names = SwappedNames((group.question for group in groups), rng)
    learnt = [(group, names.group(group)) for group in groups if not group.left_out]
    pairs = [pair for _, pair in learnt if pair]
    others = [group for group, pair in learnt if not pair]
    others = rng.sample(others, min(len(pairs), len(others)))
    write_groups(chosen.out, [*pairs, *others, *(group for group in groups if group.left_out)])


if __name__ == "__main__":
    main()
