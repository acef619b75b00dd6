"""E-mails: subject, sender, recipients, date and words; what is attached are papers of their own."""

import codecs
import datetime
import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.dates import written
from ingest.errors import PaperError
from ingest.formats import html, text
from ingest.formats.compose import Element, compose
from ingest.formats.office import with_words
from ingest.members import Member
from ingest.paper import Outline, ReadingWarning

QUOTED = re.compile(r"^(?:>[ \t]?)+", re.MULTILINE)  # before the lines of an earlier message
NOT_OPENED = ReadingWarning("an attached message", "open it, save it as .eml, and add that")


@dataclass(frozen=True)
class Message:
    """An e-mail. `people` has what it says of them, in order: ('From', 'Jane Smith (jane@town.example)').

    `unopened`: it brings another message that can't be read.
    """

    subject: str
    people: tuple[tuple[str, str], ...]
    date: datetime.date | None
    page: str  # the words as HTML, or nothing
    words: str  # the words as plain text
    attached: tuple[Member, ...]
    unopened: bool = False


def read(path: Path) -> Outline:
    message = _message(path)
    said = _paragraphs(message)
    if message.subject or said:
        said = [*_head(message), *said]
    outline = compose(said, 0, message.subject or None, date=message.date)
    return with_words(replace(outline, warnings=(NOT_OPENED,) if message.unopened else ()))


def members(path: Path) -> Iterator[Member]:
    """What is attached. Raises PaperError."""
    yield from _message(path).attached


def _message(path: Path) -> Message:
    """Broken e-mails make their readers raise anything, so everything is caught here."""
    try:
        found: Message = importlib.import_module(f"ingest.formats.{path.suffix.lower().lstrip('.')}").message(path)
    except (PaperError, MemoryError):
        raise
    except Exception as fault:
        raise PaperError(
            "this e-mail is damaged, or is not one", "open it in your e-mail program, and save it again as .eml"
        ) from fault
    return found


def _head(message: Message) -> Iterator[Element]:
    if message.subject:
        yield Element("heading", message.subject, level=1)
    for label, names in message.people:
        yield Element("paragraph", f"{label}: {names}")
    if message.date:
        yield Element("paragraph", f"Date: {written(message.date)}")


def _paragraphs(message: Message) -> list[Element]:
    """The words from the web page that most e-mails bring, since it has their tables; else from the plain text."""
    if message.page.strip():
        try:
            found = html.elements_of(codecs.BOM_UTF8 + message.page.encode("utf-8", "replace"))
        except PaperError:
            found = []
        if found:
            return [_below(element) for element in found]
    outline = text.outline(QUOTED.sub("", message.words))
    return [
        _below(
            Element(
                block.kind,
                outline.text[block.words : block.end],
                block.level,
                marker=outline.text[block.start : block.words],
                number=block.number,
                columns=block.columns,
            )
        )
        for block in outline.blocks
    ]


def _below(element: Element) -> Element:
    return replace(element, level=element.level + 1) if element.kind == "heading" else element
