"""Boosted trees give what scikit-learn's give, and only for the features that they were fitted on."""

from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from assistant.ranking import boosted_trees
from assistant.ranking.boosted_trees import BoostedTrees, load_trees, save_trees
from assistant.ranking.feature_table import FeatureTable
from evals.training.fit_ranker import plain
from ingest.errors import PolicyError

NAMES = ("likeness", "length", "rank")


@pytest.fixture(scope="module")
def fitted() -> tuple[HistGradientBoostingClassifier, np.ndarray]:
    """A model, and values some of which are missing."""
    rng = np.random.default_rng(3)
    values = rng.normal(size=(400, 3))
    values[rng.random(values.shape) < 0.2] = np.nan
    right = np.nan_to_num(values[:, 0]) + np.nan_to_num(values[:, 1]) ** 2 > 0.7
    return HistGradientBoostingClassifier(max_iter=20, random_state=3).fit(values, right), values


def test_probabilities_are_those_of_scikit_learn(fitted: tuple[HistGradientBoostingClassifier, np.ndarray]):
    model, values = fitted

    found = plain(model, NAMES).probabilities(FeatureTable(NAMES, values))
    assert np.abs(found - model.predict_proba(values)[:, 1]).max() < 1e-9


def test_saved_trees_are_the_same(
    fitted: tuple[HistGradientBoostingClassifier, np.ndarray], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(boosted_trees, "WEIGHTS", tmp_path)
    model, values = fitted
    trees, table = plain(model, NAMES), FeatureTable(NAMES, values)

    save_trees("trees.json", trees)
    load_trees.cache_clear()
    assert np.array_equal(load_trees("trees.json", NAMES).probabilities(table), trees.probabilities(table))
    with pytest.raises(PolicyError, match="fitted on other features"):
        load_trees("trees.json", (*NAMES, "colour"))


def test_a_table_with_other_features_is_refused(fitted: tuple[HistGradientBoostingClassifier, np.ndarray]):
    model, values = fitted

    with pytest.raises(ValueError, match="trees for"):
        plain(model, NAMES).log_odds(FeatureTable(("rank", "length", "likeness"), values))


def test_no_rows_give_no_probabilities(fitted: tuple[HistGradientBoostingClassifier, np.ndarray]):
    trees = plain(fitted[0], NAMES)

    assert trees.probabilities(FeatureTable.of(NAMES, [])).shape == (0,)
    assert BoostedTrees(NAMES, (), 0.0).probabilities(FeatureTable(NAMES, np.zeros((2, 3)))).tolist() == [0.5, 0.5]
