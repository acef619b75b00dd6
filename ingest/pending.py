"""The sources of a library that is being rebuilt: recorded before it is wiped, and kept until all are added again."""

from collections.abc import Iterable
from pathlib import Path

from ingest.permissions import FILE
from ingest.safe_write import replace

NOTE = "rebuild.txt"
BETWEEN = "\0"  # the one character that is in no file name


def is_pending(folder: Path) -> bool:
    """Whether the library in `folder` is being rebuilt, or that was stopped."""
    return (folder / NOTE).exists()


def pending(folder: Path) -> list[str]:
    """The sources still to be added again: files and addresses, and, ending with a slash, the folders in which files
    were found."""
    if not is_pending(folder):
        return []
    return [source for source in (folder / NOTE).read_text("utf-8").split(BETWEEN) if source]


def note(folder: Path, sources: Iterable[str]) -> None:
    """Records the sources whole or not at all; when this returns they survive a kill. Raises OSError."""
    replace(folder / NOTE, BETWEEN.join(sources).encode(), FILE)


def settle(folder: Path) -> None:
    """Removes the record, once all have been added again."""
    (folder / NOTE).unlink(missing_ok=True)
