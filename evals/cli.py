"""`policy eval`: runs suites of questions and shows the figures on the terminal, as JSON and as a web page."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from assistant.cli import listing, terminal
from assistant.settings import Settings
from assistant.text.sanitize import as_json, json_text, visible
from evals.baselines import need_known
from evals.compare import compare_all
from evals.libraries import library_of
from evals.reporting import table
from evals.results import Run, Runs, load_runs
from evals.runner import run
from evals.suites import Suite, find, sampled
from ingest.errors import PolicyError
from ingest.safe_write import need_place, replace

DATA = Path("..") / "shared"
STDOUT = Path("-")
PATHS = ("data", "work", "json", "html", "against")


@dataclass(frozen=True)
class EvalOptions:
    """The options of `policy eval`."""

    suites: tuple[str, ...] = ()
    models: tuple[str, ...] = ("quotes",)
    data: Path = DATA
    work: Path | None = None
    sample: int | None = None
    json: Path | None = None
    html: Path | None = None
    against: Path | None = None

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> "EvalOptions":
        """The options given, with paths still as text."""
        given = {name: value for name, value in options.items() if value is not None}
        return cls(**given | {name: Path(given[name]).expanduser() for name in PATHS if name in given})


def list_suites(options: EvalOptions) -> None:
    """Prints a table on a terminal, lines separated by tabs elsewhere, or JSON with --json."""
    _need_folder(options.json)
    found, absent = find(options.suites, options.data, work_folder(options.work))
    suites = [sampled(suite, options.sample) for suite in found]
    console = terminal.console()
    if options.json:
        _write_json(options.json, as_json([_facts(suite) for suite in suites]))
    elif console.is_terminal:
        console.print(table.suites(suites))
    else:
        for suite in suites:
            print(listing.line(suite.name, len(suite.gold), suite.description))
    _tell(absent)


def _facts(suite: Suite) -> dict[str, Any]:
    about = {"name": suite.name, "title": suite.title, "description": suite.description}
    return about | {"questions": len(suite.gold), "papers": [str(path) for path in suite.papers]}


def run_eval(settings: Settings, options: EvalOptions) -> None:
    """Prints the figures of each suite as it finishes, and writes the files asked for."""
    need_known(options.models)
    for out in (options.json, options.html):
        _need_folder(out)
    console = Console(stderr=True, highlight=False, markup=False) if options.json == STDOUT else terminal.console()
    earlier = load_runs(options.against) if options.against else None
    work = work_folder(options.work)
    suites, absent = find(options.suites, options.data, work)
    _tell(absent)
    runs: list[Run] = []
    for suite in suites:
        made = _run_suite(sampled(suite, options.sample), options.models, settings, work)
        console.print(table.suite(made))
        runs += made
        if options.json not in (None, STDOUT):  # after each suite, so that no work is lost
            _write_json(options.json, Runs(runs=tuple(runs)).model_dump_json(indent=1))
    compared = compare_all(earlier.runs, runs) if earlier else []
    for each in compared:
        console.print(table.comparison(each))
    if options.json == STDOUT:
        _write_json(STDOUT, Runs(runs=tuple(runs)).model_dump_json(indent=1))
    if options.html:
        from evals.reporting.report import write_report

        write_report(runs, options.html, compared)


def work_folder(folder: Path | None) -> Path:
    """The folder for libraries, and for public question sets laid out as papers."""
    return folder or user_cache_path("policy", appauthor=False) / "evals"


def _run_suite(suite: Suite, models: Sequence[str], settings: Settings, work: Path) -> list[Run]:
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    console = Console(stderr=True, highlight=False, markup=False)
    if not console.is_terminal:
        _tell([f"{suite.name}: {len(suite.gold)} questions for {', '.join(models)}"])
    runs = []
    with (
        library_of(suite.papers, settings, work) as library,
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        for model in models:
            task = progress.add_task(visible(f"{suite.name}, {model}"), total=len(suite.gold))
            runs.append(run(suite, model, library, settings, partial(progress.advance, task)))
    return runs


def _write_json(out: Path, text: str) -> None:
    if out == STDOUT:
        print(json_text(text))
        return
    try:
        replace(out, text.encode())
    except OSError as error:
        raise _unwritable(out, error) from error


def _need_folder(out: Path | None) -> None:
    """Raises PolicyError before any work if the file can't be written."""
    if out is None or out == STDOUT:
        return
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        need_place(out)
    except OSError as error:
        raise _unwritable(out, error) from error


def _unwritable(out: Path, error: OSError) -> PolicyError:
    return PolicyError(f"{out} can't be written: {error.strerror}", "choose another place")


def _tell(lines: Sequence[str]) -> None:
    for line in lines:
        print(visible(line), file=sys.stderr, flush=True)
