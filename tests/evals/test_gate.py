"""The gate: answers are not to become worse than the figures that are kept of them, and the gate can fail."""

import json

import pytest

from assistant.settings import load_settings
from evals.checks.gate import BASELINE, Baseline, baseline_of, drops, load_baseline, written
from evals.results import Outcome
from evals.runner import run
from evals.suites import find, sampled
from tests.conftest import LONG

# Of the digests' 123 questions, which take .7 s each. However many are asked, up to three that are lost of a kind may
# slip through: `drops` calls that chance.
ASKED = 123 if LONG else 30


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    (suite,), _ = find(["digests"], tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("work"))
    return sampled(suite, ASKED)


def ask(suite, model, library):
    return run(suite, model, library, load_settings(library=str(library.folder)))


def test_answers_are_as_good_as_they_were(suite, digests):
    made = ask(suite, "quotes", digests)
    fallen = drops(load_baseline(), made.outcomes)
    assert not fallen, "; ".join(map(str, fallen)) + " (if that is meant: python -m evals.checks.gate)"


def test_one_question_lost_is_noise_and_six_are_not(suite):
    def without(lost):
        """Outcomes like the baseline's, but for some questions that are not answered correctly any more."""
        for gold in suite.gold:
            row = load_baseline().questions[gold.id]
            yield Outcome(gold=gold, answer={}, figures=row | ({"correct": 0.0} if gold.id in lost else {}))

    correct = [gold.id for gold in suite.gold if load_baseline().questions[gold.id]["correct"]]
    assert drops(load_baseline(), list(without(()))) == []
    assert drops(load_baseline(), list(without(correct[:1]))) == []
    (fallen,) = drops(load_baseline(), list(without(correct[:6])))
    assert (fallen.name, fallen.lost) == ("correct", tuple(correct[:6]))
    assert all(id in str(fallen) for id in correct[:6])


def test_an_answerer_that_never_refuses_does_not_pass(suite, digests):
    fallen = {drop.name: drop for drop in drops(load_baseline(), ask(suite, "best-passage", digests).outcomes)}
    refused = [gold.id for gold in suite.gold if load_baseline().questions[gold.id]["refusal recall"] == 1]
    assert list(fallen["refusal recall"].lost) == refused


def test_the_baseline_holds_every_question_of_the_digests(suite):
    (whole,), _ = find(["digests"], BASELINE.parent, BASELINE.parent)
    assert set(load_baseline().questions) == {gold.id for gold in whole.gold}


def test_a_question_that_is_new_needs_a_baseline(suite, digests):
    known = load_baseline()
    without = known.model_copy(update={"questions": {}})
    with pytest.raises(KeyError):
        drops(without, ask(sampled(suite, 1), "best-passage", digests).outcomes)


def test_what_is_written_is_read_again(suite, digests):
    made = baseline_of(ask(sampled(suite, 4), "best-passage", digests))
    assert Baseline.model_validate_json(written(made)) == made
    assert len(written(made).splitlines()) == len(made.questions) + 2
    json.loads(written(made))
