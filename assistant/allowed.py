"""A `policy.toml` in the folder where one works: it may have come with the papers (docs/adr/0020)."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from platformdirs import user_state_path

from ingest.errors import SettingsError

FREE = frozenset("candidates passages fall_back model_seconds model_tokens model_retries".split())


def need_allowed(file: Path, contents: bytes, named: Iterable[str]) -> None:
    """Raises SettingsError where the file sets what a stranger must not, and nobody has allowed these contents."""
    guarded = sorted(set(named) - FREE)
    if guarded and not is_allowed(file, contents):
        raise SettingsError(
            f"{file.name} in this folder sets {', '.join(guarded)}, and nobody has allowed that",
            "if it is yours, allow it: policy allow. Else delete it, or work in another folder",
        )


def is_allowed(file: Path, contents: bytes) -> bool:
    """Whether somebody has allowed a file to hold just this where it is."""
    return _note(file, contents).exists()


def allow(file: Path, contents: bytes) -> None:
    """Lets the file count as long as it holds just this, and is where it is. Raises OSError."""
    note = _note(file, contents)
    note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    note.write_text(f"{file.absolute()}\n", "utf-8")


def _note(file: Path, contents: bytes) -> Path:
    """By the folder it is in, not by where it leads if it is a link: what it names is meant from that folder."""
    place = Path(os.path.realpath(file.parent), file.name)
    known = hashlib.sha256(os.fsencode(place) + b"\0" + contents).hexdigest()
    return user_state_path("policy", appauthor=False) / "allowed" / known
