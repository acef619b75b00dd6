"""Figures on the terminal: answerers side by side, then by kind and paper, then compared with an earlier run."""

from collections.abc import Iterable, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from assistant.cli.terminal import plain
from assistant.text.counts import numbered
from assistant.text.sanitize import visible
from evals.compare import Comparison
from evals.results import Interval, Run
from evals.suites import Suite

FIRST_LOOK = {  # the main figures of each subject; the report has them all
    "answers": ("correct", "facts", "span F1", "span EM", "balanced"),
    "refusals": ("refusal precision", "refusal recall", "refusal F1", "kept"),
    "citations": ("citation precision", "citation recall", "verbatim", "quotes found", "figure support"),
    "retrieval": ("recall@1", "recall@5", "recall@10", "recall@20", "nDCG@10", "MRR"),
    "confidence": ("Brier", "calibration error"),
    "cost": ("words", "seconds", "seconds 95th"),
}
BY_GROUP = ("correct", "refusal recall", "recall@5")
LABEL = 22  # characters of a group's name, so that a line fits in 80
COSTS = FIRST_LOOK["cost"]  # neither more nor less is better in itself
SHOWN = 20  # questions won or lost to list


def suites(found: Sequence[Suite]) -> RenderableType:
    """The table that `--list` prints."""
    table = _table("suite", "questions", "what it measures")
    for suite in found:
        table.add_row(plain(suite.name, "bold"), str(len(suite.gold)), plain(suite.description))
    return table


def suite(runs: Sequence[Run]) -> RenderableType:
    """The figures of one suite's runs."""
    first = runs[0]
    held = f"{numbered(first.library.papers, 'paper')}, {numbered(first.library.passages, 'passage')}"
    parts: list[RenderableType] = [
        plain(f"{first.title} ({first.suite})", "bold"),
        plain(first.description),
        plain(f"{numbered(len(first.outcomes), 'question')}; {held}. 95% intervals in brackets.", "dim"),
        Text(),
        _side_by_side(runs),
    ]
    differing = dict.fromkeys(f"{each.what}: {each.differs}." for each in first.published)
    parts += [plain(line, "dim") for line in differing]
    for run in runs:
        parts += [Text(), plain(f"{run.model}, by kind and paper"), _by_group(run)]
    return Group(*parts, Text())


def comparison(compared: Comparison) -> RenderableType:
    """The changes; those whose interval excludes zero are coloured."""
    table = _table("", "before", "now", "change", "p")
    for change in compared.changes:
        style = ("green" if change.change.mean > 0 else "red") if change.is_clear and change.name not in COSTS else ""
        span = f"{change.change.mean:+.3f} [{change.change.low:+.3f}, {change.change.high:+.3f}]"
        table.add_row(change.name, f"{change.before:.3f}", f"{change.after:.3f}", Text(span, style), f"{change.p:.3f}")
    counts = f"{len(compared.won)} won, {len(compared.lost)} lost (McNemar p = {compared.p:.3f})"
    parts: list[RenderableType] = [
        plain(f"{compared.suite}, {compared.after}, compared with the earlier run", "bold"),
        table,
        plain(counts),
        *_named("won", compared.won),
        *_named("lost", compared.lost),
    ]
    if compared.alone:
        parts.append(plain(f"{numbered(len(compared.alone), 'question')} in only one run: left out", "dim"))
    return Group(*parts, Text())


def _named(what: str, ids: Sequence[str]) -> Iterable[RenderableType]:
    if ids:
        more = f" and {len(ids) - SHOWN} more" if len(ids) > SHOWN else ""
        yield plain(f"{what}: {', '.join(ids[:SHOWN])}{more}")


def _side_by_side(runs: Sequence[Run]) -> Table:
    table = _table("", *(run.model for run in runs), "published elsewhere" if runs[0].published else "")
    published = {each.name: f"{each.value:.3f} {each.what}" for each in runs[0].published}
    for subject, names in FIRST_LOOK.items():
        held = [name for name in names if any(name in run.figures["all"] for run in runs)]
        if held:
            table.add_row(plain(subject, "dim"))
        for name in held:
            cells = [_cell(run.figures["all"].get(name)) for run in runs]
            table.add_row(f"  {name}", *cells, plain(published.get(name, ""), "dim"))
    return table


def _by_group(run: Run) -> Table:
    names = [name for name in BY_GROUP if name in run.figures["all"]]
    table = _table("", "n", *names)
    for group, figures in run.figures.items():
        n = max(interval.n for interval in figures.values())
        label = plain(group if len(group) <= LABEL else f"{group[: LABEL - 1]}…")
        table.add_row(label, str(n), *(_cell(figures.get(name)) for name in names))
    return table


def _cell(interval: Interval | None) -> str:
    if interval is None:
        return "–"
    digits = 0 if interval.mean >= 10 else 2
    return f"{interval.mean:.{digits}f} [{interval.low:.{digits}f}–{interval.high:.{digits}f}]"


def _table(*headings: str) -> Table:
    return Table(*map(visible, headings), box=None, pad_edge=False, header_style="bold")
