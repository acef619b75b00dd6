"""policy as one of the assistants that are compared, on the bundled digests, and the tables of a comparison."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from benchmarks.papers import digests
from benchmarks.peers.compare import Run
from benchmarks.peers.environment import Environment, Installed
from benchmarks.peers.measured import Failed, Spent
from benchmarks.peers.policy import Policy
from benchmarks.peers.questions import Chosen
from benchmarks.peers.table import as_json, markdown
from evals.datasets.gold import load_gold
from evals.training.policy_set import PolicyQuestion
from tests.conftest import ROOT

QUESTIONS = ROOT / "evals" / "datasets" / "digests" / "questions.jsonl"


class Here(Policy):
    """policy as this environment has it, which need not be installed."""

    ways: tuple[str, ...] = ("quick",)

    def install(self) -> Installed:
        return Installed("0.1.0", Spent(1, 1, 1), 1, "2026-11-27")


class Broken(Here):
    name = "broken"

    def ingest(self, papers: Sequence[Path], shelf: Path) -> Spent:
        raise Failed("no `papers` |\nwere read")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Run:
    work = tmp_path_factory.mktemp("peers")
    questions = [PolicyQuestion(each, "digests", "near", (), ()) for each in load_gold(QUESTIONS) if not each.history]
    asked = tuple(
        next(each for each in questions if each.gold.answerable == answerable) for answerable in (True, False)
    )
    run = Run(Chosen(asked, tuple(digests())), (), work, lambda line: None, cold=1)
    for kind in (Here, Broken):
        run.compare(kind(Environment(work / kind.name, packages=Path(sys.prefix)), models))
    return run


def test_an_answer_is_right_and_a_refusal_is_seen(run: Run) -> None:
    answer, refusal = run.results[0].asked
    assert run.results[0].failed == ""
    assert (answer.judged.right, answer.judged.evidence, answer.judged.refused) == (True, True, False)
    assert (refusal.judged.right, refusal.judged.refused) == (None, True)


def test_what_each_step_took_is_measured(run: Run) -> None:
    result = run.results[0]
    for spent in (result.ingested, result.cold, result.warm):
        assert spent
        assert spent.processor > 0.01
        assert spent.megabytes > 100


def test_one_that_fails_is_told_with_its_reason_and_the_others_are_measured(run: Run) -> None:
    assert [each.failed for each in run.results] == ["", "no `papers` |\nwere read"]
    table = markdown(run.results)
    assert "| policy, quick | 1 of 1 | 1 of 1 |  | 1 of 1 | 1 of 1 | 0 of 1 | 1 of 1 | 0 of 2 |" in table
    assert "- broken, quick: `no 'papers' | were read`" in table


def test_no_words_of_papers_are_kept(run: Run) -> None:
    (rows, _) = json.loads(as_json(run.results))
    assert [sorted(each) for each in rows["asked"]] == [["id", "judged", "wall", "wording"]] * 2
