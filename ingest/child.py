"""Our own child processes, which never import modules from the current folder."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

ROOM = str(Path(__file__).parents[1])
SAFE, PATH = "PYTHONSAFEPATH", "PYTHONPATH"

Given = ParamSpec("Given")
Returned = TypeVar("Returned")

_starting = threading.RLock()


def command(*arguments: str) -> list[str]:
    """The command line that starts Python for a child process."""
    return [sys.executable, "-P", *arguments]


def environment() -> dict[str, str]:
    """The environment of a child process and of its own children: this program comes first on the path."""
    named = os.environ.get(PATH, "").split(os.pathsep)
    path = [ROOM, *(folder for folder in named if os.path.isabs(folder))]
    return os.environ | {SAFE: "1", PATH: os.pathsep.join(path)}


class Child(ProcessPoolExecutor):
    """A process that begins with `initializer(*initargs)`, then makes the calls submitted to it, one at a time."""

    def __init__(self, initializer: Callable[..., None], *initargs: object):
        with _as_a_child():  # the queues start a semaphore tracker
            super().__init__(1, get_context("spawn"), initializer, initargs)

    def submit(
        self, call: Callable[Given, Returned], /, *given: Given.args, **named: Given.kwargs
    ) -> "Future[Returned]":
        with _as_a_child():  # the first call starts the process
            return super().submit(call, *given, **named)

    def kill(self) -> None:
        """Ends the process, whatever it is doing, and what it started if it leads a group."""
        for process in list((self._processes or {}).values()):
            if hasattr(os, "killpg") and process.pid:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.kill()
        self.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _as_a_child() -> Iterator[None]:
    """Processes started inside the block get `environment()`.

    multiprocessing has no way to set how its Python is started. The environment is restored afterwards, since a
    program that uses this package may start processes of other kinds.
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
