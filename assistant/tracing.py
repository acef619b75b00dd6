"""Who hears of the steps of an answer: whom a program chooses, and nobody because of the environment alone.

LangChain would send every question and passage to LangSmith where LANGSMITH_TRACING or the like is set, be it for some
other program.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from langchain_core.runnables import RunnableConfig


@contextmanager
def by_choice_alone(config: "RunnableConfig | None") -> Iterator[None]:
    """Inside, the environment turns no tracer on; one that a program chose goes on (`_is_chosen`)."""
    from langsmith.run_helpers import tracing_context

    if _is_chosen(config):
        yield
    else:
        with tracing_context(enabled=False):
            yield


def _is_chosen(config: "RunnableConfig | None") -> bool:
    """Whether a program's own chain hands a tracer down, or it has said `tracing_context` or `tracing_v2_enabled`."""
    from langchain_core.runnables import ensure_config
    from langchain_core.tracers.context import tracing_v2_callback_var
    from langchain_core.tracers.langchain import LangChainTracer
    from langsmith.run_helpers import get_tracing_context

    if get_tracing_context()["enabled"] is not None or tracing_v2_callback_var.get() is not None:
        return True
    callbacks = ensure_config(config).get("callbacks") or []
    handlers = callbacks if isinstance(callbacks, list) else callbacks.handlers
    return any(isinstance(handler, LangChainTracer) for handler in handlers)
