"""E-books (.epub): their chapters in reading order, each a web page."""

import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from ingest.dates import read_date
from ingest.errors import PaperError
from ingest.formats import html
from ingest.formats.compose import Element, compose
from ingest.formats.office import opened, with_words
from ingest.paper import Outline, ReadingWarning

CONTAINER, ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
FONTS = b"obfuscation"  # the fonts of many books are scrambled, which is no protection of its words
NCX = "application/x-dtbncx+xml"
NOT_FOUND = ReadingWarning("chapters that the file does not hold", "fetch or save it again")
SPACES = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def read(path: Path) -> Outline:
    with opened(path) as stream, zipfile.ZipFile(stream) as package:
        names = set(package.namelist())
        if ENCRYPTION in names and FONTS not in package.read(ENCRYPTION):
            raise PaperError("this book is protected against copying", "get it as a PDF, or without the protection")
        root = etree.fromstring(package.read(CONTAINER), _parser()).find("c:rootfiles/c:rootfile", SPACES)
        place = "" if root is None else root.get("full-path", "")
        book = etree.fromstring(package.read(place), _parser())
        chapters = list(_chapters(book, posixpath.dirname(place)))
        labels = _labels(package, book, posixpath.dirname(place))
        elements = [
            element
            for name in chapters
            if name in names
            for element in _headed(_elements(package.read(name)), labels.get(name, ""))
        ]
        title, publisher, date = (_stated(book, name) for name in ("title", "publisher", "date"))
        outline = compose(elements, 0, title, publisher, read_date(date or ""))
        missing = any(name not in names for name in chapters)
        return with_words(replace(outline, warnings=(NOT_FOUND,) if missing else ()))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False)


def _chapters(book: etree._Element, folder: str) -> Iterator[str]:
    """The names of the chapters in the package, in reading order, without the page of contents."""
    items = {item.get("id"): item for item in book.iterfind("o:manifest/o:item", SPACES)}
    for reference in book.iterfind("o:spine/o:itemref", SPACES):
        item = items.get(reference.get("idref"))
        if item is not None and "nav" not in (item.get("properties") or "").split():
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))


def _labels(package: zipfile.ZipFile, book: etree._Element, folder: str) -> dict[str, str]:
    """What the book's table of contents calls each of its files."""
    found: dict[str, str] = {}
    for item in book.iterfind("o:manifest/o:item", SPACES):
        contents = "nav" in (item.get("properties") or "").split() or item.get("media-type") == NCX
        name = posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        if not contents or name not in package.namelist():
            continue
        root = etree.fromstring(package.read(name), etree.XMLParser(resolve_entities=False, recover=True))
        for link in () if root is None else root.iter("{*}a", "{*}navPoint"):
            target = link.get("href") or next((each.get("src", "") for each in link.iter("{*}content")), "")
            words = " ".join(unescape("".join(map(str, next(link.iter("{*}navLabel"), link).itertext()))).split())
            file, _, part = target.partition("#")
            whole = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(file)))
            if words and not part:
                found.setdefault(whole, words)
    return found


def _headed(elements: list[Element], label: str) -> list[Element]:
    """The elements of a chapter below a heading: its own, or what the table of contents calls it."""
    if not label or not elements or elements[0].kind == "heading":
        return elements
    own = elements[0].text if not elements[0].marker else f"{elements[0].marker.strip()} {elements[0].text}"
    return [Element("heading", label, level=1), *elements[own.casefold() == label.casefold() :]]


def _elements(chapter: bytes) -> list[Element]:
    try:
        return html.elements_of(chapter)
    except PaperError:  # a page with a picture alone, such as a cover
        return []


def _stated(book: etree._Element, name: str) -> str | None:
    return " ".join((book.findtext(f"o:metadata/dc:{name}", None, SPACES) or "").split()) or None
