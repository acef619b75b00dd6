"""A reader judges each sentence of a passage, and puts the one that answers first."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.ranking.candidates import Candidate
from assistant.ranking.reader import Reader, load_reader
from assistant.ranking.reading import LONGEST, LONGEST_UNIT, Window, joined

GATES = ("The gates are painted green every spring.", "The parks board was set up in 2019.", "Keepers live nearby.")
FERRY = ("The ferry leaves at noon.", "Tickets are sold on the quay.")
QUESTION = "When was the parks board founded?"


def window(context: str, *sentences: str) -> Window:
    made = (Candidate("p", n, n, n + 1, text, context, (), "") for n, text in enumerate(sentences))
    return Window(context, tuple(made))


@pytest.fixture(params=["quick", "careful"])
def reader(request: pytest.FixtureRequest) -> Reader:
    return load_reader(request.param)


def test_the_sentence_that_answers_comes_first(reader: Reader):
    parks, ferry = reader.odds(QUESTION, [window("Parks Strategy", *GATES), window("Ferry Plan", *FERRY)])

    assert (parks.shape, ferry.shape) == ((3,), (2,))
    assert int(np.argmax(parks)) == 1
    assert parks[1] > ferry.max()


def test_what_else_is_read_does_not_change_the_order(reader: Reader):
    windows = [window("Parks Strategy", *GATES), window("Ferry Plan", *FERRY * 9)]

    together = reader.odds(QUESTION, windows)  # int8: the odds themselves move a little with the longest of a batch
    alone = [reader.odds(QUESTION, [each])[0] for each in windows]
    assert np.argmax(together[0]) == np.argmax(alone[0])
    assert np.abs(together[0] - alone[0]).max() < 0.5


def test_the_headings_over_a_passage_are_read(reader: Reader):
    of_parks, of_ferries = reader.odds(
        "When does the parks board meet?",
        [window("Parks board › Meetings", "It meets in May."), window("Ferry board › Meetings", "It meets in May.")],
    )

    assert of_parks[0] > of_ferries[0]


def test_nothing_to_read_gives_no_odds(reader: Reader):
    assert reader.odds("Who?", []) == []
    assert reader.odds("Who?", [window("Parks")])[0].shape == (0,)


def test_a_passage_of_any_length_is_read_to_its_end(reader: Reader):
    (odds,) = reader.odds(QUESTION * 30, [window("Parks " * 200, *(("the board was set up in the park " * 40,) * 12))])

    assert odds.shape == (12,)
    assert np.isfinite(odds).all()


pieces = st.lists(st.integers(1000, 2000), max_size=LONGEST_UNIT + 30)


@given(pieces, pieces, st.lists(pieces, min_size=1, max_size=20))
def test_each_unit_stands_once_and_in_order(question: list[int], context: list[int], units: list[list[int]]):
    parts = list(joined(question, context, units, 1, 2))

    found = [part.ids[start : end - 1] for part in parts for start, end in part.spans[1:]]
    assert found == [unit[:LONGEST_UNIT] for unit in units]
    assert all(len(part.ids) == len(part.types) <= LONGEST + LONGEST_UNIT for part in parts)
    assert all(part.ids[0] == 1 and part.ids[-1] == 2 for part in parts)
