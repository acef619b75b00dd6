"""Where the time of a question goes: the seconds of each step, for `policy ask --timings`."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class Timings:
    """`seconds` of each step, in the order in which they first began. A step within another counts for itself alone."""

    def __init__(self, began: float):
        self.seconds: dict[str, float] = {}
        self._running = ["start the program"]
        self._since = began

    def begin(self, step: str) -> None:
        self._count()
        self._running.append(step)

    def end(self) -> None:
        self._count()
        self._running.pop()

    def _count(self) -> None:
        now = time.perf_counter()
        step = self._running[-1]
        self.seconds[step] = self.seconds.get(step, 0.0) + now - self._since
        self._since = now


_kept: ContextVar[Timings | None] = ContextVar("timings", default=None)


@contextmanager
def keeping(began: float) -> Iterator[Timings]:
    """Keeps the time of every step within; `began` is when the program did, as `time.perf_counter` tells it."""
    timings = Timings(began)
    token = _kept.set(timings)
    timings.begin("everything else")
    try:
        yield timings
    finally:
        timings.end()
        _kept.reset(token)


@contextmanager
def timed(step: str) -> Iterator[None]:
    timings = _kept.get()
    if timings is None:
        yield
        return
    timings.begin(step)
    try:
        yield
    finally:
        timings.end()
