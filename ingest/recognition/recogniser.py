"""Recognises pages for the readers of this process, one at a time; remembers them and counts them."""

import hashlib
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.recognition.remembered import Remembered
from ingest.recognition.written import Engine, Written

if TYPE_CHECKING:
    from PIL.Image import Image

VERSION = 2  # raise it when our part of the recognition gives other lines for the same page
USUAL = "rapidocr"
NONE = "none"
TESSERACT = "tesseract"


class NotNow(Exception):
    """A page has to be recognised, and other papers are to be read first."""


class NotRecognised(Exception):
    """The text of a page can't be recognised. `str(error)` says why, and `cure` what helps."""

    def __init__(self, reason: str, cure: str):
        super().__init__(reason)
        self.cure = cure


@dataclass
class Recogniser:
    """`engine_name` as in the setting `recognition`. `folder` keeps the pages of a library.

    `counter` holds which page is being recognised, of how many, for a process that waits; zeros between papers.
    """

    engine_name: str = USUAL
    folder: Path | None = None
    counter: MutableSequence[int] = field(default_factory=lambda: [0, 0])
    paper: str = ""
    postponing: bool = False

    @cached_property
    def _engine(self) -> Engine:
        return _engine(self.engine_name)

    def lines(self, picture: "Image", n: int, of: int) -> list[Written]:
        """Raises NotNow, and NotRecognised."""
        picture = picture.convert("RGB")
        engine = self._engine
        page = hashlib.sha256(f"{VERSION} {engine.name} {picture.size}".encode() + picture.tobytes()).hexdigest()
        remembered = Remembered(self.folder, self.paper) if self.folder else None
        if remembered and (known := remembered.get(page)) is not None:
            return known
        if self.postponing:
            raise NotNow
        self.counter[:] = n, of
        try:
            found = engine.lines(picture)
        except MemoryError:
            raise
        except Exception as error:  # an engine may raise anything; one page is lost, not the paper
            raise NotRecognised(
                f"text recognition failed ({type(error).__name__})", "scan the page again, or add its text as a file"
            ) from error
        if remembered:
            remembered.put(page, found)
        return found


_current = Recogniser()


def begin(engine: str, folder: Path | None, counter: MutableSequence[int]) -> None:
    """Sets up this process: which engine, where a library keeps pages, and where progress is counted."""
    global _current
    _current = Recogniser(engine, folder, counter)


@contextmanager
def reading(paper: str) -> Iterator[None]:
    """Pages recognised inside are remembered for this paper."""
    _current.paper = paper
    try:
        yield
    finally:
        _current.counter[:] = 0, 0


@contextmanager
def postponed() -> Iterator[None]:
    """Inside, only pages that are remembered are given; others raise NotNow."""
    _current.postponing = True
    try:
        yield
    finally:
        _current.postponing = False


def lines(picture: "Image", n: int, of: int) -> list[Written]:
    """The lines of text on a picture of a page: the `n`th `of` those that a paper has to have recognised.

    Raises NotRecognised if that is not possible here.
    """
    return _current.lines(picture, n, of)


def installed(engine: str) -> str:
    """The engine with its version, or why there is none."""
    try:
        return _engine(engine).name
    except NotRecognised as error:
        return str(error)


def _engine(name: str) -> Engine:
    if name == NONE:
        raise NotRecognised(
            "text recognition is switched off", "set recognition to rapidocr, then: policy ingest --rebuild"
        )
    kind, _, languages = name.partition(":")
    try:
        if kind == TESSERACT:
            from ingest.recognition.tesseract import Tesseract

            return Tesseract(languages or "eng")
        from ingest.recognition.rapid import Rapid

        return Rapid()
    except FileNotFoundError:
        raise NotRecognised(
            "Tesseract is not installed", "install it (on Debian: tesseract-ocr), then: policy ingest --rebuild"
        ) from None
    except ImportError:
        raise NotRecognised(
            "text recognition is not installed",
            "pip install 'policy-assistant[ocr]', then: policy ingest --rebuild",
        ) from None
