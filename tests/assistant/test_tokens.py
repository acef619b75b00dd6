"""Words meet whatever their form: irregular verbs and plurals, acronyms with dots, years with a note mark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.irregular import GROUPS
from assistant.text.tokens import content_words, index_stems, stem, stems, words


@pytest.mark.parametrize(
    ("one", "other"),
    [("led", "leads"), ("paid", "pays"), ("chosen", "choosing"), ("children", "child"), ("wrote", "written")],
)
def test_the_forms_of_a_word_share_a_stem(one: str, other: str):
    assert stem(one) == stem(other)


@pytest.mark.parametrize(("one", "other"), [("left", "leave"), ("saw", "see"), ("felt", "feel"), ("lives", "life")])
def test_a_form_that_is_more_often_another_word_keeps_its_own_stem(one: str, other: str):
    assert stem(one) != stem(other)


@given(st.sampled_from([word for group in GROUPS for word in group]))
def test_every_form_is_found_in_the_index_by_the_stem_of_any(word: str):
    group = next(group for group in GROUPS if word in group)

    assert {stem(form) for form in group} == {stem(word)}
    assert len(index_stems(stem(word))) >= 1
    assert set(group) <= {*content_words(group[0]), group[0]}


@pytest.mark.parametrize("written", ["the P.M.O. plan", "the P.M.O plan", "the P M O plan", "the PMO plan"])
def test_an_acronym_is_one_word_however_it_is_written(written: str):
    assert words(written) == ("the", "pmo", "plan")
    assert "p.m.o" in content_words(written), "the index has its letters one by one"


def test_a_question_in_capitals_has_no_acronyms():
    assert content_words("WHO PAYS") == ["pays", "pay", "paid"]


def test_a_note_mark_is_no_part_of_a_year():
    assert "2019" in words("as of 2019⁴")


def test_may_and_must_carry_no_meaning():
    assert stems("Who may, might or must pay?") == stems("pay")


@given(st.text())
def test_any_text_has_words(text: str):
    assert all(word and not word.isspace() for word in words(text))
