"""What the office formats share: opening a package safely, and the title and organisation in its properties."""

import os
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from ingest.errors import PaperError
from ingest.formats.compose import Element
from ingest.paper import Outline

LARGEST = 1 << 30  # bytes unpacked; a small zip that unpacks to more than this is not a paper
# In 141 Word files the most compressed part unpacks to 72 times its size, the largest, of 6 MB, to 18 times.
MOST_PACKED = 200
SMALL_PART = 10_000_000  # bytes unpacked; this much is read quickly, whatever is in it
MOST_PARTS = 20_000  # the largest Word file has 68; a picture on each slide of a long deck makes some thousands
STRICT = b"http://purl.oclc.org/ooxml/"
RELATIONS = "_rels/.rels"
XML = ".xml", ".rels", ".vml"
ASK_AGAIN = "do not open it, and ask the sender for another copy"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LEGACY = {"WordDocument": "Word (.doc)", "PowerPoint Document": "PowerPoint (.ppt)", "Workbook": "Excel (.xls)"}
COMPANY = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}Company"
NO_COMPANY = {
    "microsoft",
    "microsoft corporation",
    "hewlett-packard",
    "hewlett-packard company",
    "toshiba",
    "dell",
    "home",
}
JUNK_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel)\b|(?:document|presentation|book|slide|sheet) ?\d*$|untitled|"
    r"powerpoint[- ]pr[eä]senta|(?:no )?title$|(?:slide|blank) |.*\btemplate\b|.*\.\w{3,4}$|"
    r"(?:regulatory )?impact assessment(?: \(\w+\))?$|explanatory (?:memorandum|notes?)$|transposition note$|"
    r"(?:annual )?report$",
    re.IGNORECASE,
)
UNFINISHED = re.compile(r"(?:\b(?:to|of|for|the|and|on|in|by|with)|,)$", re.IGNORECASE)


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The file as a stream that is known to be a zip; any error that its readers raise becomes a `PaperError`."""
    with path.open("rb") as stream, checked(stream):
        yield _usual(stream)


@contextmanager
def checked(stream: BinaryIO, largest: int = LARGEST) -> Iterator[None]:
    """Holds a stream that is known to be a zip, of no more than `largest` bytes unpacked, while it is read.

    Broken packages make the libraries raise anything from KeyError to AttributeError, so everything is caught here.
    """
    _check(stream, largest)
    stream.seek(0)
    try:
        yield
    except (PaperError, MemoryError):
        raise
    except Exception as fault:
        raise PaperError("this file is damaged", "open it in the program that made it, and save it again") from fault


def _usual(stream: BinaryIO) -> BinaryIO:
    """The file itself, or a copy in the usual form of Open XML of one in the strict form."""
    with zipfile.ZipFile(stream) as package:
        if RELATIONS not in package.namelist() or STRICT not in package.read(RELATIONS):
            stream.seek(0)
            return stream
        usual = BytesIO()
        with zipfile.ZipFile(usual, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for part in package.infolist():
                content = package.read(part)
                copy.writestr(part.filename, _renamed(content) if part.filename.endswith(XML) else content)
    usual.seek(0)
    return usual


def _renamed(part: bytes) -> bytes:
    """A part with the names that the usual form has for the same things."""
    named = re.sub(STRICT + rb"(\w+)/", rb"http://schemas.openxmlformats.org/\1/2006/", part)
    return re.sub(rb"/2006/(extended|custom)Properties", rb"/2006/\1-properties", named)


def _check(stream: BinaryIO, largest: int) -> None:
    head = stream.read(8)
    if head == OLE:
        _refuse_compound(stream)
    if not head:
        raise PaperError("this file is empty", "check that all of it was copied")
    if not zipfile.is_zipfile(stream):
        raise PaperError(
            "this file is damaged, or is not what its name says",
            "open it in the program that made it, and save it again",
        )
    try:
        with zipfile.ZipFile(stream) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as fault:
        raise PaperError("this file is damaged", "open it in the program that made it, and save it again") from fault
    _refuse_bomb(parts, stream.seek(0, os.SEEK_END), largest)
    files = [part for part in parts if not part.is_dir()]
    if files and all(part.flag_bits & 1 for part in files):
        raise PaperError("this file is protected by a password", "save it without the password")


def _refuse_bomb(parts: list[zipfile.ZipInfo], size: int, largest: int) -> None:
    """Judged by the sizes that the package states; one that states false sizes runs into the memory limit."""
    unpacked = sum(part.file_size for part in parts)
    packed_most = [part for part in parts if part.file_size > max(SMALL_PART, MOST_PACKED * part.compress_size)]
    if packed_most:
        part = packed_most[0]
        raise PaperError(f"a zip bomb: {part.compress_size:,} bytes in it unpack to {part.file_size:,}", ASK_AGAIN)
    if sum(part.compress_size for part in parts) > size:
        raise PaperError("a zip bomb: its parts overlap", ASK_AGAIN)
    if len(parts) > MOST_PARTS:
        raise PaperError(f"this file has {len(parts):,} parts, which is too many", "save its text as a new file")
    if unpacked > largest:
        raise PaperError(f"this file unpacks to more than {largest / 1e6:,.0f} MB", "save it without its pictures")


def _refuse_compound(stream: BinaryIO) -> None:
    """Before 2007 office files were compound files; today only those with a password are wrapped in one."""
    content = stream.read()
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise PaperError("this file is protected by a password", "save it without the password")
    kind = next((name for stream_name, name in LEGACY.items() if stream_name.encode("utf-16-le") in content), "office")
    raise PaperError(
        f"this is an old {kind} file", "give it the ending that it had, or save it as .docx, .pptx or .xlsx"
    )


def with_words(outline: Outline) -> Outline:
    if not any(character.isalnum() for character in outline.text):
        raise PaperError("this file has no words", "if they are in pictures, save it as text first")
    return outline


def company(stream: BinaryIO) -> str | None:
    """The property Company, which the owner of the program typed in; makers of computers are left out."""
    with zipfile.ZipFile(stream) as package:
        if "docProps/app.xml" not in package.namelist():
            return None
        root = etree.fromstring(package.read("docProps/app.xml"), etree.XMLParser(resolve_entities=False))
    name = " ".join((root.findtext(COMPANY) or "").split())
    return name if len(name) > 1 and name.casefold() not in NO_COMPANY else None


def said_of(name: str | None, text: str) -> str | None:
    """The name, if the text has it too: the program may belong to somebody else than the author of a paper."""
    return name if name and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) else None


def title(stated: str | None, elements: list[Element], styled: str | None = None) -> str | None:
    """The line at the top that has the words of the property, else a line in a title style, else the property.

    A property alone can't be trusted: many papers have the title of the one they were made from.
    """
    stated = " ".join((stated or "").split())
    if not stated or JUNK_TITLE.match(stated) or UNFINISHED.search(stated) or len(stated.split()) < 2:
        return styled
    top = [" ".join(element.text.split()) for element in elements[:40]]
    printed = next((line for line in top if _plain(stated) in _plain(line) and len(line) < len(stated) + 30), None)
    if printed is None and _plain(stated) in _plain(" ".join(top)):
        printed = stated
    return printed or styled or stated


def _plain(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum())
