"""A printed question, the label of a field and a bare term are told from words that say something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.printed import is_label, is_question, is_term, repeats


@pytest.mark.parametrize("text", ["**Can I carry over annual leave?**", "Q3. How do I apply", "3. Who pays?"])
def test_a_printed_question_is_one(text: str):
    assert is_question(text)
    assert not is_label(text)
    assert not is_term(text)


@pytest.mark.parametrize(
    "text", ["Named contact for the scheme:", "Signed ______", "**Date of birth:**", "I agree [ ]"]
)
def test_the_label_of_an_empty_field_is_one(text: str):
    assert is_label(text)


@pytest.mark.parametrize("text", ["Coffee", "Director of Finance", "Programming Languages"])
def test_a_term_only_names_something(text: str):
    assert is_term(text)
    assert not is_label(text)


@pytest.mark.parametrize(
    "text",
    ["Yes, up to five days.", "Review date: 1 March 2026", "The council pays.", "Doors are locked at six", "£12", ""],
)
def test_words_that_say_something_are_none_of_these(text: str):
    assert [is_question(text), is_label(text), is_term(text)] == [False, False, False]


def test_a_heading_repeats_the_question_and_its_answer_does_not():
    assert repeats("Can I carry over annual leave?", "**Carrying over annual leave**") == 1
    assert repeats("Can I carry over annual leave?", "Yes, up to five days.") < 0.2
    assert repeats("What is coffee?", "Coffee: black hot drink") == 0.25


@given(st.text())
def test_a_text_repeats_itself_whole_unless_it_says_nothing(text: str):
    assert repeats(text, text) in (0, 1)
    assert 0 <= repeats("Who pays?", text) <= 1
