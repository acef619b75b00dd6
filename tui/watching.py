"""Keeps the library in step with one folder while the screen is open. Nothing is ever removed."""

import threading
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from textual.screen import Screen

from ingest.errors import PolicyError
from tui.background import in_background, show_error, show_message
from tui.path_suggester import PathSuggester
from tui.screens.prompt import Prompt
from tui.widgets.shelf import Shelf

if TYPE_CHECKING:
    from assistant.session import Session

WATCH = (
    "Enter a folder. While this screen is open, new and changed papers in it are added. Nothing is removed, and policy "
    "forgets the folder when you quit. Press Right to complete a name."
)
AGAIN = 10.0  # seconds until what could not be added is tried again, such as while another program writes


class Watching:
    """A switch. `add` adds what is in a folder, and says whether that could be done."""

    def __init__(self, session: "Session", screen: Screen[None], add: Callable[[str], Awaitable[bool]]):
        self._session = session
        self._screen = screen
        self._add = add
        self._stop: threading.Event | None = None

    async def switch(self) -> None:
        """Stops watching, or asks for a folder to watch."""
        if self._stop:
            self.stop()
            self._screen.query_one(Shelf).watched = ""
            show_message(self._screen.app, "No longer watching. The papers stay.")
            return

        def go_on(folder: str | None) -> None:
            if folder:
                self._screen.run_worker(self._watch(folder))

        await self._screen.app.push_screen(Prompt("Watch a folder", WATCH, suggester=PathSuggester()), go_on)

    def stop(self) -> None:
        if self._stop:
            self._stop.set()
        self._stop = None

    async def _watch(self, folder: str) -> None:
        self.stop()
        stop = self._stop = threading.Event()
        due, earliest = True, 0.0
        try:
            looks = await in_background(self._session.watch, folder, stop)
            self._screen.query_one(Shelf).watched = folder
            while not stop.is_set() and (changed := await in_background(next, looks, None)) is not None:
                due = due or changed
                if due and time.monotonic() >= earliest:
                    due = not await self._add(folder)
                    earliest = time.monotonic() + AGAIN if due else 0.0
        except PolicyError as error:
            if self._stop is stop:
                self._stop = None
            show_error(self._screen.app, error)
