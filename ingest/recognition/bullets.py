"""The bullets of a list, which engines that recognise letters pass over."""

import re
from typing import TYPE_CHECKING

from ingest.recognition.upright import Corners

if TYPE_CHECKING:
    import numpy as np

BULLET = "•"
PRINTED = re.compile(r"([•●○■▪□])\s*")
FAR, NEAR = 2.5, 1.5  # in heights of the line: how far left of its box a bullet may stand, and how far inside it
GAP = 0.25  # after a bullet, in the same; between the letters of a word there is less
LEAST, MOST = 0.15, 0.6  # how large it is, in the same
DARK = 120  # of 255
FULL = 0.55  # of the square around it; a disc fills 0.79 of it, letters less


def with_bullet(text: str, corners: Corners, grey: "np.ndarray") -> str:
    """The text of a line after its bullet, if the picture has a dot where one would stand. `grey`: height by width."""
    if match := PRINTED.match(text):
        return f"{match[1]} {text[match.end() :]}"
    return f"{BULLET} {text}" if _is_dot_before(corners, grey) else text


def _is_dot_before(corners: Corners, grey: "np.ndarray") -> bool:
    """Whether the first mark from the left is a dot, and stands apart."""
    import numpy as np

    (ax, ay), _, _, (dx, dy) = corners
    height, left = dy - ay, min(ax, dx)
    rows = slice(max(int(ay), 0), int(dy))
    area = grey[rows, max(int(left - FAR * height), 0) : int(left + NEAR * height)] < DARK
    marked = area.sum(axis=0) > 1  # one alone is a speck
    if not marked.any():
        return False
    area, marked = area[:, marked.argmax() :], marked[marked.argmax() :]
    wide = len(marked) if marked.all() else int(marked.argmin())
    if marked[wide : wide + int(GAP * height)].any():
        return False
    dot = area[:, :wide]
    held = np.asarray(dot.any(axis=1))
    dot = dot[held.argmax() : len(held) - held[::-1].argmax()]
    tall = len(dot)
    sized = LEAST * height < min(tall, wide) and max(tall, wide) < min(MOST * height, 1.6 * min(tall, wide))
    return bool(sized and dot.mean() > FULL)
