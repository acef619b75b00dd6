"""Turns the lines of a page that was laid askew on the scanner."""

import math
from collections.abc import Sequence

from ingest.recognition.written import Written

Corners = Sequence[Sequence[float]]  # of the box around a line: top left, top right, bottom right, bottom left
LONG = 4  # times the height: shorter lines say little about the slope
LARGEST = 15  # degrees; more is a stamp, or a picture's own text


def upright(boxes: Sequence[Corners], texts: Sequence[str]) -> list[Written]:
    """The lines as they would be if the page had been laid straight."""
    slope = _slope(boxes)
    return [_turned(corners, text, -slope) for corners, text in zip(boxes, texts, strict=True)]


def are_sideways(boxes: Sequence[Corners]) -> bool:
    """Whether most of the text runs up or down the page."""
    tall = sum(_height(corners) for corners in boxes if _height(corners) > 2 * _width(corners))
    wide = sum(_width(corners) for corners in boxes if _width(corners) > 2 * _height(corners))
    return tall > wide


def _slope(boxes: Sequence[Corners]) -> float:
    """The middle one of the angles of the long lines, weighted by their lengths, in radians."""
    long = [corners for corners in boxes if _width(corners) > LONG * _height(corners)]
    angles = sorted((_angle(each), _width(each)) for each in long if abs(_angle(each)) < math.radians(LARGEST))
    half, passed = sum(width for _, width in angles) / 2, 0.0
    for angle, width in angles:
        passed += width
        if passed >= half:
            return angle
    return 0.0


def _turned(corners: Corners, text: str, angle: float) -> Written:
    cos, sin = math.cos(angle), math.sin(angle)
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = ((x * cos - y * sin, x * sin + y * cos) for x, y in corners)
    return Written(text, (ax + dx) / 2, (ay + by) / 2, (bx + cx) / 2, (cy + dy) / 2)


def _angle(corners: Corners) -> float:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = corners
    return math.atan2(by - ay + cy - dy, bx - ax + cx - dx)


def _width(corners: Corners) -> float:
    (ax, ay), (bx, by), *_ = corners
    return math.hypot(bx - ax, by - ay)


def _height(corners: Corners) -> float:
    (ax, ay), _, _, (dx, dy) = corners
    return math.hypot(dx - ax, dy - ay)
