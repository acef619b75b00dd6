"""The numbers that drafts and transcripts print beside their lines."""

import itertools
from collections import Counter
from collections.abc import Sequence

from ingest.formats.pdf.alignment import lines_of
from ingest.formats.pdf.paragraphs import ENDS
from ingest.formats.pdf.span import Span

FEWEST_NUMBERED, FEWEST_FIFTHS = 8, 3  # lines of a page that are numbered, each or every fifth
LONGEST = 6  # characters of a line's number, and the space around it
MOST_ABOVE = 7  # lines above the first fifth: it may stand below a running head
FEWEST_GOING_ON = 5  # fifths of a page whose lines are counted on from the page before
NUMBERED = 0.6  # of the lines of a page that is numbered
# What lines of running text have: most letters, and shares of the lines that fill the width, and go on in small letters
FEWEST_LETTERS, FULL, FULL_LINES, GOING_ON = 30, 0.8, 0.3, 0.3
FEWEST_GONE_ON, GONE_ON = 2, 0.1  # lines behind figures, and of those, that go on from the line before, as rules do not


def without_line_numbers(spans: list[Span]) -> list[Span]:
    """The spans of a page without figures in a margin that count its lines up, each of them or every fifth."""
    numbers = [span for span in spans if span.text.strip().isdecimal() and len(span.text) <= LONGEST]
    for margin in (_below_one_another(numbers, "x1"), _below_one_another(numbers, "x0")):
        held = {id(span) for span in margin}
        text = [span for span in spans if id(span) not in held]
        if margin and text and _are_line_numbers(margin, text):
            return text
    return spans


def _below_one_another(numbers: Sequence[Span], side: str) -> list[Span]:
    """The figures of which most begin or end at the same place, from top to bottom."""
    places = Counter(round(getattr(span, side) / 4) for span in numbers)
    at = places.most_common(1)[0][0] * 4 if places else 0
    return sorted((span for span in numbers if abs(getattr(span, side) - at) < 4), key=lambda span: span.base)


def _are_line_numbers(margin: Sequence[Span], text: Sequence[Span]) -> bool:
    left, right = min(span.x0 for span in margin), max(span.x1 for span in margin)
    behind = all(span.x1 < left + 4 for span in text)
    if not behind and not all(span.x0 > right - 4 for span in text):
        return False
    steps = Counter(int(b.text) - int(a.text) for a, b in itertools.pairwise(margin))
    step, times = steps.most_common(1)[0] if steps else (0, 0)
    if times < 0.9 * (len(margin) - 1):
        return False
    rows = {span.base for span in text}
    if step == 5:
        return _count_fifths(margin, rows)
    numbered = len(margin) >= FEWEST_NUMBERED and len(margin) > NUMBERED * len(rows)
    return step == 1 and numbered and (_is_running(text) if behind else _run_on(margin, text))


def _count_fifths(margin: Sequence[Span], rows: set[float]) -> bool:
    between = [sum(a.base < row <= b.base + 1 for row in rows) for a, b in itertools.pairwise(margin)]
    fifth = all(abs(lines - 5) <= 1 for lines in between) and all(int(each.text) % 5 == 0 for each in margin)
    above = sum(row <= margin[0].base + 1 for row in rows)
    begins = margin[0].text.strip() == "5" and above >= 4
    return fifth and above <= MOST_ABOVE and len(margin) >= (FEWEST_FIFTHS if begins else FEWEST_GOING_ON)


def _is_running(text: Sequence[Span]) -> bool:
    """Whether these are lines of running text, unlike those of a table with figures behind them."""
    rows = lines_of(text)
    going_on = sum(_goes_on(row) for row in rows)
    letters = sum(len(span.text) for span in text)
    return letters >= FEWEST_LETTERS * len(rows) and going_on >= GOING_ON * len(rows) and _fill(rows)


def _run_on(margin: Sequence[Span], text: Sequence[Span]) -> bool:
    """Whether some lines behind the figures go on from the line before, and most are not set in columns."""
    rows = lines_of(text)
    columned = sum(len(row) > 1 and not ENDS.search(row[0].text.rstrip()) for row in rows)
    gone_on = [
        row for before, row in itertools.pairwise(rows) if _goes_on(row) and not ENDS.search(before[-1].text.rstrip())
    ]
    numbered = sum(any(abs(row[0].base - number.base) < number.size / 2 for number in margin) for row in gone_on)
    return 2 * columned < len(rows) and numbered >= max(FEWEST_GONE_ON, GONE_ON * len(margin))


def _goes_on(row: Sequence[Span]) -> bool:
    return row[0].text.lstrip()[:1].islower()


def _fill(rows: Sequence[Sequence[Span]]) -> bool:
    """Whether enough lines reach to the right edge of the text for it to be wrapped there."""
    left, right = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    return sum(row[-1].x1 > left + FULL * (right - left) for row in rows) >= FULL_LINES * len(rows)
