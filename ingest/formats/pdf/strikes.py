"""Lines that are drawn through letters of a PDF: words that are struck."""

import math
from collections import defaultdict
from collections.abc import Iterable

THINNEST_WORD, THICKEST = 3.0, 2.0  # points: how long a line has to be, and how thick it may be
LOW, HIGH = 0.3, 0.62  # of the height of a letter with the room above and below it, where a line strikes it
COVERED = 0.6  # of the line is over letters; the lines of charts and tables go on beyond those that they touch
BUCKET = 4  # points

Box = tuple[float, float, float, float]  # left, bottom, right, top


class Strikes:
    """The thin lines across a page, and the letters that each goes through."""

    def __init__(self, boxes: Iterable[Box]):
        self._lines: list[Box] = []
        self._by_height: dict[int, list[int]] = defaultdict(list)
        self._covered: dict[int, float] = defaultdict(float)
        for left, bottom, right, top in boxes:
            if right - left > THINNEST_WORD and top - bottom <= THICKEST:
                self._by_height[int((bottom + top) / 2 // BUCKET)].append(len(self._lines))
                self._lines.append((left, bottom, right, top))

    def through(self, letter: Box) -> int | None:
        """The line through the middle of a letter, which counts as covered by it."""
        if not self._lines or not all(map(math.isfinite, letter)):
            return None
        left, bottom, right, top = letter
        low, high = bottom + LOW * (top - bottom), bottom + HIGH * (top - bottom)
        middle = (left + right) / 2
        for bucket in range(int(low // BUCKET), int(high // BUCKET) + 1):
            for at in self._by_height.get(bucket, ()):
                line = self._lines[at]
                if low <= (line[1] + line[3]) / 2 <= high and line[0] <= middle <= line[2]:
                    self._covered[at] += right - left
                    return at
        return None

    def strikes(self, line: int | None) -> bool:
        """Whether a line is over letters for most of its length; known once all letters were asked about."""
        if line is None:
            return False
        left, _, right, _ = self._lines[line]
        return self._covered[line] >= COVERED * (right - left)
