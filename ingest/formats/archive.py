"""Folders of papers in one .zip file."""

import re
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from ingest.errors import PaperError
from ingest.formats.office import checked
from ingest.members import Member

UNSEEN = re.compile(r"(?:^|[/\\])(?:\.|~\$|__MACOSX[/\\])")  # as hidden files of folders are
UTF_8 = 0x800  # the flag of a name in UTF-8; Macs and some other programs write such names without it
LOCKED = 0x1


def members(path: Path) -> Iterator[Member]:
    """The files in it, in its own order. Raises PaperError for a bomb, a damaged file and one with a password."""
    with path.open("rb") as stream, checked(stream), zipfile.ZipFile(stream) as package:
        for part in package.infolist():
            if not part.is_dir() and not UNSEEN.search(part.filename):
                yield Member(_name(part), part.file_size, partial(_start, package, part))


def _name(part: zipfile.ZipInfo) -> str:
    if part.flag_bits & UTF_8:
        return part.filename
    try:
        return part.filename.encode("cp437").decode()
    except UnicodeError:
        return part.filename


def _start(package: zipfile.ZipFile, part: zipfile.ZipInfo, limit: int) -> bytes:
    if part.flag_bits & LOCKED:
        raise PaperError("it is protected by a password", "unpack it, and add it without the password")
    try:
        with package.open(part) as content:
            return content.read(limit)
    except MemoryError:
        raise
    except Exception as fault:  # of the many ways in which it is packed, each has its own
        raise PaperError("it is damaged in the .zip", "make the .zip again") from fault
