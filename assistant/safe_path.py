"""Where this program looks for modules: not in the folder where a person happens to stand."""

import os
import site
import sys
from pathlib import Path

OURS = {str(Path(__file__).parents[1]), os.path.dirname(os.__file__), *site.getsitepackages()}


def leave_current_folder() -> None:
    """Takes off the path what is no absolute folder, or was none in PYTHONPATH: Python puts '' and the like there.

    What Python itself looked for before this, such as `sitecustomize`, it has found by then.
    """
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    relative = {os.path.abspath(folder) for folder in ["", *named] if not os.path.isabs(folder)}
    left = relative - OURS - set(named)
    sys.path[:] = [folder for folder in sys.path if os.path.isabs(folder) and folder not in left]
