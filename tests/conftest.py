"""What all tests share: the encoder derived once, small libraries, and the papers beside the project where they are."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.encode import Encoder, load_encoder
from ingest.library import Library
from ingest.sync import Limits, Outcome, sync
from ingest.weights import DEFAULT

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"
COUNTED = "counted"  # the property of a test that holds what it has counted
LIMITS = Limits(file_bytes=50_000_000, read_seconds=60, read_memory=1_000_000_000)


@pytest.fixture(autouse=True)
def _own_settings(monkeypatch: pytest.MonkeyPatch, models: Path) -> None:
    """No test sees the settings or the library of the person who runs it."""
    for name in [name for name in os.environ if name.startswith("POLICY_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("POLICY_MODELS", str(models))


@pytest.fixture(scope="session")
def models() -> Path:
    """Where the encoder's ONNX form is kept between runs."""
    return ROOT / ".models"


@pytest.fixture(scope="session")
def encoder(models: Path) -> Encoder:
    return load_encoder(DEFAULT, models)


@pytest.fixture
def library(tmp_path: Path, encoder: Encoder, models: Path) -> Iterator[Library]:
    """An empty library."""
    with Library(tmp_path / "library", DEFAULT, models) as library:
        yield library


def take(library: Library, *places: Path | str) -> list[Outcome]:
    """Brings a library in step with some places."""
    with library.writing():
        return sync(library, [str(place) for place in places], LIMITS, lambda outcome: None)


@pytest.fixture(scope="session")
def digests(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, models: Path) -> Iterator[Library]:
    """A library of the five bundled digests, to be read only."""
    with Library(tmp_path_factory.mktemp("digests"), DEFAULT, models) as library:
        take(library, ROOT / "corpus")
        yield library


@pytest.fixture
def shared() -> Path:
    """The real papers and questions; the test is skipped where they are not."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is not there")
    return SHARED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Shows what tests have counted, in whichever process they ran."""
    for report in [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]:
        for name, lines in report.user_properties:
            if name == COUNTED:
                terminalreporter.write_line(str(lines))
