"""The bytes of a file, read so that nothing that only looks like a file can hold the reading up."""

import os
import stat
from pathlib import Path

from ingest.errors import PaperError

NO_FILE = "a pipe, socket or device, and no file"
# What was a file when it was listed may be a pipe by now, and one that waits for a writer would wait for ever.
AT_ONCE = getattr(os, "O_NONBLOCK", 0)
NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def contents(path: Path, limit: int | None = None) -> bytes:
    """All bytes of a file; `path` has no links in it (see `real`), so that none is followed that was put there since.

    Raises PaperError for what is no file or has more bytes than `limit`, and OSError.
    """
    with open(path, "rb", opener=lambda name, mode: os.open(name, mode | AT_ONCE | NO_LINK)) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise PaperError(NO_FILE)
        data = file.read() if limit is None else file.read(limit + 1)
    if limit is not None and len(data) > limit:
        raise too_large(len(data), limit)
    return data


def real(path: Path, folder: str | None = None) -> Path:
    """Where a path leads, links followed. Raises PaperError where that is not in `folder`, if one is given."""
    found = Path(os.path.realpath(path))
    if folder is not None and not found.is_relative_to(os.path.realpath(folder)):
        raise PaperError("a link that leads out of its folder", "name the link itself if you want what it leads to")
    return found


def too_large(size: int, limit: int) -> PaperError:
    return PaperError(
        f"too large ({size / 1e6:.0f} MB or more, the limit is {limit / 1e6:.0f} MB)",
        "raise max_file_mb in the settings",
    )
