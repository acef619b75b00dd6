"""Compares two runs of a suite question by question: what was won and lost, and whether it is more than chance."""

from collections.abc import Sequence
from dataclasses import dataclass

from evals.aggregate import column
from evals.results import Interval, Outcome, Run
from evals.significance import difference, mcnemar

COMPARED = (
    "recall@1",
    "recall@5",
    "recall@10",
    "nDCG@10",
    "MRR",
    "correct",
    "facts",
    "span F1",
    "span EM",
    "citation precision",
    "citation recall",
    "verbatim",
    "figure support",
    "refusal recall",
    "kept",
    "words",
    "seconds",
)


@dataclass(frozen=True)
class Change:
    """The mean `change` of a figure over the questions both runs have it for, with its two-sided p value."""

    name: str
    before: float
    after: float
    change: Interval
    p: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval excludes zero."""
        return not self.change.low <= 0 <= self.change.high


@dataclass(frozen=True)
class Comparison:
    """`won` and `lost` are the ids of questions that only the later, or only the earlier, run got right.

    `p` is McNemar's; `alone` are the questions that only one run has.
    """

    suite: str
    before: str
    after: str
    changes: tuple[Change, ...]
    won: tuple[str, ...]
    lost: tuple[str, ...]
    p: float
    alone: tuple[str, ...] = ()


def compare(before: Run, after: Run) -> Comparison:
    """The changes between two runs of the same suite."""
    earlier = {outcome.gold.id: outcome for outcome in before.outcomes}
    later = {outcome.gold.id: outcome for outcome in after.outcomes}
    pairs = [(outcome, later[id]) for id, outcome in earlier.items() if id in later]
    won = tuple(b.gold.id for a, b in pairs if is_right(b) and not is_right(a))
    lost = tuple(b.gold.id for a, b in pairs if is_right(a) and not is_right(b))
    return Comparison(
        after.suite,
        before.model,
        after.model,
        tuple(change for name in COMPARED if (change := change_of(name, pairs))),
        won,
        lost,
        mcnemar(len(won), len(lost)),
        tuple(sorted(set(earlier) ^ set(later))),
    )


def compare_all(before: Sequence[Run], after: Sequence[Run]) -> list[Comparison]:
    """Compares each later run with the earlier one of the same suite and answerer."""
    earlier = {(run.suite, run.model): run for run in before}
    return [compare(earlier[run.suite, run.model], run) for run in after if (run.suite, run.model) in earlier]


def is_right(outcome: Outcome) -> bool:
    """Whether a question was answered correctly, or refused if the papers don't answer it."""
    figures = outcome.figures
    return bool(figures.get("correct") if outcome.gold.answerable else figures.get("refusal recall"))


def change_of(name: str, pairs: Sequence[tuple[Outcome, Outcome]]) -> Change | None:
    """The change in one figure; None if no question has it in both runs."""
    both = [pair for pair in pairs if all(outcome.figures.get(name) is not None for outcome in pair)]
    if not both:
        return None
    earlier, later = (column([pair[n] for pair in both], name) for n in (0, 1))
    change, p = difference(earlier, later)
    return Change(name, sum(earlier) / len(both), sum(later) / len(both), change, p)
