"""The shelf kept in step with the library: filled, added to, taken from."""

import os
from typing import TYPE_CHECKING

from textual.suggester import Suggester

from assistant.engine import Engine, Shelved
from ingest.errors import PolicyError
from ingest.paper import Block, Paper
from tui.aside import aside
from tui.screens.confirm import Confirm
from tui.screens.outline import OutlineList
from tui.screens.prompt import Prompt
from tui.widgets.intake_strip import IntakeStrip
from tui.widgets.shelf import Shelf

if TYPE_CHECKING:
    from assistant.intake import Intake
    from tui.screens.ask import AskScreen

ADD = (
    "A file, a folder with all that is below it, or the address of a page; Tab or Right completes a name. "
    "Nothing but Enter adds the five digests that come with policy."
)


class Shelving:
    """What is done with the papers of the library, for the main screen."""

    def __init__(self, engine: Engine, screen: "AskScreen"):
        self._engine = engine
        self._screen = screen
        self._generation = -1
        self._intake: Intake | None = None
        self._looking = False

    @property
    def _shelf(self) -> Shelf:
        return self._screen.query_one(Shelf)

    async def refill(self) -> None:
        """Shows the papers that the library holds now. Raises PolicyError."""
        self._generation = await aside(self._engine.generation)
        self._shelf.fill(await aside(self._engine.papers))
        self._screen.tell_asked()

    async def look(self) -> None:
        """Refills the shelf where this or another program has changed the library."""
        if self._looking or self._generation < 0:
            return
        self._looking = True
        try:
            if await aside(self._engine.generation) != self._generation:
                await self.refill()
        except PolicyError:
            pass  # a question will tell, when there is one
        finally:
            self._looking = False

    def asked_in_words(self) -> str:
        shelf = self._shelf
        if not shelf.count:
            return ""
        if not shelf.asked:
            return f"Asking all {shelf.count} papers" if shelf.count > 1 else "Asking 1 paper"
        return f"Asking {len(shelf.asked)} of {shelf.count} papers"

    async def outline(self, paper: str) -> tuple[Paper, list[Block], Block] | None:
        """The paper and the place in it that somebody chose from its outline."""
        opened = await self._screen.attempt(self._engine.paper, paper)
        place = await self._screen.app.push_screen_wait(OutlineList(*opened)) if opened else None
        return (*opened, place) if opened and place else None

    async def remove(self, shelved: Shelved) -> None:
        question = f"“{shelved.paper.title}” is taken out of the library. The file itself stays where it is."
        if await self._screen.app.push_screen_wait(Confirm("Remove this paper?", question, "Yes, remove it")):
            await self._screen.attempt(self._engine.remove, shelved.paper.id)
            await self._refill_or_tell()

    async def add(self) -> None:
        """Asks for a place and takes in what is there, while everything else goes on."""
        if self._intake:
            self._screen.tell("Papers are being added already; wait until that is done.")
            return
        place = await self._screen.app.push_screen_wait(Prompt("Add papers", ADD, suggester=Places()))
        if place is not None:
            await self.take_in(place)

    async def take_in(self, place: str) -> None:
        """Takes in what is at a place, the digests where none is named, and tells how it goes on."""
        strip = self._screen.query_one(IntakeStrip)
        strip.begin()
        fault = ""
        try:
            self._intake = await aside(self._engine.take_in, [place] if place else [])
            outcomes = iter(self._intake)
            while (outcome := await aside(next, outcomes, None)) is not None:
                strip.tell(outcome, self._intake.files)
        except PolicyError as error:
            fault = error.told
        finally:
            self._intake = None
        strip.end(fault)
        await self._refill_or_tell()

    def stop(self) -> None:
        """Ends what is being taken in; what is in stays."""
        if self._intake:
            self._intake.stop()

    async def _refill_or_tell(self) -> None:
        try:
            await self.refill()
        except PolicyError as error:
            self._screen.tell_fault(error)


class Places(Suggester):
    """Completes the names of folders and files."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return await aside(_completed, value) if value and "://" not in value else None


def _completed(value: str) -> str | None:
    folder, start = os.path.split(value)
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as entries:
            names = sorted(
                entry.name + ("/" if entry.is_dir() else "")
                for entry in entries
                if entry.name.startswith(start) and (start or not entry.name.startswith("."))
            )
    except OSError:
        return None
    name = next((name for name in names if name.isprintable()), None)
    return os.path.join(folder, name) if name else None
