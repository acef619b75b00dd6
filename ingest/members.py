"""Papers inside another file: what a .zip holds, and what an e-mail brings. They are copied out, within bounds."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from tempfile import NamedTemporaryFile

from ingest.errors import PaperError
from ingest.safe_read import too_large

HOLDERS = {".zip": "archive", ".eml": "mail", ".msg": "mail"}  # each module has `members(path)`
DEEPEST = 3  # files inside one another: an e-mail in an e-mail in a .zip
MOST = 2_000  # files in all; the largest board pack seen had 60
LARGEST = 1 << 30  # bytes of all of them, as of one office file unpacked
LONGEST_NAME = 120  # characters of each part of a name
UNPACK = "unpack it, and add the folder"


# Papers in formats that only their own programs read, and how they come to be in one that is read
SAVED_AS = {
    ".pages": "open it in Pages, and export it as Word",
    ".numbers": "open it in Numbers, and export it as Excel",
    ".key": "open it in Keynote, and export it as PowerPoint",
    ".one": "open it in OneNote, and export it as .docx",
    ".xlsb": "open it in Excel or LibreOffice, and save it as .xlsx",
    ".pub": "open it in Publisher, and save it as .pdf",
    ".mht": "open it in a browser, and save or print it from there as .pdf",
    ".mhtml": "open it in a browser, and save or print it from there as .pdf",
    ".wpd": "open it in LibreOffice, and save it as .odt",
    ".ics": "open it in your calendar, and print it from there as .pdf",
    ".7z": UNPACK,
    ".rar": UNPACK,
}
WRAPPED = "winmail.dat"  # in which Outlook sends what is attached to a message in its own format
UNWRAP = "open the message in Outlook, save it as .msg, and add that"


def saved_as(name: str) -> str:
    """How to make what is read of a file that is not read; '' if nobody knows."""
    is_wrapped = os.path.basename(name).lower() == WRAPPED
    return UNWRAP if is_wrapped else SAVED_AS.get(os.path.splitext(name)[1].lower(), "")


@dataclass(frozen=True)
class Member:
    """A file in another, with the name it has there and its size; `start` returns at most so many of its bytes."""

    name: str
    size: int
    start: Callable[[int], bytes]

    @classmethod
    def of(cls, name: str, data: bytes) -> "Member":
        return cls(name, len(data), lambda limit: data[:limit])


@dataclass(frozen=True)
class Copied:
    """A file out of another: its name below that one, and a copy, or why there is none."""

    name: str
    path: Path | None = None
    error: PaperError | None = None


def is_holder(location: str) -> bool:
    """Whether a file of this name holds others."""
    return os.path.splitext(location)[1].lower() in HOLDERS


def copied_out(path: Path, known: frozenset[str], limit: int) -> list[Copied]:
    """All files in this one, and in the files in it. Those with a `known` suffix are copied beside it.

    One of more than `limit` bytes is not. Raises PaperError if it can't be opened, or holds too much.
    """
    copying = _Copying(path.parent, known, limit)
    copying.take(path, "", 1)
    return copying.made


class _Copying:
    def __init__(self, folder: Path, known: frozenset[str], limit: int):
        self.made: list[Copied] = []
        self._folder, self._known, self._limit = folder, known, limit
        self._names: set[str] = set()
        self._left = LARGEST

    def take(self, path: Path, above: str, depth: int) -> None:
        for member in import_module(f"ingest.formats.{HOLDERS[path.suffix.lower()]}").members(path):
            if len(self._names) >= MOST:
                raise PaperError(f"it holds more than {MOST:,} files", UNPACK)
            name = self._unused(above + plain_name(member.name))
            suffix = os.path.splitext(name)[1].lower()
            try:
                self._take(member, name, suffix, depth)
            except PaperError as error:
                self.made.append(Copied(name, error=error))

    def _take(self, member: Member, name: str, suffix: str, depth: int) -> None:
        if suffix not in self._known and suffix not in HOLDERS:
            raise PaperError(f"unknown format '{suffix or name}'", saved_as(name))
        if suffix in HOLDERS and depth == DEEPEST:
            raise PaperError(f"it is more than {DEEPEST} files deep", UNPACK)
        data = member.start(self._limit + 1)
        if len(data) > self._limit:
            raise too_large(max(member.size, len(data)), self._limit)
        self._left -= len(data)
        if self._left < 0:
            raise PaperError(f"it holds more than {LARGEST / 1e6:,.0f} MB", UNPACK)
        with NamedTemporaryFile(dir=self._folder, suffix=suffix, delete=False) as file:
            file.write(data)
        path = Path(file.name)
        if suffix in HOLDERS:
            self.take(path, f"{name}/", depth + 1)
        if suffix in self._known:
            self.made.append(Copied(name, path))

    def _unused(self, name: str) -> str:
        stem, suffix = os.path.splitext(name)
        found = next(each for each in _numbered(stem, suffix) if each not in self._names)
        self._names.add(found)
        return found


def _numbered(stem: str, suffix: str) -> Iterator[str]:
    yield stem + suffix
    for n in range(2, MOST + 2):
        yield f"{stem} ({n}){suffix}"


def plain_name(name: str) -> str:
    """A name from a file, as one that leads nowhere: no roots, no '..', and only characters that can be shown."""
    shown = "".join(each if each.isprintable() else " " for each in name.encode("utf-8", "replace").decode())
    parts = [" ".join(part.split()) for part in shown.replace("\\", "/").split("/")]
    short = [_short(part) for part in parts if part.strip(".")]
    return "/".join(short) or "without a name"


def _short(part: str) -> str:
    stem, suffix = os.path.splitext(part)
    return stem[: LONGEST_NAME - len(suffix)] + suffix if len(part) > LONGEST_NAME else part
