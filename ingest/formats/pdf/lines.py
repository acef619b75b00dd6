"""Lines of a PDF: spans of text side by side, in one column."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.formats.characters import is_leftwards, raised
from ingest.formats.pdf.span import Span
from ingest.formats.pdf.words import clean

SMALLER = 0.9  # of the size of the letters: web browsers print superscripts at 0.83
TOUCHING = 0.05  # of the same: no space is as narrow
RAISED = 0.15  # of the size of the letters: a smaller one that is higher by this is a superscript
APART = 1.5  # of the size of the letters: gaps as wide set the parts of a line apart, as in a table


@dataclass(slots=True)
class Line:
    """A line as printed; points from the top left of the page. `bold` if nearly all of it is.

    `parts` has where each of the parts that wide gaps set apart begins and ends.
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    bold: bool
    page: int = 0
    note: bool = False
    parts: tuple[tuple[float, float], ...] = ()


def lines(spans: Sequence[Span]) -> list[Line]:
    """From top to bottom. A letter or number as tall as several lines begins the first of them."""
    usual = usual_size(spans)
    tall = [span for span in spans if span.size > 1.8 * usual and len(span.text) < 4]
    rows: list[list[Span]] = []
    for span in sorted((span for span in spans if span not in tall), key=lambda span: span.base):
        row = next((row for row in reversed(rows[-3:]) if _beside(row[0], span)), None)
        if row is None:
            rows.append([span])
        elif span.size > row[0].size:
            row.insert(0, span)
        else:
            row.append(span)
    for span in tall:
        _begin_with(span, rows)
    made = (_line(row) for row in rows)
    return sorted((line for line in made if line.text), key=lambda line: line.base)


def _begin_with(tall: Span, rows: list[list[Span]]) -> None:
    """Puts a tall letter or number before the first of the lines next to it."""
    beside = [row for row in rows if tall.top < row[0].base - 0.2 * row[0].size < tall.bottom]
    first = min(beside, key=lambda row: row[0].base, default=[])
    left = min((span.x0 for span in first), default=0.0)
    if len(beside) < 2 or tall.x1 > left + 2:
        rows.append([tall])
        return
    letter = len(tall.text.strip()) == 1 and tall.text.strip().isalpha()
    text = tall.text if letter else tall.text + " "
    for span in first:
        span.text = span.text.lstrip() if letter and span.x0 == left else span.text
    first.append(Span(text, tall.x0, left, first[0].base, first[0].size, first[0].bold))


def usual_size(spans: Sequence[Span]) -> float:
    """The size of most letters, in points; 0 if there are none."""
    sizes = Counter[float]()
    for span in spans:
        sizes[span.size] += len(span.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _largest_size(spans: Sequence[Span]) -> float:
    """The largest size that is more than a stray mark: lines in small capitals have a few letters of full size."""
    letters = Counter[float]()
    for span in spans:
        letters[span.size] += sum(map(str.isalnum, span.text))
    enough = 0.06 * letters.total()
    return max((size for size, count in letters.items() if count and count >= enough), default=usual_size(spans))


def _beside(first: Span, span: Span) -> bool:
    """Whether the two overlap in height by more than half of the shorter one, or a bit less if that is far smaller."""
    overlap = min(first.bottom, span.bottom) - max(first.top, span.top)
    enough = 0.55 if abs(first.size - span.size) < 0.1 * max(first.size, span.size) else 0.4
    return overlap > enough * min(first.bottom - first.top, span.bottom - span.top)


def _line(row: list[Span]) -> Line:
    leftwards = is_leftwards("".join(span.text for span in row)) != row[0].mirrored
    spans = sorted(row, key=(lambda span: -span.x1) if leftwards else (lambda span: span.x0))
    size = _largest_size(spans)
    main = [span for span in spans if span.size > SMALLER * size] or spans
    base = Counter(span.base for span in main).most_common(1)[0][0]
    text = ""
    last: Span | None = None
    for span in spans:
        if last is not None and _same_again(last, span):
            continue
        gap = 0.0 if last is None else max(span.x0 - last.x1, last.x0 - span.x1)
        printed = _raised(span, text, size, base) if gap < size else span.text
        if last is not None and abs(gap) < TOUCHING * size:
            printed = printed.lstrip()  # PDFium puts a space between sizes where none is printed
        apart = last is not None and (gap > 0.15 * size or last.text.endswith(" ") or _turns(last, span))
        note = last is spans[0] and text.strip().isdigit() and last.base < base - RAISED * size
        text += (" " if note or (apart and printed == span.text) else "") + printed
        last = span
    bold = sum(len(span.text) for span in spans if span.bold)
    return Line(
        clean(text),
        min(span.x0 for span in spans),
        max(span.x1 for span in spans),
        min(span.top for span in main),
        max(span.bottom for span in main),
        base,
        size,
        bold > 0.85 * sum(len(span.text) for span in spans),
        parts=_parts(sorted(row, key=lambda span: span.x0), size),
    )


def _parts(spans: Sequence[Span], size: float) -> tuple[tuple[float, float], ...]:
    found: list[tuple[float, float]] = []
    for span in spans:
        if found and span.x0 - found[-1][1] < APART * size:
            found[-1] = found[-1][0], max(found[-1][1], span.x1)
        else:
            found.append((span.x0, span.x1))
    return tuple(found)


def _turns(last: Span, span: Span) -> bool:
    """Whether words in letters that run leftwards come after others: the space between them is lost."""
    return last.text[-1:].isalpha() and is_leftwards(span.text) and not is_leftwards(last.text)


def _same_again(last: Span, span: Span) -> bool:
    """Text that is printed twice, slightly shifted, to look bold."""
    return span.text.strip() == last.text.strip() and abs(span.x0 - last.x0) < 0.15 * span.size


def _raised(span: Span, before: str, size: float, base: float) -> str:
    """A superscript: the mark of a footnote is dropped, a power stays one ('km²'), letters stay letters ('1st')."""
    if span.size > SMALLER * size or span.base > base - RAISED * size or not before:
        return span.text
    return raised(span.text, before.rstrip())
