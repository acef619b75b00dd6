"""Where on a picture of a page anything is printed."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

Box = tuple[int, int, int, int]  # left, top, right, bottom, in pixels

SHRUNK = 4  # times, which blurs specks and the grain of a scan
FAINT = 16  # of 255: what differs less from the paper around it, after that, is the paper itself
MARGIN = 40  # pixels left around the print
MOSTLY = 0.5  # of the page; with more print than that, it is taken whole


def printed(picture: "Image") -> Box | None:
    """The box around all that is printed, if the page is mostly white, or the whole page. None if it is blank.

    RapidOCR finds no single line of small print on a page that is white otherwise, and finds it in its box.
    """
    from PIL import Image, ImageChops

    grey = picture.convert("L").reduce(SHRUNK)
    shades = grey.histogram()
    paper = Image.new("L", grey.size, shades.index(max(shades)))
    box = ImageChops.difference(grey, paper).point(lambda shade: 255 * (shade > FAINT)).getbbox()
    if box is None:
        return None
    left, top, right, bottom = (SHRUNK * side for side in box)
    width, height = picture.size
    if (right - left) * (bottom - top) > MOSTLY * width * height:
        return 0, 0, width, height
    return max(left - MARGIN, 0), max(top - MARGIN, 0), min(right + MARGIN, width), min(bottom + MARGIN, height)
