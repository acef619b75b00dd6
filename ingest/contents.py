"""The bytes of a file, read so that nothing that only looks like a file can hold the reading up or lead astray."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import PaperError, PolicyError
from ingest.folders import NO_LINK, Folder

NO_FILE = "a pipe, socket or device, and no file"
# What was a file when it was listed may be a pipe by now, and one that waits for a writer would wait for ever.
AT_ONCE = getattr(os, "O_NONBLOCK", 0)


@contextmanager
def reached(path: Path, folder: Folder | None = None) -> Iterator[tuple[str, int | None]]:
    """Where a path leads, links followed: a name, and the open folder that it is to be looked up in.

    Where `folder` is given, that is the one that was listed, and every folder below it was opened from the one above,
    so that no link which somebody puts in the place of one leads out of it. Raises PaperError, and OSError.
    """
    found = Path(os.path.realpath(path))
    if folder is None:
        yield str(found), None
        return
    top = os.path.realpath(folder.path)
    if not found.is_relative_to(top):
        raise PaperError("a link that leads out of its folder", "name the link itself if you want what it leads to")
    with folder.opened(found.relative_to(top).parent) as parent:
        yield (str(found) if parent is None else found.name), parent


def contents(name: str | Path, limit: int | None = None, within: int | None = None) -> bytes:
    """All bytes of a file in the open folder `within`, or at a path; it is not followed if it is a link.

    Raises PaperError for what is no file, has more bytes than `limit` or changes meanwhile, and OSError.
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
        raise PaperError("changed while it was read", "ingest it again")
    return data


def of_named(path: Path, limit: int) -> bytes:
    """All bytes of a file that a person named, by a link or not, and that is no paper. Raises PolicyError."""
    try:
        return contents(os.path.realpath(path), limit)
    except OSError as error:
        raise PolicyError(
            f"{path} can't be read: {error.strerror}", "check that it is there and that you may read it"
        ) from error
    except PaperError as error:
        raise PolicyError(f"{path} can't be read: {error}", "use a copy of it that holds what is needed") from error


def too_large(size: int, limit: int) -> PaperError:
    return PaperError(
        f"too large ({size / 1e6:.0f} MB or more, the limit is {limit / 1e6:.0f} MB)",
        "raise max_file_mb in the settings",
    )
