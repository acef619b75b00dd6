"""Office files are zip archives that carry the time at which they were written. Here they lose it."""

import io
import zipfile
from collections.abc import Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip archive can state


def timeless(data: bytes, parts: Mapping[str, bytes] | None = None) -> bytes:
    """The archive with its parts in the same order, all written at one fixed time; `parts` take the place of some."""
    changed = parts or {}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, changed.get(name) or old.read(name))
    return made.getvalue()
