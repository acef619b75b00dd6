"""A `policy.toml` in the current folder must be allowed first: it may have come with the papers (docs/adr/0020)."""

from collections.abc import Iterable
from pathlib import Path

from ingest.errors import SettingsError
from ingest.trust import is_allowed

FREE = frozenset("candidates passages reader answering fall_back model_seconds model_tokens model_retries".split())


def need_allowed(file: Path, contents: bytes, named: Iterable[str]) -> None:
    """Raises SettingsError if the file sets anything not in FREE and these contents have not been allowed."""
    guarded = sorted(set(named) - FREE)
    if guarded and not is_allowed(file, contents):
        raise SettingsError(
            f"{file.name} in this folder sets {', '.join(guarded)}, which you have not allowed",
            "if it is yours, allow it: policy allow. If not, delete it or work in another folder",
        )
