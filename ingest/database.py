"""How our SQLite databases are opened: in write-ahead mode, and never made by the way; what is deleted is erased."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from ingest.planted import need_safe

WAIT = 30.0  # seconds for another process to end its transaction
READING = 1.0  # seconds for readers to end, before what they still read is left in the log
STRIDE = 1_000_000  # of SQLite's instructions, some 20 ms
BEGINNING = 5.0  # seconds for others that open a new database at the same moment; SQLite itself does not wait for these


def connect(path: Path, **options: Any) -> sqlite3.Connection:
    """A connection to a file that is there. Raises LibraryError, and sqlite3.DatabaseError where there is none."""
    need_safe(path)
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT, **options)
    try:
        db.set_progress_handler(_let_signals_in, STRIDE)
        db.execute("PRAGMA trusted_schema = OFF")
        _write_ahead(db)
        db.execute("PRAGMA secure_delete = ON")
    except UnicodeDecodeError as error:  # of what SQLite says, which quotes the damaged file
        db.close()
        raise sqlite3.DatabaseError("malformed database schema") from error
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


def made_by(script: str) -> set[str]:
    """The statements of a script that makes a database, as `statements` gives them back."""
    return {" ".join(each.split()) for each in script.split(";\n") if each.strip()}


def statements(db: sqlite3.Connection) -> set[str]:
    """What made the tables, indexes, views and triggers of a database.

    That of another program, or of a stranger, can do more than hold what was written: a view in place of a table may be
    read for ever, and a trigger deletes. Left out is what FTS5 makes for itself, in words that are its own affair.
    """
    rows = db.execute("SELECT CAST(sql AS TEXT) FROM sqlite_master WHERE sql IS NOT NULL")
    return {" ".join(sql.split()) for (sql,) in rows if not sql.startswith("CREATE TABLE '")}


def rewrite(db: sqlite3.Connection) -> None:
    """Writes a database anew from what it holds.

    `secure_delete` alone leaves a word here and there: to split a page, SQLite copies half of it and leaves what it
    copied in the unused room, where nothing is overwritten when the copy is deleted. Seen for 5 of 1,500 words.
    """
    db.execute("VACUUM")


def empty_log(db: sqlite3.Connection) -> None:
    """Empties the write-ahead log, which holds pages as they were; what is still read waits for the next time."""
    db.execute(f"PRAGMA busy_timeout = {READING * 1000:.0f}")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute(f"PRAGMA busy_timeout = {WAIT * 1000:.0f}")


def _let_signals_in() -> None:
    """To be called while SQLite works: Python looks only then whether somebody wants to end a query."""


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
