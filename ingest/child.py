"""Processes of ours: no module of theirs comes from the folder where a person happens to stand."""

import os
import sys
from pathlib import Path

ROOM = str(Path(__file__).parents[1])


def command(*arguments: str) -> list[str]:
    """How Python is started for a process of ours."""
    return [sys.executable, "-P", *arguments]


def environment() -> dict[str, str]:
    """The environment of such a process, and of those that it starts: this program before all others."""
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    path = [ROOM, *(folder for folder in named if os.path.isabs(folder))]
    return os.environ | {"PYTHONSAFEPATH": "1", "PYTHONPATH": os.pathsep.join(path)}
