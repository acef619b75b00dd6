"""Watches folders: tells when something in them has changed, once they are quiet again."""

import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import watchfiles

from ingest.errors import PolicyError
from ingest.places import full_path

QUIET_MS = 2_000  # nothing may have changed for so long: a file that is still being copied is waited for
LONGEST_WAIT_MS = 60_000  # in a folder that is never quiet
LOOK_MS = 1_000  # between looks where nothing has changed


def changes(folders: Sequence[str], library: Path, stop: threading.Event | None = None) -> Iterator[bool]:
    """Whether files have changed, at each look, until `stop` is set. What changes in the library's folder is left out.

    The first look comes once the folders are watched, so that whatever is done after it misses nothing. Raises
    PolicyError if one is no folder.
    """
    for folder in folders:
        if not os.path.isdir(full_path(folder)):
            raise PolicyError(f"there is no folder at {folder}", "only folders can be watched")
    seen = watchfiles.watch(
        *map(full_path, folders),
        watch_filter=lambda _, path: not Path(path).is_relative_to(library.resolve()),
        step=QUIET_MS,
        debounce=LONGEST_WAIT_MS,
        rust_timeout=LOOK_MS,
        yield_on_timeout=True,
        stop_event=stop,
    )
    return (bool(files) for files in seen)
