"""Bullets that are drawn, as small pictures or dots, and so are no letters."""

from collections import Counter
from collections.abc import Iterator, Sequence

from ingest.formats.pdf.span import Span

SMALLEST, LARGEST = 2.0, 16.0  # points
ROUND = 2.0  # times: as wide as high, or nearly so
MOST = 300  # on a page; more are the dots of a map
# in terms of the size of the letters
TALLEST = 1.6
FARTHEST = 4.0  # from the words
FEWEST = 2  # below one another


def is_dot(left: float, bottom: float, right: float, top: float) -> bool:
    """Whether something that is drawn is as small as a bullet."""
    width, height = right - left, top - bottom
    small = min(width, height) >= SMALLEST and max(width, height) <= LARGEST
    return small and max(width, height) <= ROUND * min(width, height)


def with_bullets(spans: list[Span], dots: Sequence[tuple[float, float, float, float]]) -> list[Span]:
    """The spans, with one for each dot in front of a line; dots as left, top, right and bottom on the page."""
    if not spans or len(dots) > MOST:
        return spans
    found = list(_in_front(spans, dots))
    columns = Counter(round(bullet.x0) for bullet in found)
    return [*spans, *(each for each in found if columns[round(each.x0)] >= FEWEST)]


def _in_front(spans: Sequence[Span], dots: Sequence[tuple[float, float, float, float]]) -> Iterator[Span]:
    """A bullet for each line that has a dot in front of it."""
    taken: set[int] = set()
    for left, top, right, bottom in sorted(dots, key=lambda dot: -dot[2]):
        beside = [span for span in spans if top < span.base - 0.3 * span.size < bottom]
        first = min(beside, key=lambda span: span.x0, default=None)
        if first is None or id(first) in taken:
            continue
        if 0 <= first.x0 - right < FARTHEST * first.size and bottom - top <= TALLEST * first.size:
            taken.add(id(first))
            yield Span("•", left, right, first.base, first.size, False)
