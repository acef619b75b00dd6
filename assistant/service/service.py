"""A library that several people ask through a server: each call is one person's, waits its turn, and is logged."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from assistant.api.inputs import Filter
from assistant.api.library import PolicyLibrary
from assistant.api.results import FoundPassage
from assistant.query.question import Question
from assistant.service.people import Person
from assistant.service.record import Entry, Record
from assistant.service.turns import Turns

if TYPE_CHECKING:
    from assistant.answer import Answer
    from assistant.conversations.events import Tell

Made = TypeVar("Made")


class Service:
    """`through` names the server in the log: 'api', 'mcp' or 'serve'. Close it at the end; the library stays open.

    All calls come from one event loop. They raise what those of PolicyLibrary raise, and Busy where too many wait. A
    call that is cancelled gives up its place in the queue, or stops at its next step.
    """

    def __init__(self, library: PolicyLibrary, through: str, turns: Turns | None = None):
        self.library = library
        self.record = Record(library.folder, library.settings.log_days)
        self._through = through
        self._turns = turns or Turns()

    async def ask(
        self, person: Person, question: Question, filter: Filter | None = None, tell: "Tell" = lambda event: None
    ) -> "Answer":
        """The answer; `tell` is called, in another thread, at each step of it."""

        def answered(stop: threading.Event) -> "Answer":
            from assistant.conversations.answer_watch import AnswerWatch

            watch = AnswerWatch(tell, stop)
            watch.check()
            answer = self.library.follow(question, filter, watch)
            self.record.add(Entry.of_answer(person.name, self._through, answer))
            return answer

        return await self._turns.take(person.name, answered)

    async def search(
        self, person: Person, question: Question, limit: int | None = None, filter: Filter | None = None
    ) -> list[FoundPassage]:
        def found(stop: threading.Event) -> list[FoundPassage]:
            passages = self.library.search(question, limit=limit, filter=filter)
            self.record.add(Entry.of_search(person.name, self._through, question.text, passages))
            return passages

        return await self._turns.take(person.name, found)

    async def read(self, person: Person, reading: Callable[[PolicyLibrary], Made]) -> Made:
        """What `reading` makes of the library, such as the list of its papers. Not logged."""
        return await self._turns.take(person.name, lambda stop: reading(self.library))

    def close(self) -> None:
        """Waits for what is under way."""
        self._turns.close()
