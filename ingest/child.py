"""Processes of ours: no module of theirs comes from the folder where a person happens to stand."""

import os
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

ROOM = str(Path(__file__).parents[1])
SAFE, PATH = "PYTHONSAFEPATH", "PYTHONPATH"

Given = ParamSpec("Given")
Told = TypeVar("Told")

_starting = threading.RLock()


def command(*arguments: str) -> list[str]:
    """How Python is started for a process of ours."""
    return [sys.executable, "-P", *arguments]


def environment() -> dict[str, str]:
    """The environment of such a process, and of those that it starts: this program before all others."""
    named = os.environ.get(PATH, "").split(os.pathsep)
    path = [ROOM, *(folder for folder in named if os.path.isabs(folder))]
    return os.environ | {SAFE: "1", PATH: os.pathsep.join(path)}


class Child(ProcessPoolExecutor):
    """A process that begins with `initializer(*initargs)` and then does what is submitted, one call at a time."""

    def __init__(self, initializer: Callable[..., None], *initargs: object):
        with _as_a_child():  # a tracker of semaphores is started with the queues
            super().__init__(1, get_context("spawn"), initializer, initargs)

    def submit(self, call: Callable[Given, Told], /, *given: Given.args, **named: Given.kwargs) -> "Future[Told]":
        with _as_a_child():  # the process is started for the first call
            return super().submit(call, *given, **named)

    def kill(self) -> None:
        """Ends the process, whatever it is at."""
        for process in list((self._processes or {}).values()):
            process.kill()
        self.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _as_a_child() -> Iterator[None]:
    """Processes that are started meanwhile have `environment()`.

    multiprocessing lets nobody say how its Python is started. The environment is left as it was found, since whoever
    uses this room in a program of theirs may start processes of another kind.
    """
    with _starting:
        before = {name: os.environ.get(name) for name in (SAFE, PATH)}
        os.environ.update(environment())
        try:
            yield
        finally:
            for name, value in before.items():
                os.environ.pop(name)
                if value is not None:
                    os.environ[name] = value
