"""What there is to ingest: the files below a folder, a single file, or an address."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Place:
    """A file (absolute path) or an address. `named` tells that the user named it, rather than a folder above it."""

    location: str
    named: bool

    @property
    def is_address(self) -> bool:
        return is_address(self.location)


def is_address(text: str) -> bool:
    return "://" in text


def is_cluster(text: str) -> bool:
    """Whether this is how a Ray cluster is named: auto, host:port or ray://host:port."""
    return re.fullmatch(r"auto|(ray://)?(\[[\da-fA-F:]+\]|[\w.-]+):\d{1,5}", text) is not None


def expand(arguments: list[str]) -> list[Place]:
    """All places in the order of the arguments and, below a folder, of their names; each once.

    Hidden files and folders are passed over, and links to folders are not followed.
    """
    places: dict[str, Place] = {}
    for argument in arguments:
        if is_address(argument):
            places.setdefault(argument, Place(argument, True))
            continue
        path = Path(full_path(argument))
        if path.is_dir():
            for place in _below(path):
                places.setdefault(place.location, place)
        else:
            places.setdefault(str(path), Place(str(path), True))
    return list(places.values())


def full_path(argument: str) -> str:
    """An absolute path without '~', '.' and '..', so that a file has one name however it is reached."""
    return os.path.abspath(os.path.expanduser(argument))


def file_name(location: str) -> str:
    """The last part of a path or address, or all of it where it ends with a slash."""
    return location.rsplit("/", 1)[-1] or location


def _below(folder: Path) -> Iterator[Place]:
    """The files below a folder, and the folders that can't be opened."""
    closed: list[OSError] = []
    for here, folders, files in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Place(os.path.join(here, name), False)
    yield from (Place(error.filename, True) for error in closed)
