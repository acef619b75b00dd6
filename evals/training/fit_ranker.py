"""Fits the trees that rank candidates and judge answers, on questions that no reader learned from.

    python -m evals.training.fit_ranker --data ../shared/evals/training/policy --work DIR [--reader quick]
    python -m evals.training.fit_ranker ... --also NAME=LIBRARY=QUESTIONS.jsonl    only looked at, never fitted on

The questions are those of the policy set whose families were left out, put to a shelf of their papers, and those of its
eight shelves. Everything printed is of questions whose family the trees had not seen (five folds over families). Then
the trees are fitted on all and written to assistant/ranking/weights.

The features are those of `assistant.ranking`, computed by the same functions as for an answer.
"""

import argparse
import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import roc_auc_score

from assistant.extractive.comparison import decompose
from assistant.extractive.selection import by_worth, without_headings
from assistant.opening import open_library
from assistant.pipeline import retrieve, retriever
from assistant.query.question import Question
from assistant.ranking import answers, boosted_trees, ranker
from assistant.ranking.answers import PossibleAnswer, answer_table, as_told, possible_answers
from assistant.ranking.boosted_trees import BoostedTrees, Tree
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.feature_table import FeatureTable
from assistant.ranking.features import READ_CAREFULLY, READ_QUICKLY
from assistant.ranking.ranker import Ranked, ReadingRanker, ranked
from assistant.ranking.reader import load_reader
from assistant.ranking.sides import together
from assistant.retrieval.search import Retrieved
from assistant.settings import ReaderName, load_settings
from evals.datasets.gold import Gold, load_gold
from evals.metrics import has_fact, overlaps, read_words
from evals.training.libraries import library_of
from evals.training.policy_set import PolicyQuestion, load_policy_set, load_shelves
from evals.training.remembering_reader import RememberingReader
from ingest.library import Library

FOLDS = 5
BINS = 10  # of confidence
# Features of which more never makes an answer less likely (1), or more likely (-1); what few questions say against that
# is chance.
TOWARDS = {
    **dict.fromkeys(("quick_odds", "quick_gap", "quick_share", "careful_odds", "careful_gap", "careful_share"), 1),
    **dict.fromkeys(
        ("overlap", "context_overlap", "heading_match", "has_type", "has_doer", "figures", "cosine", "at_place"), 1
    ),
    **dict.fromkeys(("best", "worst", "mean", "held", "as_many"), 1),
    **dict.fromkeys(("lacks_type", "labels", "asks", "left", "first_rank", "other_number", "missing_figures"), -1),
    "sides_left": -1,
}
FITTED_ON = ("left out", "shelves")
BAGGED = 3  # models that are averaged, as each sees half of the features at a split
CANDIDATES = {
    "max_iter": 160,
    "learning_rate": 0.06,
    "max_leaf_nodes": 15,
    "min_samples_leaf": 40,
    "l2_regularization": 5.0,
    "max_features": 0.5,
}
ANSWERS = {
    "max_iter": 120,
    "learning_rate": 0.06,
    "max_leaf_nodes": 12,
    "min_samples_leaf": 60,
    "l2_regularization": 5.0,
    "max_features": 0.5,
}


@dataclass
class Search:
    """What one search found, with the features of every candidate, and which of them hold evidence."""

    retrieved: Retrieved
    candidates: list[Candidate]
    table: FeatureTable
    holds: np.ndarray
    papers: tuple[str, ...] = ()
    ranked: list[Ranked] = field(default_factory=list)


@dataclass
class Case:
    """A question with its own search and one for each side that it compares."""

    set: str
    family: str
    wording: str
    gold: Gold
    papers: PaperCache
    main: Search
    sides: list[Search]
    possible: list[PossibleAnswer] = field(default_factory=list)
    table: FeatureTable = field(default_factory=lambda: FeatureTable.of(answers.FEATURES, []))
    right: np.ndarray = field(default_factory=lambda: np.zeros(0))
    sure: np.ndarray = field(default_factory=lambda: np.zeros(0))
    chosen: int | None = None

    @property
    def confidence(self) -> float:
        return 0.0 if self.chosen is None else float(self.sure[self.chosen])

    @property
    def was_right(self) -> bool:
        return self.chosen is not None and bool(self.right[self.chosen])

    @property
    def words(self) -> int:
        return 0 if self.chosen is None else self.possible[self.chosen].words

    @property
    def searches(self) -> list[Search]:
        return [self.main, *self.sides]

    @property
    def key(self) -> str:
        return f"{self.set} {self.wording}" if self.gold.answerable else f"{self.set} none"

    def is_right(self, parts: Sequence[Candidate]) -> bool:
        """As `evals.metrics.correctness`: every fact is in the words, and a candidate overlaps the evidence."""
        text = read_words(" ".join(part.text for part in parts))
        return (
            self.gold.answerable
            and all(has_fact(fact, text) for fact in self.gold.facts)
            and any(map(self.holds_evidence, parts))
        )

    def holds_evidence(self, candidate: Candidate) -> bool:
        return _holds(self.papers, self.gold, candidate)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True, help="the folder of the policy set")
    options.add_argument("--work", type=Path, required=True, help="where libraries and what the readers said are kept")
    options.add_argument("--reader", choices=("quick", "careful"), default="careful")
    options.add_argument("--also", action="append", default=[], metavar="NAME=LIBRARY=QUESTIONS")
    options.add_argument("--some", type=int, default=1, help="use one question in so many, to try things")
    options.add_argument("--write", action="store_true", help="write the weights")
    chosen = options.parse_args()
    names = READ_CAREFULLY if chosen.reader == "careful" else READ_QUICKLY
    fitted_on = list(policy_cases(chosen.data, chosen.work, chosen.reader, chosen.some))
    looked_at = [
        case
        for each in chosen.also
        for case in cases_of(*each.split("=", 2), chosen.work, chosen.reader)  # type: ignore[call-arg]
    ]
    fit_all(fitted_on, looked_at, names, chosen.reader, chosen.write)


def policy_cases(data: Path, work: Path, reader: str, some: int) -> Iterable[Case]:
    folders = [data / "papers", data / "extracts"]
    texts = {path.name: path.read_text("utf-8") for folder in folders for path in folder.glob("*.md")}
    questions = [each for each in load_policy_set(data, texts) if each.left_out]
    named = {paper for each in questions for paper in each.gold.papers}
    paths = [path for folder in folders for path in sorted(folder.glob("*.md")) if path.name in named]
    library = library_of(paths, work / "left-out")
    whole = [dataclasses.replace(each, gold=each.gold.model_copy(update={"papers": ()})) for each in questions]
    yield from collect("left out", library, whole[::some], work, reader)
    texts = {path.name: path.read_text("utf-8") for path in (data / "shelves").rglob("*.md")}
    for shelf, asked in load_shelves(data, texts).items():
        library = library_of([data / "shelves" / shelf], work / shelf)
        yield from collect("shelves", library, asked[::some], work, reader)


def cases_of(name: str, folder: str, questions: str, work: Path, reader: str) -> Iterable[Case]:
    asked = [PolicyQuestion(gold, gold.id, "", (), ()) for gold in load_gold(Path(questions))]
    return collect(name, open_library(load_settings(library=folder)), asked, work, reader)


def collect(
    name: str, library: Library, questions: Sequence[PolicyQuestion], work: Path, reader: str
) -> Iterable[Case]:
    settings = load_settings(library=library.folder)
    papers, searcher = PaperCache(library), retriever(library, settings)
    quick = RememberingReader(load_reader("quick"), "quick", work / "odds-quick.sqlite")
    careful = (
        RememberingReader(load_reader("careful"), "careful", work / "odds-careful.sqlite")
        if reader == "careful"
        else None
    )
    reading = ReadingRanker(quick, careful)

    for question in questions:
        gold = question.gold

        def searched(retrieved: Retrieved, side: tuple[str, ...] = (), gold: Gold = gold) -> Search:
            candidates, table = reading.table(retrieved, papers)
            holds = np.array([_holds(papers, gold, each) for each in candidates], bool)
            return Search(retrieved, candidates, table, holds, side)

        found = retrieve(library, settings, Question(gold.question, gold.history))
        sides = [searched(side.retrieved, side.papers) for side in decompose(searcher, found)]
        yield Case(name, question.family, question.wording, gold, papers, searched(found), sides)


def _holds(papers: PaperCache, gold: Gold, candidate: Candidate) -> bool:
    document = papers.paper(candidate.paper).document
    return any(overlaps(document, candidate.start, candidate.end, item) for item in gold.evidence)


Rows = Callable[[Case], tuple[np.ndarray, np.ndarray]]


def fit_all(cases: list[Case], looked_at: list[Case], names: tuple[str, ...], reader: ReaderName, write: bool) -> None:
    every = [*cases, *looked_at]
    report_found(every)

    def candidate_rows(case: Case) -> tuple[np.ndarray, np.ndarray]:
        return np.vstack([s.table.values for s in case.searches]), np.concatenate([s.holds for s in case.searches])

    learnt = [case for case in cases if case.gold.answerable]
    trees, models = fitted(CANDIDATES, names, candidate_rows, cases, learnt)
    for case, model in zip(every, [*models, *[trees] * len(looked_at)], strict=True):
        for each in case.searches:
            each.ranked = ranked(each.candidates, each.table, model.probabilities(each.table))
    report_first(every)

    for case in every:
        add_possible(case)
    judged = [case for case in cases if case.possible]

    def answer_rows(case: Case) -> tuple[np.ndarray, np.ndarray]:
        return case.table.values, case.right

    answer_trees, models = fitted(ANSWERS, answers.FEATURES, answer_rows, judged, judged)
    others = [case for case in looked_at if case.possible]
    for case, model in zip([*judged, *others], [*models, *[answer_trees] * len(others)], strict=True):
        case.sure = as_told(case.main.retrieved, case.possible, model.probabilities(case.table))
    report_answers(every)
    if write:
        boosted_trees.save_trees(ranker.trees_of(ranker.CANDIDATES, reader), trees)
        boosted_trees.save_trees(ranker.trees_of(ranker.ANSWERS, reader), answer_trees)


def add_possible(case: Case) -> None:
    """What could be given to a question, from its own search and from those of its sides."""
    main = case.main
    possible = possible_answers(main.retrieved.query, case.papers, main.ranked)
    papers, found = [each.papers for each in case.sides], [without_headings(each.ranked) for each in case.sides]
    tables = [answer_table(main.retrieved, main.ranked, possible, papers)] if possible else []
    if of_each := together(found):
        every = [one for each in found for one in each]
        tables.append(answer_table(main.retrieved, every, of_each, papers))
        possible = [*possible, *of_each]
    case.possible = possible
    if tables:
        case.table = FeatureTable(answers.FEATURES, np.vstack([table.values for table in tables]))
        case.right = np.array([case.is_right(each.parts) for each in possible], bool)


def fitted(
    shape: dict, names: tuple[str, ...], rows: Rows, cases: Sequence[Case], learnt: Sequence[Case]
) -> tuple[BoostedTrees, list[BoostedTrees]]:
    """Trees fitted on all that is learnt from, and for each case trees that have not seen its family."""
    families = sorted({case.family for case in cases})
    order = np.random.default_rng(15).permutation(len(families))
    fold = {family: int(n) % FOLDS for family, n in zip(families, order, strict=True)}
    apart = [_trees(shape, names, rows, [c for c in learnt if fold[c.family] != n]) for n in range(FOLDS)]
    return _trees(shape, names, rows, learnt), [apart[fold[case.family]] for case in cases]


def _trees(shape: dict, names: tuple[str, ...], rows: Rows, cases: Sequence[Case]) -> BoostedTrees:
    made = [rows(case) for case in cases]
    weights = np.concatenate([np.full(len(right), 1 / np.sqrt(len(right))) for _, right in made])
    towards = [TOWARDS.get(name, 0) for name in names]
    values = np.vstack([values for values, _ in made])
    values[:, np.isnan(values).all(axis=0)] = 0.0  # what no question has splits nothing, and can't be binned
    right = np.concatenate([right for _, right in made])
    models = [
        HistGradientBoostingClassifier(random_state=n, monotonic_cst=towards, **shape).fit(values, right, weights)
        for n in range(BAGGED)
    ]
    return averaged([plain(model, names) for model in models])


def averaged(models: Sequence[BoostedTrees]) -> BoostedTrees:
    """Trees whose log odds are the mean of those of the models."""
    trees = [dataclasses.replace(tree, value=tree.value / len(models)) for model in models for tree in model.trees]
    return BoostedTrees(models[0].features, tuple(trees), float(np.mean([model.bias for model in models])))


def plain(model: HistGradientBoostingClassifier, names: tuple[str, ...]) -> BoostedTrees:
    """The trees of scikit-learn as arrays that need no scikit-learn."""
    made = []
    for (predictor,) in model._predictors:
        nodes = predictor.nodes
        leaf = nodes["is_leaf"].astype(bool)
        made.append(
            Tree(
                np.where(leaf, -1, nodes["feature_idx"]).astype(np.intp),
                nodes["num_threshold"].astype(float),
                nodes["left"].astype(np.intp),
                nodes["right"].astype(np.intp),
                nodes["missing_go_to_left"].astype(bool),
                nodes["value"].astype(float),
            )
        )
    return BoostedTrees(names, tuple(made), float(model._baseline_prediction[0, 0]))


def by_key(cases: Sequence[Case]) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.key, []).append(case)
    return found


def report_found(cases: Sequence[Case]) -> None:
    print("\nevidence in the passages retrieved, among the windows read again, and first by each reader alone")
    for key, some in by_key(cases).items():
        asked = [case for case in some if case.gold.answerable and case.gold.evidence]
        if not asked:
            continue
        shares = {"found": np.mean([case.main.holds.any() for case in asked])}
        for column in ("quick_odds", "careful_odds"):
            if column in asked[0].main.table.names:
                values = [c.main.table.values[:, c.main.table.names.index(column)] for c in asked]
                shares[column] = np.mean(
                    [c.main.holds[np.nanargmax(v)] if len(v) else False for c, v in zip(asked, values, strict=True)]
                )
                shares[f"{column} saw"] = np.mean(
                    [(c.main.holds & ~np.isnan(v)).any() for c, v in zip(asked, values, strict=True)]
                )
        print(f"{key:22} {len(asked):5} " + "  ".join(f"{name} {share:.2f}" for name, share in shares.items()))


def report_first(cases: Sequence[Case]) -> None:
    print("\nevidence among the first k candidates of the ranker")
    for key, some in by_key(cases).items():
        asked = [case for case in some if case.gold.answerable and case.gold.evidence]
        if asked:
            ranks = []
            for case in asked:
                held = [case.holds_evidence(each.candidate) for each in case.main.ranked]
                ranks.append(held.index(True) if True in held else 999)
            print(
                f"{key:22} {len(asked):5} "
                + " ".join(f"R@{k} {np.mean(np.array(ranks) < k):.2f}" for k in (1, 2, 3, 5, 10))
            )


def report_answers(cases: Sequence[Case]) -> None:
    for case in cases:
        case.chosen = by_worth(case.possible, case.sure)[0] if case.possible else None
    judged = [case for case in cases if case.set in FITTED_ON]
    confidence = [case.confidence for case in judged]
    right = roc_auc_score([case.was_right for case in judged], confidence)
    answerable = roc_auc_score([case.gold.answerable for case in judged], confidence)
    print(f"\narea under the curve: right {right:.3f}, answerable {answerable:.3f}")
    report_calibration(judged)
    print("what could be right, had the best of the possible answers always been chosen")
    for key, some in by_key(cases).items():
        print(f"{key:22} {np.mean([case.right.any() for case in some]):.2f}")
    for least in (0.0, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6):
        print(f"\nwhere an answer less likely than {least:.2f} is not given")
        for name in dict.fromkeys(case.set for case in cases):
            report_at(name, [case for case in cases if case.set == name], least)


def report_calibration(cases: Sequence[Case]) -> None:
    """How often answers are right at each confidence; an answer to a question without one is wrong."""
    print("confidence, questions, mean confidence, share right")
    edges = np.linspace(0, 1, BINS + 1)
    for low, high in pairwise(edges):
        within = [case for case in cases if low <= case.confidence < high]
        if within:
            said, right = (np.mean([f(c) for c in within]) for f in (lambda c: c.confidence, lambda c: c.was_right))
            print(f"{low:.1f} to {high:.1f} {len(within):5} {said:.2f} {right:.2f}")


def report_at(name: str, cases: Sequence[Case], least: float) -> None:
    kept = [case for case in cases if case.confidence >= least]
    right = [case for case in kept if case.was_right]
    answerable = [case for case in cases if case.gold.answerable]
    none = len(cases) - len(answerable)
    refused = (none - sum(not case.gold.answerable for case in kept)) / none if none else np.nan
    correct = len(right) / len(answerable)
    words = np.median([case.words for case in kept] or [0])
    shares = [
        f"{wording} {sum(case.wording == wording for case in right) / count:.2f}"
        for wording in ("near", "far")
        if (count := sum(case.wording == wording for case in answerable))
    ]
    if compared := sum(case.gold.kind == "compare" for case in answerable):
        shares.append(f"compare {sum(case.gold.kind == 'compare' for case in right) / compared:.2f}")
    print(
        f"  {name:10} correct {correct:.3f} refused {refused:.3f} balanced {(correct + refused) / 2:.3f} "
        f"right of those given {len(right) / max(len(kept), 1):.3f} words {words:.0f}  {' '.join(shares)}"
    )


if __name__ == "__main__":
    main()
