"""What is taken to the clipboard, and whether the terminal can take it there."""

import os

UNABLE = ("Apple_Terminal",)  # terminals, as TERM_PROGRAM names them, that ignore OSC 52


def can_copy() -> bool:
    """Whether the terminal is not one of those known to ignore OSC 52. No terminal tells what became of it."""
    return os.environ.get("TERM_PROGRAM") not in UNABLE and os.environ.get("TERM") != "linux"
