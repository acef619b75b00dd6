"""The plots of a report, as inline SVG that uses the page's font and colours."""

import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

import numpy as np
from markupsafe import Markup
from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from assistant.text.sanitize import visible
from evals.aggregate import BINS, column, columns, reliability
from evals.results import Run

SERIES = ("#0f7b8a", "#c9622b", "#7b61c9", "#8a8a2a", "#c2477f", "#5b8c3a")  # legible on white and on near black
INK, LINE = "#010203", "#040506"  # placeholders, replaced with the page's text and line colours
LONGEST = 28  # characters of a name; a longer one leaves no room for the plot
STYLE: Any = {
    "svg.fonttype": "none",  # keeps text as text, which can be searched and takes the page's font
    "svg.hashsalt": "policy",  # the same figures give the same bytes
    "text.parse_math": False,  # a kind of question may be called '$x$'
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": LINE,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "grid.color": LINE,
    "legend.frameon": False,
}


@dataclass(frozen=True)
class Plot:
    """A plot: `title` says what it shows, `caption` how to read it."""

    title: str
    caption: str
    svg: Markup


def plots(runs: Sequence[Run]) -> list[Plot]:
    """The plots for the runs of one suite, with a colour for each answerer; leaves out empty ones.

    The same runs give the same bytes.
    """
    made = []
    for draw in (by_kind, calibration, trade_off, latency):
        # "default" ignores any matplotlibrc in the current folder.
        with style.context(["default", STYLE]), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Glyph .* missing")  # the browser's font draws it, not ours
            if plot := draw(runs):
                made.append(plot)
    return made


def by_kind(runs: Sequence[Run]) -> Plot | None:
    """The share right by kind of question, with its interval; for unanswerable questions, the share refused."""
    rows = [
        [(group, figures.get("correct") or figures.get("refusal recall")) for group, figures in run.figures.items()]
        for run in runs
    ]
    kinds = list(dict.fromkeys(group for row in rows for group, share in row if group.startswith("kind: ") and share))
    if not kinds:
        return None
    figure, axes = _sheet(0.9 + 0.42 * len(kinds))
    place = {kind: n for n, kind in enumerate(kinds)}
    for n, (run, row) in enumerate(zip(runs, rows, strict=True)):
        shown = [(place[group], share) for group, share in row if group in place and share]
        means = [share.mean for _, share in shown]
        reach = [[share.mean - share.low for _, share in shown], [share.high - share.mean for _, share in shown]]
        at = [y + 0.22 * (n - (len(runs) - 1) / 2) for y, _ in shown]
        axes.errorbar(means, at, xerr=np.maximum(reach, 0), fmt="o", ms=5, lw=1.6, color=_colour(n), label=_name(run))
    axes.set(xlim=(-0.02, 1.02), ylim=(len(kinds) - 0.5, -0.5), xlabel="share right, with 95% interval")
    axes.set_yticks(range(len(kinds)), [_short(kind.removeprefix("kind: ")) for kind in kinds])
    axes.grid(axis="x", lw=0.6)
    _legend(axes, runs)
    caption = "Right means answered with all the facts and a citation of the evidence, or refused if unanswerable."
    return Plot("Right by kind of question", caption, _svg(figure))


def calibration(runs: Sequence[Run]) -> Plot | None:
    """Reliability: the share right at each confidence, and how many answers that is."""
    bins = [reliability(run.outcomes) if columns(run.outcomes, "confidence", "right")[0] else [] for run in runs]
    if not any(bins):
        return None
    figure = Figure(figsize=(5.2, 4.2), layout="constrained")
    axes, counts = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    axes.plot([0, 1], [0, 1], color=LINE, lw=1, ls="--")
    width = 0.8 / BINS / len(runs)
    for n, (run, row) in enumerate(zip(runs, bins, strict=True)):
        axes.plot(
            [b.confidence for b in row], [b.right for b in row], "o-", ms=5, lw=1.4, color=_colour(n), label=_name(run)
        )
        at = [(b.low + b.high) / 2 + width * (n - (len(runs) - 1) / 2) for b in row]
        bars = counts.bar(at, [b.n for b in row], width, color=_colour(n))
        counts.bar_label(bars, fontsize=8, padding=1)
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.04, 1.04), ylabel="share right")
    axes.grid(lw=0.6)
    counts.set(xlabel="confidence of the answer", ylabel="answers")
    counts.margins(y=0.25)
    _legend(axes, runs)
    caption = (
        "On the dashed line, answers are right as often as their confidence says. Below: answers at each confidence."
    )
    return Plot("Calibration", caption, _svg(figure))


def trade_off(runs: Sequence[Run]) -> Plot | None:
    """The share of answerable questions kept and of unanswerable ones refused, for each threshold of confidence."""
    figure, axes = _sheet(3.6)
    axes.plot([0, 1], [1, 0], color=LINE, lw=1, ls="--")
    drawn = False
    for n, run in enumerate(runs):
        confidence, unanswerable = (np.array(each) for each in columns(run.outcomes, "confidence", "unanswerable"))
        if len(set(unanswerable.tolist())) < 2:
            continue
        drawn = True
        limits = np.array([*np.unique(confidence), np.inf])
        kept = [(confidence[unanswerable == 0] >= limit).mean() for limit in limits]
        refused = [(confidence[unanswerable == 1] < limit).mean() for limit in limits]
        axes.plot(refused, kept, lw=1.6, color=_colour(n), label=_name(run))
        now = [run.figures["all"].get(name) for name in ("refusal recall", "kept")]
        if now[0] and now[1]:
            axes.plot([now[0].mean], [now[1].mean], "o", ms=8, mfc="none", mew=2, color=_colour(n))
    if not drawn:
        return None
    axes.set(xlim=(-0.02, 1.02), ylim=(-0.04, 1.04))
    axes.set(xlabel="share of unanswerable questions refused", ylabel="share of answerable questions kept")
    axes.grid(lw=0.6)
    _legend(axes, runs)
    caption = (
        "Each point on a line is a confidence below which answers would be refused. The ring is this run. On the "
        "dashed line, confidence would say nothing."
    )
    return Plot("What refusals cost", caption, _svg(figure))


def latency(runs: Sequence[Run]) -> Plot | None:
    """The share of questions answered within a time."""
    figure, axes = _sheet(2.6)
    for n, run in enumerate(runs):
        if seconds := column(run.outcomes, "seconds"):
            axes.ecdf(seconds, color=_colour(n), lw=1.6, label=_name(run))
    if not axes.lines:
        return None
    axes.set(ylim=(0, 1.02), xlabel="seconds", ylabel="share answered by then")
    axes.set_xlim(left=0)
    axes.grid(lw=0.6)
    _legend(axes, runs)
    return Plot(
        "Time to answer", "Measured on the machine that made this report, one question at a time.", _svg(figure)
    )


def _sheet(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(5.2, height), layout="constrained")
    return figure, figure.subplots()


def _legend(axes: Axes, runs: Sequence[Run]) -> None:
    if len(runs) > 1:
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=min(3, len(runs)))


def _name(run: Run) -> str:
    return _short(run.model).lstrip("_") or "?"  # matplotlib leaves names with an underscore out of legends


def _short(name: str) -> str:
    return visible(name if len(name) <= LONGEST else name[: LONGEST - 1] + "…")


def _colour(n: int) -> str:
    return SERIES[n % len(SERIES)]


def _svg(figure: Figure) -> Markup:
    out = StringIO()
    figure.savefig(out, format="svg", transparent=True, metadata=dict.fromkeys(("Creator", "Date", "Format", "Type")))
    svg = out.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(
        r'(?<=[ "])id="(?:figure|axes|patch|line2d|text|legend|xtick|ytick|matplotlib\.axis|\w*Collection)_\d+"',
        "",
        svg,
    )
    svg = re.sub(r' (?:width|height)="[\d.]+pt"', "", svg, count=2)  # as wide as the page allows
    return Markup(svg.replace(INK, "currentColor").replace(LINE, "var(--line)"))
