"""A refusal says in one line why, and in another what to try."""

from typing import get_args

import pytest

from assistant.refusal import TYPES, Reason, Refusal


def of_reason(reason: Reason, *about: str) -> Refusal:
    return Refusal(reason, about or (("date",) if reason == "type_missing" else ("Harbour Town",)))


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_is_told_in_one_line_that_ends_like_a_sentence(reason: Reason):
    refusal = of_reason(reason)

    for said in (refusal.why, refusal.advice):
        assert said.endswith(".")
        assert "\n" not in said
        assert said[0].isupper() or said[0] == "‘"


def test_every_reason_is_told_in_words_of_its_own():
    assert len({of_reason(reason).why for reason in get_args(Reason)}) == len(get_args(Reason))


def test_several_names_are_told_as_a_list():
    assert of_reason("unknown_name", "A", "B", "C").why == "No paper mentions ‘A’, ‘B’ or ‘C’."
    assert of_reason("unknown_figure", "2030", "2031").why == "‘2030’ and ‘2031’ are not in the papers."


@pytest.mark.parametrize("kind", TYPES)
def test_every_kind_of_thing_that_can_be_missing_has_words(kind: str):
    assert TYPES[kind] in of_reason("type_missing", kind).why


def test_only_where_papers_were_left_out_is_asking_more_of_them_advised():
    assert "more papers" in Refusal("low_confidence", filtered=True).advice
    assert "more papers" not in Refusal("low_confidence").advice
