"""E-mails: subject, sender, recipients, date and words; what is attached are papers of their own."""

import codecs
import datetime
import importlib
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from ingest.dates import written
from ingest.errors import PaperError
from ingest.formats import earlier, html, text
from ingest.formats.compose import Element, compose
from ingest.formats.earlier import Part
from ingest.formats.office import with_words
from ingest.members import Member
from ingest.paper import Outline, ReadingWarning

SIGNATURE = re.compile(r"^-- ?$", re.MULTILINE)  # the line above one
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
    said = list(_paragraphs(message))
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


def _paragraphs(message: Message) -> Iterator[Element]:
    """The words from the web page that most e-mails bring, since it has their tables; else from the plain text."""
    sender = next((names for label, names in message.people if label == "From"), "")
    if found := _of_page(message.page):
        parts = earlier.parts([(quoted, element.text) for quoted, element in found])
        yield from _headed(((part, [found[at][1] for at in part.lines]) for part in parts), sender)
        return
    lines = [earlier.unquoted(line) for line in message.words.splitlines()]
    parted = ((part, _elements("\n".join(lines[at][1] for at in part.lines))) for part in earlier.parts(lines))
    yield from _headed(parted, sender)


def _of_page(page: str) -> list[tuple[bool, Element]]:
    """The elements of a web page, each with whether it has the mark of an earlier message; none if it has no words."""
    found: list[tuple[bool, Element]] = []
    with suppress(PaperError):
        for quoting, elements in html.stretches_of(codecs.BOM_UTF8 + page.encode("utf-8", "replace")):
            below = bool(found) and earlier.says_who_wrote(found[-1][1].text)
            quoted = quoting == "cited" or (quoting == "set in" and below)
            found += [(quoted, line) for element in elements for line in _labels_apart(element)]
    return found


def _labels_apart(element: Element) -> list[Element]:
    """The lines of a paragraph that says who wrote an earlier message, when and to whom; else the element itself."""
    divider, words = earlier.divided(element.text)
    if not words.startswith("From:"):
        return [element]
    lines = [divider, *earlier.LABELS_APART.split(words)]
    return [replace(element, text=line) for line in lines if line]


def _headed(parted: Iterable[tuple[Part, list[Element]]], sender: str) -> Iterator[Element]:
    """The words of the e-mail, and of each earlier message below a heading that says whose it is."""
    said = False
    for part, elements in parted:
        if not elements:
            continue
        if part.heading or said:
            yield Element("heading", part.heading or f"Reply of {sender or 'the sender'}", level=2)
        said = True
        yield from (_unheaded(element) if part.heading else _below(element) for element in elements)


def _elements(words: str) -> list[Element]:
    """Those of a plain text; the lines of a signature head nothing."""
    own, *signature = SIGNATURE.split(words, maxsplit=1)
    return [*_outlined(own), *(_unheaded(element) for part in signature for element in _outlined(part))]


def _outlined(words: str) -> list[Element]:
    outline = text.outline(words)
    return [
        Element(
            block.kind,
            outline.text[block.words : block.end],
            block.level,
            marker=outline.text[block.start : block.words],
            number=block.number,
            columns=block.columns,
        )
        for block in outline.blocks
    ]


def _unheaded(element: Element) -> Element:
    """An element where no other heads: in an earlier message, only what says whose it is does."""
    return replace(element, kind="paragraph", level=0) if element.kind == "heading" else element


def _below(element: Element) -> Element:
    return replace(element, level=element.level + 1) if element.kind == "heading" else element
