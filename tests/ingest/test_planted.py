"""A library that a stranger made: to open it deletes nothing, waits for nothing, and follows nothing out of it."""

import os
import shutil
import socket
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import take

from assistant.answer import Answer
from assistant.cli import cli
from assistant.conversations import Conversations
from assistant.engine import Engine
from assistant.settings import Settings
from ingest.belongings import CATALOGUE, CONVERSATIONS, need_ours
from ingest.catalogue import Catalogue, recorded_locations
from ingest.chroma import Folder
from ingest.encode import Encoder
from ingest.errors import LibraryError
from ingest.library import Library, make_library, only_writer
from ingest.planted import MARK
from ingest.weights import DEFAULT

PARKS = "# Parks\n\nThe parks board was set up in 2019.\n"
CHROMA = "chroma/chroma.sqlite3"
DATABASES = [CATALOGUE, CONVERSATIONS, CHROMA]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, models: Path) -> Path:
    """A library with one paper and one conversation, closed."""
    home = tmp_path_factory.mktemp("made")
    (home / "parks.md").write_text(PARKS, "utf-8")
    with Library(make_library(home / "library"), DEFAULT, models) as library:
        take(library, home / "parks.md")
    kept = Conversations(home / "library" / CONVERSATIONS)
    kept.keep(kept.start("Who?"), "Who?", Answer(question="Who?", status="not_found"))
    return home / "library"


@pytest.fixture
def folder(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(made.parent)
    return shutil.copytree(made, tmp_path / "library")


@pytest.fixture
def victim(tmp_path: Path) -> Iterator[Path]:
    victim = tmp_path / "thesis.txt"
    victim.write_text("years of work", "utf-8")
    yield victim
    assert victim.read_text("utf-8") == "years of work"


def plant(database: Path, victim: Path) -> Path:
    """A journal of nothing that names a file, for SQLite to delete when it has rolled that back."""
    with closing(sqlite3.connect(database)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
        (size,) = db.execute("PRAGMA page_size").fetchone()
    header = MARK + struct.pack(">IIIII", 0, 1234, database.stat().st_size // size, 512, size)
    name = str(victim).encode()
    beyond = 0x40000000 // size + 1  # the page that SQLite locks by, which no journal holds
    tail = struct.pack(">I", beyond) + name + struct.pack(">II", len(name), sum(name)) + MARK
    journal = database.with_name(f"{database.name}-journal")
    journal.write_bytes(header.ljust(512, b"\0") + tail)
    return journal


def told(folder: Path, *words: str) -> str:
    """What a command over a library says."""
    said = CliRunner().invoke(cli, [*words, "--library", str(folder)])
    return " ".join(f"{said.exception} {said.output}".split())


COMMANDS = [
    ["papers"],
    ["ask", "When was the parks board set up?"],
    ["doctor"],
    ["ingest", "parks.md"],
    ["ingest", "--rebuild", "parks.md"],
    ["feedback", "export", "out.jsonl"],
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
@pytest.mark.parametrize("database", DATABASES)
def test_no_command_deletes_what_a_journal_names(folder: Path, victim: Path, database: str, command: list[str]):
    journal = plant(folder / database, victim)

    assert f"{journal} names another file" in told(folder, *command)
    assert victim.exists()
    assert journal.exists()


def test_nor_does_anything_else_that_opens_a_database(folder: Path, victim: Path, models: Path):
    for database in DATABASES:
        plant(folder / database, victim)
    engine = Engine(lambda: Settings(library=folder, models=models))

    for opening in (
        lambda: need_ours(folder),
        lambda: Catalogue(folder / CATALOGUE),
        lambda: recorded_locations(folder / CATALOGUE),
        lambda: Folder(folder / "chroma").open(),
        engine.papers,
        engine.conversations.find,
        engine.conversations.empty_bin,
        lambda: engine.conversations.start("Who?"),
    ):
        with pytest.raises(LibraryError, match="names another file") as refusal:
            opening()
        assert "move it away" in refusal.value.cure
        assert victim.exists()


KILLED = """
import os, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size = 1")
db.execute("BEGIN IMMEDIATE")
db.execute("CREATE TABLE half_done AS WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n LIMIT 9999) "
           "SELECT n, hex(randomblob(50)) FROM n")
os.kill(os.getpid(), 9)
"""


def test_what_a_kill_left_half_done_is_still_rolled_back(folder: Path):
    subprocess.run([sys.executable, "-c", KILLED, str(folder / CHROMA)], timeout=60)
    assert (folder / f"{CHROMA}-journal").stat().st_size > 512

    assert "set up in 2019" in told(folder, "ask", "When was the parks board set up?")
    with closing(sqlite3.connect(folder / CHROMA)) as db:
        assert db.execute("SELECT name FROM sqlite_master WHERE name = 'half_done'").fetchall() == []


NAMES = ["writer.pid", "writer.lock", "rebuild.txt", "identity", *DATABASES, f"{CATALOGUE}-journal", "chroma/x.bin"]


def make_socket(name: str) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(name)


@pytest.mark.parametrize("kind", [os.mkfifo, make_socket])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_waits_for_a_pipe_or_socket_in_place_of_a_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, kind: Callable[[str], None]
):
    (folder / name).unlink(missing_ok=True)
    monkeypatch.chdir((folder / name).parent)  # the name of a socket must be short
    kind((folder / name).name)

    for command in COMMANDS:
        assert f"{name} is a pipe, socket or device, and no file, which no library has" in told(folder, *command)


def test_conversations_do_not_wait_either(folder: Path):
    (folder / CONVERSATIONS).unlink()
    os.mkfifo(folder / CONVERSATIONS)

    with pytest.raises(LibraryError, match="is a pipe"):
        Conversations(folder / CONVERSATIONS).find()


def test_the_note_of_who_writes_takes_the_place_of_a_file_with_another_name(folder: Path, victim: Path):
    os.link(victim, folder / "writer.pid")

    with only_writer(folder):
        assert (folder / "writer.pid").read_text("utf-8") == str(os.getpid())
