"""Turns the lines of a page that was laid askew on the scanner."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ingest.recognition.written import Written

Corners = Sequence[Sequence[float]]  # of the box around a line: top left, top right, bottom right, bottom left
LONG = 4  # times the height: shorter lines say little about the slope
TELLING = 12  # times the height: the boxes of shorter lines slope by chance, by up to a degree
BESIDE = 0.6  # of the height of a line: how much higher or lower the next one beside it may stand
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
    """The slope of the long lines of a page, or of the rows that short ones make side by side, in radians."""
    if any(_width(corners) > TELLING * _height(corners) for corners in boxes):
        return _middle([(_angle(each), _width(each)) for each in boxes if _width(each) > LONG * _height(each)])
    by_height = sorted((y, x) for x, y in map(_centre, boxes))
    return _middle([step for each in boxes if (step := _to_next(each, by_height))])


def _middle(angles: Sequence[tuple[float, float]]) -> float:
    """The middle one of some angles, weighted by the lengths of which they are."""
    likely = sorted(each for each in angles if abs(each[0]) < math.radians(LARGEST))
    half, passed = sum(length for _, length in likely) / 2, 0.0
    for angle, length in likely:
        passed += length
        if passed >= half:
            return angle
    return 0.0


def _to_next(corners: Corners, by_height: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """The angle and the length of the way from the middle of a line to that of the next one beside it, if any.

    `by_height` has how far down and across the middles of all lines are, from top to bottom.
    """
    x, y = _centre(corners)
    reach = BESIDE * _height(corners)
    near = by_height[bisect_left(by_height, (y - reach,)) : bisect_right(by_height, (y + reach,))]
    ways = ((other_x - x, other_y - y) for other_y, other_x in near)
    across, down = min((way for way in ways if way[0] > _width(corners) / 2), default=(0.0, 0.0))
    return (math.atan2(down, across), across) if across else None


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


def _centre(corners: Corners) -> tuple[float, float]:
    return sum(x for x, _ in corners) / 4, sum(y for _, y in corners) / 4
