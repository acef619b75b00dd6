"""Fits how a language model's choice is joined with the ranker's likelihoods (`assistant.extractive.choice`).

    python -m evals.training.fit_choice --data ../shared/evals/training/policy --work DIR --model ADDRESS --count 120

Questions of the policy set whose families were left out are put to a shelf of their papers, in a fixed random order.
What the model says is kept in `choices.jsonl` in --work, so that a run that was stopped goes on. The trees were fitted
on these questions, so the ranker looks better on them than it is, and the model less useful.
"""

import argparse
import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.metrics import roc_auc_score

from assistant.extractive.choice import NAMED, NONE, Choice, to_show, with_named
from assistant.extractive.comparison import decompose
from assistant.extractive.selection import THRESHOLDS, Selector, without_headings, worth
from assistant.generation.choosing import ModelChooser
from assistant.generation.llm_client import LLMClient
from assistant.pipeline import retrieve, selector
from assistant.query.question import Question
from assistant.ranking.answers import PossibleAnswer, answer_table, as_told, possible_answers
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.ranker import Ranked
from assistant.ranking.sides import together
from assistant.retrieval.search import Retrieved
from assistant.settings import load_settings
from evals.datasets.gold import Gold
from evals.metrics import has_fact, overlaps, read_words
from evals.training.libraries import library_of
from evals.training.policy_set import PolicyQuestion, load_policy_set
from ingest.library import Library

SEED = 17
FOLDS = 5
PRIOR = 0.3  # pulls the weights to nought, so that so few questions do not move them far
LEAST = THRESHOLDS["careful"]


@dataclass(frozen=True)
class Case:
    """A question with all that could be given, and what a model chose."""

    family: str
    answerable: bool
    likelihood: np.ndarray  # of each answer, as the ranker has it
    costs: np.ndarray  # what is taken off the likelihood for length
    right: np.ndarray
    named: np.ndarray  # how far the parts of each were chosen
    none: float

    @property
    def odds(self) -> np.ndarray:
        return np.log(self.likelihood / (1 - self.likelihood))

    @property
    def rows(self) -> np.ndarray:
        """What the choice says for and against each answer: shape [answers, 2]."""
        return np.column_stack([self.named, np.full(len(self.named), -self.none)])

    def given(self, likelihood: np.ndarray) -> tuple[float, bool]:
        """The likelihood of the answer that would be given, and whether it is right."""
        best = int(np.argmax(likelihood - self.costs))
        return float(likelihood[best]), bool(self.right[best])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path, required=True, help="the folder of the policy set")
    options.add_argument("--work", type=Path, required=True, help="where the library and what the model said are kept")
    options.add_argument("--model", required=True, help="a model as in policy ask --model")
    options.add_argument("--count", type=int, default=120, help="how many questions")
    chosen = options.parse_args()
    questions, library = left_out(chosen.data, chosen.work, chosen.count)
    cases = list(filter(None, cases_of(questions, library, chosen.model, chosen.work / "choices.jsonl")))
    report(cases)


def left_out(data: Path, work: Path, count: int) -> tuple[list[PolicyQuestion], Library]:
    """Some questions whose families nothing was trained on, and the library of all papers of such families."""
    folders = [data / "papers", data / "extracts"]
    texts = {path.name: path.read_text("utf-8") for folder in folders for path in folder.glob("*.md")}
    questions = [each for each in load_policy_set(data, texts) if each.left_out]
    named = {paper for each in questions for paper in each.gold.papers}
    paths = [path for folder in folders for path in sorted(folder.glob("*.md")) if path.name in named]
    random.Random(SEED).shuffle(questions)
    return questions[:count], library_of(paths, work / "left-out")


def cases_of(questions: Sequence[PolicyQuestion], library: Library, model: str, kept: Path) -> list[Case | None]:
    settings = load_settings(library=library.folder, model=model)
    asked, papers = selector(library, settings), PaperCache(library)
    chooser = RememberingChooser(ModelChooser(LLMClient(settings)), kept)
    put = ((each, Question(each.gold.question, each.gold.history)) for each in questions)
    return [case_of(asked, retrieve(library, settings, question), each, papers, chooser) for each, question in put]


class RememberingChooser:
    """What the model said of each question is kept in a file, one a line."""

    def __init__(self, chooser: ModelChooser, path: Path):
        self._chooser, self._path = chooser, path
        lines = path.read_text("utf-8").splitlines() if path.exists() else []
        self._kept: dict[str, dict[str, Any]] = {row["id"]: row for row in map(json.loads, lines)}

    def choice(self, id: str, retrieved: Retrieved, shown: Sequence[Candidate], papers: PaperCache) -> Choice:
        if id not in self._kept:
            made = self._chooser.choose(retrieved.query, shown, papers)
            places = [(*_place(each), share) for each, share in made.shares.items()]
            self._kept[id] = {"id": id, "shares": places, "none": made.none, "note": made.note}
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(self._kept[id]) + "\n")
        row = self._kept[id]
        shares = {tuple(place): share for *place, share in row["shares"]}
        of_shown = {each: shares.get(_place(each), 0.0) for each in shown} if shares else {}
        return Choice("", of_shown, row["none"], row["note"])


def _place(candidate: Candidate) -> tuple[str, int, int]:
    return candidate.paper, candidate.start, candidate.end


def case_of(
    asked: Selector, retrieved: Retrieved, question: PolicyQuestion, papers: PaperCache, chooser: RememberingChooser
) -> Case | None:
    """As `Selector` does it for an answer; None where nothing was found."""
    ranked = asked.ranker.rank(retrieved, papers)
    if not ranked:
        return None
    sides = decompose(asked.retriever, retrieved)
    found = [without_headings(asked.ranker.rank(each.retrieved, papers)) for each in sides]
    of_sides = [each.papers for each in sides]
    shown = to_show([*(one for each in found for one in each[:1]), *ranked], papers)
    choice = chooser.choice(question.gold.id, retrieved, shown, papers)

    def judged(answers: Sequence[PossibleAnswer], known: Sequence[Ranked]) -> np.ndarray:
        return as_told(retrieved, answers, asked.ranker.judge(answer_table(retrieved, known, answers, of_sides)))

    possible = with_named(possible_answers(retrieved.query, papers, ranked), choice)
    likelihood = judged(possible, ranked)
    if of_each := together(found):
        possible = [*possible, *of_each]
        likelihood = np.append(likelihood, judged(of_each, [one for each in found for one in each]))
    return Case(
        question.family,
        question.gold.answerable,
        likelihood,
        np.array([p - worth(each, p) for each, p in zip(possible, likelihood, strict=True)]),
        np.array([_is_right(papers, question.gold, each.parts) for each in possible]),
        np.array([choice.of(each) for each in possible]),
        choice.none,
    )


def _is_right(papers: PaperCache, gold: Gold, parts: Sequence[Candidate]) -> bool:
    """As `evals.metrics.correctness`: every fact is in the words, and a candidate overlaps the evidence."""
    text = read_words(" ".join(part.text for part in parts))
    places = [(papers.paper(part.paper).document, part.start, part.end) for part in parts]
    held = any(overlaps(*place, each) for place in places for each in gold.evidence)
    return gold.answerable and held and all(has_fact(fact, text) for fact in gold.facts)


def report(cases: Sequence[Case]) -> None:
    """The weights on all, and what they do for each question when fitted on the other families."""
    families = sorted({case.family for case in cases})
    order = np.random.default_rng(SEED).permutation(len(families))
    fold = {family: int(n) % FOLDS for family, n in zip(families, order, strict=True)}
    print(f"{len(cases)} questions of {len(families)} families, {sum(case.answerable for case in cases)} answerable")
    told("the ranker alone", cases, [case.likelihood for case in cases])
    told("joined as it is now", cases, [joined_by(np.array([NAMED, NONE]), case) for case in cases])
    apart = [fitted([case for case in cases if fold[case.family] != n]) for n in range(FOLDS)]
    told("joined, families unseen", cases, [joined_by(apart[fold[case.family]], case) for case in cases])
    weights = fitted(cases)
    told("joined, seen", cases, [joined_by(weights, case) for case in cases])
    print("NAMED, NONE =", ", ".join(f"{weight:.2f}" for weight in weights))


def fitted(cases: Sequence[Case]) -> np.ndarray:
    """What the ranker's log odds gain for what was named, and lose for 'none'. A question counts once."""
    rows, odds = np.vstack([case.rows for case in cases]), np.concatenate([case.odds for case in cases])
    right = np.concatenate([case.right for case in cases])
    each = np.concatenate([np.full(len(case.right), 1 / len(case.right)) for case in cases])

    def loss(weights: np.ndarray) -> float:
        sums = odds + rows @ weights
        return float(each @ (np.logaddexp(0, sums) - right * sums) + PRIOR * weights @ weights / 2)

    return minimize(loss, np.zeros(rows.shape[1])).x


def joined_by(weights: np.ndarray, case: Case) -> np.ndarray:
    return 1 / (1 + np.exp(-(case.odds + case.rows @ weights)))


def told(name: str, cases: Sequence[Case], likelihoods: Sequence[np.ndarray]) -> None:
    given = [case.given(likelihood) for case, likelihood in zip(cases, likelihoods, strict=True)]
    kept = [(case, right) for case, (sure, right) in zip(cases, given, strict=True) if sure >= LEAST]
    answerable = sum(case.answerable for case in cases)
    refused = 1 - sum(not case.answerable for case, _ in kept) / max(len(cases) - answerable, 1)
    correct = sum(right for _, right in kept)
    first = sum(right for _, right in given)
    area = roc_auc_score([right for _, right in given], [sure for sure, _ in given])
    print(
        f"{name}: correct {correct / answerable:.2f} (with nothing refused {first / answerable:.2f}), refused of the "
        f"unanswerable {refused:.2f}, right of those given {correct / max(len(kept), 1):.2f}, area {area:.2f}"
    )


if __name__ == "__main__":
    main()
