"""Reads and encodes papers on a Ray cluster; the only writer stays with the library."""

import shutil
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import ParamSpec, TypeVar

from ingest import cluster_driver as driver
from ingest.child import Child
from ingest.cluster_driver import LOCAL
from ingest.cluster_worker import Parcel, form_of
from ingest.encode import Encoder
from ingest.errors import PolicyError, SettingsError
from ingest.library import Library
from ingest.places import shown
from ingest.prepare import Prepared
from ingest.sync import Preparing, Workers
from ingest.worker import Limits, Unread

AHEAD = 2  # papers in progress for each core: one being read, one waiting
AHEAD_BYTES = 200_000_000  # and no more than this in all of them
JOIN_SECONDS = 120  # a local Ray takes 5 to 10
LEAVE_SECONDS = 10

Given = ParamSpec("Given")
Returned = TypeVar("Returned")


def on_ray(address: str) -> Workers:
    """Reads and encodes papers on the Ray cluster at the address, or on one started for them here (`LOCAL`).

    Ray is joined when the first paper has to be read. Raises SettingsError if it is not installed; the workers raise
    PolicyError if the cluster can't be joined, runs another version of this program, or is lost.
    """
    if find_spec("ray") is None:
        raise SettingsError("Ray is not installed", "pip install 'policy-assistant[ray]'")

    @contextmanager
    def workers(library: Library, limits: Limits) -> Iterator[Preparing]:
        def preparing(papers: Iterable[Unread]) -> Iterator[tuple[Unread, Prepared | PolicyError]]:
            waiting = iter(papers)
            for first in waiting:
                cluster = joined.enter_context(_joined(address, library.encoder))
                yield from cluster.prepare(chain([first], waiting), limits)

        with ExitStack() as joined:
            yield preparing

    return workers


class Cluster:
    """A joined cluster, in its own process; see `ingest.cluster_driver`."""

    def __init__(self, folder: str):
        self._process = Child(driver.begin, folder)

    def join(self, address: str, folder: str, encoder: Encoder) -> None:
        try:
            self._cores = self._ask(JOIN_SECONDS, driver.join, address, folder, form_of(encoder))
        except TimeoutError as error:
            raise PolicyError(
                f"could not join a Ray cluster in {JOIN_SECONDS} s ({address})", "check that it is running: ray status"
            ) from error

    def prepare(self, papers: Iterable[Unread], limits: Limits) -> Iterator[tuple[Unread, Prepared | PolicyError]]:
        """Each paper prepared, in order; some are sent ahead of the one that is waited for."""
        under_way: deque[Unread] = deque()
        for paper in papers:
            self._send(paper, limits)
            under_way.append(paper)
            while len(under_way) > AHEAD * self._cores or _bytes(under_way) > AHEAD_BYTES:
                yield self._oldest(under_way)
        while under_way:
            yield self._oldest(under_way)

    def _send(self, paper: Unread, limits: Limits) -> None:
        source = replace(paper.source, location=shown(paper.source.location))
        parcel = Parcel(paper.path.read_bytes(), paper.path.suffix, source, limits)
        self._cores = self._ask(None, driver.send, parcel)

    def _oldest(self, under_way: deque[Unread]) -> tuple[Unread, Prepared | PolicyError]:
        return under_way.popleft(), self._ask(None, driver.oldest)

    def _ask(
        self, seconds: float | None, call: Callable[Given, Returned], *given: Given.args, **named: Given.kwargs
    ) -> Returned:
        try:
            return self._process.submit(call, *given, **named).result(seconds)
        except BrokenProcessPool as error:
            raise driver.lost() from error

    def leave(self) -> None:
        """Ends a local Ray or leaves the cluster, then ends the process; a local Ray would not outlive it."""
        with suppress(TimeoutError, PolicyError):  # it was lost, or hangs
            self._ask(LEAVE_SECONDS, driver.leave)
        self._process.kill()


@contextmanager
def _joined(address: str, encoder: Encoder) -> Iterator[Cluster]:
    with _folder(address) as folder:
        cluster = Cluster(folder)
        try:
            cluster.join(address, folder, encoder)
            yield cluster
        finally:
            cluster.leave()


@contextmanager
def _folder(address: str) -> Iterator[str]:
    """Where a local Ray keeps its files: private, and removed afterwards. '' for a cluster elsewhere."""
    if address != LOCAL:
        yield ""
        return
    # It holds sockets, whose paths are limited to about 100 characters: TMPDIR is often too long.
    folder = tempfile.mkdtemp(prefix="policy-", dir="/tmp" if Path("/tmp").is_dir() else None)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _bytes(papers: Iterable[Unread]) -> int:
    return sum(paper.source.size for paper in papers)
