"""Boosted trees give what scikit-learn's give, and only for the features that they were fitted on."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from assistant.ranking import boosted_trees
from assistant.ranking.boosted_trees import BoostedTrees, load_trees, save_trees
from assistant.ranking.feature_table import FeatureTable
from ingest.errors import PolicyError

if TYPE_CHECKING:
    from sklearn.ensemble import HistGradientBoostingClassifier

NAMES = ("likeness", "length", "rank")


@dataclass(frozen=True)
class Fitted:
    """scikit-learn's model, its trees as they are saved, and values some of which are missing."""

    model: "HistGradientBoostingClassifier"
    trees: BoostedTrees
    values: np.ndarray


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    from sklearn.ensemble import HistGradientBoostingClassifier  # takes two seconds, which only one process needs

    from evals.training.fit_ranker import plain

    rng = np.random.default_rng(3)
    values = rng.normal(size=(400, 3))
    values[rng.random(values.shape) < 0.2] = np.nan
    right = np.nan_to_num(values[:, 0]) + np.nan_to_num(values[:, 1]) ** 2 > 0.7
    model = HistGradientBoostingClassifier(max_iter=20, random_state=3).fit(values, right)
    return Fitted(model, plain(model, NAMES), values)


def test_probabilities_are_those_of_scikit_learn(fitted: Fitted):
    found = fitted.trees.probabilities(FeatureTable(NAMES, fitted.values))
    assert np.abs(found - fitted.model.predict_proba(fitted.values)[:, 1]).max() < 1e-9


def test_saved_trees_are_the_same(fitted: Fitted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(boosted_trees, "WEIGHTS", tmp_path)
    trees, table = fitted.trees, FeatureTable(NAMES, fitted.values)

    save_trees("trees.json", trees)
    load_trees.cache_clear()
    assert np.array_equal(load_trees("trees.json", NAMES).probabilities(table), trees.probabilities(table))
    with pytest.raises(PolicyError, match="fitted on other features"):
        load_trees("trees.json", (*NAMES, "colour"))


def test_a_table_with_other_features_is_refused(fitted: Fitted):
    with pytest.raises(ValueError, match="trees for"):
        fitted.trees.log_odds(FeatureTable(("rank", "length", "likeness"), fitted.values))


def test_no_rows_give_no_probabilities(fitted: Fitted):
    assert fitted.trees.probabilities(FeatureTable.of(NAMES, [])).shape == (0,)
    assert BoostedTrees(NAMES, (), 0.0).probabilities(FeatureTable(NAMES, np.zeros((2, 3)))).tolist() == [0.5, 0.5]
