"""Words from papers stand in one pair of quotation marks."""

import pytest

from assistant.text.quotation import marks, quoted


@pytest.mark.parametrize("words", ["“The board pays.”", '"The board pays."', " “The board pays.” "])
def test_what_a_paper_has_in_marks_is_given_no_second_pair(words: str):
    assert quoted(words) == words


@pytest.mark.parametrize(
    "words",
    ["The board pays.", "“Pays” is said twice: “pays”", "“The board pays", "The board “pays.”", "“", "“”", ""],
    ids=["none", "two", "open", "inside", "one-mark", "nothing-in-marks", "nothing"],
)
def test_other_words_are_set_in_marks_whole(words: str):
    assert marks(words) == ("“", "”")
