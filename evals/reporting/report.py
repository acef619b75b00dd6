"""The report: one HTML file with everything about some runs, from the figures down to each question and answer."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from assistant.text.counts import numbered
from assistant.text.sanitize import visible
from evals.compare import Comparison, is_right
from evals.datasets.gold import Gold
from evals.metrics import overlaps
from evals.quote_status import STATUSES
from evals.results import Interval, Outcome, Run, Seen
from ingest.errors import PolicyError
from ingest.safe_write import replace

HERE = Path(__file__).parent
SUBJECTS = {
    "Answers": ("correct", "facts", "span F1", "span EM", "balanced"),
    "Refusals": ("refusal precision", "refusal recall", "refusal F1", "kept", "refused"),
    "Citations": ("citation precision", "citation recall", "verbatim", "sentence coverage", "figure support"),
    "Quotations": tuple(f"quotes {status}" for status in STATUSES),
    "Retrieval": ("recall@1", "recall@5", "recall@10", "recall@20", "nDCG@10", "MRR"),
    "Confidence": ("confidence", "Brier", "calibration error"),
    "Cost": ("words", "seconds", "seconds 95th"),
}
MEANING = {
    "correct": "share of the questions the papers answer that got every fact and a citation of the evidence",
    "facts": "share of the facts that are in the answer's first 150 words",
    "span F1": "how many words the best quote shares with the evidence, 0 to 1",
    "span EM": "share of answers whose best quote is the evidence, word for word",
    "balanced": "mean of correct and refusal recall",
    "refusal precision": "share of the questions refused that the papers do not answer",
    "refusal recall": "share of the questions the papers do not answer that were refused",
    "refusal F1": "harmonic mean of refusal precision and recall",
    "kept": "share of the questions the papers answer that got an answer",
    "refused": "share of all questions that were refused",
    "citation precision": "share of the citations that overlap the evidence",
    "citation recall": "share of the evidence that is cited",
    "verbatim": "share of the quotes that are exactly in the paper where they say",
    "sentence coverage": "share of the statements with a citation",
    "figure support": "share of the numbers, sums and dates in statements that are in the quotes cited",
    "quotes found": "share of the quotes that are on the cited page of the cited paper",
    "quotes wrong page": "share from another page of the paper",
    "quotes wrong paper": "share from another paper",
    "quotes stitched": "share put together from pieces of the paper",
    "quotes invented": "share that is in no paper",
    "recall@1": "share of the evidence in the first passage",
    "recall@5": "share of the evidence in the first 5 passages",
    "recall@10": "share of the evidence in the first 10 passages",
    "recall@20": "share of the evidence in the first 20 passages",
    "nDCG@10": "how high passages with evidence rank in the first ten",
    "MRR": "1 / rank of the first passage with evidence",
    "confidence": "mean confidence of the answers",
    "Brier": "mean squared error of the confidence; lower is better",
    "calibration error": "mean distance between confidence and share right; lower is better",
    "words": "median words in an answer",
    "seconds": "median seconds to an answer",
    "seconds 95th": "95% of answers took no longer",
}
BY_GROUP = ("correct", "refusal recall", "citation precision", "citation recall", "recall@5", "recall@20")
COSTS = SUBJECTS["Cost"]  # neither more nor less is better in itself
READ = 5  # passages shown in full, as well as those with evidence
GLIMPSE = 240  # characters shown of the others


@dataclass(frozen=True)
class QuestionReport:
    """A question with its outcome for each answerer. `anchor` is its id in the page."""

    anchor: str
    gold: Gold
    outcomes: Mapping[str, Outcome]

    @property
    def states(self) -> dict[str, str]:
        return {model: state(outcome) for model, outcome in self.outcomes.items()}

    @property
    def found(self) -> tuple[Seen, ...]:
        """The passages found, which are the same for every answerer."""
        return next(iter(self.outcomes.values())).found


@dataclass(frozen=True)
class Chapter:
    """The runs of one suite."""

    anchor: str
    runs: Sequence[Run]
    comparisons: Sequence[Comparison]

    @cached_property
    def questions(self) -> list[QuestionReport]:
        """The questions of all runs, in the order of the first run that has them."""
        by_id: dict[str, dict[str, Outcome]] = {}
        for run in self.runs:
            for outcome in run.outcomes:
                by_id.setdefault(outcome.gold.id, {})[run.model] = outcome
        return [
            QuestionReport(f"{self.anchor}-q{n}", next(iter(some.values())).gold, some)
            for n, some in enumerate(by_id.values())
        ]

    @property
    def kinds(self) -> list[str]:
        return sorted({asked.gold.kind for asked in self.questions})

    @cached_property
    def anchors(self) -> dict[str, str]:
        return {asked.gold.id: asked.anchor for asked in self.questions}

    @property
    def subjects(self) -> dict[str, list[str]]:
        """The figures of the runs, by subject; any others come last."""
        held = {name for run in self.runs for name in run.figures["all"]}
        subjects = {subject: [name for name in names if name in held] for subject, names in SUBJECTS.items()}
        subjects["Other"] = sorted(held - {name for names in SUBJECTS.values() for name in names})
        return {subject: names for subject, names in subjects.items() if names}


def write_report(runs: Sequence[Run], path: Path, comparisons: Sequence[Comparison] = ()) -> None:
    """Writes the report of the runs, with `comparisons` to earlier ones.

    The file is self-contained, makes no requests, and works without scripts. Raises PolicyError if the packages of the
    extra `eval` are not installed or the file can't be written.
    """
    page = html(runs, comparisons)
    try:
        replace(path, page.encode("utf-8", "xmlcharrefreplace"))
    except OSError as error:
        raise PolicyError(f"the report {path} can't be written: {error.strerror}", "choose another place") from error


def html(runs: Sequence[Run], comparisons: Sequence[Comparison] = ()) -> str:
    """The report as HTML. The same runs give the same page."""
    try:
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        from evals.reporting.plots import plots
    except ImportError as error:
        raise PolicyError(
            f"the report needs a package that is not installed: {error.name}", "pip install 'policy-assistant[eval]'"
        ) from error
    script = (HERE / "report.js").read_text("utf-8")
    pages = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_safe,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {"figure": figure, "pieces": pieces, "summary": summary, "numbered": numbered, "quotes": quotes}
    pages.filters["on_evidence"] = on_evidence
    pages.globals |= {
        "chapters": chapters(runs, comparisons),
        "plots": plots,
        "is_right": is_right,
        "MEANING": MEANING,
        "BY_GROUP": BY_GROUP,
        "COSTS": COSTS,
        "script": script,
        "script_hash": base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "style": (HERE / "report.css").read_text("utf-8"),
    }
    return pages.get_template("report.html.j2").render()


def chapters(runs: Sequence[Run], comparisons: Sequence[Comparison] = ()) -> list[Chapter]:
    """The runs by suite, in order of first appearance."""
    suites = list(dict.fromkeys(run.suite for run in runs))
    return [
        Chapter(f"s{n}", [run for run in runs if run.suite == suite], [c for c in comparisons if c.suite == suite])
        for n, suite in enumerate(suites)
    ]


def state(outcome: Outcome) -> str:
    """The outcome of a question in words: answered or refused, and whether that was right."""
    status = outcome.answer["status"]
    if status == "error":
        return "error"
    if status == "replied":
        return "not put to the papers"
    if status == "not_found":
        return "wrongly refused" if outcome.gold.answerable else "rightly refused"
    if outcome.gold.answerable and outcome.figures.get("correct") is None:
        return "answered"  # without gold facts, it can't be called right or wrong
    return "right" if is_right(outcome) else "wrong"


def summary(run: Run) -> str:
    """A run in one sentence."""
    figures = run.figures["all"]
    said = []
    if share := figures.get("correct"):
        said.append(f"correctly answers {_of(share)} of the questions the papers answer")
    elif share := figures.get("span F1"):
        said.append(f"its best quotes share {_of(share)} of their words with the evidence")
    if share := figures.get("refusal recall"):
        said.append(f"refuses {_of(share)} of those they do not answer")
    if share := figures.get("kept"):
        said.append(f"refuses {share.n - round(share.mean * share.n)} of {share.n} that they do answer")
    if share := figures.get("verbatim"):
        said.append(f"{'all' if share.mean == 1 else _of(share)} of its quotes are the papers' own words")
    return f"{run.model}: " + "; ".join(said) + "." if said else run.model


def _of(share: Interval) -> str:
    return f"{share.mean:.0%} ({share.low:.0%} to {share.high:.0%})"


def on_evidence(citation: Mapping[str, Any], gold: Gold) -> bool:
    return any(overlaps(citation["document"], citation["start"], citation["end"], item) for item in gold.evidence)


def quotes(outcome: Outcome) -> str:
    """A summary of an answer's quotes."""
    count = len(outcome.answer["citations"])
    held = {status: outcome.figures.get(f"quotes {status}") or 0 for status in STATUSES}
    said = [f"{round(share * count)} {status}" for status, share in held.items() if share]
    return f"{numbered(count, 'quote')}: {', '.join(said)}" if said else numbered(count, "quote")


def figure(value: float | None) -> str:
    """A figure for print: whole if 10 or more, otherwise two decimals."""
    if value is None:
        return "–"
    return f"{value:.0f}" if value >= 10 else f"{value:.2f}"


def pieces(seen: Seen, gold: Gold) -> list[tuple[str, bool]]:
    """The text of a passage in pieces, each with whether it is gold evidence; shortened if it is long, ranks low and
    has no evidence."""
    if not seen.holds and seen.rank > READ:
        short = seen.text[:GLIMPSE]
        return [(short + (" …" if len(seen.text) > GLIMPSE else ""), False)]
    held = [False] * len(seen.text)
    for item in gold.evidence:
        if overlaps(seen.document, seen.start, seen.end, item):
            first, last = max(0, item.start - seen.start), min(len(held), item.end - seen.start)
            held[first:last] = [True] * (last - first)
    made: list[tuple[str, bool]] = []
    for c, marked in zip(seen.text, held, strict=True):
        if made and made[-1][1] == marked:
            made[-1] = made[-1][0] + c, marked
        else:
            made.append((c, marked))
    return made


def _safe(value: Any) -> Any:
    """Shows control and bidirectional characters as symbols; leaves our own markup (the SVG) alone."""
    return visible(value) if type(value) is str else value
