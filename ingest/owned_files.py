"""Which files in a library's folder are ours. Nothing else there is deleted or made private (docs/adr/0020)."""

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ingest.database import let_signals_in
from ingest.errors import LibraryError
from ingest.untrusted_files import need_plain, need_safe

CATALOGUE, CONVERSATIONS, CHROMA = "catalogue.db", "conversations.db", "chroma/chroma.sqlite3"
SERVICE = "service.db"  # the tokens of people who ask over the network, and the log of their questions
# SQLite keeps more files next to each, whose names start with its name.
DATABASES = (CATALOGUE, CONVERSATIONS, SERVICE, CHROMA)
OF_PERSON = re.compile(r"conversations-(\d+)\.db")  # those of one of several people
LOCK = "writer.lock"  # it stays after the writer has ended, and so identifies a library whose catalogue is gone
RECOGNISED = "recognised"  # the folder of the pages that were recognised
NAMES = frozenset(
    [
        LOCK,
        RECOGNISED,
        *"chroma models reading identity writer.pid statuses.json rebuild.txt rebuild.txt.draft".split(),
    ]
)
TABLES = frozenset("meta papers sources blocks acronyms passages".split())


def conversations_of(person: int) -> str:
    """The file of the conversations of one of several people who share a library."""
    return f"conversations-{person}.db"


def people_with_conversations(folder: Path) -> list[int]:
    """The numbers of those who have conversations of their own in a library."""
    found = (OF_PERSON.fullmatch(path.name) for path in folder.iterdir())
    return sorted(int(named[1]) for named in found if named)


def is_ours(name: str) -> bool:
    """Whether a file or folder with this name, in a library, is one that we create."""
    databases = (CATALOGUE, CONVERSATIONS, SERVICE)
    return name in NAMES or name.startswith(databases) or OF_PERSON.match(name) is not None


def need_ours(folder: Path) -> None:
    """Raises LibraryError for a folder that holds something other than a library, or leads out of itself.

    Hidden files do not count. A library made by a stranger could contain links under names that we write to, and more
    (ingest.untrusted_files).
    """
    for path in belongings(folder):
        need_plain(path)
    for database in DATABASES:
        need_safe(folder / database)
    if _belongs_to_others(folder):
        raise LibraryError(
            f"{folder} is not a library: it holds other files", "choose an empty folder or a new one: --library"
        )


def belongings(folder: Path) -> Iterator[Path]:
    """Everything that is ours, except the folder itself, which may be a link."""
    for parent, folders, files in os.walk(folder):
        names = [*folders, *files]
        if Path(parent) == folder:
            names, folders[:] = list(filter(is_ours, names)), filter(is_ours, folders)
        yield from (Path(parent, name) for name in names)


def _belongs_to_others(folder: Path) -> bool:
    """Whether a folder has neither our catalogue nor a writer's lock, and is not empty."""
    written = (folder / LOCK).exists()
    tables = _tables(folder / CATALOGUE)
    if tables:
        return len(tables & TABLES) < 3  # in a damaged catalogue, some may have lost their names
    if tables is None:  # damaged, so it may have to be rebuilt, or not a file of SQLite's
        return not written
    try:
        names = {path.name for path in folder.iterdir() if not path.name.startswith(".")} - {CATALOGUE}
    except OSError:  # the next step that uses it raises the error
        return False
    return bool(names) and not (written and all(map(is_ours, names)))


def _tables(catalogue: Path) -> frozenset[str] | None:
    """The tables of a database: empty if there is no file or an empty one, None if it can't be read.

    Another program's database must not be changed, so it is opened as if nobody else could write. The tables of a new
    one of ours may still be only in its log.
    """
    if not catalogue.exists():
        return frozenset()
    for way in ("immutable=1", "mode=ro"):
        try:
            with closing(sqlite3.connect(f"{catalogue.absolute().as_uri()}?{way}", uri=True)) as db:
                let_signals_in(db)
                tables = frozenset(name for (name,) in db.execute("SELECT name FROM sqlite_master"))
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # SQLite quotes the damaged file
            return None
        if tables or not Path(f"{catalogue}-wal").exists():
            break
    return tables
