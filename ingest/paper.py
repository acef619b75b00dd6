"""The data that everything else works on: Source, Paper, Block, Passage, and the Outline that a reader returns."""

import datetime
import hashlib
from dataclasses import dataclass
from typing import Literal

Kind = Literal["heading", "paragraph", "item", "row", "matter"]


HEADERS_AND_FOOTERS = "Headers and footers"  # the heading over what only these say, at the end of a paper
EARLIER_MESSAGE = "Earlier message"  # begins the heading over a message that an e-mail quotes or forwards


@dataclass(frozen=True)
class Block:
    """A heading, paragraph, list item or table row of a paper.

    `start`, `words` and `end` index `Paper.text` (half open). The words begin after a bullet or a printed number, so
    `text[start:words]` is the marker and `text[words:end]` what a person would quote. `headings` are the headings
    above, outermost first. A row has the headings of its columns in `columns`; the row that states them has none.
    `level` is the depth of a heading (1 is the title) or of a list item (1 is the outermost).
    The kind `matter` (front matter, comments) is kept so that no words are lost, but never searched or quoted.
    """

    kind: Kind
    start: int
    words: int
    end: int
    page: int | None = None
    number: str | None = None
    headings: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    level: int = 0


@dataclass(frozen=True)
class ReadingWarning:
    """What a reader could not read of a file, on which page (from 1; None if the format has none), and what helps."""

    what: str
    cure: str = ""
    page: int | None = None


@dataclass(frozen=True)
class Outline:
    """What a format reader makes of a file: the text, its blocks in order, and what the file says about itself.

    `pages[i]` is the offset at which page i + 1 begins; empty if the format has no pages. `recognised` has the numbers
    of the pages whose words were recognised from a scan. `labels` has what is printed on each page as its number ('iv',
    'A-3', '12' on the 16th page), '' where there is none; it is empty if that is the place of each page in the file.
    """

    text: str
    blocks: tuple[Block, ...]
    pages: tuple[int, ...] = ()
    title: str | None = None
    organisation: str | None = None
    date: datetime.date | None = None
    warnings: tuple[ReadingWarning, ...] = ()
    recognised: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Source:
    """A file or address that a paper came from; several may have the same paper.

    `modified` is when the file or its metadata last changed, in nanoseconds.
    """

    location: str
    size: int
    modified: int
    sha256: str
    paper: str


def source_of(location: str, data: bytes, modified: int = 0) -> Source:
    """A source with these contents, whose SHA-256 gives the paper its id."""
    digest = hashlib.sha256(data).hexdigest()
    return Source(location, len(data), modified, digest, digest[:16])


@dataclass(frozen=True)
class Paper:
    """A policy paper. `text` is the one text that all offsets point into: Python string indices, half open.

    `id` comes from the file's bytes; `source` is the path or URL as it is shown, `document` its file name.
    `recognised` has the numbers of the pages whose words were recognised from a scan, and `labels` what is printed on
    each page as its number, as in `Outline`.
    """

    id: str
    title: str
    organisation: str | None
    date: datetime.date | None
    source: str
    document: str
    format: str
    sha256: str
    text: str
    pages: tuple[int, ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()
    recognised: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()

    def label(self, page: int | None) -> str:
        """What is printed on a page as its number, where that is not its place in the file; else ''."""
        label = self.labels[page - 1] if page and page <= len(self.labels) else ""
        return "" if label == str(page) else label


@dataclass(frozen=True)
class Passage:
    """Consecutive blocks `first` to `last` (inclusive, numbered within the paper) under one heading.

    A block too long for a passage is split between sentences, so `start` and `end` may be inside a block.
    `context` is the title and the headings above, which the encoder sees before the words.
    """

    id: str
    paper: str
    start: int
    end: int
    first: int
    last: int
    page: int | None
    context: str
