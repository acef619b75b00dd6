"""The results of a comparison as Markdown tables and as JSON."""

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from benchmarks.peers.compare import Result
from benchmarks.peers.judging import share
from benchmarks.peers.measured import Spent

NONE = ""


def markdown(results: Sequence[Result]) -> str:
    """A table of answers, one of what they take, one of versions, and what failed."""
    parts = [_table(heads, rows, results) for heads, rows in (_answers(), _costs(), _versions())]
    failures = [f"- {_name(each)}: {_line(each.failed)}" for each in results if each.failed]
    return "\n\n".join([*parts, *(["Not measured, and why:\n\n" + "\n".join(failures)] if failures else [])]) + "\n"


def as_json(results: Sequence[Result]) -> str:
    """Everything but the words that were shown, which are of papers."""
    rows: list[dict[str, Any]] = [asdict(each) for each in results]
    for row in rows:
        for asked in row["asked"]:
            del asked["shown"]
    return json.dumps(rows, indent=1) + "\n"


Rows = Callable[[Result], list[str]]


def _answers() -> tuple[list[str], Rows]:
    heads = [
        "",
        "right",
        "near",
        "far",
        "facts shown",
        "evidence shown",
        "refused",
        "unanswerable refused",
        "wrong",
        "words",
    ]

    def row(result: Result) -> list[str]:
        answerable = [each for each in result.asked if each.judged.evidence is not None]
        judged = [each.judged for each in answerable]
        others = [each.judged for each in result.asked if each.judged.evidence is None]
        given = [each.judged for each in result.asked if not each.judged.refused]
        return [
            _name(result),
            _share([each.right for each in judged]),
            _share([each.judged.right for each in answerable if each.wording == "near"]),
            _share([each.judged.right for each in answerable if each.wording == "far"]),
            _share([each.facts for each in judged]),
            _share([each.evidence for each in judged]),
            _share([each.refused for each in judged]),
            _share([each.refused for each in others]),
            _share([not each.judged.refused and not each.judged.right for each in result.asked]),
            f"{statistics.median(each.words for each in given):.0f}" if given else NONE,
        ]

    return heads, row


def _costs() -> tuple[list[str], Rows]:
    heads = ["", "installing", "taking in the papers", "taking in more", "cold question", "warm question", "memory"]

    def row(result: Result) -> list[str]:
        installed = result.installed
        return [
            _name(result),
            f"{_spent(installed.spent)}, {installed.megabytes:,.0f} MB" if installed else NONE,
            _spent(result.ingested),
            _spent(result.more),
            _spent(result.cold),
            _spent(result.warm),
            _memory(result),
        ]

    return heads, row


def _versions() -> tuple[list[str], Rows]:
    def row(result: Result) -> list[str]:
        return [_name(result), result.installed.version if result.installed else NONE, result.told]

    return ["", "version", "how it was run"], row


def _table(heads: list[str], row: Rows, results: Sequence[Result]) -> str:
    lines = [heads, ["---"] * len(heads), *map(row, results)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _name(result: Result) -> str:
    return f"{result.name}, {result.way}"


def _line(text: str) -> str:
    """One line that Markdown leaves alone: what failed may have said anything."""
    return "`" + " ".join(text.replace("`", "'").split()) + "`"


def _share(values: Sequence[bool | None]) -> str:
    held, known = share(values)
    return f"{held} of {known}" if known else NONE


def _spent(spent: Spent | None) -> str:
    return f"{_seconds(spent.processor)} ({_seconds(spent.wall)})" if spent else NONE


def _seconds(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s" if seconds >= 1 else f"{1000 * seconds:.0f} ms"


def _memory(result: Result) -> str:
    """The most of what it takes to take in the papers, to answer one question, and to go on answering."""
    most = (result.ingested, result.cold, result.warm)
    return " / ".join(f"{each.megabytes:,.0f}" if each else "not measured" for each in most) + " MB"
