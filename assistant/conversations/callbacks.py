"""Follows an answer while it is made: reports its steps and the words a language model writes, and can stop it."""

import threading
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler

from assistant.answer import Statement
from assistant.conversations.events import Step, Stopped, Tell, Wrote
from assistant.conversations.store import ReadPassage
from assistant.retrieval.search import Retrieved

NO_ANSWER = ("rewrite", "choose")  # steps whose words are a question, or numbers, and not an answer
UNCHECKED = "the answer was stopped before this was checked"


class AnswerCallbacks(BaseCallbackHandler):
    """Passes LangChain's callbacks on to `tell`. Raises Stopped inside the chain once `stop` is set."""

    raise_error = True  # otherwise LangChain would log Stopped and go on
    run_inline = True

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

    def on_chain_start(self, serialized: Any, inputs: Any, *, name: str = "", **_: Any) -> None:
        self.check()
        self._step = name
        self._tell(Step(name))

    def on_chain_end(self, outputs: Any, **_: Any) -> None:
        self.check()
        if isinstance(outputs, Retrieved):
            found = [each.passage for each in outputs.passages]
            self.passages = tuple(ReadPassage(p.paper, p.start, p.end) for p in found)

    def on_chat_model_start(self, serialized: Any, messages: Any, **_: Any) -> None:
        self.check()
        self._written.clear()  # an earlier attempt failed
        self._tell(Step(self._step))

    def on_llm_new_token(self, token: str | list[Any], **_: Any) -> None:
        self.check()
        if isinstance(token, str) and token and self._step not in NO_ANSWER:
            self._written.append(token)
            self._tell(Wrote(token))
