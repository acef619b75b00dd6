"""The fixtures of the tests of the screen.

A test of the screen is a coroutine; it is run in an event loop of its own, without any plugin.
"""

import asyncio
import inspect
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from screen import PARKS, QUAY, ScriptedSession, paper_of

from assistant.conversations.store import Conversations
from assistant.session import Session
from assistant.settings import Settings
from ingest.library import Library
from ingest.paper import Block, Paper


def pytest_plugin_registered(plugin: object) -> None:
    """Leaves the name `conftest` to the one above, from which the tests of other rooms import."""
    if getattr(plugin, "__file__", None) == str(Path(__file__).parents[1] / "conftest.py"):
        sys.modules["conftest"] = plugin  # type: ignore[assignment]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    given = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}
    asyncio.run(pyfuncitem.obj(**given))
    return True


@pytest.fixture(autouse=True)
def _own_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test touches what the person who runs it keeps at home, or opens windows there."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    for name in ("STATE", "CONFIG", "DATA", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "NO_COLOR", "TERM_PROGRAM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


@pytest.fixture
def session(tmp_path: Path) -> Iterator[ScriptedSession]:
    """A scripted session without papers."""
    session = ScriptedSession(tmp_path / "scripted")
    yield session
    session.close()


@pytest.fixture
def parks(tmp_path: Path) -> tuple[Paper, list[Block]]:
    """A small paper with two headings."""
    return paper_of(PARKS, tmp_path / "papers" / "parks.md")


@pytest.fixture
def quay(tmp_path: Path) -> tuple[Paper, list[Block]]:
    return paper_of(QUAY, tmp_path / "papers" / "quay.md")


@pytest.fixture(scope="session")
def loaded(digests: Library, models: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """The session itself with its models in memory, over a library of the digests that nobody changes."""
    folder = tmp_path_factory.mktemp("loaded") / "library"
    shutil.copytree(digests.folder, folder)
    session = Session(lambda: Settings(library=folder, models=models, reader="quick"))
    session.load()
    yield session
    session.close()


@pytest.fixture
def real(loaded: Session, tmp_path: Path) -> Session:
    """The session itself, to be asked; its conversations are this test's own."""
    loaded.conversations = Conversations(tmp_path / "conversations.db")
    return loaded


@pytest.fixture
def own(digests: Library, models: Path, tmp_path: Path) -> Iterator[Session]:
    """The session itself, over a library of the digests that may be changed."""
    folder = tmp_path / "library"
    shutil.copytree(digests.folder, folder)
    session = Session(lambda: Settings(library=folder, models=models, reader="quick"))
    yield session
    session.close()


@pytest.fixture
def empty(models: Path, tmp_path: Path) -> Iterator[Session]:
    """The session itself, over a library that holds nothing yet."""
    session = Session(lambda: Settings(library=tmp_path / "library", models=models, reader="quick"))
    yield session
    session.close()
