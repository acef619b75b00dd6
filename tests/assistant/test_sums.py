"""Sums of everyday speech are read as the figures that papers have."""

import pytest

from assistant.query.query import understand
from assistant.query.question import Question


@pytest.mark.parametrize(
    ("asked", "read"),
    [
        ("do I need a receipt under a tenner", "do I need a receipt under £10"),
        ("can I spend two grand on a laptop", "can I spend £2,000 on a laptop"),
        ("is 1,200 quid too much?", "is £1,200 too much?"),
        ("a hundred and fifty quid a night?", "£150 a night?"),
        ("do you take a grand piano", "do you take a grand piano"),
        ("who pays for a grand opening?", "who pays for a grand opening?"),
    ],
)
def test_a_sum_of_everyday_speech_is_read_in_figures(asked: str, read: str):
    assert understand(Question(asked)).text == read


def test_it_is_a_figure_that_the_answer_must_have():
    assert understand(Question("do I need a receipt under a tenner")).figures == ("£10",)
