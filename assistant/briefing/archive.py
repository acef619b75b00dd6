"""Removes the times from Office files, which are zip archives, so that the same pack gives the same bytes."""

import io
import zipfile
from collections.abc import Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time in a zip archive


def timeless(data: bytes, parts: Mapping[str, bytes] | None = None) -> bytes:
    """The archive with the same parts in the same order, all with one fixed time; `parts` replace some of them."""
    changed = parts or {}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, changed.get(name) or old.read(name))
    return made.getvalue()
