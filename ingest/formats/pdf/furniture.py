"""What a printed page has besides its text: running headers and footers, page numbers, line numbers."""

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.pdf.lines import lines
from ingest.formats.pdf.span import Span

MARGIN = 0.14  # of the height of the page, at its top and bottom
OUTERMOST = 4  # lines at the top and at the bottom that may be furniture
SHARE = 0.25  # of the pages: left and right pages differ, and chapters have their own headers
LARGEST_PART = 14.0  # points: larger words are a title, which the running head repeats
FEWEST_NUMBERED, FEWEST_FIFTHS = 8, 3  # lines of a page that are numbered, each or every fifth
NEAR = 14.0  # points: how far a header may move between pages
PAGE_NUMBER = re.compile(
    r"(?:(?:page|p\.|seite|pg\.?)\s*)?[-–—|\[(]?\s*(?P<number>\d{1,5}|[ivxlc]{1,6})\s*[-–—|\])]?"
    r"(?:\s*(?:of|/|de|von)\s*\d{1,4})?\s*[|]?(?:\s*page)?"
)


@dataclass(frozen=True)
class _Row:
    """A line as wide as the page, near its top or bottom; `spans` are the numbers of its spans."""

    key: str
    base: float
    spans: tuple[int, ...]
    outermost: bool


def without_furniture(pages: Sequence[list[Span]], heights: Sequence[float]) -> list[list[Span]]:
    """The spans of each page without page numbers and without what repeats near the top or bottom, figures aside."""
    rows = [_edge_rows(spans, height) for spans, height in zip(pages, heights, strict=True)]
    places: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for page, found in enumerate(rows):
        for row in found:
            places[row.key].append((page, row.base))
    running = {row.key for found in rows for row in found if _repeats(row, places, len(pages))}
    kept = []
    for page, (spans, found, height) in enumerate(zip(pages, rows, heights, strict=True)):
        dropped = {
            index
            for row in found
            if _is_page_number(row, height) or _repeats(row, places, len(pages))
            for index in row.spans
        }
        if page == 0:
            edge = (index for row in found for index in row.spans)
            dropped |= {index for index in edge if _is_part(spans[index], running)}
        kept.append([span for index, span in enumerate(spans) if index not in dropped])
    return kept


def page_numbers(pages: Sequence[list[Span]], heights: Sequence[float]) -> list[set[str]]:
    """What may be the number of each page: figures, or a Roman number in small letters, near the top or bottom."""
    found: list[set[str]] = []
    for spans, height in zip(pages, heights, strict=True):
        edge = (spans[index].text for row in _edge_rows(spans, height) for index in row.spans)
        matches = (PAGE_NUMBER.fullmatch(text.casefold().strip()) for text in edge)
        found.append({match["number"] for match in matches if match})
    return found


def _edge_rows(spans: list[Span], height: float) -> list[_Row]:
    order = sorted(range(len(spans)), key=lambda index: spans[index].base)
    rows: list[list[int]] = []
    for index in order:
        if rows and spans[index].base - spans[rows[-1][0]].base < 0.4 * spans[index].size:
            rows[-1].append(index)
        else:
            rows.append([index])
    found: list[_Row] = []
    for at, row in enumerate(rows):
        base = spans[row[0]].base
        above, below = (
            at < OUTERMOST and base < MARGIN * height,
            at >= len(rows) - OUTERMOST and base > (1 - MARGIN) * height,
        )
        if above or below:
            text = " ".join(line.text for line in lines([spans[index] for index in row]))
            key = _key(text)
            if PAGE_NUMBER.fullmatch(text.casefold().strip()):
                key = "#"
            found.append(_Row(key, base, tuple(row), at in (0, len(rows) - 1)))
    return found


def _is_page_number(row: _Row, height: float) -> bool:
    return row.key == "#" and row.outermost and not 0.1 * height < row.base < 0.9 * height


def _repeats(row: _Row, places: dict[str, list[tuple[int, float]]], pages: int) -> bool:
    """On two pages only, it has to be at exactly the same height."""
    near = 2.0 if pages == 2 else NEAR
    on = {page for page, base in places[row.key] if abs(base - row.base) < near}
    return len(on) >= max(2, SHARE * pages) and bool(row.key)


def _is_part(span: Span, running: set[str]) -> bool:
    """Whether words on the first page are part of the running head of the others: it is often set in another way."""
    key = _key(span.text)
    part = " " in key and any(f" {key} " in f" {whole} " and key != whole for whole in running)
    return part and span.size < LARGEST_PART


def _key(text: str) -> str:
    """What a running head keeps from page to page: its words, without figures."""
    return re.sub(r"\W+", " ", re.sub(r"\d+", "#", text.casefold())).strip()


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
