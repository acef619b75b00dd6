"""`policy ask`: answers one question, on the terminal or as JSON."""

import datetime
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from functools import partial
from typing import Any

import click
from rich.console import Console

from assistant.answer import Answer
from assistant.cli import terminal
from assistant.opening import open_library
from assistant.pipeline import opening_models, pipeline
from assistant.query.paper_filter import PaperFilter, filtered
from assistant.query.question import Question
from assistant.replies import reply
from assistant.retrieval.search import Retrieved
from assistant.settings import Settings
from assistant.steps import NOBODY, Given, Made, Watch
from assistant.text.sanitize import as_json, whole
from assistant.timings import Timings, keeping, timed


class Passages(Watch):
    """Shows the passages that are found first as soon as that search has finished."""

    def __init__(self, show: Callable[[Retrieved], None]):
        self._show = show

    def step(self, name: str, run: Callable[[Given, Watch], Made], given: Given) -> Made:
        made = run(given, self)
        if isinstance(made, Retrieved):
            self._show(made)
            self._show = lambda retrieved: None
        return made


def run_ask(
    settings: Settings,
    question: str,
    wanted: PaperFilter,
    passages: bool,
    json: bool,
    as_of: datetime.date | None = None,
    began: float | None = None,
) -> Answer:
    """Answers a question, prints the answer and returns it. Raises PolicyError.

    `began`, a time of `time.perf_counter`, asks where the time since then went.
    """
    console = terminal.console()
    with keeping(began) if began is not None else nullcontext() as timings:
        answer, left_out = _answered(settings, question, wanted, console if passages and not json else None, as_of)
    if json:
        added: dict[str, Any] = {"undated_left_out": left_out} if wanted.by_date else {}
        if timings:
            added["timings"] = {step: round(seconds, 4) for step, seconds in timings.seconds.items()}
        click.echo(as_json(answer.as_json() | added))
        return answer
    console.print(terminal.answer(answer))
    if left_out:
        click.echo(f"\n{terminal.undated(left_out)}", err=True)
    if timings:
        click.echo(f"\n{_account(timings)}", err=True)
    return answer


def _answered(
    settings: Settings, question: str, wanted: PaperFilter, console: Console | None, as_of: datetime.date | None
) -> tuple[Answer, int]:
    """The answer, and how many papers without a date were left out; a console shows the passages on the way."""
    with ExitStack() as stack:
        with timed("open the library"):
            library = stack.enter_context(open_library(settings))
        asked = Question(whole(question), as_of=as_of)
        if not library.catalogue.paper_count() or not reply(library.catalogue, asked):
            with timed("open the models and the vectors"), opening_models(library, settings):
                library.need_papers()
        put = filtered(asked, library.catalogue, wanted)

        def show(console: Console, retrieved: Retrieved) -> None:
            console.print(terminal.passages(retrieved.passages, library))
            console.print()

        watch = Passages(partial(show, console)) if console else NOBODY
        return pipeline(library, settings).invoke(put.question, watch), put.left_out


def _account(timings: Timings) -> str:
    """A line for each step, and their sum."""
    lines = [f"{seconds:8.3f} s  {step}" for step, seconds in timings.seconds.items()]
    return "\n".join([*lines, f"{sum(timings.seconds.values()):8.3f} s  in all"])
