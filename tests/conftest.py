"""What all tests share: the encoder derived once, small libraries, and the papers beside the project where they are."""

import gc
import os
import shutil
import sqlite3
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from filelock import FileLock
from hypothesis import settings

from assistant.ranking.reader import OnnxReader, load_reader
from assistant.ranking.reading import Window
from assistant.settings import ReaderName
from ingest.encode import Encoder, RememberingEncoder, load_encoder
from ingest.errors import PolicyError
from ingest.library import Library, make_library
from ingest.load import Loaded
from ingest.prepare import Prepared, prepare
from ingest.sync import Outcome, Preparing, sync
from ingest.weights import DEFAULT
from ingest.worker import Limits, Reader, Recognising, Unread

if TYPE_CHECKING:
    from chroma_server import ChromaServer

    from assistant import PolicyLibrary

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
LONG = bool(os.environ.get("LONG"))  # set by `make reliability`: what is tried, many more times
long_only = pytest.mark.skipif(not LONG, reason="long: make reliability")
COUNTED = "counted"  # the property of a test that holds what it has counted
FAULT = "fault"  # the property that holds what was done to the program, and whether it came through
LIMITS = Limits(file_bytes=50_000_000, read_seconds=60, read_memory=1_000_000_000, recognition="none")


# A quarter of the examples that hypothesis takes by itself, and as long for each as a busy machine needs.
settings.register_profile("policy", deadline=None, max_examples=100 if LONG else 25)
settings.load_profile("policy")

# Garbage is looked for less often than usual: among all that tests import it took a sixth of the time of the screen's.
gc.set_threshold(100_000, 20, 20)

# Where several processes share the cores, threads of OpenMP that spin while they wait take most of the time.
# scikit-learn fitted small trees in .5 s with them, and in .06 s without (processor time beside a training run).
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


if sys.version_info < (3, 13):  # from then on Python itself warns of a connection that nobody closed

    class Watched(sqlite3.Connection):
        def __del__(self) -> None:
            try:
                _ = self.total_changes
            except sqlite3.ProgrammingError:  # it is closed
                return
            warnings.warn(f"unclosed database in {self!r}", ResourceWarning, stacklevel=1, source=self)

    connect = sqlite3.connect
    sqlite3.connect = lambda *given, **named: connect(*given, **{"factory": Watched} | named)  # type: ignore[misc]


@pytest.fixture(autouse=True, scope="session")
def _own_surroundings(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[None]:
    """No test sees the settings or the library of the person who runs it, and nothing is noted at their home.

    From the start of the session, so that it holds for what a module's tests share and for the processes they start.
    """
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("POLICY_")]:
            patch.delenv(name)
        for name in ("STATE", "CONFIG"):
            patch.setenv(f"XDG_{name}_HOME", str(tmp_path_factory.mktemp(name.lower())))
        patch.setenv("POLICY_MODELS", str(models))
        patch.setenv("POLICY_READER", "quick")  # a fifth of the time of a question; some tests ask for the other
        yield


@pytest.fixture(scope="session")
def models() -> Path:
    """Where the encoder's ONNX form is kept between runs."""
    return ROOT / ".models"


class EncodingOnce(Encoder):
    """The encoder, which encodes the same texts once. Other texts beside one change the last digits of its vector."""

    def __init__(self, folder: Path):
        super().__init__(folder)
        self._kept: dict[tuple[str, ...], np.ndarray] = {}

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        if (key := tuple(texts)) not in self._kept:
            self._kept[key] = super().encode(texts)
        return self._kept[key]


class ReadingOnce:
    """A reader that reads each window once for a question. What else is read does not change the odds of one."""

    def __init__(self, name: ReaderName):
        self._name = name
        self._kept: dict[tuple[str, ...], np.ndarray] = {}

    def ready(self) -> None:
        self._reader.ready()

    def odds(self, question: str, windows: Sequence[Window]) -> list[np.ndarray]:
        keys = [(question, window.context, *(each.text for each in window.candidates)) for window in windows]
        for key, window in zip(keys, windows, strict=True):
            if key not in self._kept:
                (self._kept[key],) = self._reader.odds(question, [window])
        return [self._kept[key] for key in keys]

    @property
    def _reader(self) -> OnnxReader:
        return load_reader(self._name, 1)  # several processes share the cores


@pytest.fixture(scope="session")
def encoder(models: Path) -> Encoder:
    """The encoder itself, which remembers nothing."""
    return load_encoder(DEFAULT, models)


@pytest.fixture(scope="session")
def remembering(encoder: Encoder) -> RememberingEncoder:
    """The encoder of those who put many questions in a row; one for all of a process."""
    return RememberingEncoder(encoder.folder)


@pytest.fixture(autouse=True, scope="session")
def _models_run_once(encoder: Encoder, remembering: RememberingEncoder, models: Path) -> Iterator[None]:
    """A process opens each model once, which takes longer than most tests, and what it says of a text is remembered.

    Tests put the same questions to the same papers.
    """
    once, reader = EncodingOnce(encoder.folder), cache(ReadingOnce)

    def opened(name: str, folder: Path) -> Encoder:
        return once if (name, folder) == (DEFAULT, models) else load_encoder(name, folder)

    def for_many(folder: Path) -> Encoder:
        return remembering if folder == encoder.folder else RememberingEncoder(folder)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ingest.encode.load_encoder", opened)
        patch.setattr("ingest.encode.RememberingEncoder", for_many)
        patch.setattr("assistant.pipeline.load_reader", lambda name, threads: reader(name))
        yield


@pytest.fixture
def library(tmp_path: Path, encoder: Encoder, models: Path) -> Iterator[Library]:
    """An empty library."""
    with Library(make_library(tmp_path / "library"), DEFAULT, models) as library:
        yield library


@pytest.fixture(scope="session")
def door(digests: Library, models: Path, tmp_path_factory: pytest.TempPathFactory) -> "Iterator[PolicyLibrary]":
    """A library of the digests, as other programs open it; to be asked and read only."""
    from assistant import open_library

    folder = tmp_path_factory.mktemp("door") / "library"
    shutil.copytree(digests.folder, folder)
    with open_library(folder, models=models) as library:
        yield library


@pytest.fixture(scope="module")
def copied(digests: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a library of the digests that no other module has open."""
    return shutil.copytree(digests.folder, tmp_path_factory.mktemp("copied") / "library")


def take(library: Library, *places: Path | str) -> list[Outcome]:
    """Brings a library in step with some places."""
    with library.writing():
        return sync(library, [str(place) for place in places], LIMITS, lambda outcome: None, _beside)


def take_text(library: Library, path: Path, text: str) -> Library:
    """Writes a paper and brings the library in step with it; returns the library."""
    path.write_text(text, "utf-8")
    take(library, path)
    return library


@contextmanager
def _beside(library: Library, _: Limits) -> Iterator[Preparing]:
    """As `ingest.sync.here`, which starts a process that reads; that takes longer than most tests, which share one."""

    def preparing(papers: Iterable[Unread]) -> Iterator[tuple[Unread, Prepared | PolicyError | Recognising]]:
        for paper, read in _reader().read(papers):
            yield paper, prepare(read, library.encoder) if isinstance(read, Loaded) else read

    yield preparing


@cache
def _reader() -> Reader:
    return Reader(LIMITS)


@pytest.fixture(scope="session")
def digests(
    tmp_path_factory: pytest.TempPathFactory, remembering: RememberingEncoder, models: Path
) -> Iterator[Library]:
    """A library of the five bundled digests, to be read only; it encodes each text once, as for a pack."""
    of_all = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        of_all = of_all.parent  # of this run: whichever of its processes comes first makes the library for all
    with FileLock(of_all / "digests.lock"):
        made = of_all / "digests"
        if not made.exists():
            with Library(make_library(made), DEFAULT, models) as library:
                take(library, *sorted((ROOT / "corpus").glob("*.md")))
        # Each process has a copy: tests copy its files, which drops this process's locks on them (docs/adr/0019).
        folder = shutil.copytree(made, tmp_path_factory.mktemp("digests") / "library")
    with Library(folder, DEFAULT, models) as library, library.another(remembering) as view:
        yield view


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator["ChromaServer"]:
    """A Chroma server of its own for the tests of a module."""
    from chroma_server import ChromaServer

    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def shared() -> Path:
    """The real papers and questions; the test is skipped where they are not."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is not there")
    return SHARED


@pytest.fixture
def fault(record_property: Callable[[str, object], None]) -> Callable[[str], AbstractContextManager[None]]:
    """`with fault("ingest killed"):` holds what must come through one such fault; the table at the end counts them."""

    @contextmanager
    def tried(kind: str) -> Iterator[None]:
        survived = False
        try:
            yield
            survived = True
        finally:
            record_property(FAULT, (kind, survived))

    return tried


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Shows what tests have counted, in whichever process they ran."""
    tried: Counter[str] = Counter()
    survived: Counter[str] = Counter()
    for report in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]:
        for name, value in report.user_properties:
            if name == COUNTED:
                terminalreporter.write_line(str(value))
            elif name == FAULT:
                kind, came_through = value
                tried[kind] += 1
                survived[kind] += came_through
    if tried:
        terminalreporter.write_line("")
        terminalreporter.write_line(f"{'faults':<60} {'tried':>8} {'survived':>9}")
        for kind, count in sorted(tried.items()):
            terminalreporter.write_line(f"{kind:<60} {count:>8,} {survived[kind]:>9,}")
