"""The sources of a library that is being made again: noted before it is wiped, until all of them are in again."""

from collections.abc import Iterable
from pathlib import Path

from ingest.files import replace
from ingest.private import FILE

NOTE = "rebuild.txt"
BETWEEN = "\0"  # the one character that no file name has


def is_pending(folder: Path) -> bool:
    """Whether the library in `folder` is being made again, or that was stopped."""
    return (folder / NOTE).exists()


def pending(folder: Path) -> list[str]:
    """The sources that are to be taken in again: files and addresses, and with a slash at the end the folders that
    files were found below."""
    if not is_pending(folder):
        return []
    return [source for source in (folder / NOTE).read_text("utf-8").split(BETWEEN) if source]


def note(folder: Path, sources: Iterable[str]) -> None:
    """Keeps the sources whole or not at all; when this returns they outlast a kill. Raises OSError."""
    replace(folder / NOTE, BETWEEN.join(sources).encode(), FILE)


def settle(folder: Path) -> None:
    """All are in again."""
    (folder / NOTE).unlink(missing_ok=True)
