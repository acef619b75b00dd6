"""Where this program looks for modules: not in the folder where a person happens to stand.

Nothing of another room is imported before that is settled: it could be looked for there. So `ingest.child`, which says
the same of the processes that are started, shares no code with this.
"""

import os
import site
import sys
from pathlib import Path

ROOM = str(Path(__file__).parents[1])
LASTING = {ROOM, os.path.dirname(os.__file__), *site.getsitepackages()}


def leave_current_folder() -> None:
    """Takes off the path what is no absolute folder, or was none in PYTHONPATH, for this process and those it starts.

    What Python itself looked for before this, such as `sitecustomize`, it has found by then.
    """
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    absolute = [folder for folder in named if os.path.isabs(folder)]
    left = {_from_here(folder) for folder in ["", *named]} - LASTING - set(absolute)
    sys.path[:] = [folder for folder in sys.path if os.path.isabs(folder) and folder not in left]
    if ROOM not in sys.path:  # an editable installation finds it by an entry that is no folder, but could be one here
        sys.path.append(ROOM)
    if "PYTHONPATH" in os.environ:
        os.environ["PYTHONPATH"] = os.pathsep.join(absolute)


def _from_here(folder: str) -> str:
    try:
        return os.path.abspath(folder)
    except FileNotFoundError:  # where the person stands is no folder any more
        return folder
