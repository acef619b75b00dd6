"""Reads the bytes of a file, so that nothing that only looks like a file can block the reading or mislead it."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import PaperError, PolicyError
from ingest.safe_walk import NO_LINK, Folder

NO_FILE = "a pipe, socket or device, not a file"
# A file may have become a pipe since it was listed, and a pipe without a writer would block for ever.
AT_ONCE = getattr(os, "O_NONBLOCK", 0)


@contextmanager
def reached(path: Path, folder: Folder | None = None) -> Iterator[tuple[str, int | None]]:
    """Where a path leads, with links followed: a name, and the open folder to look it up in.

    `folder`, if given, is the one that was listed, and every folder below it was opened from its parent, so that no
    link put in its place can lead out of it. Raises PaperError, and OSError.
    """
    found = Path(os.path.realpath(path))
    if folder is None:
        yield str(found), None
        return
    top = os.path.realpath(folder.path)
    if not found.is_relative_to(top):
        raise PaperError("a link to something outside its folder", "to add that, name the link itself")
    with folder.opened(found.relative_to(top).parent) as parent:
        yield (str(found) if parent is None else found.name), parent


def contents(name: str | Path, limit: int | None = None, within: int | None = None) -> bytes:
    """All bytes of a file in the open folder `within`, or at a path; a link is not followed.

    Raises PaperError if it is not a file, has more bytes than `limit` or changes meanwhile, and OSError.
    """
    with open(name, "rb", opener=lambda name, mode: os.open(name, mode | AT_ONCE | NO_LINK, dir_fd=within)) as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise PaperError(NO_FILE)
        data = file.read() if limit is None else file.read(limit + 1)
        after = os.fstat(file.fileno())
    if limit is not None and len(data) > limit:
        raise too_large(len(data), limit)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise PaperError("it changed while it was being read", "add it again")
    return data


def of_named(path: Path, limit: int) -> bytes:
    """All bytes of a file, not a paper, that a person named directly or by a link. Raises PolicyError."""
    try:
        return contents(os.path.realpath(path), limit)
    except OSError as error:
        raise PolicyError(
            f"{path} could not be read: {error.strerror}",
            "check that it exists and that you have permission to read it",
        ) from error
    except PaperError as error:
        raise PolicyError(
            f"{path} could not be read: {error}", "use an ordinary file with only what is needed"
        ) from error


def too_large(size: int, limit: int) -> PaperError:
    return PaperError(
        f"too large ({size / 1e6:.0f} MB or more, the limit is {limit / 1e6:.0f} MB)",
        "raise max_file_mb in the settings",
    )
