"""What there is to ingest: the files below a folder, a single file, or an address."""

import os
import stat
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


def expand(arguments: list[str]) -> list[Place]:
    """All places in the order of the arguments and, below a folder, of their names; each once.

    Hidden files and folders are passed over, and links to folders are not followed.
    """
    places: dict[str, Place] = {}
    for argument in arguments:
        if is_address(argument):
            places.setdefault(argument, Place(argument, True))
            continue
        path = Path(argument).expanduser().absolute()
        if path.is_dir():
            for file in _below(path):
                places.setdefault(str(file), Place(str(file), False))
        else:
            places.setdefault(str(path), Place(str(path), True))
    return list(places.values())


def _below(folder: Path) -> Iterator[Path]:
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            if not name.startswith("."):
                yield Path(here, name)


def is_regular(path: Path) -> bool:
    """Whether it is a file with contents, and no pipe, device or socket that reading would wait on."""
    return stat.S_ISREG(path.stat().st_mode)
