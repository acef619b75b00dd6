"""`make bench` and `make bench-short`: measure the budgets, print the table, and write benchmarks/budgets.json.

python -m benchmarks.bench [short]

The short form leaves out what takes longest: large libraries, long conversations, keys during other work, ingest.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from rich.console import Console

from assistant.settings import Settings, load_settings
from benchmarks import asking, ingesting, screen
from benchmarks.budgets import Line, table
from benchmarks.papers import ROOT
from benchmarks.processes import POLICY, in_turn, spent
from ingest.encode import load_encoder
from ingest.weights import DEFAULT


def main() -> None:
    chosen = all_lines if sys.argv[1:] == [] else short if sys.argv[1:] == ["short"] else sys.exit(__doc__)
    lines: list[Line] = []
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="policy-bench-") as folder:
        scratch = Path(folder)
        models = Path(os.environ.get("POLICY_MODELS", ROOT / ".models"))
        environment = {"POLICY_LIBRARY": str(scratch / "library"), "POLICY_MODELS": str(models)}
        settings = load_settings(library=scratch / "library", models=models)
        spent([POLICY, "ingest", "--digests"], environment)
        for line in chosen(settings, environment, scratch):
            lines.append(line)
            print(f"{line.budget.what}: {line.ratio:.3g}", flush=True)
    load = f"load of the machine: {before:.1f} before, {os.getloadavg()[0]:.1f} after, {os.cpu_count()} cores"
    Console(width=140).print(table(lines))
    print(f"{load}; {sum(not line.within for line in lines)} of {len(lines)} budgets missed")
    written = [asdict(line) | {"ratio": line.ratio, "within": line.within} for line in lines]
    (ROOT / "benchmarks" / "budgets.json").write_text(json.dumps({"load": load, "lines": written}, indent=1) + "\n")
    sys.exit(0 if all(line.within for line in lines) else 1)


def short(settings: Settings, environment: dict[str, str], scratch: Path) -> Iterator[Line]:
    """The lines that should take three minutes on two free cores."""
    yield from start(environment)
    yield from asking.cold(environment)
    yield from screen.opening(environment)
    yield from asking.warm(settings, environment, "warm")
    yield from asking.pack(settings)
    yield from screen.growth(environment, 20, 60)
    yield from ingesting.memory(environment, scratch)


def all_lines(settings: Settings, environment: dict[str, str], scratch: Path) -> Iterator[Line]:
    """All lines, which should take half an hour."""
    yield from short(settings, environment, scratch)
    yield from asking.large(settings, environment, scratch / "large")
    yield from screen.growth(environment, 100, 1000)
    yield from screen.smooth(settings.model_copy(update={"library": scratch / "screen"}), scratch)
    yield from ingesting.ingest(load_encoder(DEFAULT, Path(environment["POLICY_MODELS"])), environment, scratch)


def start(environment: dict[str, str]) -> Iterator[Line]:
    shown, python = in_turn([[POLICY, "--help"], [sys.executable, "-c", "pass"]], 9, environment)
    yield Line("help", shown.seconds, python.seconds)


if __name__ == "__main__":
    main()
