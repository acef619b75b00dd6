"""Features have names: weights that were fitted on others are refused, and none is ever read as nothing."""

import json
from pathlib import Path

import numpy as np
import pytest

from assistant.ranking import confidence, lists, ranker
from assistant.ranking.feature_table import VERSION, FeatureTable, LogisticRegression, load_weights, save_weights
from assistant.ranking.features import ALL, BI_ENCODER, LEXICAL
from ingest.errors import PolicyError

NAMES = ("overlap", "length")
MODEL = LogisticRegression({"length": -1.0, "overlap": 2.0}, 0.5)


@pytest.fixture
def weights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("assistant.ranking.feature_table.WEIGHTS", tmp_path)
    load_weights.cache_clear()
    return tmp_path


def table(*rows: dict[str, float]) -> FeatureTable:
    return FeatureTable.of(NAMES, rows)


def test_each_feature_is_weighed_by_its_own_weight_in_whatever_order_they_stand():
    found = MODEL.log_odds(table({"length": 3.0, "overlap": 0.5}, {"overlap": 0.0, "length": 0.0}))

    assert found == pytest.approx([0.5 + 2 * 0.5 - 3, 0.5])
    assert MODEL.log_odds(table({"length": 3.0, "overlap": 0.5}), without=["length"]) == pytest.approx([1.5])
    assert 0 < MODEL.probabilities(table({"length": 3.0, "overlap": 0.5}))[0] < 0.5


@pytest.mark.parametrize(
    "row", [{"overlap": 1.0}, {"overlap": 1.0, "lenght": 2.0}, {"overlap": 1.0, "length": 1.0, "x": 1.0}]
)
def test_a_row_that_lacks_a_feature_or_has_another_is_an_error(row: dict[str, float]):
    with pytest.raises((KeyError, ValueError)):
        table(row)


def test_a_table_with_other_features_can_not_be_weighed():
    with pytest.raises(ValueError, match="similarity"):
        MODEL.log_odds(table({"overlap": 1.0, "length": 1.0}).with_column("similarity", np.ones(1)))


def test_rows_and_columns_are_taken_by_place_and_name():
    made = table({"overlap": 0.1, "length": 1.0}, {"overlap": 0.2, "length": 2.0}).with_column(
        "near", np.array([5.0, 6.0])
    )

    assert made.take([1]).row(0) == {"overlap": 0.2, "length": 2.0, "near": 6.0}
    assert table().values.shape == (0, 2)


def test_weights_are_saved_and_loaded_by_name(weights: Path):
    save_weights("ranker.json", {"lexical": MODEL})

    assert load_weights("ranker.json", "lexical", NAMES) == MODEL
    assert json.loads((weights / "ranker.json").read_text())["features"] == VERSION


@pytest.mark.parametrize("names", [("overlap",), ("overlap", "width"), (*NAMES, "similarity")])
def test_weights_that_were_fitted_on_other_features_are_refused(weights: Path, names: tuple[str, ...]):
    save_weights("ranker.json", {"lexical": MODEL})

    with pytest.raises(PolicyError, match="other features") as refused:
        load_weights("ranker.json", "lexical", names)
    assert refused.value.cure


def test_weights_of_another_version_of_the_features_are_refused(weights: Path):
    save_weights("ranker.json", {"lexical": MODEL})
    held = json.loads((weights / "ranker.json").read_text())
    (weights / "ranker.json").write_text(json.dumps(held | {"features": VERSION + 1}))

    with pytest.raises(PolicyError, match="other features"):
        load_weights("ranker.json", "lexical", NAMES)


def test_the_weights_that_come_with_the_program_fit_its_features():
    stages = ranker.fitted_stages()

    assert [set(stage.weights) for stage in stages] == [set(LEXICAL), set(BI_ENCODER), set(ALL)]
    assert set(load_weights(lists.FILE, "list", lists.FEATURES).weights) == set(lists.FEATURES)
    assert set(load_weights(confidence.FILE, "right", confidence.FEATURES).weights) == set(confidence.FEATURES)
