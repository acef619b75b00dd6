"""Does what a client asks for: in turn, with a note of its progress, until it is cancelled."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from mcp.server.mcpserver import Context

from assistant.api.inputs import Filter
from assistant.api.library import PolicyLibrary
from assistant.api.results import FoundPassage
from assistant.conversations.events import Step, Wrote
from assistant.query.question import Question
from assistant.service.people import Person
from assistant.service.service import Service

if TYPE_CHECKING:
    from assistant.answer import Answer

EVERY = 2.0  # seconds between notes; many clients give up after 60 without a word
STEPS = {
    "search": "searching the papers",
    "quotes": "reading the passages found",
    "write": "the language model is reading the passages",
    "check": "checking every quotation",
}
Made = TypeVar("Made")


class Calls:
    """What the tools of one server ask of the library. `here` is who asks where the transport names nobody."""

    def __init__(self, service: Service, here: Person):
        self._service = service
        self._here = here
        self._loading: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Inside, calls are taken, and the models are loaded, so that the first answer need not wait for them."""
        self._loading = asyncio.create_task(self._service.read(self._here, PolicyLibrary.load))
        self._loading.add_done_callback(_forget)
        try:
            yield
        finally:
            self._loading.cancel()
            await asyncio.to_thread(self._service.close)

    @property
    def ready(self) -> bool:
        """Whether the models have been loaded, or could not be: then an answer says why."""
        return self._loading is not None and self._loading.done()

    async def ask(self, context: Context, question: Question, filter: Filter) -> "Answer":
        async with _notes(context) as notes:
            await self._loaded(notes)
            return await self._service.ask(self._person(context), question, filter, notes.hear)

    async def search(self, context: Context, question: Question, limit: int, filter: Filter) -> list[FoundPassage]:
        async with _notes(context) as notes:
            await self._loaded(notes)
            return await self._service.search(self._person(context), question, limit, filter)

    async def read(self, context: Context, reading: Callable[[PolicyLibrary], Made]) -> Made:
        async with _notes(context):
            return await self._service.read(self._person(context), reading)

    async def put_together(self, make: Callable[[PolicyLibrary], Made]) -> Made:
        """What `make` makes of what a turn has given; it needs none of its own."""
        return await asyncio.to_thread(make, self._service.library)

    async def _loaded(self, notes: "_Notes") -> None:
        """Waits until the models are there: two that load them at once would load them twice."""
        if self._loading and not self._loading.done():
            notes.doing = "loading the models"
            await asyncio.wait([self._loading])
            notes.doing = notes.WAITING

    def _person(self, context: Context) -> Person:
        request = context.request_context.request
        return getattr(getattr(request, "state", None), "person", self._here)


def _forget(loading: "asyncio.Task[None]") -> None:
    """What kept the models from being loaded is told by the first call that needs them."""
    if not loading.cancelled():
        loading.exception()


class _Notes:
    """What is being done, told to the client every few seconds."""

    WAITING = "waiting for a turn"

    def __init__(self, context: Context):
        self.doing = self.WAITING
        self._context = context

    def hear(self, event: Step | Wrote) -> None:
        said = "the language model is writing" if isinstance(event, Wrote) else STEPS.get(event.name)
        self.doing = said or self.doing

    async def tell(self) -> None:
        begun = monotonic()
        while True:
            await asyncio.sleep(EVERY)
            await self._context.report_progress(round(monotonic() - begun, 1), message=self.doing)


@asynccontextmanager
async def _notes(context: Context) -> AsyncIterator[_Notes]:
    notes = _Notes(context)
    telling = asyncio.create_task(notes.tell())
    try:
        yield notes
    finally:
        telling.cancel()
        with suppress(asyncio.CancelledError):
            await telling
