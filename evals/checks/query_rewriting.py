"""How well follow-up questions are rewritten to stand alone: by the rules, and by a language model if one is given.

python -m evals.checks.query_rewriting [--sample N] [--model NAME]

Measures two things for each method of rewriting, in the first ten passages. On public conversations (CANARD, TREC CAsT
2022; in ../shared/evals/training/rewriting), with their replies as the library: how many of the passages for a person's
full question are found. On the follow-ups in papers-dev: whether the evidence is found.
"""

import argparse
import json
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean

from assistant.generation.llm_client import LLMClient
from assistant.generation.rewrite import rewrite
from assistant.pipeline import retriever
from assistant.query.query import understand
from assistant.query.question import Question
from assistant.retrieval.hybrid import RetrievedPassage
from assistant.retrieval.search import search
from assistant.settings import Settings, load_settings
from evals.checks.hallucination import SMALL
from evals.checks.local_model import serving
from evals.cli import DATA, work_folder
from evals.datasets.gold import Gold
from evals.libraries import library_of
from evals.metrics import overlaps
from evals.suites import find
from ingest.library import Library

SETS = ("canard_dev", "trec_cast_2019_2022")
LOCAL = "local"
DEPTH = 10
SEED = 5
REPLY = 150  # characters; longer than any question, and only some rounds of CAsT have replies

Method = Callable[[Question], Question]


@dataclass(frozen=True)
class Turn:
    """A follow-up with its conversation, and the full question as a person wrote it."""

    question: Question
    whole: str


def turns(rows: Sequence[dict], titled: bool) -> list[Turn]:
    """The rows that are follow-ups in conversations with replies; `titled` ones start with a title and a heading."""
    made = []
    for row in rows:
        said = row["history"]
        pairs = list(zip(said[::2], said[1::2], strict=False))
        if len(said) % 2 or not pairs or (not titled and min(len(answer) for _, answer in pairs) < REPLY):
            continue
        if titled:
            pairs[0] = (f"{pairs[0][0]}: {pairs[0][1]}", "")
        if row["question"] != row["rewrite"]:
            made.append(Turn(Question(row["question"], tuple(pairs)), row["rewrite"]))
    return made


def as_papers(turns: Sequence[Turn], folder: Path) -> None:
    """Writes the replies of each conversation as a paper."""
    folder.mkdir(parents=True, exist_ok=True)
    longest: dict[str, Turn] = {}
    for turn in turns:
        first = turn.question.history[0][0]
        if first not in longest or len(longest[first].question.history) < len(turn.question.history):
            longest[first] = turn
    for n, (first, turn) in enumerate(sorted(longest.items())):
        replies = "\n\n".join(answer for _, answer in turn.question.history if answer)
        (folder / f"{n:04}.md").write_text(f"# {first}\n\n{replies}\n", "utf-8")


def found_alike(library: Library, settings: Settings, turns: Sequence[Turn], method: Method) -> tuple[float, float]:
    """The mean share of the passages for a person's question that a method also finds, and how often the first."""
    finder = retriever(library, settings)

    def passages(question: Question) -> list[str]:
        return [each.passage.id for each in search(finder, understand(question)).passages[:DEPTH]]

    shares, firsts = [], []
    for turn in turns:
        wanted, got = passages(Question(turn.whole)), set(passages(method(turn.question)))
        if wanted:
            shares.append(len(got.intersection(wanted)) / len(wanted))
            firsts.append(wanted[0] in got)
    return fmean(shares), fmean(firsts)


def evidence_found(library: Library, settings: Settings, gold: Sequence[Gold], method: Method) -> float:
    """The share of follow-ups with any evidence in the passages found."""
    finder = retriever(library, settings)
    documents = {paper.id: paper.document for paper in library.catalogue.papers()}

    def holds(each: RetrievedPassage, evidence: Sequence) -> bool:
        passage = each.passage
        return any(overlaps(documents[passage.paper], passage.start, passage.end, item) for item in evidence)

    return fmean(
        any(
            holds(each, g.evidence)
            for each in search(finder, understand(method(Question(g.question, g.history)))).passages[:DEPTH]
        )
        for g in gold
    )


def alone(question: Question) -> Question:
    """The question without its conversation."""
    return replace(question, history=())


def everything(question: Question) -> Question:
    """The question after all earlier questions."""
    return Question(" ".join([*(asked for asked, _ in question.history), question.text]))


@contextmanager
def _methods(model: str | None) -> Iterator[dict[str, Method]]:
    methods: dict[str, Method] = {"alone": alone, "all before it": everything, "rules": lambda question: question}
    with serving() if model == LOCAL else nullcontext(model) as name:
        if name:
            small = SMALL if model == LOCAL else {}
            client = LLMClient(load_settings(model=name, **small))
            methods[str(model)] = lambda question: rewrite(client, question)
        yield methods


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sample", type=int, default=200, help="follow-ups from each public set")
    parser.add_argument("--model", help=f"a model as in policy ask --model, or {LOCAL}: the small one for tests")
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    settings, work = load_settings().model_copy(update={"passages": DEPTH}), work_folder(None)
    suite = find(["papers"], given.data, work)[0][0]
    follow_ups = [gold for gold in suite.gold if gold.history and gold.evidence]
    with _methods(given.model) as methods:
        for name in SETS:
            file = given.data / "evals" / "training" / "rewriting" / f"{name}.jsonl"
            every = turns([json.loads(line) for line in file.read_text("utf-8").splitlines()], name == SETS[0])
            as_papers(every, work / "rewriting" / name)
            sample = random.Random(SEED).sample(every, min(given.sample, len(every)))
            with library_of([work / "rewriting" / name], settings, work) as library:
                for method, make in methods.items():
                    share, first = found_alike(library, settings, sample, make)
                    print(
                        f"{name}, {len(sample)} of {len(every)}, {method}: share {share:.2f}, first {first:.2f}",
                        flush=True,
                    )
        with library_of(suite.papers, settings, work) as library:
            for method, make in methods.items():
                share = evidence_found(library, settings, follow_ups, make)
                print(f"papers-dev, {len(follow_ups)}, {method}: {share:.2f}")


if __name__ == "__main__":
    main()
