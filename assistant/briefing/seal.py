"""Seals a journal's lines: each seal shows that this user wrote the line on this machine, after the lines before it."""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from typing import Any

from platformdirs import user_state_path

from ingest.errors import PolicyError
from ingest.permissions import FOLDER
from ingest.safe_write import open_own

LENGTH = 32  # bytes of the key


def seal(key: bytes, before: str, facts: Mapping[str, Any]) -> str:
    """The seal of a line with these facts; `before` is the seal of the line before, empty for the first."""
    return hmac.new(key, before.encode() + json.dumps(facts).encode(), hashlib.sha256).hexdigest()


def own_key() -> bytes:
    """This user's key, created if needed. Raises PolicyError."""
    path = user_state_path("policy", appauthor=False) / "journal.key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER)
        with open_own(path) as file:
            if not file.read():
                file.write(secrets.token_bytes(LENGTH))
                file.flush()
                os.fsync(file.fileno())
            file.seek(0)
            key = file.read(LENGTH)  # if two processes each wrote a key, both use the first
    except OSError as error:
        raise PolicyError(
            f"the key {path} can't be used: {error.strerror}", "check its permissions, or move it away"
        ) from error
    if len(key) < LENGTH:
        raise PolicyError(
            f"the key {path} is damaged",
            "delete it, then allow each journal you want to continue: policy allow JOURNAL",
        )
    return key
