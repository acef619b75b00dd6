"""How our SQLite databases are opened: in write-ahead mode, and never made by the way; what is deleted is erased."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from ingest.planted import need_safe

WAIT = 30.0  # seconds for another process to end its transaction
READING = 1.0  # seconds for readers to end, before what they still read is left in the log
BEGINNING = 5.0  # seconds for others that open a new database at the same moment; SQLite itself does not wait for these


def connect(path: Path, **options: Any) -> sqlite3.Connection:
    """A connection to a file that is there. Raises LibraryError, and sqlite3.DatabaseError where there is none."""
    need_safe(path)
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT, **options)
    try:
        _write_ahead(db)
        db.execute("PRAGMA secure_delete = ON")
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


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
