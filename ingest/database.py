"""How our SQLite databases are opened: in write-ahead mode, never created by accident, deleted content erased."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from ingest.untrusted_files import need_safe

WAIT = 30.0  # seconds for another process to end its transaction
READING = 1.0  # seconds to wait for readers, before what they still read is left in the log
STRIDE = 1_000_000  # SQLite instructions, about 20 ms
BEGINNING = 5.0  # seconds for others that open a new database at the same moment, which SQLite itself does not wait for


def connect(path: Path, **options: Any) -> sqlite3.Connection:
    """A connection to an existing file. Raises LibraryError, and sqlite3.DatabaseError if there is none."""
    need_safe(path)
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT, **options)
    try:
        let_signals_in(db)
        db.execute("PRAGMA trusted_schema = OFF")
        _write_ahead(db)
        db.execute("PRAGMA secure_delete = ON")
    except UnicodeDecodeError as error:  # in SQLite's message, which quotes the damaged file
        db.close()
        raise sqlite3.DatabaseError("malformed database schema") from error
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def let_signals_in(db: sqlite3.Connection) -> None:
    """Makes SQLite call Python now and then: only then can Python notice that somebody wants to end a query."""
    db.set_progress_handler(lambda: None, STRIDE)


def made_by(script: str) -> set[str]:
    """The statements of a script that creates a database, in the form that `statements` returns."""
    return {" ".join(each.split()) for each in script.split(";\n") if each.strip()}


def statements(db: sqlite3.Connection) -> set[str]:
    """What created the tables, indexes, views and triggers of a database.

    A database made by another program or a stranger can do more than hold data: reading a view in place of a table may
    never end, and a trigger can delete. What FTS5 creates for itself is left out, as its wording may change.
    """
    rows = db.execute("SELECT CAST(sql AS TEXT) FROM sqlite_master WHERE sql IS NOT NULL")
    return {" ".join(sql.split()) for (sql,) in rows if not sql.startswith("CREATE TABLE '")}


def rewrite(db: sqlite3.Connection) -> None:
    """Rewrites a database from what it holds.

    `secure_delete` alone leaves a word here and there: to split a page, SQLite copies half of it and leaves the copied
    half in unused space, where nothing is overwritten when the copy is deleted. Seen for 5 of 1,500 words.
    """
    db.execute("VACUUM")


def empty_log(db: sqlite3.Connection) -> None:
    """Empties the write-ahead log, which holds old pages; those still being read stay until the next time."""
    db.execute(f"PRAGMA busy_timeout = {READING * 1000:.0f}")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute(f"PRAGMA busy_timeout = {WAIT * 1000:.0f}")


def _write_ahead(db: sqlite3.Connection) -> None:
    until = time.monotonic() + BEGINNING
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return
