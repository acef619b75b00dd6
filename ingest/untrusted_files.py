"""What somebody else may have put into a library to reach outside its folder: refused before it is opened."""

import os
import stat
from pathlib import Path

from ingest.errors import LibraryError
from ingest.safe_read import AT_ONCE, NO_FILE, NO_LINK

COMPANIONS = ("", "-journal", "-wal", "-shm")  # a database, and the files that SQLite keeps next to it
MARK = bytes.fromhex("d9d505f920a163d7")  # a rollback journal begins with it; at the end it follows another file's name


def need_plain(path: Path) -> None:
    """Raises LibraryError for anything that is neither a file nor a folder."""
    try:
        mode = path.lstat().st_mode
    except OSError:  # it does not exist, or the next step that opens it raises the error
        return
    if stat.S_ISLNK(mode):
        raise LibraryError(
            f"{path} is a link, which no library contains",
            "replace it with what it leads to; for models there is a setting, for anything else: --library",
        )
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise LibraryError(f"{path} is {NO_FILE}, which no library contains", "move it away")


def need_safe(database: Path) -> None:
    """Raises LibraryError for a database that is not all files, or whose journal would make SQLite delete another file.

    A rollback journal may name a 'super-journal', for several databases that were changed at once. SQLite deletes that
    file after rolling back, whatever it is, even for somebody who only reads (readSuperJournal in its pager.c). We
    never change two at once, so none of ours names one; a hot journal without a name is rolled back.
    """
    for companion in COMPANIONS:
        need_plain(database.with_name(database.name + companion))
    journal = database.with_name(f"{database.name}-journal")
    try:
        named = journal.exists() and _end(journal) == MARK
    except FileNotFoundError:  # the writer has finished
        return
    except OSError as error:
        raise LibraryError(f"{journal} could not be read: {error.strerror}", "check its permissions") from error
    if named:
        raise LibraryError(
            f"{journal} names another file, which would be deleted when {database.name} is opened",
            "policy never writes such a journal, so somebody else did: move it away",
        )


def _end(path: Path) -> bytes:
    """The last bytes of a file. Opening a journal drops no lock: SQLite's locks are on the database alone."""
    with open(path, "rb", opener=lambda name, mode: os.open(name, mode | AT_ONCE | NO_LINK)) as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - len(MARK)))
        return file.read(len(MARK))
