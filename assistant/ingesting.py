"""`policy ingest`: brings the library in step with its sources, or makes it again from them."""

from pathlib import Path

from assistant.opening import chroma_server, open_library
from assistant.settings import Settings
from assistant.telling import Telling
from ingest.catalogue import recorded_locations
from ingest.errors import LibraryError
from ingest.library import CATALOGUE, PENDING, Library, only_writer, wipe
from ingest.places import expand
from ingest.sync import Outcome, Workers, gone, here, sync
from ingest.worker import Limits

DIGESTS = Path(__file__).parents[1] / "corpus"  # beside this room in a clone and in an installation
BETWEEN = "\0"  # the one character that no file name has


def run_ingest(
    settings: Settings, arguments: list[str], prune: bool, rebuild: bool, telling: Telling, workers: Workers = here
) -> bool:
    """Brings the library in step with the places and tells what was done; returns whether anything failed."""
    if rebuild:
        arguments += _wiped_sources(settings, arguments)
    pending = settings.library / PENDING
    if is_pending(settings):
        arguments += [line for line in pending.read_text("utf-8").split(BETWEEN) if line not in arguments]
    with open_library(settings) as library, library.writing():
        outcomes = _sync(library, arguments, settings, telling, workers)
        outcomes += _prune(library, arguments, prune)
    pending.unlink(missing_ok=True)
    telling.end(outcomes)
    return any(outcome.failed for outcome in outcomes)


def is_pending(settings: Settings) -> bool:
    """Whether the library was being made again and that was stopped: then there is something to do unnamed."""
    return (settings.library / PENDING).exists()


def _wiped_sources(settings: Settings, arguments: list[str]) -> list[str]:
    """Notes the sources of the library, so that a kill can't lose them, and wipes it."""
    folder = settings.library
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with only_writer(folder):
        locations = recorded_locations(folder / CATALOGUE)
        if locations is None and not arguments:
            raise LibraryError(
                f"the catalogue in {folder} is too damaged to tell which papers it held",
                "name them: policy ingest --rebuild FOLDER",
            )
        if locations:
            (folder / PENDING).write_text(BETWEEN.join(locations), "utf-8")
        wipe(folder, chroma_server(settings))
    return locations or []


def _sync(
    library: Library, arguments: list[str], settings: Settings, telling: Telling, workers: Workers
) -> list[Outcome]:
    with telling.begun(len(expand(arguments))):
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
