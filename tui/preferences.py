"""The person's preferences for the screen: the theme."""

import json
from pathlib import Path

from platformdirs import user_state_path


def preferences_file() -> Path:
    return user_state_path("policy", appauthor=False) / "screen.json"


def remembered(name: str, default: str) -> str:
    """The saved value, or the default; a file that can't be read counts as empty."""
    try:
        return str(json.loads(preferences_file().read_text("utf-8"))[name])
    except (OSError, ValueError, KeyError, TypeError):
        return default


def remember(name: str, value: str) -> None:
    """Saves a preference for the next time; if it can't be saved, it applies this time only."""
    path = preferences_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(json.dumps({name: value}) + "\n", "utf-8")
    except OSError:
        return
