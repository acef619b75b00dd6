"""Follows an answer while it is made: reports its steps and the words a language model writes, and can stop it."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from assistant.answer import Statement
from assistant.conversations.events import Step, Stopped, Tell, Wrote
from assistant.conversations.store import ReadPassage
from assistant.retrieval.search import Retrieved
from assistant.steps import Given, Made, Watch

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig

NO_ANSWER = ("rewrite", "choose")  # steps whose words are a question, or numbers, and not an answer
UNCHECKED = "the answer was stopped before this was checked"


class AnswerWatch(Watch):
    """Passes the steps on to `tell`. Raises Stopped at the next step or word once `stop` is set."""

    def __init__(self, tell: Tell, stop: threading.Event):
        self._tell = tell
        self._stop = stop
        self._written: list[str] = []
        self._step = ""
        self.passages: tuple[ReadPassage, ...] = ()

    def check(self) -> None:
        if self._stop.is_set():
            raise Stopped

    def statements(self) -> tuple[Statement, ...]:
        """What a language model had written, unchecked, when it was stopped."""
        written = "".join(self._written).strip()
        return (Statement(text=written, citations=(), support="unsupported", reason=UNCHECKED),) if written else ()

    def step(self, name: str, run: Callable[[Given, Watch], Made], given: Given) -> Made:
        self.check()
        self._step = name
        self._tell(Step(name))
        made = run(given, self)
        self.check()
        if isinstance(made, Retrieved):
            found = [each.passage for each in made.passages]
            self.passages = tuple(ReadPassage(p.paper, p.start, p.end) for p in found)
        return made

    @property
    def config(self) -> "RunnableConfig":
        from assistant.generation.callbacks import ModelCallbacks

        return {"callbacks": [ModelCallbacks(self.begun, self.wrote)]}

    def begun(self) -> None:
        """A language model begins to write."""
        self.check()
        self._written.clear()  # an earlier attempt failed
        self._tell(Step(self._step))

    def wrote(self, words: str) -> None:
        """A language model has written some more words."""
        self.check()
        if words and self._step not in NO_ANSWER:
            self._written.append(words)
            self._tell(Wrote(words))
