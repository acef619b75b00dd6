"""A library that a stranger made: to open it deletes nothing, waits for nothing, and follows nothing out of it."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import ROOT, take

from assistant.answer import Answer
from assistant.cli.main import cli
from assistant.conversations.store import Conversations
from assistant.service.people import People
from assistant.session import Session
from assistant.settings import Settings
from ingest.catalogue import Catalogue, recorded_sources
from ingest.chroma import Folder
from ingest.encode import Encoder
from ingest.errors import LibraryError, PolicyError
from ingest.library import Library, make_library, only_writer
from ingest.owned_files import CATALOGUE, CONVERSATIONS, SERVICE, need_ours
from ingest.trust import allow
from ingest.untrusted_files import MARK
from ingest.weights import DEFAULT

PARKS = "# Parks\n\nThe parks board was set up in 2019.\n"
CHROMA = "chroma/chroma.sqlite3"
DATABASES = [CATALOGUE, CONVERSATIONS, SERVICE, CHROMA]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, models: Path) -> Path:
    """A library with one paper, one conversation and one token, closed."""
    home = tmp_path_factory.mktemp("made")
    (home / "parks.md").write_text(PARKS, "utf-8")
    with Library(make_library(home / "library"), DEFAULT, models) as library:
        take(library, home / "parks.md")
    kept = Conversations(home / "library" / CONVERSATIONS)
    kept.keep(kept.start("Who?"), "Who?", Answer(question="Who?", status="not_found"))
    People(home / "library").add("ann")
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
    fault = said.exception.told if isinstance(said.exception, PolicyError) else repr(said.exception)
    return " ".join(f"{fault} {said.output}".split())


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
    session = Session(lambda: Settings(library=folder, models=models, reader="quick"))

    for opening in (
        lambda: need_ours(folder),
        lambda: Catalogue(folder / CATALOGUE),
        lambda: recorded_sources(folder / CATALOGUE),
        lambda: Folder(folder / "chroma").open(),
        session.papers,
        session.conversations.find,
        session.conversations.empty_bin,
        lambda: session.conversations.start("Who?"),
        lambda: People(folder).known("guess"),
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
    subprocess.run([sys.executable, "-c", KILLED, str(folder / CHROMA)], timeout=240)
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
        assert f"{name} is a pipe, socket or device, not a file, which no library contains" in told(folder, *command)


def test_conversations_do_not_wait_either(folder: Path):
    (folder / CONVERSATIONS).unlink()
    os.mkfifo(folder / CONVERSATIONS)

    with pytest.raises(LibraryError, match="is a pipe"):
        Conversations(folder / CONVERSATIONS).find()


def test_the_note_of_who_writes_takes_the_place_of_a_file_with_another_name(folder: Path, victim: Path):
    os.link(victim, folder / "writer.pid")

    with only_writer(folder):
        assert (folder / "writer.pid").read_text("utf-8") == str(os.getpid())


ENDLESS = "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n, n AS key FROM n WHERE n < 0"
SCHEMES = {  # what somebody may have a database do, beside holding tables
    "a view": "ALTER TABLE {table} RENAME TO other; CREATE VIEW {table} AS " + ENDLESS,
    "a trigger": "CREATE TRIGGER added AFTER INSERT ON {table} BEGIN DELETE FROM {table}; END",
    "a table that computes": "ALTER TABLE {table} ADD COLUMN more AS (hex(zeroblob(9)))",
    "an index that computes": "CREATE INDEX more ON {table} (hex(zeroblob(9)))",
}


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("table", ["papers", "sources", "passages"])
def test_a_catalogue_that_does_more_than_hold_tables_is_damaged(folder: Path, table: str, scheme: str):
    plan(folder / CATALOGUE, SCHEMES[scheme].format(table=table))

    with pytest.raises(LibraryError, match="is damaged") as refusal:
        Catalogue(folder / CATALOGUE)
    assert "policy ingest --rebuild" in refusal.value.cure


def test_no_command_waits_for_a_view_that_never_ends(folder: Path):
    plan(folder / CATALOGUE, SCHEMES["a view"].format(table="meta"))

    commands = sorted(COMMANDS, key=lambda command: "--rebuild" in command)  # which mends it, and comes last
    for command, said in zip(commands, policy(folder, *commands), strict=True):
        assert f"the catalogue {folder / CATALOGUE} is damaged" in said or "--rebuild" in command, command


@pytest.mark.parametrize("scheme", ["a view", "a trigger"])
def test_a_catalogue_that_does_more_can_be_made_again(folder: Path, scheme: str):
    plan(folder / CATALOGUE, SCHEMES[scheme].format(table="sources"))
    allow(folder / CATALOGUE)  # else what it names would not be read again
    ask = ["ask", "When was the parks board set up?"]

    before, _, after = policy(folder, ask, ["ingest", "--rebuild", "parks.md"], ask)
    assert "set up in 2019" not in before
    assert "set up in 2019" in after


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("table", ["conversations", "turns", "judgments"])
def test_conversations_that_do_more_than_hold_tables_are_refused(folder: Path, table: str, scheme: str):
    plan(folder / CONVERSATIONS, SCHEMES[scheme].format(table=table))
    kept = Conversations(folder / CONVERSATIONS)

    for call in (kept.find, lambda: kept.turns(1), kept.rated, kept.empty_bin, lambda: kept.start("Who?")):
        with pytest.raises(LibraryError, match="can't be used") as refusal:
            call()
        assert "move it away" in refusal.value.cure


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("table", ["people", "asked"])
def test_tokens_in_a_database_that_does_more_than_hold_tables_let_nobody_in(folder: Path, table: str, scheme: str):
    plan(folder / SERVICE, SCHEMES[scheme].format(table=table))
    people = People(folder)

    for call in (people.all, lambda: people.known("guess"), lambda: people.add("ben")):
        with pytest.raises(LibraryError, match="can't be used"):
            call()


@pytest.mark.parametrize("scheme", ["a view", "a trigger"])
@pytest.mark.parametrize("table", ["segments", "embeddings"])
def test_vectors_whose_database_has_views_or_triggers_are_refused(folder: Path, table: str, scheme: str):
    plan(folder / CHROMA, SCHEMES[scheme].format(table=table))

    said = told(folder, "ask", "When was the parks board set up?")
    assert "could not be opened" in said
    assert "policy ingest --rebuild" in said


def test_vectors_whose_tables_are_read_for_ever_are_refused(folder: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ingest.chroma.LONGEST", 2)
    monkeypatch.setattr("ingest.chroma.READ", "import time; time.sleep(60)")

    with pytest.raises(sqlite3.DatabaseError, match="2 s"):
        Folder(folder / "chroma").open()


def test_whoever_waits_for_a_query_can_end_it(tmp_path: Path):
    (tmp_path / "endless.db").touch()
    waiting = subprocess.Popen(
        [sys.executable, "-c", WAITING, str(tmp_path / "endless.db")], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    with waiting:
        assert waiting.stdout is not None
        waiting.stdout.readline()
        time.sleep(0.5)
        waiting.send_signal(signal.SIGINT)
        try:
            assert waiting.wait(timeout=120) != 0
        finally:
            waiting.kill()


WAITING = """
import sys
from pathlib import Path
from ingest.database import connect

db = connect(Path(sys.argv[1]))
print("begins", flush=True)
db.execute("WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n) SELECT n FROM n WHERE n < 0").fetchall()
"""


def plan(database: Path, statements: str) -> None:
    with closing(sqlite3.connect(database)) as db:
        db.executescript(f"PRAGMA legacy_alter_table = ON; {statements}")


def policy(folder: Path, *commands: list[str]) -> list[str]:
    """What each of some commands over a library says, in a process of their own, as it may have to be ended."""
    program = [sys.executable, "-c", RUNNING, json.dumps([[*words, "--library", str(folder)] for words in commands])]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    ended = subprocess.run(program, capture_output=True, text=True, env=environment, timeout=240)
    return [" ".join(said.split()) for said in ended.stdout.split(END)[:-1]]


END = "-- the next command --"
RUNNING = f"""
import json, sys
from assistant.cli.main import main

sys.stderr = sys.stdout
for words in json.loads(sys.argv[1]):
    sys.argv = ["policy", *words]
    try:
        main()
    except SystemExit:
        pass
    print("{END}", flush=True)
"""
