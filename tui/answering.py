"""Answers the questions of the open conversation, one after the other, and saves each answer at once."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from assistant.conversations.store import Turn, history
from assistant.session import Answered, Session
from ingest.errors import PolicyError
from tui.background import in_background
from tui.cures import on_screen
from tui.widgets.exchange import LOADING, STOPPING, Exchange

if TYPE_CHECKING:  # drawn before pydantic is loaded
    from assistant.answer import Answer


@dataclass
class Talk:
    """A conversation: its id once anything in it is saved, its title, and its turns so far."""

    id: int | None = None
    title: str = ""
    turns: list[Turn] = field(default_factory=list)


class Answering:
    """Answers questions in order. A question stays with the talk it was asked in, whatever is open later."""

    def __init__(self, session: Session, show_error: Callable[[PolicyError], None]):
        self._session = session
        self._show_error = show_error
        self._asked: asyncio.Queue[tuple[Talk, Exchange]] = asyncio.Queue()
        self._current: Exchange | None = None
        self._stop = threading.Event()

    @property
    def going_on(self) -> bool:
        return self._current is not None

    @property
    def waiting(self) -> int:
        return self._asked.qsize()

    def ask(self, talk: Talk, exchange: Exchange) -> None:
        self._asked.put_nowait((talk, exchange))

    def stop(self) -> None:
        """Stops the current answer; the part written so far is kept."""
        if self._current:
            self._current.step = STOPPING
            self._stop.set()

    async def run(self, done: Callable[[Talk, Exchange], None]) -> None:
        """Answers for as long as the screen is open; `done` is called with each answer once it is saved."""
        while True:
            talk, self._current = await self._asked.get()
            exchange = self._current
            self._stop = threading.Event()
            try:
                answered = await self._answer(talk, exchange)
                turn = await self._keep(talk, exchange, answered)
            finally:
                self._current = None
            talk.turns.append(turn)
            exchange.finish(turn)
            done(talk, exchange)

    async def _answer(self, talk: Talk, exchange: Exchange) -> Answered:
        from assistant.query.question import Question  # loads the stemmer, so only after the first draw

        question = Question(exchange.question, history(talk.turns), exchange.papers)
        exchange.step = LOADING
        answered = await in_background(self._session.answer, question, exchange.report, self._stop)
        return replace(answered, answer=_told_on_screen(answered.answer))

    async def _keep(self, talk: Talk, exchange: Exchange, answered: Answered) -> Turn:
        """The answer as saved; if it can't be saved, the error is shown, and the answer as well."""
        try:
            kept = self._session.conversations
            if talk.id is None:
                talk.id = await in_background(kept.start, exchange.question)
            return await in_background(
                kept.keep, talk.id, exchange.question, answered.answer, exchange.papers, answered.passages
            )
        except PolicyError as error:
            self._show_error(error)
            return Turn(0, exchange.question, answered.answer, exchange.papers, answered.passages)


def _told_on_screen(answer: "Answer") -> "Answer":
    """What to do next is worded for a shell, in an error and in the note of a reply."""
    if answer.error:
        return answer.model_copy(update={"error": on_screen(answer.error)})
    return answer.model_copy(update={"note": on_screen(answer.note)}) if answer.status == "replied" else answer
