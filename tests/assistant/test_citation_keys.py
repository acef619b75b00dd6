"""Passages get short keys that nothing in a paper can pass for."""

import re
from itertools import product

from assistant.generation.citation_keys import EXAMPLES, FIGURES, LETTERS, SHAPE, hand_out

PASSAGES = [f"passage-{n}" for n in range(40)]


def test_the_same_question_and_passages_get_the_same_keys_and_another_question_others():
    keys = hand_out("Who chairs it?", PASSAGES, ["text"])
    assert keys == hand_out("Who chairs it?", PASSAGES, ["text"])
    assert list(keys.values()) == PASSAGES
    assert all(re.fullmatch(SHAPE, key) for key in keys)
    assert set(keys) != set(hand_out("Who signs it?", PASSAGES, ["text"]))


def test_no_key_stands_in_any_text():
    taken = list(hand_out("Who?", PASSAGES, []))
    keys = hand_out("Who?", PASSAGES, [f"as [{taken[0].upper()}] says", " ".join(taken[1:20])])
    assert not set(keys) & set(taken[:20])
    assert len(keys) == len(PASSAGES)


def test_a_paper_full_of_keys_leaves_the_others():
    every = ["".join(key) for key in product(LETTERS, FIGURES, LETTERS)]
    keys = hand_out("Who?", PASSAGES, [" ".join(every[: len(every) * 9 // 10])])
    assert len(keys) == len(PASSAGES)


def test_the_examples_of_the_prompt_are_never_handed_out():
    assert all(key[1] not in FIGURES for key in EXAMPLES)
