"""What a person has allowed or created on this machine, recorded in the state folder (docs/adr/0020)."""

import hashlib
import os
from pathlib import Path

from platformdirs import user_state_path

from ingest.errors import SettingsError
from ingest.permissions import FOLDER


def is_allowed(file: Path, contents: bytes = b"") -> bool:
    """Whether a file with exactly these contents is allowed at this path."""
    return _note(file, contents).exists()


def allow(file: Path, contents: bytes = b"") -> None:
    """Allows a file for as long as its contents and its path stay the same. Raises SettingsError."""
    note = _note(file, contents)
    try:
        note.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER)
        note.write_text(f"{file.absolute()}\n", "utf-8")
    except OSError as error:
        raise SettingsError(f"this could not be recorded: {error}", "check the permissions of that folder") from error


def _note(file: Path, contents: bytes) -> Path:
    """The record of a file. A link counts by the folder it is in, not by where it leads: relative paths start there."""
    place = Path(os.path.realpath(file.parent), file.name)
    known = hashlib.sha256(os.fsencode(place) + b"\0" + contents).hexdigest()
    return user_state_path("policy", appauthor=False) / "allowed" / known
