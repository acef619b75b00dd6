"""A database of ours beside the catalogue, which a rebuild leaves alone: conversations; tokens and the log."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cached_property
from pathlib import Path

from ingest.database import connect, made_by, statements
from ingest.errors import LibraryError
from ingest.permissions import FOLDER, make_file


class OwnDatabase:
    """The database in the file `path`, created at the first call and readable only by its owner.

    `tables` is the script that creates it, `version` is stored as SQLite's user_version, and `what` says to people what
    it holds: 'the conversations'. Each `open` opens the file, and is committed to disk at its end; any thread may call.
    """

    def __init__(self, path: Path, tables: str, version: int, what: str):
        self.path = path
        self.told = f"{what} in {path}"
        self._tables = tables
        self._version = version

    @cached_property
    def _folder(self) -> Path:
        """The folder, created only once: if it disappears later, it was moved or deleted with everything in it."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER)
        return self.path.parent.absolute()

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """A connection for the block. Raises LibraryError if the file can't be used or has disappeared."""
        try:
            file = self._folder / self.path.name
            make_file(file)
            with closing(connect(file)) as db:
                db.execute("PRAGMA foreign_keys = ON")
                self._make(db)
                with db:
                    yield db
        except (sqlite3.DatabaseError, OSError) as error:
            if not self.path.parent.exists():
                raise LibraryError(f"{self.told} are gone: their folder was moved or deleted", "put it back") from error
            raise LibraryError(
                f"{self.told} can't be used: {error}",
                "check the disk and your permissions. If the file is damaged, move it away and a new one will be made",
            ) from error

    def _make(self, db: sqlite3.Connection) -> None:
        known = db.execute("PRAGMA user_version").fetchone()[0]
        if known > self._version:
            raise LibraryError(f"{self.told} are from a newer version of policy", "install that version")
        if known < self._version:
            with db:
                db.execute("BEGIN IMMEDIATE")
                if not db.execute("PRAGMA user_version").fetchone()[0]:  # another process may have made them first
                    for statement in self._tables.split(";\n"):
                        db.execute(statement)
                    db.execute(f"PRAGMA user_version = {self._version}")
        if statements(db) != made_by(self._tables):
            raise sqlite3.DatabaseError("its tables have been altered")
