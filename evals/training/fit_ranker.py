"""Fits the weights of the ranker, the lists and the confidence on sets of questions with gold answers.

    python -m evals.training.fit_ranker LIBRARY=QUESTIONS[,QUESTIONS...] ...

Each LIBRARY is a folder that holds the papers of the QUESTIONS (the suites' form). Five regressions follow each other;
each learns from what the ones before it said of questions that they had not seen (five folds). Prints how good each is
on questions that were left out, then fits on all and writes assistant/ranking/weights.

The features are those of `assistant.ranking`, computed by the same functions as for an answer.
"""

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import sklearn.linear_model
from sklearn.metrics import roc_auc_score

from assistant.extractive.selection import choose_list_or_statements
from assistant.opening import open_library
from assistant.pipeline import retrieve
from assistant.query.question import Question
from assistant.ranking import confidence, lists, ranker
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.confidence import answer_features
from assistant.ranking.cross_encoder import load_cross_encoder
from assistant.ranking.feature_table import FeatureTable, LogisticRegression, save_weights
from assistant.ranking.features import ALL, BI_ENCODER, CROSS_ENCODER, SIMILARITY, CandidateFeatures, query_terms
from assistant.ranking.lists import BestList, ListCandidate, list_candidates, list_features
from assistant.ranking.ranker import ENCODED, Ranked, Stages, cascade, fitted_stages
from assistant.retrieval.search import Retrieved
from assistant.settings import load_settings
from evals.datasets.gold import Gold, load_gold
from evals.metrics import has_fact, overlaps, read_words
from ingest.encode import RememberingEncoder
from ingest.library import Library

FOLDS = 5
UNREAD = -8.0  # log odds of a candidate that is far from being read
# C of each regression: the fewer the questions, the less.
FIRM = {"lexical": 3.0, "bi_encoder": 3.0, "cross_encoder": 3.0, "list": 1.0, "right": 0.1}


@dataclass
class Case:
    """A question with its candidates, all their features, and which of them hold evidence."""

    gold: Gold
    library: Library
    retrieved: Retrieved
    papers: PaperCache
    candidates: Sequence[Candidate]
    table: FeatureTable
    holds: np.ndarray
    ranked: list[Ranked] = field(default_factory=list)
    lists: Mapping[ListCandidate, float] = field(default_factory=dict)
    best_list: BestList = field(default_factory=BestList)

    # As `assistant.ranking.features.Features`, from what was recorded.

    @property
    def lexical(self) -> FeatureTable:
        return self.columns(len(self.table.names) - 2)

    def similarity(self, rows: np.ndarray) -> np.ndarray:
        return self.table.values[rows, self.table.names.index(SIMILARITY)]

    def cross_encoder(self, rows: np.ndarray) -> np.ndarray:
        return self.table.values[rows, self.table.names.index(CROSS_ENCODER)]

    def columns(self, count: int) -> FeatureTable:
        return FeatureTable(self.table.names[:count], self.table.values[:, :count])

    def is_right(self, candidates: Sequence[Candidate]) -> bool:
        """As `evals.metrics.correctness`: every fact is in the words, and a candidate overlaps the evidence."""
        text = read_words(" ".join(candidate.text for candidate in candidates))
        return all(has_fact(fact, text) for fact in self.gold.facts) and any(map(self.holds_evidence, candidates))

    def holds_evidence(self, candidate: Candidate) -> bool:
        document = self.papers.paper(candidate.paper).document
        return any(overlaps(document, candidate.start, candidate.end, item) for item in self.gold.evidence)


Rows = Callable[[Case], tuple[FeatureTable, Sequence[bool] | np.ndarray]]


def main(arguments: list[str]) -> None:
    found = fit_all([case for argument in arguments for case in collect(*argument.split("=", 1))])
    save_weights(ranker.FILE, {name: found[name] for name in Stages._fields})
    save_weights(lists.FILE, {"list": found["list"]})
    save_weights(confidence.FILE, {"right": found["right"]})


def collect(folder: str, questions: str) -> list[Case]:
    settings = load_settings(library=folder)
    library = open_library(settings)
    library = library.another(RememberingEncoder(library.encoder.folder))
    papers, scorer, lexical = PaperCache(library), load_cross_encoder(), fitted_stages().lexical
    cases = []
    for gold in (gold for path in questions.split(",") for gold in load_gold(Path(path))):
        retrieved = retrieve(library, settings, Question(gold.question, tuple(gold.history)))
        features = CandidateFeatures(library, scorer, papers, retrieved)
        every = np.arange(len(features.candidates))
        read = np.argsort(-lexical.probabilities(features.lexical), kind="stable")[:ENCODED]
        odds = np.full(len(every), UNREAD)
        odds[read] = features.cross_encoder(read)
        near = features.lexical.with_column(SIMILARITY, features.similarity(every))
        table = near.with_column(CROSS_ENCODER, odds)
        case = Case(gold, library, retrieved, papers, features.candidates, table, np.zeros(0))
        case.holds = np.array([case.holds_evidence(candidate) for candidate in case.candidates])
        cases.append(case)
    return cases


def fit_all(cases: list[Case]) -> dict[str, LogisticRegression]:
    """The regressions by name."""
    found: dict[str, LogisticRegression] = {}
    folds: list[list[LogisticRegression]] = []
    holding = [case for case in cases if case.holds.any()]
    for name, columns in zip(Stages._fields, (len(BI_ENCODER) - 1, len(BI_ENCODER), len(ALL)), strict=True):
        rows = _candidates_with(columns)
        found[name] = fit(name, rows, holding)
        folds.append(unseen(name, rows, cases, holding))
        report_ranks(
            name, cases, [model.probabilities(rows(case)[0]) for case, model in zip(cases, folds[-1], strict=True)]
        )
    for case, *stages in zip(cases, *folds, strict=True):
        case.ranked = cascade(case, Stages(*stages))
        case.lists = list_candidates(case.papers, case.ranked)

    asking = [case for case in cases if case.gold.kind == "list" and case.lists]
    found["list"] = fit("list", _lists, asking)
    for case, model in zip(cases, unseen("list", _lists, cases, asking), strict=True):
        if case.lists:
            likelihood = model.probabilities(_lists(case)[0])
            case.best_list = BestList(list(case.lists)[int(np.argmax(likelihood))], float(np.max(likelihood)))
    right = [case.best_list.list is not None and case.is_right(case.best_list.list.items) for case in asking]
    print(f"list  the likeliest is right {np.mean(right):.2f} of {len(asking)}")

    answers = [case for case in cases if case.gold.kind != "compare" and case.ranked]
    found["right"] = fit("right", _answer, answers)
    models = unseen("right", _answer, answers, answers)
    report_refusal(answers, [float(m.probabilities(_answer(c)[0])[0]) for c, m in zip(answers, models, strict=True)])
    return found


def _candidates_with(columns: int) -> Rows:
    return lambda case: (case.columns(columns), case.holds)


def _lists(case: Case) -> tuple[FeatureTable, list[bool]]:
    asked = query_terms(case.library, case.retrieved).asked
    table = list_features(case.retrieved.query, asked, case.lists, case.ranked)
    return table, [case.is_right(listing.items) for listing in case.lists]


def _answer(case: Case) -> tuple[FeatureTable, list[bool]]:
    row = answer_features(case.retrieved.query, case.ranked, case.best_list)
    picked = choose_list_or_statements(case.papers, case.retrieved, case.ranked, case.best_list)
    return FeatureTable.of(confidence.FEATURES, [row]), [case.gold.answerable and case.is_right(picked)]


def fit(name: str, rows: Rows, cases: Sequence[Case]) -> LogisticRegression:
    model = _regression(name, rows, cases)
    return LogisticRegression({n: round(w, 4) for n, w in model.weights.items()}, round(model.bias, 4))


def unseen(name: str, rows: Rows, cases: Sequence[Case], learnt: Sequence[Case]) -> list[LogisticRegression]:
    """For each case a regression that has not seen it."""
    models = []
    for fold in range(FOLDS):
        inside = {id(case) for n, case in enumerate(cases) if n % FOLDS == fold}
        models.append(_regression(name, rows, [case for case in learnt if id(case) not in inside]))
    return [models[n % FOLDS] for n in range(len(cases))]


def _regression(name: str, rows: Rows, cases: Sequence[Case]) -> LogisticRegression:
    made = [rows(case) for case in cases]
    values = np.vstack([table.values for table, _ in made])
    model = sklearn.linear_model.LogisticRegression(C=FIRM[name], max_iter=5000)
    model.fit(values, np.concatenate([holds for _, holds in made]))
    return LogisticRegression(
        dict(zip(made[0][0].names, map(float, model.coef_[0]), strict=True)), float(model.intercept_[0])
    )


def report_ranks(name: str, cases: Sequence[Case], likelihood: Sequence[np.ndarray]) -> None:
    ranks: dict[str, list[int]] = {}
    for case, row in zip(cases, likelihood, strict=True):
        if case.gold.answerable:
            order = np.argsort(-row, kind="stable")
            rank = int(np.argmax(case.holds[order])) if case.holds.any() else 999
            ranks.setdefault(case.gold.kind, []).append(rank)
    for kind, found in ranks.items():
        shares = " ".join(f"R@{k} {np.mean(np.array(found) < k):.2f}" for k in (1, 2, 3, 5, 10, 16, 32))
        print(f"{name:13} {kind:12} {len(found):3} {shares}")


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
