"""The cross-encoder puts the sentence that answers first."""

import numpy as np
import pytest

from assistant.ranking.cross_encoder import in_context, load_cross_encoder

SENTENCES = [
    in_context("The gates are painted green every spring.", "Parks Strategy", "Gates"),
    in_context("The parks board was set up by Harbour Town in 2019.", "Parks Strategy", "History"),
    in_context("Keepers live close to their park.", "Parks Strategy", "Keepers"),
]


def test_the_answering_sentence_comes_first():
    odds = load_cross_encoder().scores("When was the parks board set up?", SENTENCES)

    assert odds.shape == (3,)
    assert int(np.argmax(odds)) == 1


def test_what_else_is_read_does_not_change_the_order():
    cross_encoder = load_cross_encoder()  # int8: the odds themselves move a little with the longest of a batch

    together = cross_encoder.scores("Who set up the parks board?", SENTENCES)
    alone = [cross_encoder.scores("Who set up the parks board?", [sentence])[0] for sentence in SENTENCES]
    assert np.argsort(together).tolist() == np.argsort(alone).tolist()


def test_nothing_to_read_gives_no_odds():
    assert load_cross_encoder().scores("Who?", []).shape == (0,)


def test_a_long_sentence_before_is_left_out_and_a_long_heading_cut():
    shown = in_context("It is so.", "Title", "word " * 40, "before " * 31)

    assert "before" not in shown
    assert shown.count("word") == 14


QUESTION = "When was the parks board set up?"


@pytest.mark.parametrize("where", ["title", "heading", "previous"])
def test_what_stands_over_a_sentence_or_before_it_is_read(where: str):
    of_parks, of_ferries = load_cross_encoder().scores(
        QUESTION,
        [in_context("It was set up in 2019.", **{where: f"The {board} board"}) for board in ("parks", "ferry")],
    )
    assert of_parks > of_ferries


def test_title_heading_and_sentence_before_stand_in_that_order_before_the_sentence():
    assert in_context("It is so.", "Title", "Heading", "Before.") == "Title › Heading › Before. [SEP] It is so."
    assert in_context("It is so.", heading="Heading") == "Heading [SEP] It is so."
    assert in_context("It is so.") == "It is so."


def test_a_very_long_sentence_is_read_all_the_same():
    assert np.isfinite(load_cross_encoder().scores(QUESTION, ["the board was set up in the park " * 200])).all()
