"""Measures how well the check tells supported statements from unsupported ones, by kind of change.

    python -m evals.checks.support_score ../shared/papers ../shared/documents

Thresholds are chosen on one half of the papers (`--half "chosen on"`, with `--wrong` to see mistakes) and measured on
the other.
"""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.settings import load_settings
from assistant.verification import Cited, SupportCheck, Verdict
from evals.checks.support_pairs import EACH, SEED, Pair, pairs
from evals.results import Interval
from evals.significance import interval
from ingest.encode import load_encoder


@dataclass(frozen=True)
class Judged:
    pair: Pair
    verdict: Verdict

    @property
    def flagged(self) -> bool:
        return self.verdict.support == "unsupported"


@dataclass(frozen=True)
class Row:
    """One kind of statement: how many, the share flagged, and for spoiled ones the precision.

    Precision is for equal numbers of spoiled and true statements: flagged / (flagged + false alarms).
    """

    kind: str
    supported: bool
    flagged: Interval
    precision: float | None


def judged(check: SupportCheck, made: Sequence[Pair]) -> list[Judged]:
    return [Judged(pair, check.check(pair.statement, [Cited(pair.quote, pair.context)])) for pair in made]


def rows(found: Sequence[Judged]) -> list[Row]:
    """A row for each kind, and one for all true and all spoiled statements; true ones come last."""
    alarms = [each.flagged for each in found if each.pair.supported]
    alarm = sum(alarms) / len(alarms) if alarms else 0.0
    made = []
    for supported in (False, True):
        own = [each for each in found if each.pair.supported == supported]
        for kind in [*dict.fromkeys(each.pair.kind for each in own), "all"]:
            flags = [float(each.flagged) for each in own if kind in (each.pair.kind, "all")]
            if flags:
                share = sum(flags) / len(flags)
                precision = share / (share + alarm) if share and not supported else None
                made.append(Row(kind, supported, interval(flags), precision))
    return made


def table(found: Sequence[Row]) -> Table:
    table = Table("statement", "n", "flagged", "precision", box=None, pad_edge=False, header_style="bold")
    for row in found:
        name = f"{'true' if row.supported else 'spoiled'}: {row.kind}"
        share = f"{row.flagged.mean:.3f} [{row.flagged.low:.3f}-{row.flagged.high:.3f}]"
        table.add_row(name, str(row.flagged.n), share, f"{row.precision:.3f}" if row.precision else "")
    return table


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--half", choices=["chosen on", "measured on"], default="measured on")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--each", type=int, default=EACH)
    parser.add_argument("--wrong", action="store_true", help="print each statement that the check got wrong")
    options = parser.parse_args()
    settings = load_settings()
    check = SupportCheck(load_encoder(settings.encoder, settings.models))
    made = [pair for pair in pairs(options.folders, options.seed, options.each) if pair.half == options.half]
    found = judged(check, made)
    console = Console(width=120, highlight=False, markup=False)
    console.print(table(rows(found)))
    if options.wrong:
        for each in found:
            if each.flagged == each.pair.supported:
                console.print(f"\n{each.pair.kind}: {each.pair.statement}\n    cited: {each.pair.quote}")
                console.print(f"    {each.verdict.reason}")


if __name__ == "__main__":
    main()
