"""The straight lines on a picture of a page: the rules of its tables."""

from typing import TYPE_CHECKING

from ingest.recognition.margins import Box

if TYPE_CHECKING:
    import numpy as np
    from PIL.Image import Image

DARK = 160  # of 255: as dark as the thin grey lines of a scan
LONG = 20  # lines are at least this part of the longer side of the page; bars of letters are shorter
MOST = 4000  # a picture with more is no page with tables


def ruled(picture: "Image") -> list[Box]:
    """Lines across and down, each as a box one pixel thick; a thick line is several. Empty if there are too many."""
    import numpy as np

    dark = np.asarray(picture.convert("L")) < DARK
    long = max(picture.size) // LONG
    across = [(x0, y, x1, y) for y, x0, x1 in _runs(dark, long)]
    down = [(x, y0, x, y1) for x, y0, y1 in _runs(dark.T, long)]
    return [*across, *down] if len(across) + len(down) <= MOST else []


def _runs(dark: "np.ndarray", long: int) -> list[tuple[int, int, int]]:
    """The runs of dark pixels in each row that are long enough: row, first pixel, and the one after the last."""
    import numpy as np

    padded = np.pad(dark, ((0, 0), (1, 1))).astype(np.int8)
    steps = np.diff(padded, axis=1)
    rows, begins = np.nonzero(steps == 1)
    _, ends = np.nonzero(steps == -1)
    kept = ends - begins >= long
    return list(zip(rows[kept].tolist(), begins[kept].tolist(), ends[kept].tolist(), strict=True))
