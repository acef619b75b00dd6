"""What the pages of a PDF are called where it is not their place in the file: 'iv', 'A-3', '12' on the 16th page."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pypdfium2

from ingest.formats.pdf.furniture import page_numbers
from ingest.formats.pdf.span import Span
from ingest.formats.pdf.words import clean

LONGEST = 20  # characters of a label
FEWEST = 3  # pages that count on from one another; on fewer a figure may stand in the margin by chance
MOST = 0.5  # of the pages with a figure in the margin; in a pack every paper counts from 1, and '3' would be many pages
ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def stated_labels(pdf: pypdfium2.PdfDocument) -> tuple[str, ...]:
    """The labels that the file gives its pages; empty where it gives none, or just counts them."""
    labels = tuple(clean(pdf.get_page_label(index))[:LONGEST] for index in range(len(pdf)))
    return labels if _tell_more(labels) else ()


def printed_labels(pages: Sequence[list[Span]], heights: Sequence[float]) -> tuple[str, ...]:
    """The numbers printed in the margins, '' where there is none; empty if they just count the pages, or don't count.

    Small Roman numbers, which count the pages before the first, are kept too.
    """
    found = page_numbers(pages, heights)
    labels = [""] * len(pages)
    for value in (_roman, _arabic):
        figures = [{value(number): number for number in numbers} for numbers in found]
        shift = _shift(figures)
        if shift is not None:
            for page, here in enumerate(figures):
                labels[page] = here.get(page + 1 + shift, "") or labels[page]
    return tuple(labels) if _tell_more(labels) else ()


def _shift(figures: Sequence[dict[int, str]]) -> int | None:
    """How far the printed numbers are from the places of the pages, if enough of them agree."""
    shifts = Counter(value - page for page, here in enumerate(figures, 1) for value in here if value)
    with_any = sum(any(here) for here in figures)
    for shift, pages in shifts.most_common(1):
        if pages >= FEWEST and pages > MOST * with_any:
            return shift
    return None


def _tell_more(labels: Sequence[str]) -> bool:
    return any(label not in ("", str(page)) for page, label in enumerate(labels, 1))


def _arabic(number: str) -> int:
    return int(number) if number.isdecimal() else 0


def _roman(number: str) -> int:
    """The value of a small Roman number; 0 for any other."""
    if not number or not set(number) <= ROMAN.keys():
        return 0
    values = [ROMAN[letter] for letter in number]
    return sum(-one if one < following else one for one, following in pairwise([*values, 0]))
