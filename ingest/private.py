"""What a library holds is for its owner alone: the papers, what was asked of them, and what was answered.

The umask of the process is left as the user has it, since packs and exports are theirs to share. A library is made
private by its folder, from the first moment, and file by file after each time it was written to.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO
FOLDER, FILE = 0o700, 0o600


def open_to_others(folder: Path) -> list[Path]:
    """What of a folder, itself included, others than its owner may read, write or enter. Links are not followed."""
    return [path for path in _all(folder) if _is_open(path)] if os.name == "posix" else []


def make_private(folder: Path) -> None:
    """Takes the rights of others away from a folder and all in it; what belongs to somebody else stays as it is."""
    for path in open_to_others(folder):
        with suppress(OSError):  # also of a file that is gone by now, as those of SQLite come and go
            path.chmod(stat.S_IMODE(path.lstat().st_mode) & ~OTHERS)


def _all(folder: Path) -> Iterator[Path]:
    yield folder
    for parent, folders, files in os.walk(folder):
        yield from (Path(parent, name) for name in (*folders, *files))


def _is_open(path: Path) -> bool:
    try:
        mode = path.lstat().st_mode
    except OSError:
        return False
    return not stat.S_ISLNK(mode) and bool(mode & OTHERS)
