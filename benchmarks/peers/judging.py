"""Whether what an assistant showed is right: by the same figures as `policy eval`, from the text alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evals.datasets.gold import Evidence, Gold
from evals.metrics import correctness, has_fact, plain

RUN = 8  # words in a row that are enough to recognise evidence of which only a part is shown


@dataclass(frozen=True)
class Shown:
    """What somebody who asked would read, and whether it says that the papers do not answer."""

    text: str
    refused: bool


@dataclass(frozen=True)
class Judged:
    """None for what does not apply to a question.

    `right` as `correct` in `policy eval`: all facts in the first 150 words, and some of the evidence shown. `facts`:
    all of them anywhere in what is shown.
    """

    right: bool | None
    facts: bool | None
    evidence: bool | None
    refused: bool
    words: int


def judge(gold: Gold, shown: Shown) -> Judged:
    """A refusal shows nothing, whatever is listed below it."""
    text = "" if shown.refused else shown.text
    found = [item for item in gold.evidence if is_shown(item, text)]
    answer: dict[str, Any] = {
        "status": "not_found" if shown.refused else "answered",
        "answer": text,
        "citations": [{"document": item.doc, "start": item.start, "end": item.end} for item in found],
    }
    right = correctness(gold, answer)["correct"]
    return Judged(
        right=None if right is None else bool(right),
        facts=all(has_fact(fact, plain(text)) for fact in gold.facts) if gold.answerable else None,
        evidence=bool(found) if gold.answerable else None,
        refused=shown.refused,
        words=len(text.split()),
    )


def is_shown(evidence: Evidence, text: str) -> bool:
    """Whether a text has the words of the evidence, or a run of eight of them. Markdown and spacing don't count."""
    wanted, within = _words(evidence.quote), f" {' '.join(_words(text))} "
    runs = [wanted[n : n + RUN] for n in range(max(len(wanted) - RUN, 0) + 1)]
    return bool(wanted) and any(f" {' '.join(run)} " in within for run in runs)


def _words(text: str) -> list[str]:
    return [word for each in plain(text).split() if (word := each.strip("\"'“”.,;:!?()[]"))]


def share(values: Sequence[bool | None]) -> tuple[int, int]:
    """How many of those that apply are so, and how many apply."""
    known = [value for value in values if value is not None]
    return sum(known), len(known)
