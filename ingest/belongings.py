"""What of a library's folder is ours: nothing else there is wiped, or closed to others (docs/adr/0020)."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from ingest.database import let_signals_in
from ingest.errors import LibraryError
from ingest.planted import need_plain, need_safe

CATALOGUE, CONVERSATIONS, CHROMA = "catalogue.db", "conversations.db", "chroma/chroma.sqlite3"
DATABASES = (CATALOGUE, CONVERSATIONS, CHROMA)  # SQLite keeps more beside each, with its name in front
LOCK = "writer.lock"  # it stays when the writer has ended, and so tells a library whose catalogue is gone
NAMES = frozenset([LOCK, *"chroma models reading identity writer.pid rebuild.txt rebuild.txt.draft".split()])
TABLES = frozenset("meta papers sources blocks acronyms passages".split())


def is_ours(name: str) -> bool:
    """Whether a file or folder of this name, in a library, is one that we make."""
    return name in NAMES or name.startswith((CATALOGUE, CONVERSATIONS))


def need_ours(folder: Path) -> None:
    """Raises LibraryError for a folder that holds something else than a library, or leads out of itself.

    What is hidden does not count. A library that a stranger made could have links for names that we write to, and
    more (ingest.planted).
    """
    for path in belongings(folder):
        need_plain(path)
    for database in DATABASES:
        need_safe(folder / database)
    if _is_of_others(folder):
        raise LibraryError(f"{folder} holds other things than a library", "choose an empty or a new folder: --library")


def belongings(folder: Path) -> Iterator[Path]:
    """All that is ours, without the folder itself, which may be a link."""
    for parent, folders, files in os.walk(folder):
        names = [*folders, *files]
        if Path(parent) == folder:
            names, folders[:] = list(filter(is_ours, names)), filter(is_ours, folders)
        yield from (Path(parent, name) for name in names)


def _is_of_others(folder: Path) -> bool:
    """A folder with neither a catalogue of ours nor the lock of a writer is to be empty."""
    written = (folder / LOCK).exists()
    tables = _tables(folder / CATALOGUE)
    if tables:
        return len(tables & TABLES) < 3  # of a damaged one not all have kept their names
    if tables is None:  # damaged, so that it may have to be made again, or nothing that SQLite knows
        return not written
    try:
        names = {path.name for path in folder.iterdir() if not path.name.startswith(".")} - {CATALOGUE}
    except OSError:  # whoever goes on with it is told
        return False
    return bool(names) and not (written and all(map(is_ours, names)))


def _tables(catalogue: Path) -> frozenset[str] | None:
    """The tables of a database, none where there is no file or an empty one; None where it can't be read.

    Another program's is not to be touched, so it is opened as if nobody else could write; ours may have its tables in
    its log alone, as long as it is young.
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
