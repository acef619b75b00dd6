"""A disk without room: how it is known, and what to do about it."""

import errno
import shutil
from pathlib import Path

ROOM = "make room on the disk, and try again; what was taken in stays"
DISK_FULL = "disk is full"  # as SQLite says it, Chroma's too
LEAST_FREE = 1_000_000  # bytes; with less than that, a disk counts as full


def is_full(path: Path, error: BaseException) -> bool:
    """Whether an error over a path has its cause in a full disk, which neither SQLite nor Chroma says each time."""
    if DISK_FULL in str(error) or getattr(error, "errno", None) == errno.ENOSPC:
        return True
    there = next((place for place in (path, *path.absolute().parents) if place.exists()), path)
    return shutil.disk_usage(there).free < LEAST_FREE
