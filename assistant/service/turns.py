"""Whose turn it is: so many questions are worked on at once, others wait, and more than may wait are turned away."""

import asyncio
import math
import os
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from ingest.errors import PolicyError

Made = TypeVar("Made")
# An answer uses one core: 16 questions took 6.1 to 6.5 s in two threads of one core each, 7.5 s in one of two.
AT_ONCE = os.cpu_count() or 2


class Busy(PolicyError):
    """There is no place to wait; `seconds` is after how long there may be one."""

    def __init__(self, message: str, seconds: int):
        super().__init__(message, f"ask again in {seconds} s")
        self.seconds = seconds


class Turns:
    """Does work in threads, `at_once` pieces at a time, in the order in which it came.

    `waiting` more may wait, and `each` is how many one person may have waiting or under way. All calls come from one
    event loop; `close` waits for what is under way.
    """

    def __init__(self, at_once: int = AT_ONCE, waiting: int = 60, each: int = 4):
        self._threads = ThreadPoolExecutor(at_once, "turn")
        self._free = asyncio.Semaphore(at_once)
        self._at_once = at_once
        self._most = at_once + waiting
        self._each = each
        self._of: Counter[str] = Counter()
        self._usual = 1.0  # seconds that a piece of work takes, going by the last ones

    async def take(self, person: str, work: Callable[[threading.Event], Made]) -> Made:
        """What `work` returns or raises. If this is cancelled, the place is given up, or the event is set that `work`
        was called with; the next begins once it has ended. Raises Busy where there is no place."""
        self._need_place(person)
        self._of[person] += 1
        try:
            await self._free.acquire()
        except BaseException:
            self._of[person] -= 1
            raise
        stop, started = threading.Event(), time.monotonic()
        under_way = asyncio.get_running_loop().run_in_executor(self._threads, work, stop)

        def ended(done: asyncio.Future[Made]) -> None:
            self._of[person] -= 1
            self._free.release()
            if not done.cancelled() and not done.exception():
                self._usual += (time.monotonic() - started - self._usual) / 4

        under_way.add_done_callback(ended)
        try:
            return await asyncio.shield(under_way)
        except asyncio.CancelledError:
            stop.set()
            raise

    def _need_place(self, person: str) -> None:
        if self._of[person] >= self._each:
            raise Busy(f"{self._each} of your questions are waiting already", self._wait(self._of[person]))
        if self._of.total() >= self._most:
            raise Busy("too many questions are waiting", self._wait(self._of.total() - self._at_once))

    def _wait(self, ahead: int) -> int:
        return max(1, math.ceil(self._usual * ahead / self._at_once))

    def close(self) -> None:
        self._threads.shutdown(wait=True, cancel_futures=True)
