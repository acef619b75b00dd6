"""A question that takes for granted what the papers deny is met with the words that deny it."""

from pathlib import Path

import pytest
from conftest import take_text

from assistant.answer import Answer
from assistant.pipeline import pipeline
from assistant.query.question import Question
from assistant.settings import load_settings
from ingest.library import Library

MINUTES = """\
# Ferry Board Minutes

## Night service

The board approved the night service in March, as the harbour master had asked.

## Fares

Fares will not rise before 2027, because fuel has become cheaper.

## Pier

The pier is closed on Sundays while the deck is mended.

## Claims

Alcohol is never paid for.
"""


@pytest.fixture
def minutes(library: Library, tmp_path: Path) -> Library:
    return take_text(library, tmp_path / "minutes.md", MINUTES)


def ask(library: Library, question: str) -> Answer:
    return pipeline(library, load_settings(library=library.folder)).invoke(Question(question))


@pytest.mark.parametrize(
    ("question", "denied_by"),
    [
        ("Why did the board reject the night service?", "approved the night service"),
        ("Why is the pier open on Sundays?", "closed on Sundays"),
    ],
)
def test_the_words_that_say_otherwise_are_shown_and_are_no_answer(minutes: Library, question: str, denied_by: str):
    answer = ask(minutes, question)

    assert answer.status == "not_found"
    assert answer.refusal
    assert answer.refusal.reason == "premise"
    assert denied_by in answer.nearest[0].quote
    assert answer.statements == ()


@pytest.mark.parametrize(
    "question",
    [
        "Why did the board approve the night service?",
        "Why will fares not rise?",
        "Why is the pier closed on Sundays?",
        "Is the pier open on Sundays?",
        "Did the board reject the night service?",
        "What is the pilot paid?",
    ],
)
def test_a_question_that_the_papers_bear_out_or_that_takes_nothing_for_granted(minutes: Library, question: str):
    refusal = ask(minutes, question).refusal

    assert refusal is None or refusal.reason != "premise"
