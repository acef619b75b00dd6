"""Whether the terminal can copy to the clipboard."""

import os

UNABLE = ("Apple_Terminal",)  # terminals, as TERM_PROGRAM names them, that ignore OSC 52


def can_copy() -> bool:
    """Whether the terminal is not known to ignore OSC 52. No terminal reports whether it worked."""
    return os.environ.get("TERM_PROGRAM") not in UNABLE and os.environ.get("TERM") != "linux"
