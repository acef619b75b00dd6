"""`policy ask`: answers one question, on the terminal or as JSON."""

import datetime
from collections.abc import Callable
from typing import Any

import click
from langchain_core.callbacks import BaseCallbackHandler

from assistant.answer import Answer
from assistant.cli import terminal
from assistant.opening import open_library
from assistant.pipeline import pipeline
from assistant.query.paper_filter import PaperFilter, filtered
from assistant.query.question import Question
from assistant.retrieval.search import Retrieved
from assistant.settings import Settings
from assistant.text.sanitize import as_json, whole


class Passages(BaseCallbackHandler):
    """Shows the passages found as soon as the search has finished."""

    raise_error = True

    def __init__(self, show: Callable[[Retrieved], None]):
        self._show = show

    def on_chain_end(self, outputs: Any, *, name: str | None = None, **_: Any) -> None:
        if isinstance(outputs, Retrieved):
            self._show(outputs)
            self._show = lambda retrieved: None  # LangChain reports it twice: for the step and for its chain


def run_ask(
    settings: Settings,
    question: str,
    wanted: PaperFilter,
    passages: bool,
    json: bool,
    as_of: datetime.date | None = None,
) -> Answer:
    """Answers a question, prints the answer and returns it. Raises PolicyError."""
    console = terminal.console()
    with open_library(settings) as library:
        library.need_papers()
        put = filtered(Question(whole(question), as_of=as_of), library.catalogue, wanted)

        def show(retrieved: Retrieved) -> None:
            console.print(terminal.passages(retrieved.passages, library))
            console.print()

        callbacks: list[BaseCallbackHandler] = [Passages(show)] if passages and not json else []
        answer = pipeline(library, settings).invoke(put.question, {"callbacks": callbacks})
    if json:
        click.echo(as_json(answer.as_json() | ({"undated_left_out": put.left_out} if wanted.by_date else {})))
    else:
        console.print(terminal.answer(answer))
        if put.left_out:
            click.echo(f"\n{terminal.undated(put.left_out)}", err=True)
    return answer
