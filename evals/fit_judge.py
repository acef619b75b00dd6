"""Fits the weights of `assistant.judge` on sets of questions with gold answers, and writes assistant/judge.json.

    python -m evals.fit_judge LIBRARY=QUESTIONS[,QUESTIONS...] ...

Each LIBRARY is a folder that holds the papers of the QUESTIONS (JSON lines: question, history, answerable, evidence).
Prints how well each is told apart on questions that were left out (five folds), then fits on all.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.chain import retriever
from assistant.judge import Weights, terms
from assistant.match import FEATURES, features
from assistant.question import Question
from assistant.search import Searched, search
from assistant.settings import load_settings
from assistant.units import Shelf
from ingest.library import Library

FOLDS = 5
TARGET = Path(__file__).parents[1] / "assistant" / "judge.json"


@dataclass
class Case:
    """A question with the figures of all units that were found, and which of them hold evidence."""

    gold: dict
    library: Library
    searched: Searched
    units: list
    figures: np.ndarray
    holds: np.ndarray


def main(arguments: list[str]) -> None:
    cases = [case for argument in arguments for case in collect(*argument.split("=", 1))]
    which = [fit_which(cases, fold) for fold in range(FOLDS)]
    report(cases, which)
    held = {
        "glance": rounded(as_weights(fit_which(cases, None, without_last=True))),
        "which": rounded(as_weights(fit_which(cases, None))),
    }
    TARGET.write_text(json.dumps(held, indent=1) + "\n", "utf-8")
    print(dict(zip([*FEATURES, "near"], np.round(held["which"]["weights"], 2), strict=True)))


def collect(folder: str, questions: str) -> list[Case]:
    settings = load_settings(library=folder)
    library = Library(settings.library, settings.encoder, settings.models)
    shelf, find = Shelf(library), retriever(library, settings)
    ids = {paper.document: paper.id for paper in library.catalogue.papers()}
    cases = []
    for path in questions.split(","):
        for line in Path(path).read_text("utf-8").splitlines():
            gold = json.loads(line)
            history = tuple((str(q), str(a)) for q, a in gold.get("history") or ())
            searched = search(find, Question(gold["question"], history))
            units, taken = shelf.units(searched.found), terms(library, searched)
            plain = np.array([features(taken, unit, shelf.is_heading(unit)) for unit in units])
            vectors = library.encoder.encode([searched.text, *(unit.text for unit in units)])
            spans = [(ids[e["doc"]], e["start"], e["end"]) for e in gold["evidence"]]
            holds = np.array([any(u.paper == p and u.start < e and s < u.end for p, s, e in spans) for u in units])
            figures = np.column_stack([plain, vectors[1:] @ vectors[0]])
            cases.append(Case(gold, library, searched, units, figures, holds))
    return cases


def fit_which(cases: list[Case], leave_out: int | None, without_last: bool = False) -> LogisticRegression:
    kept = [case for n, case in enumerate(cases) if n % FOLDS != leave_out and case.holds.any()]
    figures = np.vstack([case.figures for case in kept])
    return LogisticRegression(C=3.0, max_iter=2000).fit(
        figures[:, :-1] if without_last else figures, np.concatenate([case.holds for case in kept])
    )


def report(cases: list[Case], which: list[LogisticRegression]) -> None:
    ranks: dict[str, list[int]] = {}
    for n, case in enumerate(cases):
        if case.gold["answerable"]:
            order = np.argsort(-which[n % FOLDS].predict_proba(case.figures)[:, 1], kind="stable")
            rank = int(np.argmax(case.holds[order])) if case.holds.any() else 999
            kind = "plain" if case.gold.get("plain") else case.gold["kind"]
            ranks.setdefault(kind, []).append(rank)
    for kind, found in ranks.items():
        shares = " ".join(f"R@{k} {np.mean(np.array(found) < k):.2f}" for k in (1, 2, 3, 5, 10, 24))
        print(f"{kind:12} {len(found):3} {shares}")


def as_weights(model: LogisticRegression) -> Weights:
    return Weights(tuple(model.coef_[0]), float(model.intercept_[0]))


def rounded(fitted: Weights) -> dict:
    return {"weights": [round(float(w), 4) for w in fitted.weights], "bias": round(fitted.bias, 4)}


if __name__ == "__main__":
    main(sys.argv[1:])
