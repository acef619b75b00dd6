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
        ("three tenners or a grand or two?", "£30 or £1,000 or two?"),
        ("a grand each, two grand a year", "£1,000 each, £2,000 a year"),
        ("is it a quid pro quo?", "is it a quid pro quo?"),
        ("who plans a grand opening event", "who plans a grand opening event"),
        ("is there a grand total of costs", "is there a grand total of costs"),
        ("can I moor a Grand Union Canal boat", "can I moor a Grand Union Canal boat"),
        ("are there two grand prizes in all", "are there two grand prizes in all"),
        ("is a grand and stately hall let", "is a grand and stately hall let"),
    ],
)
def test_a_sum_of_everyday_speech_is_read_in_figures(asked: str, read: str):
    assert understand(Question(asked)).text == read


def test_it_is_a_figure_that_the_answer_must_have():
    assert understand(Question("do I need a receipt under a tenner")).figures == ("£10",)
