"""A `policy.toml` in the folder where one works: it may have come with the papers (docs/adr/0020)."""

from collections.abc import Iterable
from pathlib import Path

from ingest.allowed import is_allowed
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
