"""Tick boxes that are drawn on a PDF page, with a cross or a tick in some of them."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ingest.formats.characters import TICKED, UNTICKED
from ingest.formats.pdf.span import Span
from ingest.formats.pdf.strikes import Box

SMALLEST, LARGEST = 5.0, 18.0  # points
SQUARE = 1.25  # times: as wide as high, or nearly so
MOST_POINTS = 6  # of the path of a box, a tick or a cross
STRAIGHT = 0.5  # points
WITHIN = 1.5  # points that a tick may stand out of its box
TALLEST = 2.0  # of the size of the letters beside a box
FARTHEST = 2.0  # of the size of the letters: from a box to the words beside it
MOST = 300  # boxes on a page; more are a grid


def is_box(box: Box, edges: Sequence[Box]) -> bool:
    """Whether an outline with these edges can be a tick box: it is small and square."""
    width, height = box[2] - box[0], box[3] - box[1]
    small = min(width, height) >= SMALLEST and max(width, height) <= LARGEST
    whole = len(edges) in (3, 4) and all(one[2:] == other[:2] for one, other in pairwise(edges))
    return small and max(width, height) <= SQUARE * min(width, height) and whole and not any(map(_is_slanted, edges))


def is_stroke(edges: Sequence[Box]) -> bool:
    """Whether a path with these edges can be a tick or a cross."""
    return bool(edges) and all(map(_is_slanted, edges))


def _is_slanted(edge: Box) -> bool:
    return min(abs(edge[0] - edge[2]), abs(edge[1] - edge[3])) > STRAIGHT


def signs(boxes: Sequence[Box], strokes: Sequence[Box]) -> list[tuple[str, Box]]:
    """The boxes, each once, with the sign for what is in them; none where none is ticked, as on a form to fill in.

    A box is ticked if a stroke in it reaches over half of its width.
    """
    if len(boxes) > MOST or len(strokes) > MOST:
        return []
    found = [
        (TICKED if any(_is_in(stroke, box) for stroke in strokes) else UNTICKED, box) for box in dict.fromkeys(boxes)
    ]
    return found if any(sign == TICKED for sign, _ in found) else []


def _is_in(stroke: Box, box: Box) -> bool:
    inside = (
        box[0] - WITHIN <= stroke[0]
        and box[1] - WITHIN <= stroke[1]
        and stroke[2] <= box[2] + WITHIN
        and stroke[3] <= box[3] + WITHIN
    )
    return inside and min(stroke[2] - stroke[0], stroke[3] - stroke[1]) > (box[2] - box[0]) / 2


def with_signs(spans: list[Span], found: Sequence[tuple[str, Box]]) -> list[Span]:
    """The spans, with the sign of each box that has words beside it: left, top, right and bottom on the page."""
    return [*spans, *_beside(spans, found)]


def _beside(spans: Sequence[Span], found: Sequence[tuple[str, Box]]) -> Iterator[Span]:
    for sign, (left, top, right, bottom) in found:
        near = [
            (max(span.x0 - right, left - span.x1), span)
            for span in spans
            if top < span.base - 0.3 * span.size < bottom and bottom - top <= TALLEST * span.size
        ]
        gap, nearest = min(near, key=lambda each: each[0], default=(0.0, None))
        if nearest is not None and gap < FARTHEST * nearest.size:
            yield Span(sign, left, right, nearest.base, nearest.size, False)
