"""Stops Python from importing modules from the current folder.

This must run before anything else is imported, or it could come from the current folder. So `ingest.child`, which
does the same for child processes, shares no code with this.
"""

import os
import site
import sys
from pathlib import Path

ROOM = str(Path(__file__).parents[1])
LASTING = {ROOM, os.path.dirname(os.__file__), *site.getsitepackages()}


def leave_current_folder() -> None:
    """Removes relative folders from the path and from PYTHONPATH, for this process and its children.

    It can't undo what Python imports before this runs, such as `sitecustomize`.
    """
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    absolute = [folder for folder in named if os.path.isabs(folder)]
    left = {_from_here(folder) for folder in ["", *named]} - LASTING - set(absolute)
    sys.path[:] = [folder for folder in sys.path if os.path.isabs(folder) and folder not in left]
    if (
        ROOM not in sys.path
    ):  # an editable install is found through an entry that is not a folder, but could be one here
        sys.path.append(ROOM)
    if "PYTHONPATH" in os.environ:
        os.environ["PYTHONPATH"] = os.pathsep.join(absolute)


def _from_here(folder: str) -> str:
    try:
        return os.path.abspath(folder)
    except FileNotFoundError:  # the current folder has been deleted
        return folder
