"""Pages that are pictures, or whose letters are no words: read by text recognition (docs/adr/0024)."""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pypdfium2

from ingest.formats.pdf.glyphs import Marks, Rule
from ingest.formats.pdf.rendering import scale_of
from ingest.formats.pdf.span import Span
from ingest.formats.pdf.words import are_words, hidden_letters, without_noise
from ingest.paper import ReadingWarning
from ingest.recognition import recogniser
from ingest.recognition.margins import Box, printed
from ingest.recognition.recogniser import NotRecognised
from ingest.recognition.ruling import ruled
from ingest.recognition.written import Written

if TYPE_CHECKING:
    from PIL.Image import Image

FEWEST_LETTERS = 20  # a page with fewer, and a picture over a third of it, is a scan
FEW_LETTERS = 200  # what scanners and stamps print on a page; with a picture over half of it, it may be a scan
DPI = 200
STEP = 1.4  # between sizes of letters that are told apart: boxes around lines of one size vary by 0.85 to 1.16
MOST_CROSSED = 0.1  # of the words, by rules of the same page; engines take a few cells for one
LETTERS = 0.85  # the size of letters as a share of the height of the box around a line
WORDLESS = "a picture in which no words were found"
LOST = "letters that can't be read"
MOST_LOST = 10  # letters of a page that its fonts hide; more are looked for in its picture
SCAN_AGAIN = "if it has words, scan it again at 200 dots per inch or more"
WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Recognised:
    """The pages of a paper, the numbers of those that were recognised, and what was not.

    `hindrance` is why pages that had to be recognised were not, if there are any.
    """

    pages: list[Marks]
    numbers: tuple[int, ...] = ()
    warnings: tuple[ReadingWarning, ...] = ()
    hindrance: NotRecognised | None = None


def recognised(pages: Sequence[Marks], picture: "Callable[[int], Image]") -> Recognised:
    """Recognises the pages that need it. `picture` renders one, by its number."""
    doubtful = [number for number, page in enumerate(pages, start=1) if _is_doubtful(page)]
    read = list(pages)
    numbers: list[int] = []
    warnings: list[ReadingWarning] = []
    hindrance: NotRecognised | None = None
    for n, number in enumerate(doubtful, start=1):
        page, image = read[number - 1], picture(number)
        box = printed(image)
        if box is None:
            continue
        try:
            lines = recogniser.lines(image.crop(box), n, len(doubtful))
        except NotRecognised as error:
            if _has_no_words(page):
                hindrance = hindrance or error
            what = LOST if _hides_words(page) else f"a scan, because {error}"
            if _has_no_words(page) or _hides_words(page):
                warnings.append(ReadingWarning(what, error.cure, number))
            continue
        found = _page(page, image, lines, box)
        if not _agree(_text(page), _text(found)):
            read[number - 1] = found
            numbers.append(number)
        elif _hides_words(page):
            read[number - 1] = _with_hidden(page, found.spans)
            numbers.append(number)
        elif _has_no_words(page) and not WORD.search(_text(found)):
            warnings.append(ReadingWarning(WORDLESS, SCAN_AGAIN, number))
    _even_sizes([read[number - 1] for number in numbers])
    return Recognised(read, tuple(numbers), tuple(warnings), hindrance)


def rendered(pdf: pypdfium2.PdfDocument, number: int) -> "Image":
    page = pdf[number - 1]
    try:
        return page.render(scale=scale_of(page, DPI / 72)).to_pil()
    finally:
        page.close()


def letters(page: Marks) -> int:
    return sum(len(span.text) for span in page.spans)


def is_scan(page: Marks) -> bool:
    return letters(page) < FEWEST_LETTERS and page.pictured > 0.3


def _has_no_words(page: Marks) -> bool:
    """Whether its text layer says nothing of what the page shows."""
    return is_scan(page) or not are_words(_text(page))


def _hides_words(page: Marks) -> bool:
    """Whether its fonts call the letters of some words by names of their own."""
    return sum(hidden_letters(span.text) for span in page.spans) > MOST_LOST


def _with_hidden(page: Marks, seen: Sequence[Span]) -> Marks:
    """The page with lines seen in its picture where it has words whose letters are hidden."""
    hidden = [span for span in page.spans if hidden_letters(span.text)]
    put = [line for line in seen if any(_covers(line, span) or _covers(span, line) for span in hidden)]
    kept = [span for span in page.spans if not any(_covers(line, span) for line in put)]
    return replace(page, spans=[*kept, *put])


def _covers(line: Span, span: Span) -> bool:
    """Whether the middle of a span lies in a line."""
    across, down = (span.x0 + span.x1) / 2, (span.top + span.bottom) / 2
    return line.x0 <= across <= line.x1 and line.top <= down <= line.bottom


def _is_doubtful(page: Marks) -> bool:
    """Whether the text layer may not say what the page shows."""
    if letters(page) < FEWEST_LETTERS:
        return is_scan(page)
    few = letters(page) < FEW_LETTERS and page.pictured > 0.5
    return few or _hides_words(page) or not are_words(_text(page))


def _text(page: Marks) -> str:
    return " ".join(span.text for span in page.spans)


def _agree(layer: str, seen: str) -> bool:
    """Whether a text layer has most of the words seen on the page, or there are none to see."""
    held = {word.casefold() for word in WORD.findall(layer)}
    words = [word.casefold() for word in WORD.findall(seen)]
    return sum(word in held for word in words) >= 0.5 * len(words)


def _page(page: Marks, image: "Image", lines: Sequence[Written], box: Box) -> Marks:
    """The page with the words seen in a box of its picture, and the rules of its tables, in place of its text layer."""
    scale = page.width / image.width  # points a pixel
    spans = [_span(line, box, scale) for line in lines]
    rules = [Rule(*(scale * side for side in line)) for line in ruled(image)]
    return replace(page, spans=spans, rules=rules if _fit(rules, spans) else [], struck=False, hidden=False)


def _fit(rules: Sequence[Rule], spans: Sequence[Span]) -> bool:
    """Whether the rules go between the words: not so on a page that lies on its side, whose words alone are turned."""
    down = [rule for rule in rules if rule.bottom - rule.top > rule.x1 - rule.x0]
    crossed = sum(any(_crosses(rule, span) for rule in down) for span in spans)
    return crossed <= MOST_CROSSED * len(spans)


def _crosses(rule: Rule, span: Span) -> bool:
    middle = span.base - 0.3 * span.size
    return rule.top < middle < rule.bottom and span.x0 + span.size < rule.x0 < span.x1 - span.size


def _span(line: Written, box: Box, scale: float) -> Span:
    x0, x1 = ((box[0] + x) * scale for x in (line.x0, line.x1))
    size = LETTERS * (line.bottom - line.top) * scale
    middle = (box[1] + (line.top + line.bottom) / 2) * scale
    return Span(without_noise(line.text), x0, x1, middle + 0.3 * size, size, False)


def _even_sizes(pages: Sequence[Marks]) -> None:
    """Gives lines of nearly the same size the same one, as print has."""
    sizes = sorted(span.size for page in pages for span in page.spans for _ in span.text)
    if not sizes:
        return
    usual = sizes[len(sizes) // 2]
    for span in (span for page in pages for span in page.spans):
        step = round(math.log(span.size / usual, STEP)) if span.size > 0 else 0
        span.size = round(usual * STEP**step, 1)
