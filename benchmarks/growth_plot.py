"""Plots the results of `benchmarks.growth`: sizes and times against the number of passages, with fitted curves."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "policy", "font.size": 9, "axes.grid": True, "grid.alpha": 0.3}
TEAL, RUST, VIOLET = "#0f7b8a", "#c9622b", "#7b61c9"


def plot(found: dict[str, Any], out: Path) -> None:
    """Draws four panels with logarithmic axes; each curve's label has the power of n it grows with."""
    libraries, vectors = found.get("libraries", []), found.get("vectors", [])
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(9, 6.4), layout="constrained")
        sizes, times, memory, rates = figure.subplots(2, 2).flat
        _draw(
            sizes,
            "size on disk, MB",
            [
                ("catalogue", TEAL, libraries, "passages", "catalogue_bytes", 1e-6),
                ("Chroma", RUST, libraries, "passages", "index_bytes", 1e-6),
                ("Chroma, vectors alone", VIOLET, vectors, "vectors", "index_bytes", 1e-6),
            ],
        )
        _draw(
            times,
            "time, ms",
            [
                ("a question, median", TEAL, libraries, "passages", "median", 1e3),
                ("a question, 95th", RUST, libraries, "passages", "95th", 1e3),
                ("opening", "#8a8a2a", libraries, "passages", "opening", 1e3),
                ("one vector search", VIOLET, vectors, "vectors", "median", 1e3),
            ],
        )
        _draw(
            memory,
            "memory, MB",
            [
                ("asking", TEAL, libraries, "passages", "memory_bytes", 1e-6),
                ("writing vectors alone", VIOLET, vectors, "vectors", "memory_bytes", 1e-6),
            ],
        )
        _draw(
            rates,
            "written a second, encoding apart",
            [
                ("passages", TEAL, libraries, "passages", "written_a_second", 1),
                ("vectors alone", VIOLET, vectors, "vectors", "written_a_second", 1),
            ],
        )
        figure.savefig(out, metadata={"Date": None})


def power(x: Sequence[float], y: Sequence[float]) -> float:
    """The b in the best fit y = a x^b, by least squares of the logarithms."""
    return float(np.polyfit(np.log(x), np.log(y), 1)[0])


def _draw(axes: Axes, title: str, lines: list[tuple[str, str, list[dict[str, float]], str, str, float]]) -> None:
    for name, colour, rows, across, up, scale in lines:
        x, y = [row[across] for row in rows], [row[up] * scale for row in rows]
        if len(x) > 1:
            axes.plot(x, y, "o-", color=colour, label=f"{name}  (grows by n^{power(x, y):.2f})", markersize=4)
    axes.set(title=title, xscale="log", yscale="log", xlabel="passages")
    axes.legend(frameon=False, fontsize=8)
