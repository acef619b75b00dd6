"""What a language model makes of the answers: quotes without it, quotes that it chooses, and prose that it writes.

python -m evals.checks.model_table --model qwen --papers 40 --policy 60    (make eval MODEL=qwen)

Asks a fixed sample of papers-dev, and one of the questions of the policy set whose families nothing was trained on, and
prints a table for each: correct of the answerable, refused of the unanswerable, the share of what is cited that is
evidence, of citations that are verbatim, statements shown as supported with a figure, date or name that the words cited
lack (`evals.checks.hallucination`), and the seconds of a question.
"""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from assistant.answer import Answer, Citation, Statement
from assistant.settings import Settings, Wording, load_settings
from evals.checks.hallucination import lacks
from evals.checks.local_model import serving
from evals.checks.models import qwen
from evals.cli import DATA, work_folder
from evals.libraries import library_of
from evals.results import Run
from evals.runner import run
from evals.suites import Suite, find, sampled
from evals.training.policy_set import load_policy_set

CONTEXT = 4_096  # tokens
PATIENT = {"model_seconds": 900.0, "model_retries": 0}  # seconds; two cores read 40 tokens a second
PROSE = {"passages": 4, "model_tokens": 150}  # what it can read in half a minute
WAYS: dict[str, Wording | None] = {"quotes, without it": None, "quotes, chosen by it": "quotes", "prose": "prose"}
COLUMNS = ("correct", "refusal recall", "citation precision", "verbatim")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True, help="qwen, small, or a model as in policy ask --model")
    parser.add_argument("--papers", type=int, default=40, help="questions of papers-dev")
    parser.add_argument("--policy", type=int, default=60, help="questions of the policy set")
    parser.add_argument("--data", type=Path, default=DATA)
    given = parser.parse_args()
    suites = [sampled(find(["papers"], given.data, work_folder(None))[0][0], given.papers)]
    suites += [sampled(left_out(given.data), given.policy)]
    with served(given.model) as name:
        for suite in suites:
            print("\n".join(table(suite, runs_of(suite, name))), flush=True)


@contextmanager
def served(model: str) -> Iterator[str]:
    """The name of a model for the settings, served here if it is one of ours."""
    if model == "qwen":
        with serving(qwen(), CONTEXT) as address:
            yield address
    elif model == "small":
        with serving() as address:
            yield address
    else:
        yield model


def left_out(data: Path) -> Suite:
    """The questions of the policy set that nothing was trained on, put to all papers of their families."""
    folder = data / "evals" / "training" / "policy"
    paths = {path.name: path for part in ("papers", "extracts") for path in (folder / part).glob("*.md")}
    texts = {name: path.read_text("utf-8") for name, path in paths.items()}
    questions = [each.gold for each in load_policy_set(folder, texts) if each.left_out]
    named = sorted({paper for each in questions for paper in each.papers})
    gold = tuple(each.model_copy(update={"papers": ()}) for each in questions)
    return Suite("policy", "Policy questions left out", "", tuple(paths[name] for name in named), gold)


def runs_of(suite: Suite, model: str) -> Iterator[tuple[str, Run]]:
    with library_of(suite.papers, load_settings(), work_folder(None)) as library:
        for way, wording in WAYS.items():
            yield way, run(suite, model if wording else "quotes", library, settings(wording))


def settings(wording: Wording | None) -> Settings:
    return load_settings(**PATIENT, answer=wording, **(PROSE if wording == "prose" else {}))


def table(suite: Suite, runs: Iterator[tuple[str, Run]]) -> Iterator[str]:
    unanswerable = sum(not each.answerable for each in suite.gold)
    yield f"\n{suite.title}: {len(suite.gold)} questions, {unanswerable} of them unanswerable"
    yield f"| | {' | '.join(COLUMNS)} | invented | notes | seconds |"
    yield f"| {' | '.join(['---'] * (len(COLUMNS) + 4))} |"
    for way, made in runs:
        figures = made.figures["all"]
        cells = [f"{figures[name].mean:.2f}" if name in figures else "–" for name in COLUMNS]
        answers = [outcome.answer for outcome in made.outcomes]
        seconds = float(np.median([answer["seconds"] for answer in answers]))
        noted = sum(bool(answer.get("note")) for answer in answers)
        yield f"| {way} | {' | '.join(cells)} | {invented(answers)} | {noted} | {seconds:.1f} |"


def invented(answers: Sequence[dict]) -> int:
    """How many statements that passed the check hold a figure, date or name that the words they cite lack."""
    return sum(
        statement.support != "unsupported" and bool(lacks(answer, statement))
        for answer in map(answer_of, answers)
        for statement in answer.statements
    )


def answer_of(facts: dict) -> Answer:
    return Answer(
        question=facts["question"],
        status=facts["status"],
        statements=tuple(Statement(**each) for each in facts["statements"]),
        citations=tuple(Citation(**each) for each in facts["citations"]),
    )


if __name__ == "__main__":
    main()
