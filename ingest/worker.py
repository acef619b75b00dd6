"""Reads papers in a separate process, so that a reader that hangs, dies or uses too much costs only one paper.

Papers with pages to recognise take seconds a page, so they are put aside and read after the others (docs/adr/0024).
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, MutableSequence
from concurrent.futures import Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from types import TracebackType
from typing import ParamSpec, TypeVar

from ingest.child import Child
from ingest.errors import PaperError, PolicyError
from ingest.load import READERS, Loaded, load
from ingest.members import Copied, copied_out
from ingest.paper import Source
from ingest.recognition import recogniser
from ingest.recognition.recogniser import NotNow
from ingest.safe_read import too_large

AHEAD = 3  # papers read while one is encoded
MOST_ASIDE = 50  # papers put aside; their copies take up the disk
LOOK = 0.5  # seconds between looks at how far the recognition of a paper has come
LARGEST = 1 << 30  # bytes of a file that a reader, or a program that it starts, may write

Given = ParamSpec("Given")
Returned = TypeVar("Returned")


@dataclass(frozen=True)
class Limits:
    """`file_bytes` limits a file or page, `read_seconds` and `read_memory` (in bytes) the reading of one.

    A paper's text may not be longer than a file either, since a small one may unpack to a day of encoding. Where pages
    are recognised, `read_seconds` limits each of them.
    `private_addresses`: allow redirects to private addresses. `recognition`: what recognises scans, as in the settings.
    """

    file_bytes: int
    read_seconds: float
    read_memory: int
    private_addresses: bool = False
    recognition: str = recogniser.USUAL


@dataclass(frozen=True)
class Recognising:
    """Which page of a paper is being recognised: the nth (`page`) of the `pages` that have to be."""

    page: int
    pages: int


@dataclass(frozen=True)
class Unread:
    """A new or changed paper; `path` is a copy of its bytes that nobody else writes to."""

    path: Path
    source: Source


Result = Loaded | PolicyError | NotNow
Call = Callable[[Path, Source], Loaded]


class Reader:
    """Reads papers in the background, each within the limits. A context manager.

    `folder` keeps the recognised pages of a library. Windows has no limit on memory, and macOS refuses it: there a
    paper may use all there is, and only the other limits protect.
    """

    def __init__(self, limits: Limits, folder: Path | None = None):
        self._limits = limits
        self._folder = folder
        self._counter: MutableSequence[int] = get_context("spawn").RawArray("i", 2)  # shared with the process
        self._process = self._started()

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._process.kill()

    def read(self, papers: Iterable[Unread]) -> Iterator[tuple[Unread, Loaded | PolicyError | Recognising]]:
        """Each paper with what it holds, or why it could not be read; before that, each page that is recognised.

        In order, but for papers with pages to recognise, which come after others.
        """
        waiting = iter(papers)
        while True:
            aside: list[Unread] = []
            for paper, result in self._read(_until_full(waiting, aside), _load_unless_scanned):
                if isinstance(result, NotNow):
                    aside.append(paper)
                else:
                    yield paper, result
            if not aside:
                return
            for paper, result in self._read(aside, load):
                assert not isinstance(result, NotNow)
                yield paper, result

    def _read(self, papers: Iterable[Unread], call: Call) -> Iterator[tuple[Unread, Result | Recognising]]:
        waiting = iter(papers)
        ahead = [(paper, self._load(call, paper)) for paper in islice(waiting, AHEAD)]
        while ahead:
            (paper, future), *ahead = ahead
            for page in self._pages(future):
                yield paper, page
            outcome = self._result(future, 0)
            result, broken = outcome
            if broken:
                self._restart()
                ahead = [(other, self._load(call, other)) for other, _ in ahead]
            ahead += [(other, self._load(call, other)) for other in islice(waiting, 1)]
            yield paper, self._bounded(result)

    def _bounded(self, result: Result) -> Result:
        length, longest = len(result.paper.text) if isinstance(result, Loaded) else 0, self._limits.file_bytes
        return too_large(length, longest) if length > longest else result

    def copied_out(self, path: Path) -> list[Copied]:
        """The files in this one, with copies of those that are papers. Raises PolicyError."""
        copying = self._submit(copied_out, path, frozenset(READERS), self._limits.file_bytes)
        outcome = self._result(copying, self._limits.read_seconds)
        result, broken = outcome
        if broken:
            self._restart()
        if isinstance(result, Exception):
            raise result
        return result

    def _restart(self) -> None:
        self._process.kill()
        self._process = self._started()

    def _started(self) -> Child:
        self._counter[:] = 0, 0
        return Child(_begin, self._limits.read_memory, self._limits.recognition, self._folder, self._counter)

    def _load(self, call: Call, paper: Unread) -> "Future[Loaded]":
        return self._submit(call, paper.path, paper.source)

    def _submit(
        self, call: Callable[Given, Returned], /, *given: Given.args, **named: Given.kwargs
    ) -> "Future[Returned]":
        try:
            return self._process.submit(call, *given, **named)
        except BrokenProcessPool as error:
            lost: Future[Returned] = Future()  # a paper ahead ended the process; after that one, all are sent again
            lost.set_exception(error)
            return lost

    def _pages(self, future: "Future[Loaded]") -> Iterator[Recognising]:
        """The pages as they are recognised, until the paper is read, or nothing has come for too long."""
        allowed = self._limits.read_seconds
        known, since = (0, 0), time.monotonic()
        while not wait([future], min(LOOK, allowed)).done:
            now = (self._counter[0], self._counter[1])
            if now != known and any(now):
                known, since = now, time.monotonic()
                yield Recognising(*now)
            elif time.monotonic() - since >= allowed:
                return

    def _result(self, future: "Future[Returned]", seconds: float) -> tuple[Returned | PolicyError | NotNow, bool]:
        """What came of a call, and whether the process has to be started again."""
        try:
            return future.result(seconds), False
        except (PolicyError, NotNow) as error:
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


def _until_full(papers: Iterator[Unread], aside: list[Unread]) -> Iterator[Unread]:
    while len(aside) < MOST_ASIDE and (paper := next(papers, None)):
        yield paper


def _load_unless_scanned(path: Path, source: Source) -> Loaded:
    with recogniser.postponed():
        return load(path, source)


def _begin(memory: int, recognition: str, folder: Path | None, counter: MutableSequence[int]) -> None:
    if hasattr(os, "setpgrp"):
        os.setpgrp()  # so that the programs it starts end with it
    end_with_parent()
    silence_output()
    recogniser.begin(recognition, folder, counter)
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
