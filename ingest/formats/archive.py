"""Folders of papers in one .zip file."""

import re
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ingest.errors import PaperError
from ingest.formats.office import checked
from ingest.members import Member

UNSEEN = re.compile(r"(?:^|[/\\])(?:\.|__MACOSX[/\\])")  # as hidden files of folders are


def members(path: Path) -> Iterator[Member]:
    """The files in it, in its own order. Raises PaperError for a bomb, a damaged file and one with a password."""
    with path.open("rb") as stream, checked(stream), zipfile.ZipFile(stream) as package:
        for part in package.infolist():
            if not part.is_dir() and not UNSEEN.search(part.filename):
                yield Member(part.filename, part.file_size, partial(_start, package, part))


def _start(package: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int) -> bytes:
    try:
        with package.open(part) as content:
            return content.read(limit)
    except MemoryError:
        raise
    except Exception as fault:  # of the many ways in which it is packed, each has its own
        raise PaperError("it is damaged in the .zip", "make the .zip again") from fault
