"""Folders that stay the same after they are listed: each is opened from its parent, and never through a link.

A path is looked up again at each use. Between two uses, anyone who can write in a folder can replace a folder in it
with a link, and so have papers added from wherever the person who runs ingest can read.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from weakref import finalize

DOWNWARDS = {os.open, os.stat} <= os.supports_dir_fd and os.scandir in os.supports_fd  # all but Windows
FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)


class Folder:
    """A folder that somebody named, kept open while it is in use, whatever is put in its place meanwhile.

    Raises OSError if it can't be opened.
    """

    def __init__(self, path: Path):
        self.path = path
        self._open: int | None = None
        if DOWNWARDS:
            self._open = os.open(path, FOLDER)
            finalize(self, os.close, self._open)

    @contextmanager
    def opened(self, below: PurePath) -> Iterator[int | None]:
        """The descriptor of a folder in this one; None on a system that can't open folders.

        Raises OSError, including for a link on the way.
        """
        if self._open is None:
            yield None
            return
        here = os.open(".", FOLDER, dir_fd=self._open)
        try:
            for name in below.parts:
                inner = os.open(name, FOLDER | NO_LINK, dir_fd=here)
                os.close(here)
                here = inner
            yield here
        finally:
            os.close(here)

    def names(self, below: PurePath) -> tuple[list[str], list[str]]:
        """The files and the folders of a folder in this one, sorted, without hidden ones and those that Office keeps
        beside an open paper. Raises OSError. A link to a folder is neither.
        """
        files, folders = [], []
        with self.opened(below) as here, os.scandir(self.path / below if here is None else here) as entries:
            for entry in entries:
                if entry.name.startswith((".", "~$")):
                    continue
                if not _is_folder(entry):
                    files.append(entry.name)
                elif not entry.is_symlink():
                    folders.append(entry.name)
        return sorted(files), sorted(folders)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    with suppress(OSError):  # a link that leads to itself
        return entry.is_dir()
    return False
