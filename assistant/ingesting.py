"""`policy ingest`: brings the library in step with its sources, or makes it again from them."""

from pathlib import Path

from assistant.opening import chroma_server, open_library
from assistant.settings import Settings
from assistant.telling import Telling
from ingest.belongings import CATALOGUE, need_ours
from ingest.catalogue import recorded_locations
from ingest.errors import LibraryError
from ingest.library import Library, make_folder, need_trusted, only_writer, unwritable, wipe
from ingest.pending import note, pending, settle
from ingest.places import expand
from ingest.sync import Outcome, Workers, gone, here, sync
from ingest.worker import Limits

DIGESTS = Path(__file__).parents[1] / "corpus"  # beside this room in a clone and in an installation


def run_ingest(
    settings: Settings, arguments: list[str], prune: bool, rebuild: bool, telling: Telling, workers: Workers = here
) -> bool:
    """Brings the library in step with the places and tells what was done; returns whether anything failed."""
    if rebuild:
        arguments += _wiped_sources(settings, arguments)
    with open_library(settings) as library, library.writing():
        if again := [location for location in pending(library.folder) if location not in arguments]:
            need_trusted(library.folder)
        arguments += again
        outcomes = _sync(library, arguments, settings, telling, workers)
        outcomes += _prune(library, arguments, prune)
        settle(library.folder)
    telling.end(outcomes)
    return any(outcome.failed for outcome in outcomes)


def _wiped_sources(settings: Settings, arguments: list[str]) -> list[str]:
    """Notes the sources of the library, so that a kill can't lose them, and wipes it."""
    need_ours(settings.library)
    folder = make_folder(settings.library)
    with only_writer(folder):
        locations = _noted_sources(folder, arguments)
        try:
            if locations:
                note(folder, locations)
            else:
                settle(folder)
            wipe(folder, chroma_server(settings))
        except OSError as error:
            raise unwritable(folder, error) from error
    return locations


def _noted_sources(folder: Path, arguments: list[str]) -> list[str]:
    """What is to be read again beside the arguments: of a library that somebody else made, nothing."""
    begun, recorded = pending(folder), recorded_locations(folder / CATALOGUE)
    if begun or recorded:
        try:
            need_trusted(folder)
        except LibraryError:
            if arguments:
                return []
            raise
    if recorded is None and not begun and not arguments:
        raise LibraryError(
            f"the catalogue in {folder} is too damaged to tell which papers it held",
            "name them: policy ingest --rebuild FOLDER",
        )
    return list(dict.fromkeys([*begun, *(recorded or [])]))


def _sync(
    library: Library, arguments: list[str], settings: Settings, telling: Telling, workers: Workers
) -> list[Outcome]:
    with telling.begun(sum(1 for _ in expand(arguments))):
        return sync(library, arguments, limits(settings), telling.one, workers)


def limits(settings: Settings) -> Limits:
    return Limits(
        int(settings.max_file_mb * 1e6),
        settings.read_seconds,
        int(settings.read_memory_mb * 1e6),
        settings.private_addresses,
    )


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
