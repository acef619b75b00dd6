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
    if guarded and not _note(file, contents).exists():
        raise SettingsError(
            f"{file.name} in this folder sets {', '.join(guarded)}, and nobody has allowed that",
            "if it is yours, allow it: policy allow. Else delete it, or work in another folder",
        )


def allow(file: Path, contents: bytes) -> None:
    """Lets the file count as long as it holds just this. Raises OSError."""
    note = _note(file, contents)
    note.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    note.write_text(f"{file.resolve()}\n", "utf-8")


def _note(file: Path, contents: bytes) -> Path:
    known = hashlib.sha256(os.fsencode(file.resolve()) + b"\0" + contents).hexdigest()
    return user_state_path("policy", appauthor=False) / "allowed" / known
