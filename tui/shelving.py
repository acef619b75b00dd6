"""Keeps the shelf in step with the library: fills it, adds papers and removes them."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.screen import Screen

from assistant.session import Session
from assistant.standing_words import explained
from ingest.errors import PolicyError
from ingest.paper import Block, Paper
from tui.background import attempt, in_background, permitted, show_error, show_message
from tui.cures import on_screen
from tui.path_suggester import PathSuggester
from tui.screens.confirm import Confirm
from tui.screens.menu import Choice, Menu
from tui.screens.outline import OutlineList
from tui.screens.prompt import Prompt
from tui.watching import Watching
from tui.widgets.ingest_strip import IngestStrip
from tui.widgets.shelf import Shelf

if TYPE_CHECKING:
    from assistant.ingest_process import IngestProcess
    from ingest.catalogue import State
    from ingest.in_force import Status

ADD = "Enter a file, a folder (with everything in it) or a web address. Press Right to complete a name."
DEMO = (
    "policy comes with five short digests of health service papers, to try it out. They will be added to this library, "
    "next to your own papers, and you can remove them one by one."
)
AS_READ = "as_read"
STATUSES = [
    Choice("in_force", "In force"),
    Choice("draft", "Draft"),
    Choice("superseded", "Superseded"),
    Choice(AS_READ, "As read", "go by the words of the papers"),
]


class Shelving:
    """What the main screen does with the papers of the library.

    `refilled` is called after the shelf has changed; `show_place` opens a paper at a block.
    """

    def __init__(
        self,
        session: Session,
        screen: Screen[None],
        refilled: Callable[[], None],
        show_place: Callable[[Paper, Sequence[Block], Block], None],
    ):
        self._session = session
        self._screen = screen
        self._refilled = refilled
        self._show_place = show_place
        self._state: State | None = None  # of the library when it was last shown
        self._intake: IngestProcess | None = None
        self._place = ""  # the last one entered, if not all of it could be added
        self._look = asyncio.Lock()
        self._watching = Watching(session, screen, self._add_watched)

    @property
    def _shelf(self) -> Shelf:
        return self._screen.query_one(Shelf)

    async def refill(self) -> None:
        """Shows the papers that the library holds now. Raises PolicyError."""
        self._state = await in_background(self._session.library_state)
        await self._shelf.fill(await in_background(self._session.papers))
        self._refilled()

    async def look(self) -> None:
        """Refills the shelf where this or another program has changed the library."""
        async with self._look:
            if self._state is None:
                return
            try:
                if await in_background(self._session.library_state) != self._state:
                    await self.refill()
            except PolicyError:
                pass  # the next question will show the error

    def asked_in_words(self) -> str:
        shelf = self._shelf
        if not shelf.count:
            return ""
        if not shelf.asked:
            return f"Asking all {shelf.count} papers" if shelf.count > 1 else "Asking 1 paper"
        return f"Asking {len(shelf.asked)} of {shelf.count} papers"

    async def outline(self) -> None:
        """Opens the outline of the highlighted paper, and then the paper at the heading chosen."""
        shelved = await self._shelf.chosen()
        opened = await attempt(self._screen.app, self._session.paper, shelved.paper.id) if shelved else None
        if opened:

            def show(place: Block | None) -> None:
                if place:
                    self._show_place(*opened, place)

            await self._screen.app.push_screen(OutlineList(*opened), show)

    async def remove(self) -> None:
        """Asks whether to remove the highlighted paper."""
        if shelved := await self._shelf.chosen():
            question = f"“{shelved.paper.title}” will be removed from the library. The file itself stays where it is."
            remove = partial(self._remove, shelved.paper.id)
            await self._confirm(Confirm("Remove this paper?", question, "Yes, remove it"), remove)

    async def correct(self) -> None:
        """Asks for the status of the highlighted paper."""
        if shelved := await self._shelf.chosen():
            hint = f"{shelved.paper.title}: {explained(shelved.standing)}" if shelved.standing else shelved.paper.title

            def go_on(status: str | None) -> None:
                if status:
                    self._screen.run_worker(self._correct(shelved.paper.id, status))

            await self._screen.app.push_screen(Menu("The status of this paper", STATUSES, hint), go_on)

    async def _correct(self, paper: str, status: str) -> None:
        from ingest.in_force import Correction  # brings all that reads papers, so only after the first draw

        correction = None if status == AS_READ else Correction(cast("Status", status))
        await attempt(self._screen.app, self._session.correct, paper, correction)
        await self._refill_or_tell()

    async def add(self) -> None:
        """Asks for a path or address and adds what is there, in the background."""
        if self._is_free() and permitted(self._screen.app, self._session.need_owner):

            def go_on(place: str | None) -> None:
                if place:
                    self._place = place
                    self._screen.run_worker(self.add_places([place]))

            await self._screen.app.push_screen(Prompt("Add papers", ADD, self._place, PathSuggester()), go_on)

    async def add_demo(self) -> None:
        """Asks whether to add the digests that come with policy."""
        if self._is_free():
            confirm = Confirm("Add the five demo digests?", DEMO, "Yes, add them")
            await self._confirm(confirm, partial(self.add_places, []))

    def _is_free(self) -> bool:
        if self._intake:
            show_message(self._screen.app, "Papers are already being added. Wait until that has finished.")
        return self._intake is None

    async def _confirm(self, confirm: Confirm, action: Callable[[], Awaitable[object]]) -> None:
        """Asks, and if confirmed, runs the action in the background."""

        def go_on(confirmed: bool | None) -> None:
            if confirmed:
                self._screen.run_worker(action())

        await self._screen.app.push_screen(confirm, go_on)

    async def _remove(self, paper: str) -> None:
        await attempt(self._screen.app, self._session.remove, paper)
        await self._refill_or_tell()

    async def add_places(self, places: list[str]) -> bool:
        """Adds what is at the paths or addresses, or the digests if none are given, and shows the progress.

        False if that could not be done, for example because another program writes to the library.
        """
        strip = self._screen.query_one(IngestStrip)
        strip.begin()
        fault = ""
        try:
            self._intake = await in_background(self._session.take_in, places)
            reports = iter(self._intake)
            while (report := await in_background(next, reports, None)) is not None:
                strip.show(report, self._intake.files)
        except PolicyError as error:
            fault = on_screen(error.told)
        finally:
            self._intake = None
        strip.end(fault)
        if not fault and not any(outcome.failed for outcome in strip.outcomes):
            self._place = ""
        await self._refill_or_tell()
        return not fault

    def stop(self) -> None:
        """Stops adding papers; those already added are kept."""
        if self._intake:
            self._intake.stop()

    async def switch_watching(self) -> None:
        """Asks for a folder to watch, or stops watching."""
        await self._watching.switch()

    async def _add_watched(self, folder: str) -> bool:
        """Adds what is in a folder; False if that could not be done now."""
        return self._intake is None and await self.add_places([folder])

    def leave(self) -> None:
        """Stops all that goes on in the background."""
        self.stop()
        self._watching.stop()

    async def _refill_or_tell(self) -> None:
        try:
            await self.refill()
        except PolicyError as error:
            show_error(self._screen.app, error)
