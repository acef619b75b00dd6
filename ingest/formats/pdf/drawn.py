"""The straight lines that are drawn on a PDF page, the pictures, tick boxes, and what may be bullets."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.formats.pdf.drawn_bullets import is_dot
from ingest.formats.pdf.strikes import Box
from ingest.formats.pdf.tick_boxes import MOST_POINTS, is_box, is_stroke, signs
from ingest.formats.pdf.unseen import DARK

THIN = 4.0  # points: thinner than the bar over words that are hidden
MOST_DARK = 500  # on a page; more are a drawing
MOST_RULES = 6000  # a page with more lines is a map or a drawing


@dataclass(frozen=True)
class Drawn:
    """The straight lines on a page, the dots, the tick boxes, and the share of it that pictures cover, 0 to 1.

    `pictures` and `dark` have the places of the pictures and of what is filled with a dark colour.
    """

    lines: list[Box]
    dots: list[Box]
    ticks: list[tuple[str, Box]]
    pictured: float
    pictures: list[Box]
    dark: list[Box]


def drawn(page: pypdfium2.PdfPage, bounds: Box) -> Drawn:
    """What is drawn on a page; some scanners cut one into strips."""
    lines: list[Box] = []
    dots: list[Box] = []
    outlines: list[Box] = []
    strokes: list[Box] = []
    pictures: list[Box] = []
    dark: list[Box] = []
    area = (bounds[2] - bounds[0]) * (bounds[3] - bounds[1])
    for item in page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_IMAGE), max_depth=4):
        left, bottom, right, top = item.get_bounds()
        if is_dot(left, bottom, right, top) and _is_filled(item):
            dots.append((left, bottom, right, top))
        if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
            pictures.append((left, bottom, right, top))
            continue
        box = left, bottom, right, top
        if pdfium.FPDFPath_CountSegments(item.raw) <= MOST_POINTS and not _is_filled(item):
            edges = [edge for edge in _edges(item) if edge]
            outlines += [box] if is_box(box, edges) else []
            strokes += [box] if is_stroke(edges) else []
        if len(dark) < MOST_DARK and min(right - left, top - bottom) > THIN and _is_dark(item):
            dark.append(box)
        if len(lines) < MOST_RULES:
            lines += _path_rules(item, box)
    ticks = signs(outlines, strokes)
    pictured = sum((right - left) * (top - bottom) for left, bottom, right, top in pictures)
    share = min(pictured / area, 1.0) if area else 0.0
    return Drawn(lines if len(lines) < MOST_RULES else [], dots, ticks, share, pictures, dark)


def _is_dark(item: Any) -> bool:
    """Whether a path is filled with a dark colour."""
    fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    pdfium.FPDFPath_GetDrawMode(item.raw, fill, stroke)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = fill.value and pdfium.FPDFPageObj_GetFillColor(item.raw, red, green, blue, alpha)
    return bool(known) and alpha.value > 128 and 3 * red.value + 6 * green.value + blue.value < 10 * DARK


def _is_filled(item: Any) -> bool:
    """Whether it is a picture, or a path that is more than an outline, such as that of a tick box."""
    if item.type == pdfium.FPDF_PAGEOBJ_IMAGE:
        return True
    fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    pdfium.FPDFPath_GetDrawMode(item.raw, fill, stroke)
    return bool(fill.value) and not stroke.value


def _path_rules(item: Any, box: Box) -> Iterator[Box]:
    """The lines of a path: a thin path is a line itself; in a drawn one, every straight edge counts."""
    fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    pdfium.FPDFPath_GetDrawMode(item.raw, fill, stroke)
    left, bottom, right, top = box
    if not fill.value and not stroke.value:
        return
    if right - left < 3 or top - bottom < 3:
        if max(right - left, top - bottom) > 3:
            yield box
        return
    segments = pdfium.FPDFPath_CountSegments(item.raw)
    if segments > 400:
        return
    if not stroke.value or (segments == 5 and stroke.value):
        yield from ((left, y, right, y) for y in (bottom, top))
        yield from ((x, bottom, x, top) for x in (left, right))
        return
    for edge in _edges(item):
        if edge and min(abs(edge[0] - edge[2]), abs(edge[1] - edge[3])) < 1:
            yield edge


def _edges(item: Any) -> Iterator[Box | None]:
    """The straight edges of a path, from point to point; None for what is curved."""
    matrix = item.get_matrix()
    before: tuple[float, float] | None = None
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(pdfium.FPDFPath_CountSegments(item.raw)):
        segment = pdfium.FPDFPath_GetPathSegment(item.raw, index)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        point = matrix.on_point(x.value, y.value)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if before and kind != pdfium.FPDF_SEGMENT_MOVETO:
            yield (*before, *point) if kind == pdfium.FPDF_SEGMENT_LINETO else None
        before = point
