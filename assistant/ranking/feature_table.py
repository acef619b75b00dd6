"""Features by name, and the logistic regressions that weigh them."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ingest.errors import PolicyError

WEIGHTS = Path(__file__).parent / "weights"
VERSION = 1  # of what the features mean; raised when any of them is computed otherwise, so that old weights are refused


@dataclass(frozen=True)
class FeatureTable:
    """`values` has a row for each thing and a column for each of the `names`: shape [rows, names], float64."""

    names: tuple[str, ...]
    values: np.ndarray

    @classmethod
    def of(cls, names: tuple[str, ...], rows: Iterable[Mapping[str, float]]) -> "FeatureTable":
        """Rows that each have exactly these features. Raises KeyError for one that lacks any, ValueError for more."""
        made = []
        for row in rows:
            if len(row) > len(names):
                raise ValueError(f"unknown features: {sorted(set(row) - set(names))}")
            made.append([row[name] for name in names])
        return cls(names, np.array(made, float).reshape(-1, len(names)))

    def with_column(self, name: str, values: np.ndarray) -> "FeatureTable":
        return FeatureTable((*self.names, name), np.column_stack([self.values, values]))

    def take(self, rows: Sequence[int] | np.ndarray) -> "FeatureTable":
        return FeatureTable(self.names, self.values[rows])

    def row(self, n: int) -> dict[str, float]:
        return dict(zip(self.names, map(float, self.values[n]), strict=True))


@dataclass(frozen=True)
class LogisticRegression:
    """probability = 1 / (1 + exp(-(bias + Σ weight · feature)))."""

    weights: Mapping[str, float]
    bias: float

    def log_odds(self, table: FeatureTable, without: Iterable[str] = ()) -> np.ndarray:
        """Shape [rows]; features `without` count as 0. Raises ValueError for a table with other features."""
        if set(table.names) != set(self.weights):
            raise ValueError(f"weights for {sorted(self.weights)}, features {sorted(table.names)}")
        left_out = set(without)
        return self.bias + table.values @ np.array([self.weights[n] * (n not in left_out) for n in table.names])

    def probabilities(self, table: FeatureTable) -> np.ndarray:
        """Shape [rows], 0 to 1."""
        return 1 / (1 + np.exp(-self.log_odds(table)))


@cache
def load_weights(file: str, name: str, features: tuple[str, ...]) -> LogisticRegression:
    """The regression of a name in a file of weights. Raises PolicyError where it was fitted on other features."""
    path = WEIGHTS / file
    held = json.loads(path.read_text("utf-8"))
    weights = held["regressions"][name]["weights"]
    if held["features"] != VERSION or set(weights) != set(features):
        raise PolicyError(f"the weights '{name}' in {path} were fitted on other features", "install policy again")
    return LogisticRegression(weights, held["regressions"][name]["bias"])


def save_weights(file: str, regressions: Mapping[str, LogisticRegression]) -> None:
    held = {name: {"bias": each.bias, "weights": dict(each.weights)} for name, each in regressions.items()}
    (WEIGHTS / file).write_text(json.dumps({"features": VERSION, "regressions": held}, indent=1) + "\n", "utf-8")
