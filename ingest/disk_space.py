"""A full disk: how to recognise it, and what to do about it."""

import errno
import shutil
from pathlib import Path

ROOM = "free up disk space and try again; papers already added are kept"
DISK_FULL = "disk is full"  # in the words of SQLite, and of Chroma
LEAST_FREE = 1_000_000  # bytes; a disk with less than that counts as full


def is_full(path: Path, error: BaseException) -> bool:
    """Whether an error about a path was caused by a full disk, which SQLite and Chroma do not always say."""
    if DISK_FULL in str(error) or getattr(error, "errno", None) == errno.ENOSPC:
        return True
    there = next((folder for folder in (path, *path.absolute().parents) if folder.exists()), path)
    return shutil.disk_usage(there).free < LEAST_FREE
