"""The policy questions: what each asks, and which words of its paper answer it or only seem to.

Their families are divided once: readers and the encoder learn from three quarters, and the rest is left out of them, so
that the ranker can be fitted and everything be judged on what no model has seen.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.datasets.gold import Evidence, Gold

LEFT_OUT = 4  # one family in this many
PLACES = ("evidence", "near", "neutral")


@dataclass(frozen=True)
class PolicyQuestion:
    """`gold` has the evidence; `near` are words that seem to answer and don't, `neutral` those left unlabelled.

    `wording` is 'near' where it uses the paper's own terms, 'far' where it does not.
    """

    gold: Gold
    family: str
    wording: str
    near: tuple[Evidence, ...]
    neutral: tuple[Evidence, ...]

    @property
    def left_out(self) -> bool:
        """Whether no model learns from its family."""
        return int(hashlib.sha256(self.family.encode()).hexdigest(), 16) % LEFT_OUT == 0


def load_policy_set(folder: Path, texts: Mapping[str, str]) -> list[PolicyQuestion]:
    """The questions in `questions.jsonl`, each about its own paper; `texts` are the papers' words by file name."""
    found = []
    for row in read_rows(folder / "questions.jsonl"):
        places = {key: [(row["paper"], quote) for quote in row[key]] for key in PLACES}
        found.append(_question(row, row["family"], places, (row["paper"],), texts))
    return found


def load_shelves(folder: Path, texts: Mapping[str, str]) -> dict[str, list[PolicyQuestion]]:
    """The questions on each shelf of papers by different bodies; a shelf is a family."""
    shelves: dict[str, list[PolicyQuestion]] = {}
    for path in sorted((folder / "shelves").glob("*.jsonl")):
        for row in read_rows(path):
            places = {key: [(each["doc"], each["quote"]) for each in row.get(key, ())] for key in PLACES}
            shelves.setdefault(row["shelf"], []).append(_question(row, row["shelf"], places, (), texts))
    return shelves


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a file that has one on each line."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def _question(
    row: Mapping[str, Any],
    family: str,
    quotes: Mapping[str, Iterable[tuple[str, str]]],
    papers: tuple[str, ...],
    texts: Mapping[str, str],
) -> PolicyQuestion:
    places = {key: places_of(each, texts) for key, each in quotes.items()}
    gold = Gold(
        id=row["id"],
        kind=row["kind"],
        question=row["question"],
        history=tuple(map(tuple, row["history"])),
        answer=row["answer"],
        facts=tuple(row["facts"]),
        evidence=places["evidence"],
        answerable=row["kind"] not in ("unanswerable", "premise"),
        papers=papers,
    )
    return PolicyQuestion(gold, family, row["wording"], places["near"], places["neutral"])


def places_of(quotes: Iterable[tuple[str, str]], texts: Mapping[str, str]) -> tuple[Evidence, ...]:
    """Where each quote stands in the paper of that name; one that doesn't is left out."""
    found = []
    for doc, quote in quotes:
        pattern = r"\s+".join(map(re.escape, quote.split()))
        if pattern and (match := re.search(pattern, texts.get(doc, ""))):
            found.append(Evidence(doc=doc, start=match.start(), end=match.end(), quote=quote))
    return tuple(found)
