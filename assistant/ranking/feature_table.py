"""Features by name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class FeatureTable:
    """`values` has a row for each thing and a column for each of the `names`: shape [rows, names], float64.

    What is missing is NaN.
    """

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

    def beside(self, other: "FeatureTable") -> "FeatureTable":
        """The columns of both, which have the same rows."""
        return FeatureTable((*self.names, *other.names), np.column_stack([self.values, other.values]))

    def row(self, n: int) -> dict[str, float]:
        return dict(zip(self.names, map(float, self.values[n]), strict=True))
