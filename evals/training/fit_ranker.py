"""Fits the weights of the ranker on sets of questions with gold answers; writes assistant/ranking/weights/ranker.json.

    python -m evals.training.fit_ranker LIBRARY=QUESTIONS[,QUESTIONS...] ...

Each LIBRARY is a folder that holds the papers of the QUESTIONS (the suites' form). Five regressions follow each other
(`assistant.ranking.ranker.fitted`); each learns from what the ones before it said of questions that they had not seen
(five folds). Prints how good each is on questions that were left out, then fits on all.
"""

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from assistant.extractive.answerer import pick
from assistant.opening import open_library
from assistant.pipeline import retriever
from assistant.question import Question
from assistant.ranking.candidates import Shelf, Unit
from assistant.ranking.confidence import answer_figures
from assistant.ranking.cross_encoder import DEFAULT, load_reader, shown
from assistant.ranking.features import FEATURES, features
from assistant.ranking.lists import Listing, list_figures
from assistant.ranking.ranker import FITTED, GLANCED, READ, Judged, asked_weights, fitted, terms
from assistant.retrieval.search import Searched, search
from assistant.settings import load_settings
from evals.datasets.gold import Gold, load_gold
from evals.metrics import has_fact, overlaps, read_words
from ingest.library import Library

FOLDS = 5
WORDS, NEAR, READ_TOO = len(FEATURES), len(FEATURES) + 1, len(FEATURES) + 2  # columns of `Case.figures` by stage
UNREAD = -8.0  # log odds of a unit that is far from being read
FIRM = {"glance": 3.0, "near": 3.0, "which": 3.0, "list": 1.0, "right": 0.1}  # C: the fewer the questions, the less


@dataclass
class Case:
    """A question with its units, their figures (words, similarity, reader), and which of them hold evidence."""

    gold: Gold
    library: Library
    searched: Searched
    shelf: Shelf
    units: list[Unit]
    figures: np.ndarray
    holds: np.ndarray
    judged: list[Judged] = field(default_factory=list)
    lists: dict[Listing, list[float]] = field(default_factory=dict)
    listed: tuple[Listing | None, float] = (None, 0.0)

    def is_right(self, units: Sequence[Unit]) -> bool:
        """As `evals.metrics.correctness`: every fact is in the words, and one of the units overlaps the evidence."""
        text = read_words(" ".join(unit.text for unit in units))
        return all(has_fact(fact, text) for fact in self.gold.facts) and any(self._holds(unit) for unit in units)

    def _holds(self, unit: Unit) -> bool:
        document = self.shelf.paper(unit.paper).document
        return any(overlaps(document, unit.start, unit.end, item) for item in self.gold.evidence)


Rows = Callable[[Case], tuple[list[list[float]] | np.ndarray, Sequence[bool] | np.ndarray]]


def main(arguments: list[str]) -> None:
    cases = [case for argument in arguments for case in collect(*argument.split("=", 1))]
    FITTED.write_text(json.dumps(fit_all(cases), indent=1) + "\n", "utf-8")


def collect(folder: str, questions: str) -> list[Case]:
    settings = load_settings(library=folder)
    library = open_library(settings)
    shelf, find, reader = Shelf(library), retriever(library, settings), load_reader(DEFAULT)
    vectors: dict[str, np.ndarray] = {}
    cases = []
    for gold in (gold for path in questions.split(",") for gold in load_gold(Path(path))):
        searched = search(find, Question(gold.question, tuple(gold.history)))
        units, taken = shelf.units(searched.found), terms(library, searched)
        plain = np.array([features(taken, unit, shelf.is_heading(unit)) for unit in units])
        new = [text for text in (searched.text, *(unit.text for unit in units)) if text not in vectors]
        vectors.update(zip(new, library.encoder.encode(new), strict=True))
        near = np.array([vectors[unit.text] for unit in units]) @ vectors[searched.text]
        odds = np.full(len(units), UNREAD)
        glanced = np.argsort(-fitted("glance").probability(plain), kind="stable")[:GLANCED]
        odds[glanced] = reader.read(searched.text, [shown(units[n]) for n in glanced])
        case = Case(gold, library, searched, shelf, units, np.column_stack([plain, near, odds]), plain)
        case.holds = np.array([case._holds(unit) for unit in units])
        cases.append(case)
    return cases


def fit_all(cases: list[Case]) -> dict[str, dict]:
    """The weights of each regression by its name."""
    found: dict[str, dict] = {}
    stages = {}
    for name, columns in (("glance", WORDS), ("near", NEAR), ("which", READ_TOO)):
        rows = _units_with(columns)
        found[name] = fit(name, rows, [case for case in cases if case.holds.any()])
        stages[name] = unseen(name, rows, cases, [case for case in cases if case.holds.any()])
        report_ranks(name, cases, stages[name])
    for case, glance, near, which in zip(cases, *stages.values(), strict=True):
        case.judged = judged(case, glance, near, which)
        weights = asked_weights(case.library, case.searched)
        case.lists = list_figures(case.shelf, case.searched.question.text, weights, case.judged)

    lists = [case for case in cases if case.gold.kind == "list"]
    found["list"] = fit("list", _lists, lists)
    for case, likely in zip(cases, unseen("list", _lists, cases, lists), strict=True):
        if len(likely):
            case.listed = list(case.lists)[int(np.argmax(likely))], float(np.max(likely))
    print(f"list  the likeliest is right {np.mean([_list_is_right(case) for case in lists]):.2f} of {len(lists)}")

    answers = [case for case in cases if case.gold.kind != "compare"]
    found["right"] = fit("right", _answer, answers)
    report_refusal(answers, [row[0] for row in unseen("right", _answer, answers, answers)])
    return found


def _units_with(columns: int) -> Rows:
    return lambda case: (case.figures[:, :columns], case.holds)


def _lists(case: Case) -> tuple[list[list[float]], list[bool]]:
    return list(case.lists.values()), [case.is_right(listing.items) for listing in case.lists]


def _answer(case: Case) -> tuple[list[list[float]], list[bool]]:
    row = answer_figures(case.searched, case.judged, case.listed[1])
    return [row], [case.gold.answerable and case.is_right(_picked(case))]


def _picked(case: Case) -> tuple[Unit, ...]:
    return pick(case.shelf, case.searched, case.judged, *case.listed)


def _list_is_right(case: Case) -> bool:
    return case.listed[0] is not None and case.is_right(case.listed[0].items)


def fit(name: str, rows: Rows, cases: Sequence[Case]) -> dict:
    model = _regression(name, rows, cases)
    return {"weights": [round(float(w), 4) for w in model.coef_[0]], "bias": round(float(model.intercept_[0]), 4)}


def unseen(name: str, rows: Rows, cases: Sequence[Case], learnt: Sequence[Case]) -> list[np.ndarray]:
    """For each case the probabilities of its rows, by a regression that has not seen the case."""
    found: list[np.ndarray] = [np.zeros(0)] * len(cases)
    for fold in range(FOLDS):
        inside = {id(case) for n, case in enumerate(cases) if n % FOLDS == fold}
        model = _regression(name, rows, [case for case in learnt if id(case) not in inside])
        for n in range(fold, len(cases), FOLDS):
            figures = rows(cases[n])[0]
            found[n] = model.predict_proba(figures)[:, 1] if len(figures) else np.zeros(0)
    return found


def _regression(name: str, rows: Rows, cases: Sequence[Case]) -> LogisticRegression:
    made = [rows(case) for case in cases]
    figures = np.vstack([figures for figures, _ in made if len(figures)])
    return LogisticRegression(C=FIRM[name], max_iter=5000).fit(figures, np.concatenate([holds for _, holds in made]))


def judged(case: Case, glance: np.ndarray, near: np.ndarray, which: np.ndarray) -> list[Judged]:
    """As `assistant.ranking.ranker.judge`, with the probabilities of regressions that have not seen the case."""
    glanced = np.argsort(-glance, kind="stable")[:GLANCED]
    order = glanced[np.argsort(-near[glanced], kind="stable")]
    read = sorted(order[:READ], key=lambda n: -which[n])
    best = [Judged(case.units[n], tuple(case.figures[n]), float(which[n])) for n in read]
    return best + [Judged(case.units[n], tuple(case.figures[n][:-1]), float(near[n])) for n in order[READ:]]


def report_ranks(name: str, cases: Sequence[Case], likely: Sequence[np.ndarray]) -> None:
    ranks: dict[str, list[int]] = {}
    for case, row in zip(cases, likely, strict=True):
        if case.gold.answerable:
            order = np.argsort(-row, kind="stable")
            rank = int(np.argmax(case.holds[order])) if case.holds.any() else 999
            ranks.setdefault(case.gold.kind, []).append(rank)
    for kind, found in ranks.items():
        shares = " ".join(f"R@{k} {np.mean(np.array(found) < k):.2f}" for k in (1, 2, 3, 5, 10, 16, 32))
        print(f"{name:6} {kind:12} {len(found):3} {shares}")


def report_refusal(cases: Sequence[Case], sure: Sequence[float]) -> None:
    """What refusing below each confidence would give."""
    right = np.array([_answer(case)[1][0] for case in cases])
    answerable = np.array([case.gold.answerable for case in cases])
    confident = np.array(sure)
    print(f"right  area under the curve {roc_auc_score(right, confident):.3f}")
    print(f"answerable  area under the curve {roc_auc_score(answerable, confident):.3f}")
    for least in np.arange(0, 0.6, 0.05):
        kept = confident >= least
        correct, refused = (right & kept)[answerable].mean(), (~kept)[~answerable].mean()
        print(f"at {least:.2f} kept {kept[answerable].mean():.2f} correct {correct:.2f} refused {refused:.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
