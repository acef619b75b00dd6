"""A library is for its owner alone: the papers, what was asked of them, and what was answered.

The user's umask stays as it is, since packs and exports are meant to be shared. A library is made private by its
folder, from the first moment, and file by file after each write.
"""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ingest.owned_files import CATALOGUE, belongings

OTHERS = stat.S_IRWXG | stat.S_IRWXO
FOLDER, FILE = 0o700, 0o600


def open_to_others(folder: Path) -> list[Path]:
    """What in a library, including its folder, others than its owner can read, write or enter.

    Links are not followed, and what is not ours is skipped.
    """
    return [path for path in _all(folder) if _is_open(path)] if os.name == "posix" else []


def make_private(folder: Path) -> None:
    """Removes other users' access to a library; what belongs to somebody else stays as it is."""
    for path in open_to_others(folder):
        with suppress(OSError):  # also for a file that is gone by now, as SQLite's come and go
            path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OTHERS)


def make_file(path: Path) -> None:
    """Creates an empty file for its owner alone if there is none, without ever opening one that exists.

    Closing a database that this process has open elsewhere would drop SQLite's locks on it, and the next process would
    write as if nobody were there (https://www.sqlite.org/howtocorrupt.html, 2.2). So the file is created under another
    name, closed, and only then given its real one. Raises OSError.
    """
    if path.exists():
        return
    draft, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(draft)
    try:
        os.link(name, path)
    except FileExistsError:
        pass  # somebody else was first
    except OSError:  # a disk without hard links
        with suppress(FileExistsError):
            path.touch(FILE, exist_ok=False)
    finally:
        os.unlink(name)


def _all(folder: Path) -> Iterator[Path]:
    if (folder / CATALOGUE).exists():
        yield folder
        yield from belongings(folder)


def _is_open(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return False
    return not stat.S_ISLNK(mode) and bool(mode & OTHERS)
