"""Acronyms are read off the paper that uses them."""

from ingest.acronyms import acronyms


def test_definition_in_brackets_is_found():
    text = "The Parks and Rivers Board (PRB) met. It asked the Department of Works (DoW) for money."
    assert acronyms(text) == {"PRB": "parks and rivers board", "DOW": "department of works"}


def test_undefined_acronym_is_matched_with_words_of_the_same_paper():
    text = "Upper Vale Council pays. In Upper Vale Council the UVC rules hold. The UVC decides."
    assert acronyms(text) == {"UVC": "upper vale council"}


def test_words_that_only_happen_to_have_the_initials_are_not_taken():
    assert acronyms("The UVC decides. Under various circumstances it does not. The UVC says so.") == {}


def test_bracket_that_defines_nothing_is_passed_over():
    assert acronyms("The budget was agreed (NB) and the plan (see Annex) was not.") == {}
