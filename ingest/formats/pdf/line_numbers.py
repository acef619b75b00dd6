"""The numbers that drafts and transcripts print beside their lines."""

import itertools
from collections import Counter
from collections.abc import Sequence

from ingest.formats.pdf.span import Span

FEWEST_NUMBERED, FEWEST_FIFTHS = 8, 3  # lines of a page that are numbered, each or every fifth


def without_line_numbers(spans: list[Span]) -> list[Span]:
    """Drafts and transcripts number each line, at the left, or every fifth in either margin: figures that count up.

    Behind the text, figures on each line may be the ranks of a table without lines.
    """
    numbers = [span for span in spans if span.text.strip().isdigit()]
    for margin in (_below_one_another(numbers, "x1"), _below_one_another(numbers, "x0")):
        held = {id(span) for span in margin}
        text = [span for span in spans if id(span) not in held]
        if margin and _are_line_numbers(margin, text):
            return text
    return spans


def _below_one_another(numbers: Sequence[Span], side: str) -> list[Span]:
    """The figures of which most begin or end at the same place, from top to bottom."""
    places = Counter(round(getattr(span, side) / 4) for span in numbers)
    at = places.most_common(1)[0][0] * 4 if places else 0
    return sorted((span for span in numbers if abs(getattr(span, side) - at) < 4), key=lambda span: span.base)


def _are_line_numbers(margin: Sequence[Span], text: Sequence[Span]) -> bool:
    left, right = min(span.x0 for span in margin), max(span.x1 for span in margin)
    before = all(span.x0 > right - 4 for span in text)
    if not text or not (before or all(span.x1 < left + 4 for span in text)):
        return False
    steps = Counter(int(b.text) - int(a.text) for a, b in itertools.pairwise(margin))
    step, times = steps.most_common(1)[0] if steps else (0, 0)
    if times < 0.9 * (len(margin) - 1):
        return False
    rows = {span.base for span in text}
    if step == 5:
        between = [sum(a.base < row <= b.base + 1 for row in rows) for a, b in itertools.pairwise(margin)]
        fifth = all(abs(lines - 5) <= 1 for lines in between) and all(int(each.text) % 5 == 0 for each in margin)
        return len(margin) >= FEWEST_FIFTHS and fifth
    return before and step == 1 and len(margin) >= FEWEST_NUMBERED and len(margin) > 0.6 * len(rows)
