"""The seal of a line in a journal: made by this user on this machine, and behind just the lines before."""

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from typing import Any

from platformdirs import user_state_path

from ingest.errors import PolicyError
from ingest.files import open_own
from ingest.private import FOLDER

LENGTH = 32  # bytes of the key


def seal(key: bytes, before: str, facts: Mapping[str, Any]) -> str:
    """The seal of these facts in the line that follows one with the seal `before`; the first follows an empty one."""
    return hmac.new(key, before.encode() + json.dumps(facts).encode(), hashlib.sha256).hexdigest()


def own_key() -> bytes:
    """The key of this user, made where there is none. Raises PolicyError."""
    path = user_state_path("policy", appauthor=False) / "journal.key"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER)
        with open_own(path) as file:
            if not file.read():
                file.write(secrets.token_bytes(LENGTH))
                file.flush()
                os.fsync(file.fileno())
            file.seek(0)
            key = file.read(LENGTH)  # two processes may both have added one: the first counts for both
    except OSError as error:
        raise PolicyError(
            f"the key {path} can't be used: {error.strerror}", "see that it can, or move it away"
        ) from error
    if len(key) < LENGTH:
        raise PolicyError(f"the key {path} is damaged", "delete it, and allow the journals that you go on with")
    return key
