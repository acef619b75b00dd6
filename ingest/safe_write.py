"""Files in folders where others can write too: nothing that they put there is followed, truncated or trusted."""

import errno
import os
import re
import secrets
import shlex
import stat
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from ingest.errors import PolicyError
from ingest.permissions import FILE, OTHERS
from ingest.safe_read import AT_ONCE, NO_FILE, NO_LINK


def need_place(path: Path) -> None:
    """Raises OSError, with the reason, if no file can be written at `path`. For a check before the work is done."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise FileNotFoundError(errno.ENOENT, "its folder does not exist")
    _need_file(path)
    with tempfile.TemporaryFile(dir=folder):
        pass


def replace(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Writes a file, whole or not at all; when this returns it is on the disk. `mode` is reduced by the umask.

    Anything else with that name stays as it is, even a link, as it may be somebody else's. Raises OSError.
    """
    _need_file(path)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.draft")
    made = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with open(made, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def remove_drafts(path: Path) -> None:
    """Removes drafts that killed processes left behind; only for a process that knows it is the only writer."""
    name = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}\.draft")
    with suppress(OSError):
        for beside in path.absolute().parent.iterdir():
            if name.fullmatch(beside.name):
                beside.unlink(missing_ok=True)


def open_own(path: Path) -> BinaryIO:
    """Opens a file that only we can have written and can read, for reading and appending; creates a missing one.

    Raises PolicyError for any other file, which stays as it is, and OSError.
    """
    _need_file(path)
    file = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | NO_LINK | AT_ONCE, FILE), "a+b")
    try:
        _need_own(file, path)
        file.seek(0)
    except BaseException:
        file.close()
        raise
    return file


def _need_file(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if stat.S_ISLNK(mode):
        raise OSError(errno.ELOOP, f"it is a link, to {os.readlink(path)}")
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, f"it is {NO_FILE}")


def _need_own(file: BinaryIO, path: Path) -> None:
    """Compares it with a file that we create: on disks of other systems all files have the same owner and modes."""
    with tempfile.TemporaryFile(dir=path.absolute().parent) as made:
        found, own = os.fstat(file.fileno()), os.fstat(made.fileno())
    if found.st_nlink != 1:
        raise OSError(errno.EMLINK, "it has another name elsewhere")
    if found.st_uid != own.st_uid:
        raise PermissionError(errno.EPERM, "it belongs to another user")
    if found.st_mode & OTHERS & ~own.st_mode:
        raise PolicyError(
            f"{path} can't be used: others can read or write it",
            f"if nobody has written to it: chmod {FILE:o} {shlex.quote(str(path))}; otherwise move it away",
        )
