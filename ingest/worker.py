"""Reads papers in a separate process, so that a reader that hangs, dies or uses too much costs only one paper."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import parent_process
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, TypeVar

from ingest.child import Child
from ingest.errors import PaperError, PolicyError
from ingest.load import READERS, Loaded, load
from ingest.members import Copied, copied_out
from ingest.paper import Source
from ingest.safe_read import too_large

AHEAD = 3  # papers read while one is encoded
LARGEST = 1 << 30  # bytes of a file that a reader, or a program that it starts, may write

Given = ParamSpec("Given")
Returned = TypeVar("Returned")


@dataclass(frozen=True)
class Limits:
    """`file_bytes` limits a file or page, `read_seconds` and `read_memory` (in bytes) the reading of one.

    A paper's text may not be longer than a file either, since a small one may unpack to a day of encoding.
    `private_addresses`: allow redirects to private addresses.
    """

    file_bytes: int
    read_seconds: float
    read_memory: int
    private_addresses: bool = False


@dataclass(frozen=True)
class Unread:
    """A new or changed paper; `path` is a copy of its bytes that nobody else writes to."""

    path: Path
    source: Source


class Reader:
    """Reads papers in the background, in order, each within the limits. A context manager.

    Windows has no limit on memory, and macOS refuses it: there a paper may use all there is, and only the other limits
    protect.
    """

    def __init__(self, limits: Limits):
        self._limits = limits
        self._process = self._started()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.kill()

    def read(self, papers: Iterable[Unread]) -> Iterator[tuple[Unread, Loaded | PolicyError]]:
        """Each paper with what it holds, or why it could not be read."""
        waiting = iter(papers)
        ahead = [(paper, self._load(paper)) for paper in islice(waiting, AHEAD)]
        while ahead:
            (paper, future), *ahead = ahead
            outcome = self._result(future)
            result, broken = outcome
            if broken:
                self._restart()
                ahead = [(other, self._load(other)) for other, _ in ahead]
            ahead += [(other, self._load(other)) for other in islice(waiting, 1)]
            yield paper, self._bounded(result)

    def _bounded(self, result: Loaded | PolicyError) -> Loaded | PolicyError:
        length, longest = 0 if isinstance(result, PolicyError) else len(result.paper.text), self._limits.file_bytes
        return too_large(length, longest) if length > longest else result

    def copied_out(self, path: Path) -> list[Copied]:
        """The files in this one, with copies of those that are papers. Raises PolicyError."""
        result, broken = self._result(self._submit(copied_out, path, frozenset(READERS), self._limits.file_bytes))
        if broken:
            self._restart()
        if isinstance(result, PolicyError):
            raise result
        return result

    def _restart(self) -> None:
        self._process.kill()
        self._process = self._started()

    def _started(self) -> Child:
        return Child(_begin, self._limits.read_memory)

    def _load(self, paper: Unread) -> "Future[Loaded]":
        return self._submit(load, paper.path, paper.source)

    def _submit(
        self, call: Callable[Given, Returned], /, *given: Given.args, **named: Given.kwargs
    ) -> "Future[Returned]":
        try:
            return self._process.submit(call, *given, **named)
        except BrokenProcessPool as error:
            lost: Future[Returned] = Future()  # a paper ahead ended the process; after that one, all are sent again
            lost.set_exception(error)
            return lost

    def _result(self, future: "Future[Returned]") -> tuple[Returned | PolicyError, bool]:
        """What came of a call, and whether the process has to be started again."""
        try:
            return future.result(self._limits.read_seconds), False
        except PolicyError as error:
            return error, False
        except TimeoutError:
            return PaperError(
                f"reading it took longer than {self._limits.read_seconds:.0f} s", "raise read_seconds in the settings"
            ), True
        except MemoryError:
            return PaperError(
                f"reading it took more than {self._limits.read_memory / 1e6:.0f} MB of memory",
                "split it, save it without its pictures, or raise read_memory_mb in the settings",
            ), True
        except BrokenProcessPool:
            return PaperError(
                "the process that read it crashed",
                "the file may be damaged, or need more memory than read_memory_mb in the settings; save it again",
            ), True
        except Exception as error:
            return PaperError(
                f"could not be read ({type(error).__name__}: {error})", "the file may be damaged; save it again"
            ), False


def _begin(memory: int) -> None:
    if hasattr(os, "setpgrp"):
        os.setpgrp()  # so that the programs it starts end with it
    end_with_parent()
    silence_output()
    _bound(memory)


def end_with_parent() -> None:
    """Leaves Ctrl-C to the parent process, and ends when the parent does, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_wait_for_parent, daemon=True).start()


def silence_output() -> None:
    """Leaves standard output and error to the parent process: results and errors go another way.

    What libraries print or log, including those in C, may be words of a paper, and a terminal would act on them.
    """
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    os.close(quiet)


def _bound(memory: int) -> None:
    """Limits this process, and each that it starts, to that much more memory than it has now and to files of `LARGEST`.

    It leaves no core dump.

    The limit is on address space, since pdfium and libxml2 get theirs from the system and not from Python. A fresh
    process has 30 MB of it, one that has read a paper hardly more than it has resident (96 to 100%).
    """
    if sys.platform == "win32":
        return
    import resource

    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, LARGEST)
    _lower(resource.RLIMIT_AS, memory + _address_space())


def _lower(limit: int, value: int) -> None:
    import resource

    _, hard = resource.getrlimit(limit)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    with suppress(OSError, ValueError):  # a system that refuses
        resource.setrlimit(limit, (value, hard))


def _address_space() -> int:
    """The address space of this process, in bytes; 0 if the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 0


def _wait_for_parent() -> None:
    parent = parent_process()
    assert parent is not None
    parent.join()
    if hasattr(os, "getpgrp") and os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
