"""The day that a question asks about."""

import datetime

import pytest

from assistant.query.day import day_asked


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("What was the fee as at 31 March 2021?", (2021, 3, 31)),
        ("What was the fee as of March 2021?", (2021, 3, 31)),
        ("What was the fee in 2019?", (2019, 12, 31)),
        ("In 2019, what was the fee?", (2019, 12, 31)),
        ("What was the fee on 3rd May 2020?", (2020, 5, 3)),
        ("What was the fee during the year 2020?", (2020, 12, 31)),
    ],
)
def test_a_day_month_or_year_that_a_question_asks_about(question: str, day: tuple[int, int, int]):
    found = day_asked(question)

    assert found
    assert found.day == datetime.date(*day)
    assert found.without.lower() == "what was the fee?"


@pytest.mark.parametrize(
    "question",
    [
        "What is the fee?",
        "What was the fee before 2019?",
        "How did the fee move in 2019 and 2021?",
        "What was the fee in 2019/20?",
        "Which of the 2019 rules hold in parks?",
        "What was spent in 2019-20?",
    ],
)
def test_other_years_are_no_day(question: str):
    assert day_asked(question) is None
