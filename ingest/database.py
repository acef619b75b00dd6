"""How our SQLite databases are opened: in write-ahead mode, and never made by the way."""

import sqlite3
import time
from pathlib import Path
from typing import Any

WAIT = 30.0  # seconds for another process to end its transaction
BEGINNING = 5.0  # seconds for others that open a new database at the same moment; SQLite itself does not wait for these


def connect(path: Path, **options: Any) -> sqlite3.Connection:
    """A connection to a file that is there. Raises sqlite3.DatabaseError, also where there is none."""
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=WAIT, **options)
    try:
        _write_ahead(db)
    except sqlite3.DatabaseError:
        db.close()
        raise
    return db


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
