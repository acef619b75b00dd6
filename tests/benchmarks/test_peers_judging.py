"""Whether what an assistant showed is right, judged from the text alone as `policy eval` judges answers."""

import pytest

from benchmarks.peers.judging import Shown, judge
from evals.datasets.gold import Evidence, Gold

SENTENCE = "The parks board meets on the first Tuesday of each month, at seven in the hall."
GOLD = Gold(
    id="1",
    kind="factoid",
    question="When does the parks board meet?",
    facts=("first Tuesday",),
    evidence=(Evidence(doc="parks.md", start=0, end=len(SENTENCE), quote=SENTENCE),),
)
NO_ANSWER = Gold(id="2", kind="unanswerable", question="What does the board cost?", answerable=False)


@pytest.mark.parametrize(
    "text",
    [
        SENTENCE,
        "| Parks |\n|---|\n| The parks board meets on the **first** Tuesday\nof each month, at seven in the hall. |",
        "… parks board meets on the first Tuesday of each month …",
    ],
    ids=["whole", "with Markdown, over two lines", "cut off on both sides"],
)
def test_the_evidence_with_its_facts_is_right(text: str) -> None:
    judged = judge(GOLD, Shown(text, refused=False))
    assert (judged.right, judged.facts, judged.evidence) == (True, True, True)


def test_the_fact_without_the_evidence_is_not_right() -> None:
    judged = judge(GOLD, Shown("Bins are emptied on the first Tuesday.", refused=False))
    assert (judged.right, judged.facts, judged.evidence) == (False, True, False)


def test_what_comes_after_150_words_is_shown_but_not_right() -> None:
    judged = judge(GOLD, Shown("bins " * 150 + SENTENCE, refused=False))
    assert (judged.right, judged.facts, judged.evidence) == (False, True, True)


def test_a_refusal_shows_nothing_whatever_is_listed_below_it() -> None:
    judged = judge(GOLD, Shown(f"I can't say. Nearest: {SENTENCE}", refused=True))
    assert (judged.right, judged.facts, judged.evidence, judged.words) == (False, False, False, 0)


@pytest.mark.parametrize("refused", [True, False], ids=["refused", "answered"])
def test_of_an_unanswerable_question_only_the_refusal_counts(refused: bool) -> None:
    judged = judge(NO_ANSWER, Shown("The board costs nothing.", refused))
    assert (judged.right, judged.facts, judged.evidence, judged.refused) == (None, None, None, refused)
