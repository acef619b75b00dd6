"""What a person has allowed, or made, on this machine: notes in the state folder (docs/adr/0020)."""

import hashlib
import os
from pathlib import Path

from platformdirs import user_state_path

from ingest.errors import SettingsError
from ingest.private import FOLDER


def is_allowed(file: Path, contents: bytes = b"") -> bool:
    """Whether a file may hold just this where it is."""
    return _note(file, contents).exists()


def allow(file: Path, contents: bytes = b"") -> None:
    """Lets a file count as long as it holds just this, and is where it is. Raises SettingsError."""
    note = _note(file, contents)
    try:
        note.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER)
        note.write_text(f"{file.absolute()}\n", "utf-8")
    except OSError as error:
        raise SettingsError(f"that can't be noted: {error}", "check the permissions there") from error


def _note(file: Path, contents: bytes) -> Path:
    """By the folder it is in, not by where it leads if it is a link: what it names is meant from that folder."""
    place = Path(os.path.realpath(file.parent), file.name)
    known = hashlib.sha256(os.fsencode(place) + b"\0" + contents).hexdigest()
    return user_state_path("policy", appauthor=False) / "allowed" / known
