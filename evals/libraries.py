"""The libraries of suites: built once for the same papers, encoder and readers, then kept in a cache folder."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from assistant.opening import limits
from assistant.settings import Settings
from ingest.catalogue import VERSION
from ingest.errors import PaperError
from ingest.library import Library, make_library
from ingest.load import READERS
from ingest.permissions import FILE
from ingest.places import expand
from ingest.safe_read import contents, reached
from ingest.sync import sync

MADE = "made"


@contextmanager
def library_of(papers: Sequence[Path], settings: Settings, work: Path) -> Iterator[Library]:
    """A library of every paper in these files and folders that can be read."""
    places = [str(path) for path in papers]
    folder = work / "libraries" / key(places, settings.encoder, limits(settings).file_bytes)
    with Library(make_library(folder), settings.encoder, settings.models) as library:
        with FileLock(folder / "build.lock", mode=FILE):  # another run may be building the same library
            if not (folder / MADE).exists() and _build(library, places, settings):
                (folder / MADE).touch(FILE)
        yield library


def key(places: list[str], encoder: str, largest: int) -> str:
    """A fingerprint of the papers' names and contents, the version of the readers, and the encoder.

    Anything that `sync` would skip (not a file, too large, or a link out of its folder) is not read here either.
    """
    digest = hashlib.sha256(f"{VERSION}\n{encoder}\n".encode())
    for place in expand(places):
        path = Path(place.location)
        if path.suffix.lower() not in READERS:  # the questions may be in the same folder
            continue
        try:
            with reached(path, place.folder) as (name, within):
                held = hashlib.sha256(contents(name, largest, within)).hexdigest()
        except (OSError, PaperError) as error:
            held = str(error)
        digest.update(json.dumps([path.name, held]).encode())  # as JSON, so that no name can look like two papers
    return digest.hexdigest()[:16]


def _build(library: Library, places: list[str], settings: Settings) -> bool:
    """Adds the papers that are missing, so that a stopped build continues; returns whether all could be read."""
    with library.writing():
        return not any(outcome.failed for outcome in sync(library, places, limits(settings), lambda outcome: None))
