"""Folders that stay what they were when they were listed: each is opened from the one above, and never through a link.

A path is looked up anew at each use. Whoever may write in a folder can put a link to another in the place of one below
it between two uses, and would have papers taken in from wherever the person who ingests may read.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from ingest.errors import PaperError

DOWNWARDS = {os.open, os.stat} <= os.supports_dir_fd and os.scandir in os.supports_fd  # all but Windows
FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True)
class Folder:
    """A folder that somebody named; `inode` tells which one that was."""

    path: str
    inode: tuple[int, int]


def folder_at(path: Path) -> Folder:
    """Raises OSError where there is none."""
    return Folder(str(path), _inode(path.stat()))


@contextmanager
def opened(folder: Folder, below: PurePath) -> Iterator[int | None]:
    """The descriptor of a folder below one that was listed; None on a system that opens no folders.

    Raises OSError, also where a link is on the way, and PaperError where another folder took the place of `folder`.
    """
    if not DOWNWARDS:
        yield None
        return
    here = os.open(folder.path, FOLDER)
    try:
        if _inode(os.fstat(here)) != folder.inode:
            raise PaperError("another folder was put in the place of its folder", "ingest it again")
        for name in below.parts:
            inner = os.open(name, FOLDER | NO_LINK, dir_fd=here)
            os.close(here)
            here = inner
        yield here
    finally:
        os.close(here)


def names(folder: Folder, below: PurePath) -> tuple[list[str], list[str]]:
    """The files of a folder below one that was listed and its folders, sorted, without what is hidden.

    A link to a folder is neither. Raises OSError and PaperError, as `opened` does.
    """
    files, folders = [], []
    with opened(folder, below) as here, os.scandir(Path(folder.path, below) if here is None else here) as entries:
        for entry in entries:
            if entry.name.startswith("."):
                continue
            if not _is_folder(entry):
                files.append(entry.name)
            elif not entry.is_symlink():
                folders.append(entry.name)
    return sorted(files), sorted(folders)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    with suppress(OSError):  # a link that leads in a circle
        return entry.is_dir()
    return False


def _inode(facts: os.stat_result) -> tuple[int, int]:
    return facts.st_dev, facts.st_ino
