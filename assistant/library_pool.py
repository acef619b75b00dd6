"""A library asked from several threads at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from ingest.errors import LibraryError
from ingest.library import Library

if TYPE_CHECKING:
    from assistant.pipeline import Steps
    from assistant.settings import Settings
    from ingest.encode import Encoder


class View:
    """A view of a library for one thread at a time, and what answers from it."""

    def __init__(self, library: Library, settings: "Settings"):
        self.library = library
        self._settings = settings

    @cached_property
    def answering(self) -> "Steps":
        from assistant.pipeline import pipeline

        return pipeline(self.library, self._settings)


class LibraryPool:
    """Lends each thread that asks a view of the library of its own, as connections are not shared between threads.

    There are as many as were ever lent at the same time, with one encoder. The library has to stay open; `close` waits
    for the views that are lent.
    """

    def __init__(self, library: Library, settings: "Settings"):
        self._library = library
        self._settings = settings
        self._encoder: Encoder | None = None
        self._free: list[View] = []
        self._lent = 0
        self._closed = False
        self._changed = threading.Condition()

    @contextmanager
    def lent(self) -> Iterator[View]:
        """A view for as long as the block lasts; after an error in it, nobody gets that one again.

        Raises LibraryError once these are closed.
        """
        view, sound = self._take(), False
        try:
            with view.library.translated_errors():
                yield view
            sound = True
        finally:
            self._take_back(view, sound)

    def _take(self) -> View:
        with self._changed:
            if self._closed:
                raise LibraryError(f"the library in {self._library.folder} was closed", "open it again")
            view = self._free.pop() if self._free else self._another()
            self._lent += 1
            return view

    def _another(self) -> View:
        from ingest.encode import RememberingEncoder

        with self._library.translated_errors():
            self._encoder = self._encoder or RememberingEncoder(self._library.encoder.folder)
            return View(self._library.another(self._encoder), self._settings)

    def _take_back(self, view: View, sound: bool) -> None:
        with self._changed:
            self._lent -= 1
            if sound:
                self._free.append(view)
            else:
                view.library.close()
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._lent)
            while self._free:
                self._free.pop().library.close()
