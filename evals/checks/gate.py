"""Checks that answers have not got worse, by comparing each question about the digests with a saved baseline.

python -m evals.checks.gate    writes a new baseline; commit it with the change it comes from
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from evals.results import Outcome, Run
from evals.significance import difference

BASELINE = Path(__file__).with_name("baseline.json")
FIGURES = ("correct", "refusal recall", "citation precision", "citation recall", "recall@10", "verbatim")


class Baseline(BaseModel):
    """The saved figures of each question, by id; None for any that does not apply."""

    model_config = ConfigDict(frozen=True)

    suite: str
    model: str
    version: str
    questions: dict[str, dict[str, float | None]]


@dataclass(frozen=True)
class Drop:
    """A figure that fell by more than chance: the whole 95% interval of its mean change is below zero."""

    name: str
    before: float
    after: float
    lost: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.name} fell from {self.before:.3f} to {self.after:.3f}: {', '.join(self.lost)}"


def drops(baseline: Baseline, outcomes: Sequence[Outcome]) -> list[Drop]:
    """The figures that fell, over the questions asked. Raises KeyError for a question not in the baseline."""
    return [drop for name in FIGURES if (drop := _drop(name, baseline.questions, outcomes))]


def _drop(name: str, before: Mapping[str, Mapping[str, float | None]], outcomes: Sequence[Outcome]) -> Drop | None:
    earlier, now, lost = [], [], []
    for outcome in outcomes:
        then, value = before[outcome.gold.id].get(name), outcome.figures.get(name)
        if then is None or value is None:  # without an answer there is no precision; `correct` covers that
            continue
        earlier.append(then)
        now.append(value)
        if value < then:
            lost.append(outcome.gold.id)
    if not lost or difference(earlier, now)[0].high >= 0:
        return None
    return Drop(name, sum(earlier) / len(earlier), sum(now) / len(now), tuple(lost))


def load_baseline() -> Baseline:
    return Baseline.model_validate_json(BASELINE.read_text("utf-8"))


def baseline_of(run: Run) -> Baseline:
    """The baseline from a run."""
    return Baseline(
        suite=run.suite,
        model=run.model,
        version=run.version,
        questions={o.gold.id: {name: o.figures[name] for name in FIGURES} for o in run.outcomes},
    )


def written(baseline: Baseline) -> str:
    """The baseline as JSON with a line for each question, so that a diff shows which changed."""
    facts = baseline.model_dump()
    questions = ",\n".join(f"  {json.dumps(id)}: {json.dumps(row)}" for id, row in facts.pop("questions").items())
    return f'{json.dumps(facts)[:-1]}, "questions": {{\n{questions}\n}}}}\n'


def main() -> None:
    from assistant.settings import load_settings
    from evals.cli import work_folder
    from evals.libraries import library_of
    from evals.runner import run
    from evals.suites import find

    (suite,), _ = find(["digests"], Path(), work_folder(None))
    settings = load_settings(reader="quick")  # as in the tests, where it takes half the time
    with library_of(suite.papers, settings, work_folder(None)) as library:
        made = run(suite, "quotes", library, settings)
    BASELINE.write_text(written(baseline_of(made)), "utf-8")
    held = ", ".join(f"{name} {made.figures['all'][name].mean:.3f}" for name in FIGURES)
    print(f"{BASELINE.name}: {len(made.outcomes)} questions; {held}", file=sys.stderr)


if __name__ == "__main__":
    main()
