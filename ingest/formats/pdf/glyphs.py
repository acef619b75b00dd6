"""The marks on a PDF page, upright: pieces of text with their place, size and weight, ruling lines, pictures."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2

from ingest.formats.characters import is_leftwards
from ingest.formats.pdf.drawn import drawn
from ingest.formats.pdf.drawn_bullets import with_bullets
from ingest.formats.pdf.forms import LARGEST, SMALLEST, filled
from ingest.formats.pdf.leftwards import read as in_order
from ingest.formats.pdf.letters import Letter, Style, letters, upright
from ingest.formats.pdf.span import Span
from ingest.formats.pdf.strikes import Box, Strikes
from ingest.formats.pdf.tick_boxes import with_signs
from ingest.formats.pdf.unseen import seen

# as shares of the size of the letters
WIDE_GAP = 1.0  # a wider one ends a span: the space between columns is rarely smaller, between words rarely larger
WORD_GAP = 0.16  # printed spaces are 0.2 and more, kerned letters stay below 0.1
LONGEST_STAMP = 60  # characters
TWICE = 0.1  # how far apart letters are that are printed twice to look bold

Placed = tuple[Style, Letter]


@dataclass(frozen=True)
class Rule:
    """A straight line across or down the page: one of its sides is close to zero."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True)
class Marks:
    """What was found on a page, without text in another direction than most of it, such as stamps and watermarks.

    `pictured` is the share of the page that pictures cover, 0 to 1. `struck` says that words with a line through them
    were left out, `hidden` that words were that nobody sees. `stamp` is what is printed askew across it, if little:
    'DRAFT'.
    """

    spans: list[Span]
    rules: list[Rule]
    pictured: float
    width: float
    height: float
    struck: bool = False
    stamp: str = ""
    hidden: bool = False


def marks(page: pypdfium2.PdfPage) -> Marks:
    bounds = page.get_bbox()
    textpage = page.get_textpage()
    found = drawn(page, bounds)
    strikes = Strikes(found.lines)
    try:
        read = letters(textpage.raw, bounds, strikes)
    finally:
        textpage.close()
    kept = [(style, letter) for style, letter in read if not strikes.strikes(letter.line)]
    in_view = seen(page, kept, bounds, found.dark, found.pictures)
    turned, stamp = _spans(in_view)
    weights = Counter({turn: sum(len(span.text) for span in spans) for turn, spans in turned.items()})
    turn = weights.most_common(1)[0][0] if weights else 0
    left, bottom, right, top = bounds
    width, height = (right - left, top - bottom) if turn % 2 == 0 else (top - bottom, right - left)
    rules = [_upright_rule(line, bounds, turn) for line in found.lines]
    spans = [*turned.get(turn, []), *_fields(page, bounds, turn)]
    if turn == 0:
        spans = with_bullets(spans, [_from_top(dot, bounds) for dot in found.dots])
        spans = with_signs(spans, [(sign, _from_top(box, bounds)) for sign, box in found.ticks])
    return Marks(
        _within(spans, width, height),
        rules,
        found.pictured,
        width,
        height,
        len(kept) < len(read),
        stamp,
        len(in_view) < len(kept),
    )


def _from_top(box: Box, bounds: Box) -> Box:
    """A box as left, top, right and bottom, from the top left of the page."""
    left, _, _, top = bounds
    return box[0] - left, top - box[3], box[2] - left, top - box[1]


def _fields(page: pypdfium2.PdfPage, bounds: Box, turn: int) -> Iterator[Span]:
    """What is filled into the fields of a form, on a line that text beside a field is usually on."""
    for text, (left, bottom, right, top) in filled(page):
        ax, ay = upright(left, bottom, bounds, turn)
        bx, by = upright(right, top, bounds, turn)
        size = min(max(0.75 * abs(by - ay), SMALLEST), LARGEST)
        x0 = min(ax, bx)
        width = min(0.5 * size * len(text), abs(bx - ax))
        yield Span(text, x0, x0 + width, max(ay, by) - (abs(by - ay) - 0.6 * size) / 2, size, False)


def _within(spans: list[Span], width: float, height: float) -> list[Span]:
    return [span for span in spans if span.x1 > 0 and span.x0 < width and 0 < span.base < height + span.size]


def _spans(found: Sequence[tuple[Style, Letter]]) -> tuple[dict[int, list[Span]], str]:
    """The spans of each direction, in the order in which the file draws them, and what is printed askew."""
    askew = "".join(" " * letter.spaced + letter.char for style, letter in found if style.turn is None)
    straight = [(style, letter) for style, letter in found if style.turn is not None]
    leftwards = is_leftwards("".join(letter.char for _, letter in straight))
    spans: dict[int, list[Span]] = {}
    drawn, rows = _rows_leftwards(straight, leftwards)
    for row in rows:
        for part in _parts(row, _is_next):
            spans.setdefault(part[0][0].turn or 0, []).append(_span_leftwards(part, leftwards))
    for part in _parts(drawn, _follows):
        spans.setdefault(part[0][0].turn or 0, []).append(_span([letter for _, letter in part], part[0][0]))
    return spans, askew if len(askew) <= LONGEST_STAMP else ""


def _rows_leftwards(found: Sequence[Placed], leftwards: bool) -> tuple[list[Placed], list[list[Placed]]]:
    """The lines with letters that run from right to left, or all on a page of such, each as it stands from the left;
    and before them what is on none.
    """
    if not leftwards and not any(is_leftwards(letter.char) for _, letter in found):
        return list(found), []
    rows: dict[tuple[int | None, float], list[Placed]] = defaultdict(list)
    for style, letter in found:
        rows[style.turn, style.base].append((style, letter))
    kept = {at for at, row in rows.items() if leftwards or any(is_leftwards(letter.char) for _, letter in row)}
    rest = [(style, letter) for style, letter in found if (style.turn, style.base) not in kept]
    return rest, [sorted(rows[at], key=lambda each: each[1].x0 + each[1].x1) for at in rows if at in kept]


def _parts(found: Sequence[Placed], follows: Callable[[Placed, Placed], bool]) -> Iterator[list[Placed]]:
    part: list[Placed] = []
    for each in found:
        if part and not follows(part[-1], each):
            yield part
            part = []
        part.append(each)
    if part:
        yield part


def _follows(before: Placed, after: Placed) -> bool:
    """Whether a letter goes on with what the one before it, in the file, is part of."""
    (style, last), (new, letter) = before, after
    gap = letter.x0 - last.x1
    same_line = new.turn == style.turn and abs(new.base - style.base) < 0.05 * style.size
    return same_line and _are_alike(style, new) and -0.4 * style.size < gap < WIDE_GAP * style.size


def _is_next(before: Placed, after: Placed) -> bool:
    """The same for letters of one line that are put in order by where they stand."""
    (style, last), (new, letter) = before, after
    return _are_alike(style, new) and letter.x0 - last.x1 < WIDE_GAP * style.size


def _are_alike(style: Style, new: Style) -> bool:
    return new.bold == style.bold and abs(new.size - style.size) < 0.15 * style.size


def _span_leftwards(part: Sequence[Placed], leftwards: bool) -> Span:
    style = part[0][0]
    marks: list[str] = []
    last: Letter | None = None
    for _, letter in part:
        if last and letter.char == last.char and letter.x0 - last.x0 < TWICE * style.size:
            continue
        marks += [" "] if last and letter.x0 - last.x1 > WORD_GAP * style.size else []
        marks.append(letter.char)
        last = letter
    text = in_order(marks, leftwards or is_leftwards("".join(marks)))
    return Span(text, part[0][1].x0, max(letter.x1 for _, letter in part), style.base, style.size, style.bold)


def _span(glyphs: list[Letter], style: Style) -> Span:
    left, right = min(glyph.x0 for glyph in glyphs), max(glyph.x1 for glyph in glyphs)
    return Span(_words(glyphs, style.size), left, right, style.base, style.size, style.bold)


def _words(glyphs: list[Letter], size: float) -> str:
    """The characters, with the spaces that were printed or that the gaps show."""
    gaps = [max(glyph.x0 - last.x1, last.x0 - glyph.x1) for last, glyph in itertools.pairwise(glyphs)]
    lone = sum(glyph.spaced or gap > WORD_GAP * size for glyph, gap in zip(glyphs[1:], gaps, strict=True))
    tracked = len(glyphs) > 5 and lone > 0.7 * len(gaps)
    usual = sorted(gaps)[len(gaps) // 2] if len(gaps) > 5 else 0.0
    wide = max(usual, 0.0) + WORD_GAP * size
    text = [" " if glyphs[0].spaced else "", glyphs[0].char]
    for glyph, gap in zip(glyphs[1:], gaps, strict=True):
        if gap > wide or (glyph.spaced and not tracked and gap > -0.1 * size):
            text.append(" ")
        text.append(glyph.char)
    return "".join(text)


def _upright_rule(line: tuple[float, ...], bounds: Box, turn: int) -> Rule:
    ax, ay = upright(line[0], line[1], bounds, turn)
    bx, by = upright(line[2], line[3], bounds, turn)
    return Rule(min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
