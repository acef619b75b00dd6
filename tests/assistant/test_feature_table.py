"""Features have names: none is ever read as nothing, and the trees that come with the program fit its features."""

import numpy as np
import pytest

from assistant.ranking import answers, ranker
from assistant.ranking.boosted_trees import load_trees
from assistant.ranking.feature_table import FeatureTable
from assistant.ranking.features import READ_QUICKLY

NAMES = ("overlap", "length")


def table(*rows: dict[str, float]) -> FeatureTable:
    return FeatureTable.of(NAMES, rows)


@pytest.mark.parametrize(
    "row", [{"overlap": 1.0}, {"overlap": 1.0, "lenght": 2.0}, {"overlap": 1.0, "length": 1.0, "x": 1.0}]
)
def test_a_row_that_lacks_a_feature_or_has_another_is_an_error(row: dict[str, float]):
    with pytest.raises((KeyError, ValueError)):
        table(row)


def test_rows_and_columns_are_taken_by_place_and_name():
    near = FeatureTable(("near",), np.array([[5.0], [6.0]]))
    made = table({"overlap": 0.1, "length": 1.0}, {"length": 2.0, "overlap": 0.2}).beside(near)

    assert made.row(1) == {"overlap": 0.2, "length": 2.0, "near": 6.0}
    assert table().values.shape == (0, 2)


def test_the_trees_that_come_with_the_program_fit_its_features():
    assert load_trees(ranker.trees_of(ranker.CANDIDATES, "quick"), READ_QUICKLY).trees
    assert load_trees(ranker.trees_of(ranker.ANSWERS, "quick"), answers.FEATURES).trees
