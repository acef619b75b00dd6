"""`policy ingest`: progress while it goes on, and at the end what became of each file."""

from pathlib import Path

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from assistant import show
from assistant.settings import Settings
from ingest.catalogue import recorded_locations
from ingest.errors import LibraryError
from ingest.library import Library, only_writer, wipe
from ingest.places import expand
from ingest.sync import Limits, Outcome, gone, sync

DIGESTS = Path(__file__).parents[1] / "corpus"  # beside this room in a clone and in an installation
PENDING = "rebuild.txt"  # the sources of a library that is being made again, until that is done


def run_ingest(settings: Settings, arguments: list[str], prune: bool, rebuild: bool) -> bool:
    """Brings the library in step with the places and prints what was done; returns whether anything failed."""
    if rebuild:
        arguments += _wiped_sources(settings, arguments)
    pending = settings.library / PENDING
    if pending.exists():
        arguments += [line for line in pending.read_text("utf-8").split("\n") if line not in arguments]
    arguments = arguments or [str(DIGESTS)]
    with Library(settings.library, settings.encoder, settings.models) as library, library.writing():
        outcomes = _with_progress(library, arguments, settings)
        outcomes += _prune(library, arguments, prune)
    pending.unlink(missing_ok=True)
    show.console().print(show.outcomes(outcomes))
    return any(outcome.failed for outcome in outcomes)


def _wiped_sources(settings: Settings, arguments: list[str]) -> list[str]:
    """Notes the sources of the library, so that a kill can't lose them, and wipes it."""
    folder = settings.library
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with only_writer(folder):
        locations = recorded_locations(folder / "catalogue.db")
        if locations is None and not arguments:
            raise LibraryError(
                f"the catalogue in {folder} is too damaged to tell which papers it held",
                "name them: policy ingest --rebuild FOLDER",
            )
        if locations:
            (folder / PENDING).write_text("\n".join(locations), "utf-8")
        wipe(folder)
    return locations or []


def _with_progress(library: Library, arguments: list[str], settings: Settings) -> list[Outcome]:
    limits = Limits(int(settings.max_file_mb * 1e6), settings.read_seconds)
    console = show.console()
    if not console.is_terminal:
        return sync(library, arguments, limits, lambda outcome: _print_line(outcome))
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("files · {task.fields[passages]} passages{task.fields[rate]}", markup=False),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Reading", total=len(expand(arguments)), passages=0, rate="")

        def report(outcome: Outcome) -> None:
            state = progress.tasks[task]
            passages = state.fields["passages"] + outcome.passages
            seconds = state.elapsed or 0
            rate = f" · {passages / seconds:.0f}/s" if seconds > 1 else ""
            progress.update(task, advance=1, passages=passages, rate=rate)

        return sync(library, arguments, limits, report)


def _print_line(outcome: Outcome) -> None:
    reason = f": {outcome.reason}" if outcome.reason else ""
    passages = f" ({show.numbered(outcome.passages, 'passage')})" if outcome.passages else ""
    location = outcome.location.replace("\n", "␊")
    print(show.plain(f"{outcome.status} {location}{passages}{reason}").plain, flush=True)


def _prune(library: Library, arguments: list[str], prune: bool) -> list[Outcome]:
    outcomes = []
    for location in gone(library, arguments):
        if prune:
            library.forget(location)
            outcomes.append(Outcome(location, "removed", reason="no longer in its folder"))
        else:
            outcomes.append(
                Outcome(location, "gone", reason="no longer in its folder", cure="remove it from the library: --prune")
            )
    return outcomes
