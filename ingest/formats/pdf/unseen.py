"""Words of a PDF that nobody sees on the page: white on white, under a bar, or not drawn at all."""

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import pypdfium2

from ingest.formats.characters import UNSEEN
from ingest.formats.pdf.letters import Letter, Style
from ingest.formats.pdf.rendering import scale_of
from ingest.formats.pdf.strikes import Box

if TYPE_CHECKING:
    from PIL.Image import Image

LIGHT, DARK = 200, 128  # of 255: letters above may be lost on white, letters below on a dark ground
FAINT = 20  # of 255, between the lightest and the darkest dot of a word: less is seen by nobody
SCALE = 2  # dots a point
INSET = 2  # dots of a word at either side that are not looked at: a bar over it ends there
TURNS = {1: 270, 2: 180, 3: 90}  # quarter turns of letters, and by how many degrees they are turned upright

Placed = tuple[Style, Letter]


def seen(
    page: pypdfium2.PdfPage, found: Sequence[Placed], bounds: Box, dark: Sequence[Box], pictures: Sequence[Box]
) -> list[Placed]:
    """The letters that can be seen. `dark` is what is filled with a dark colour.

    Letters on `pictures` are taken for seen, since the words of a scan are there to be searched.
    """
    kept: list[Placed] = []
    views: dict[int, Image] = {}
    scale = scale_of(page, SCALE)
    for word in (list(word) for _, word in groupby(found, key=lambda each: id(each[0]))):
        style = word[0][0]
        if style.turn is None or not _is_doubtful(style, word, bounds, dark, pictures):
            kept += word
            continue
        if style.size > UNSEEN:
            view = views.get(style.turn) or views.setdefault(style.turn, _view(page, scale, style.turn))
            kept += word if _has_ink(view, scale, style, word) else []
    return kept


def _is_doubtful(
    style: Style, word: Sequence[Placed], bounds: Box, dark: Sequence[Box], pictures: Sequence[Box]
) -> bool:
    if style.size <= UNSEEN:
        return True
    if style.shade is not None and not style.shade > LIGHT and not (dark and style.shade < DARK):
        return False
    middle = _on_page((word[0][1].x0 + word[-1][1].x1) / 2, style.base - 0.3 * style.size, bounds, style.turn or 0)
    if any(_holds(box, middle) for box in pictures):
        return False
    return style.shade is None or (style.shade < DARK) == any(_holds(box, middle) for box in dark)


def _on_page(x: float, y: float, bounds: Box, turn: int) -> tuple[float, float]:
    """A place on the page, from a point as seen when text that runs in direction `turn` runs from left to right."""
    left, bottom, right, top = bounds
    return ((left + x, top - y), (left + y, bottom + x), (right - x, bottom + y), (right - y, top - x))[turn]


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box[0] <= point[0] <= box[2] and box[1] <= point[1] <= box[3]


def _view(page: pypdfium2.PdfPage, scale: float, turn: int) -> "Image":
    """The page in shades of grey, turned so that these letters are upright."""
    image = page.render(scale=scale, rotation=-page.get_rotation() % 360).to_pil().convert("L")
    return image.rotate(TURNS[turn], expand=True) if turn else image


def _has_ink(view: "Image", scale: float, style: Style, word: Sequence[Placed]) -> bool:
    x0, x1 = min(letter.x0 for _, letter in word), max(letter.x1 for _, letter in word)
    left, right = max(int(scale * x0) + INSET, 0), min(int(scale * x1) - INSET, view.width)
    top, bottom = max(int(scale * (style.base - 0.6 * style.size)), 0), min(int(scale * style.base), view.height)
    if left >= right or top >= bottom:
        return True
    shades = view.crop((left, top, right, bottom)).tobytes()
    return max(shades) - min(shades) > FAINT
