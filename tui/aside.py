"""Work that blocks, done beside the screen."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


async def aside(action: Callable[Given, Made], *args: Given.args, **options: Given.kwargs) -> Made:
    """What the action returns, or raises, in a thread of its own; the screen goes on meanwhile.

    Not asyncio.to_thread: its threads are waited for at the end, and whoever leaves while the models load should not
    wait for them.
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
    """Settles the future, unless nobody waits for it any more."""
    with suppress(RuntimeError):  # the loop is closed
        loop.call_soon_threadsafe(lambda: None if done.done() else settle())
