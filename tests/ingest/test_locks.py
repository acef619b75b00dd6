"""Whatever a process does beside an open library, its locks stay, so that nobody deletes what it has open.

POSIX locks belong to a process: to close any handle on a file drops them all (https://www.sqlite.org/howtocorrupt.html,
2.2). Another process then takes itself for the last one and deletes the WAL of a catalogue that is still in use.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import take

from assistant.cli.doctor import examine
from assistant.conversations.store import Conversations
from assistant.query.question import Question
from assistant.session import Session
from assistant.settings import Settings
from ingest.catalogue import Catalogue, recorded_sources
from ingest.errors import LibraryError
from ingest.library import CATALOGUE, Library, make_library
from ingest.owned_files import CONVERSATIONS
from ingest.permissions import make_private
from tests.assistant.test_session import never, quiet

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="looks into /proc")

PARKS = "# Parks\n\nThe parks board was set up in 2019.\n"
# An open WAL database is locked for reading at these bytes (sqlite3.c, SHARED_FIRST).
LOCK_ALL = "import fcntl, sys; fcntl.lockf(open(sys.argv[1], 'r+b'), fcntl.LOCK_EX | fcntl.LOCK_NB, 510, 0x40000002)"
WRITE = """
import sys; from pathlib import Path; from ingest.catalogue import Catalogue
catalogue = Catalogue(Path(sys.argv[1])); catalogue.set_meta("colour", "green"); catalogue.close()
"""


@pytest.fixture
def session(library: Library, tmp_path: Path, models: Path) -> Iterator[Session]:
    (tmp_path / "parks.md").write_text(PARKS, "utf-8")
    take(library, tmp_path / "parks.md")
    session = Session(lambda: Settings(library=library.folder, models=models, reader="quick"))
    yield session
    session.close()


def catalogue(library: Library, session: Session) -> None:
    Catalogue(library.folder / CATALOGUE).close()


def locations(library: Library, session: Session) -> None:
    assert recorded_sources(library.folder / CATALOGUE)


def making(library: Library, session: Session) -> None:
    make_library(library.folder)
    make_private(library.folder)


def view(library: Library, session: Session) -> None:
    library.another(library.encoder).close()


def conversations(library: Library, session: Session) -> None:
    kept = Conversations(library.folder / CONVERSATIONS)
    kept.start("Who?")
    assert kept.find() == []


def doctor(library: Library, session: Session) -> None:
    assert list(examine(session.settings))


def answer(library: Library, session: Session) -> None:
    assert session.answer(Question("When was the parks board set up?"), quiet, never()).answer.status == "answered"
    session.close()


def fault(library: Library, session: Session) -> None:
    session.load()
    with library.writing(), pytest.raises(LibraryError):
        session.remove("nothing")
    session.load()


def removal(library: Library, session: Session) -> None:
    (shelved,) = session.papers()
    session.remove(shelved.paper.id)
    session.close()


DEEDS = [catalogue, locations, making, view, conversations, doctor, answer, fault, removal]


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__)
def test_an_open_library_keeps_its_locks(library: Library, session: Session, deed: Callable[[Library, Session], None]):
    deed(library, session)

    refused = python(LOCK_ALL, library.folder / CATALOGUE)
    assert "BlockingIOError" in refused.stderr
    assert python(WRITE, library.folder / CATALOGUE).returncode == 0
    assert deleted_under_us(library.folder.parent) == []
    assert library.catalogue.meta("colour") == "green"


def test_kept_conversations_stay_locked_while_they_are_read(tmp_path: Path):
    kept = Conversations(tmp_path / CONVERSATIONS)
    with kept._open() as db:
        db.execute("SELECT count(*) FROM turns").fetchone()
        Conversations(tmp_path / CONVERSATIONS).start("Who?")

        assert "BlockingIOError" in python(LOCK_ALL, tmp_path / CONVERSATIONS).stderr


def test_the_lock_is_seen_to_be_free_where_nobody_has_the_library_open(tmp_path: Path):
    make_library(tmp_path)
    Catalogue(tmp_path / CATALOGUE).close()
    assert python(LOCK_ALL, tmp_path / CATALOGUE).returncode == 0


def python(code: str, path: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, timeout=240)


def deleted_under_us(folder: Path) -> list[str]:
    """The files below a folder that this process has open and that are no longer there."""
    found = []
    for handle in Path("/proc/self/fd").iterdir():
        try:
            name = os.readlink(handle)
        except OSError:
            continue
        if name.endswith("(deleted)") and name.startswith(str(folder)):
            found.append(name)
    return found
