"""Completes paths while somebody types one."""

import os

from textual.suggester import Suggester

from tui.background import in_background


class PathSuggester(Suggester):
    """Completes the names of folders and files."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        return await in_background(_completed, value) if value and "://" not in value else None


def _completed(value: str) -> str | None:
    folder, start = os.path.split(value)
    try:
        with os.scandir(os.path.expanduser(folder) or ".") as entries:
            names = sorted(
                entry.name + ("/" if entry.is_dir() else "")
                for entry in entries
                if entry.name.startswith(start) and (start or not entry.name.startswith("."))
            )
    except OSError:
        return None
    name = next((name for name in names if name.isprintable()), None)
    return os.path.join(folder, name) if name else None
