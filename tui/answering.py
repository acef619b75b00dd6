"""Questions of the conversation that is open, answered one after the other and kept as soon as they are."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from assistant.conversations.store import Turn, history
from assistant.session import Answered, Engine
from ingest.errors import PolicyError
from tui.aside import aside
from tui.cures import on_screen
from tui.widgets.exchange import LOADING, STOPPING, Exchange


@dataclass
class Talk:
    """A conversation: its id once something of it is kept, its name, and what was said so far."""

    id: int | None = None
    title: str = ""
    turns: list[Turn] = field(default_factory=list)


class Answering:
    """Answers what is asked in turn. A question belongs to the talk in which it was asked, whatever is open later."""

    def __init__(self, engine: Engine, tell_fault: Callable[[PolicyError], None]):
        self._engine = engine
        self._tell_fault = tell_fault
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
        """Stops the answer that is coming about; what there is of it is kept."""
        if self._current:
            self._current.step = STOPPING
            self._stop.set()

    async def run(self, done: Callable[[Talk, Exchange], None]) -> None:
        """Answers for as long as the screen lives; `done` hears of each answer once it is kept."""
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
        from assistant.query.question import Question  # brings the stemmer, after the first picture

        question = Question(exchange.question, history(talk.turns), exchange.papers)
        exchange.step = LOADING
        answered = await aside(self._engine.answer, question, exchange.hear, self._stop)
        if not answered.answer.error:
            return answered
        return replace(answered, answer=answered.answer.model_copy(update={"error": on_screen(answered.answer.error)}))

    async def _keep(self, talk: Talk, exchange: Exchange, answered: Answered) -> Turn:
        """The answer as it was kept; where it can't be kept, that is told, and the answer shown all the same."""
        try:
            kept = self._engine.conversations
            if talk.id is None:
                talk.id = await aside(kept.start, exchange.question)
            return await aside(
                kept.keep, talk.id, exchange.question, answered.answer, exchange.papers, answered.passages
            )
        except PolicyError as error:
            self._tell_fault(error)
            return Turn(0, exchange.question, answered.answer, exchange.papers, answered.passages)
