"""Blocking work, done in the background, and messages about it."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from assistant.text.sanitize import visible
from ingest.errors import PolicyError
from tui.cures import on_screen

if TYPE_CHECKING:
    from textual.app import App

Given = ParamSpec("Given")
Made = TypeVar("Made")


async def in_background(action: Callable[Given, Made], *args: Given.args, **options: Given.kwargs) -> Made:
    """What the action returns, or raises, in its own thread; the screen stays usable.

    Not asyncio.to_thread: the program waits for its threads at the end, and somebody who quits while the models load
    should not have to wait.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Made] = loop.create_future()

    def run() -> None:
        try:
            made = action(*args, **options)
        except Exception as error:
            _tell(loop, done, partial(done.set_exception, error))
        else:
            _tell(loop, done, partial(done.set_result, made))

    threading.Thread(target=run, daemon=True).start()
    return await done


def _tell(loop: asyncio.AbstractEventLoop, done: "asyncio.Future[Made]", settle: Callable[[], None]) -> None:
    """Settles the future, unless nobody is waiting for it any more."""
    with suppress(RuntimeError):  # the loop is closed
        loop.call_soon_threadsafe(lambda: None if done.done() else settle())


async def attempt(
    app: "App[None]", action: Callable[Given, Made], *args: Given.args, **options: Given.kwargs
) -> Made | None:
    """What a blocking action returns; if it fails, shows the error and returns None."""
    try:
        return await in_background(action, *args, **options)
    except PolicyError as error:
        show_error(app, error)
        return None


async def succeeds(
    app: "App[None]", action: Callable[Given, object], *args: Given.args, **options: Given.kwargs
) -> bool:
    """Whether a blocking action succeeds; if it fails, shows the error."""
    try:
        await in_background(action, *args, **options)
    except PolicyError as error:
        show_error(app, error)
        return False
    return True


def permitted(app: "App[None]", check: Callable[[], None]) -> bool:
    """Whether a check that takes no time passes; if not, shows the error. The next key waits for it."""
    try:
        check()
    except PolicyError as error:
        show_error(app, error)
        return False
    return True


def show_message(app: "App[None]", text: str) -> None:
    app.notify(visible(text), markup=False)


def show_error(app: "App[None]", error: PolicyError) -> None:
    app.notify(visible(on_screen(error.told)), severity="error", timeout=12, markup=False)
