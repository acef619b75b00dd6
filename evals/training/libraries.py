"""Libraries that are kept from one run to the next, with what is missing added."""

from collections.abc import Sequence
from pathlib import Path

from assistant.opening import limits, open_library
from assistant.settings import load_settings
from ingest.library import Library
from ingest.sync import sync


def library_of(paths: Sequence[Path], folder: Path, encoder: str | None = None) -> Library:
    """The library of these files and folders."""
    settings = load_settings(library=folder, encoder=encoder)
    with open_library(settings) as library, library.writing():
        sync(library, [str(path) for path in paths], limits(settings), lambda outcome: None)
    return open_library(settings)
