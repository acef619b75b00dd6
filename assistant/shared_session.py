"""The screen of one of several people who share a library: they read it, and have conversations of their own."""

import threading
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversations.store import Conversations, Turn
from assistant.service.people import People, Person
from assistant.service.record import Entry, Record
from assistant.session import Answered, Session
from ingest.errors import PolicyError
from ingest.in_force import Correction
from ingest.owned_files import conversations_of

if TYPE_CHECKING:
    from assistant.conversations.events import Tell
    from assistant.ingest_process import IngestProcess
    from assistant.query.question import Question
    from assistant.settings import Settings


class SharedSession(Session):
    """A session of the person with this id. What is asked is logged; all but owners can change nothing here, neither
    the library nor any file."""

    def __init__(self, settings: "Callable[[], Settings]", person: int):
        super().__init__(settings)
        self._id = person

    @cached_property
    def _person(self) -> Person:
        return People(self.settings.library).holder(self._id)

    @cached_property
    def _record(self) -> Record:
        return Record(self.settings.library, self.settings.log_days)

    @cached_property
    def conversations(self) -> Conversations:
        return Conversations(self.settings.library / conversations_of(self._person.id))

    def answer(self, question: "Question", tell: "Tell", stop: threading.Event) -> Answered:
        answered = super().answer(question, tell, stop)
        self._record.add(Entry.of_answer(self._person.name, "serve", answered.answer))
        return answered

    def need_owner(self) -> None:
        if not self._person.owner:
            raise PolicyError("only an owner of this library can do that", "ask whoever runs it")

    def remove(self, paper: str) -> None:
        self.need_owner()
        super().remove(paper)

    def correct(self, paper: str, correction: Correction | None) -> None:
        self.need_owner()
        super().correct(paper, correction)

    def take_in(self, places: list[str]) -> "IngestProcess":
        self.need_owner()
        return super().take_in(places)

    def export(self, title: str, turns: Sequence[Turn], out: Path) -> Path:
        self.need_owner()
        return super().export(title, turns, out)

    def add_to_pack(self, turn: Turn, out: Path) -> int:
        self.need_owner()
        return super().add_to_pack(turn, out)
