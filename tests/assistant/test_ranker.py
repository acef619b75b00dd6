"""Every passage is read once, the best of them again; candidates come likeliest first."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from conftest import take_text
from hypothesis import given
from hypothesis import strategies as st

from assistant.pipeline import readers, retrieve
from assistant.query.question import Question
from assistant.ranking.candidates import PaperCache
from assistant.ranking.features import QUICK, reading_table
from assistant.ranking.ranker import READ_AGAIN, ReadingRanker, to_read_again
from assistant.ranking.reading import Window
from assistant.retrieval.search import Retrieved
from assistant.settings import load_settings
from ingest.library import Library

SECTIONS = "".join(
    f"## The {name}\n\nThe {name} opens in {month}. It is swept by the keepers of the {name}.\n\n"
    for name, month in (
        ("quay", "May"),
        ("park", "June"),
        ("library", "July"),
        ("pool", "March"),
        ("museum", "April"),
        ("market", "October"),
        ("theatre", "November"),
        ("bridge", "February"),
    )
)
QUESTION = "When does the museum open?"


class Counting:
    """A reader that gives each candidate its length as odds, and notes what it read."""

    def __init__(self) -> None:
        self.read: list[Window] = []

    def odds(self, question: str, windows: Sequence[Window]) -> list[np.ndarray]:
        self.read += windows
        return [np.array([len(each.text) for each in window.candidates], np.float32) for window in windows]


@pytest.fixture
def town(library: Library, tmp_path: Path) -> Library:
    return take_text(library, tmp_path / "town.md", f"# Harbour Town\n\n{SECTIONS}")


def found(library: Library) -> Retrieved:
    return retrieve(library, load_settings(library=library.folder), Question(QUESTION))


@given(st.lists(st.floats(-9, 9), min_size=1, max_size=15))
def test_the_best_by_odds_and_the_first_of_the_search_are_read_again(best: list[float]):
    again = to_read_again([np.array([odds], np.float32) for odds in best])

    assert len(again) == len(set(again)) == min(READ_AGAIN, len(best))
    assert {0, int(np.argmax(np.float32(best)))} <= set(again)


def test_no_passage_is_nothing_to_read_again():
    assert to_read_again([]) == []


def test_candidates_that_were_not_read_again_have_no_careful_odds(town: Library):
    quick, careful = Counting(), Counting()

    candidates, table = ReadingRanker(quick, careful).table(found(town), PaperCache(town))
    assert len(quick.read) > len(careful.read) == READ_AGAIN
    unread = np.isnan(table.values[:, table.names.index("careful_odds")])
    read = {each.start for window in careful.read for each in window.candidates}
    assert [candidate.start not in read for candidate in candidates] == unread.tolist()


def test_the_sentence_that_answers_is_the_likeliest(town: Library):
    ranker = ReadingRanker(*readers(town, load_settings(library=town.folder)))

    ranked = ranker.rank(found(town), PaperCache(town))
    assert "April" in ranked[0].candidate.text
    assert [each.likelihood for each in ranked] == sorted((each.likelihood for each in ranked), reverse=True)
    assert len({(each.candidate.start) for each in ranked}) == len(ranked)


def test_nothing_found_is_nothing_ranked(library: Library):
    ranker = ReadingRanker(Counting())

    assert ranker.rank(found(library), PaperCache(library)) == []


def test_what_was_not_read_is_missing_and_shares_add_up():
    table = reading_table(QUICK, [np.array([1.0, 2.0]), np.array([np.nan]), np.array([0.0])])

    odds, gap, share, window_gap, before, after = table.values.T
    assert gap[[0, 1, 3]].tolist() == [-1, 0, -2]
    assert np.nansum(share) == pytest.approx(1)
    assert window_gap[[0, 1, 3]].tolist() == [-1, 0, 0]
    assert (before[1], after[0]) == (1, 2)
    assert np.isnan([odds[2], gap[2], share[2], before[0], after[1], before[3]]).all()
