"""`policy ingest`: brings the library up to date with its sources, or rebuilds it from them."""

from pathlib import Path

from assistant.cli.ingest_progress import Reporter
from assistant.opening import chroma_server, limits, open_library
from assistant.settings import Settings
from ingest.catalogue import recorded_sources
from ingest.errors import LibraryError
from ingest.library import Library, make_folder, need_trusted, only_writer, unwritable, wipe
from ingest.owned_files import CATALOGUE, need_ours
from ingest.pending import note, pending, settle
from ingest.places import Place, again, expand, named_folders
from ingest.sync import Outcome, Workers, gone, here, sync

DIGESTS = Path(__file__).parents[2] / "corpus"  # next to this package, in a clone and when installed


def run_ingest(
    settings: Settings, arguments: list[str], prune: bool, rebuild: bool, reporter: Reporter, workers: Workers = here
) -> bool:
    """Brings the library up to date and reports each result; returns whether anything failed."""
    if rebuild:
        _wipe(settings, arguments)
    with open_library(settings) as library, library.writing():
        if sources := pending(library.folder):
            need_trusted(library.folder)
        library.catalogue.add_folders(named_folders([*arguments, *sources]))
        outcomes = _sync(library, [*arguments, *again(sources)], settings, reporter, workers)
        outcomes += _prune(library, arguments, prune)
        settle(library.folder)
    reporter.finished(outcomes)
    return any(outcome.failed for outcome in outcomes)


def _wipe(settings: Settings, arguments: list[str]) -> None:
    """Empties the library, after saving its sources so that they survive if this process is killed."""
    need_ours(settings.library)
    folder = make_folder(settings.library)
    with only_writer(folder):
        begun, recorded = pending(folder), recorded_sources(folder / CATALOGUE)
        if recorded is None and not begun and not arguments:
            raise LibraryError(
                f"the catalogue in {folder} is too damaged to list its papers",
                "say where they are: policy ingest --rebuild FOLDER",
            )
        if sources := list(dict.fromkeys([*begun, *(recorded or [])])):
            need_trusted(folder)
        try:
            if sources:
                note(folder, sources)
            wipe(folder, chroma_server(settings))
        except OSError as error:
            raise unwritable(folder, error) from error


def _sync(
    library: Library, places: list[str | Place], settings: Settings, reporter: Reporter, workers: Workers
) -> list[Outcome]:
    with reporter.started(sum(1 for _ in expand(places))):
        return sync(library, places, limits(settings), reporter.result, workers, reporter.page)


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
