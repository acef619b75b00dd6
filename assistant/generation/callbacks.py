"""What a language model says, as it says it."""

from collections.abc import Callable
from typing import Any

from langchain_core.callbacks import BaseCallbackHandler


class ModelCallbacks(BaseCallbackHandler):
    """Calls `begun` at each request and `wrote` with the next words; an error in either ends the request."""

    raise_error = True  # otherwise LangChain would log it and go on
    run_inline = True

    def __init__(self, begun: Callable[[], None], wrote: Callable[[str], None]):
        self._begun = begun
        self._wrote = wrote

    def on_chat_model_start(self, serialized: Any, messages: Any, **_: Any) -> None:
        self._begun()

    def on_llm_new_token(self, token: str | list[Any], **_: Any) -> None:
        self._wrote(token if isinstance(token, str) else "")
