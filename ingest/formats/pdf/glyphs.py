"""The marks on a PDF page, upright: pieces of text with their place, size and weight, ruling lines, pictures."""

import ctypes
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import atan2, hypot, isfinite, pi
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.formats.characters import PRIVATE, is_leftwards, symbol
from ingest.formats.pdf.drawn import drawn
from ingest.formats.pdf.drawn_bullets import with_bullets
from ingest.formats.pdf.forms import LARGEST, SMALLEST, filled
from ingest.formats.pdf.span import Span
from ingest.formats.pdf.strikes import Box, Strikes
from ingest.formats.pdf.tick_boxes import with_signs

BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
# as shares of the size of the letters
WIDE_GAP = 1.0  # a wider one ends a span: the space between columns is rarely smaller, between words rarely larger
WORD_GAP = 0.16  # printed spaces are 0.2 and more, kerned letters stay below 0.1
LONGEST_STAMP = 60  # characters
LAM, ALEFS = "\u0644", "\u0627\u0623\u0625\u0622"


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
    were left out. `stamp` is what is printed askew across it, if little: 'DRAFT'.
    """

    spans: list[Span]
    rules: list[Rule]
    pictured: float
    width: float
    height: float
    struck: bool = False
    stamp: str = ""


@dataclass(slots=True)
class _Glyph:
    """A letter; `line` is the line through it, if any."""

    char: str
    x0: float
    x1: float
    spaced: bool
    line: int | None = None


@dataclass(frozen=True)
class _Style:
    """What the glyphs of one text object share. `turn` counts quarter turns; None is askew, such as a watermark."""

    base: float
    size: float
    bold: bool
    turn: int | None
    font: str = ""


def marks(page: pypdfium2.PdfPage) -> Marks:
    bounds = page.get_bbox()
    textpage = page.get_textpage()
    found = drawn(page, bounds)
    strikes = Strikes(found.lines)
    try:
        turned, struck, stamp = _spans(textpage.raw, bounds, strikes)
    finally:
        textpage.close()
    weights = Counter({turn: sum(len(span.text) for span in spans) for turn, spans in turned.items()})
    turn = weights.most_common(1)[0][0] if weights else 0
    left, bottom, right, top = bounds
    width, height = (right - left, top - bottom) if turn % 2 == 0 else (top - bottom, right - left)
    rules = [_upright_rule(line, bounds, turn) for line in found.lines]
    spans = [*turned.get(turn, []), *_fields(page, bounds, turn)]
    if turn == 0:
        spans = with_bullets(spans, [_from_top(dot, bounds) for dot in found.dots])
        spans = with_signs(spans, [(sign, _from_top(box, bounds)) for sign, box in found.ticks])
    return Marks(_within(spans, width, height), rules, found.pictured, width, height, struck, stamp)


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


def upright(x: float, y: float, bounds: Box, turn: int) -> tuple[float, float]:
    """A point of the page as seen when text that runs in direction `turn` runs from left to right."""
    left, bottom, right, top = bounds
    if turn == 1:
        return y - bottom, x - left
    if turn == 2:
        return right - x, y - bottom
    if turn == 3:
        return top - y, right - x
    return x - left, top - y


def _within(spans: list[Span], width: float, height: float) -> list[Span]:
    return [span for span in spans if span.x1 > 0 and span.x0 < width and 0 < span.base < height + span.size]


def _spans(text: Any, bounds: Box, strikes: Strikes) -> tuple[dict[int, list[Span]], bool, str]:
    """The spans of each direction, in the order in which the file draws them; if words were struck; and what is
    printed askew.
    """
    spans: dict[int, list[Span]] = {}
    glyphs: list[_Glyph] = []
    current: _Style | None = None
    found = list(_glyphs(text, bounds, strikes))
    kept = [(style, glyph) for style, glyph in found if not strikes.strikes(glyph.line)]
    for style, glyph in kept:
        if current and glyphs and not _follows(glyphs[-1], glyph, current, style):
            spans.setdefault(current.turn or 0, []).append(_span(glyphs, current))
            glyphs = []
        if style.turn is None:
            continue
        if not glyphs:
            current = style
        glyphs.append(glyph)
        if glyph.char == LAM and _is_split_ligature(glyphs):
            glyphs[-2:] = [replace(glyphs[-2], char=glyph.char), replace(glyph, char=glyphs[-2].char)]
    if current and glyphs:
        spans.setdefault(current.turn or 0, []).append(_span(glyphs, current))
    askew = "".join(" " * glyph.spaced + glyph.char for style, glyph in kept if style.turn is None)
    return spans, len(kept) < len(found), askew if len(askew) <= LONGEST_STAMP else ""


def _is_split_ligature(glyphs: list[_Glyph]) -> bool:
    """Whether the last two are an alef and a lam in one place, which PDFium gives in the wrong order."""
    if len(glyphs) < 2:
        return False
    alef, lam = glyphs[-2:]
    return alef.char in ALEFS and abs(alef.x0 - lam.x0) < 0.1 and abs(alef.x1 - lam.x1) < 0.1


def _follows(last: _Glyph, glyph: _Glyph, style: _Style, new: _Style) -> bool:
    gap = glyph.x0 - last.x1
    if glyph.x0 <= last.x0 and (is_leftwards(last.char) or is_leftwards(glyph.char)):
        gap = max(last.x0 - glyph.x1, -0.3 * style.size)  # joined letters overlap
    same_line = new.turn == style.turn and abs(new.base - style.base) < 0.05 * style.size
    alike = new.bold == style.bold and abs(new.size - style.size) < 0.15 * style.size
    return same_line and alike and -0.4 * style.size < gap < WIDE_GAP * style.size


def _glyphs(text: Any, bounds: Box, strikes: Strikes) -> Iterator[tuple[_Style, _Glyph]]:
    chars = _chars(text)
    box = pdfium.FS_RECTF()
    place = ctypes.byref(box)
    style: _Style | None = None
    spaced, line = False, (0.0, 0.0)
    for index, char in enumerate(chars):
        if char in " \u00a0" or (char.isspace() and (char > " " or pdfium.FPDFText_IsGenerated(text, index))):
            spaced, style = True, None
            continue
        pdfium.FPDFText_GetLooseCharBox(text, index, place)
        across = (box.bottom, box.top) if not style or style.turn in (0, 2, None) else (box.left, box.right)
        if style is None or across != line:
            style = _style(text, index, bounds)
            line = (box.bottom, box.top) if style.turn in (0, 2, None) else (box.left, box.right)
        turn = style.turn or 0
        ax, _ = upright(box.left, box.bottom, bounds, turn)
        bx, _ = upright(box.right, box.top, bounds, turn)
        if not isfinite(ax + bx):  # a broken file has letters at positions that are not numbers
            ax = bx = 0.0
        line_through = strikes.through((box.left, box.bottom, box.right, box.top)) if turn in (0, 2) else None
        char = symbol(char, style.font) if PRIVATE.match(char) else char
        yield style, _Glyph(char, min(ax, bx), max(ax, bx), spaced, line_through)
        spaced = False


def _chars(text: Any) -> str:
    """One character per index; all at once where the page allows it, which is three times as fast."""
    count = pdfium.FPDFText_CountChars(text)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text, 0, count, buffer)
    codes = list(buffer[:count])
    if written - 1 != count or any(0xD800 <= code < 0xE000 for code in codes):
        codes = [pdfium.FPDFText_GetUnicode(text, index) for index in range(count)]
    return "".join("\ufffd" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code) for code in codes)


def _style(text: Any, index: int, bounds: Box) -> _Style:
    matrix, flags, name = pdfium.FS_MATRIX(), ctypes.c_int(), ctypes.create_string_buffer(128)
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetMatrix(text, index, matrix)
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    pdfium.FPDFText_GetFontInfo(text, index, name, 128, flags)
    quarters = atan2(matrix.b, matrix.a) / (pi / 2)
    turn = round(quarters) % 4 if isfinite(quarters) and abs(quarters - round(quarters)) < 0.06 else None
    size = pdfium.FPDFText_GetFontSize(text, index) * hypot(matrix.c, matrix.d)
    _, base = upright(x.value, y.value, bounds, turn or 0)
    base, size = (number if isfinite(number) else 0.0 for number in (base, size))
    return _Style(
        round(base, 1),
        round(max(size, 0.5), 1),
        bool(BOLD.search(name.value)),
        turn,
        name.value.decode(errors="replace"),
    )


def _span(glyphs: list[_Glyph], style: _Style) -> Span:
    left, right = min(glyph.x0 for glyph in glyphs), max(glyph.x1 for glyph in glyphs)
    return Span(_words(glyphs, style.size), left, right, style.base, style.size, style.bold)


def _words(glyphs: list[_Glyph], size: float) -> str:
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
