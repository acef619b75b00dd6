"""The letters on a PDF page as PDFium gives them, each with its place and look."""

import ctypes
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import atan2, hypot, isfinite, pi
from typing import Any

import pypdfium2.raw as pdfium

from ingest.formats.characters import PRIVATE, is_leftwards, symbol
from ingest.formats.pdf.strikes import Box, Strikes

BOLD = re.compile(rb"bold|black|heavy|demi", re.IGNORECASE)
LAM, ALEFS = "\u0644", "\u0627\u0623\u0625\u0622"
APART = 3  # letters: how far before or after its letter a vowel sign or an accent comes in most files
FAR = 0.6  # of the size of the letters: how much higher or lower its own line is
FAINTEST = 16  # of 255: how much of the colour has to show
UNDRAWN = {pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP}


@dataclass(slots=True)
class Letter:
    """A letter, or those that one mark shows, such as a ligature; `line` is the line through it, if any."""

    char: str
    x0: float
    x1: float
    spaced: bool
    line: int | None = None


@dataclass(frozen=True)
class Style:
    """What the letters of one text object share.

    `turn` counts quarter turns; None is askew, such as a watermark. `shade` is how light they are, from 0 to 255; None
    if nothing is drawn.
    """

    base: float
    size: float
    bold: bool
    turn: int | None
    font: str = ""
    shade: int | None = 0


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


def letters(text: Any, bounds: Box, strikes: Strikes) -> list[tuple[Style, Letter]]:
    """The letters of a page, in the order in which PDFium gives them; `text` is the raw handle of its text."""
    return _with_accents(_joined(_letters(text, bounds, strikes)))


def _letters(text: Any, bounds: Box, strikes: Strikes) -> Iterator[tuple[Style, Letter]]:
    chars = _chars(text)
    box = pdfium.FS_RECTF()
    place = ctypes.byref(box)
    style: Style | None = None
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
        yield style, Letter(char, min(ax, bx), max(ax, bx), spaced, line_through)
        spaced = False


def _joined(found: Iterator[tuple[Style, Letter]]) -> list[tuple[Style, Letter]]:
    """The letters, with those as one that a ligature shows in one place.

    PDFium turns those round that run from right to left, but for forms of lam and alef that have codes of their own.
    """
    made: list[tuple[Style, Letter]] = []
    for style, letter in found:
        last = made[-1] if made else None
        if last is None or last[0] is not style or not _is_in_place(last[1], letter):
            made.append((style, letter))
        elif is_leftwards(letter.char) and not (last[1].char == LAM and letter.char in ALEFS):
            last[1].char = letter.char + last[1].char
        else:
            last[1].char += letter.char
    return made


def _is_in_place(last: Letter, letter: Letter) -> bool:
    near = abs(last.x0 - letter.x0) < 0.1 and abs(last.x1 - letter.x1) < 0.1
    return near and not letter.spaced and letter.x1 - letter.x0 > 0.1 and letter.char.isalpha() and last.char.isalpha()


def _with_accents(found: list[tuple[Style, Letter]]) -> list[tuple[Style, Letter]]:
    """The letters with the vowel signs and accents that are drawn above or below them."""
    bases = [(style, letter) for style, letter in found if not unicodedata.combining(letter.char[0])]
    if len(bases) == len(found):
        return found
    at = 0
    for style, letter in found:
        if not unicodedata.combining(letter.char[0]):
            at += 1
            continue
        near = bases[max(at - APART, 0) : at + APART]
        held = _under(style, letter, near) or _under(style, letter, bases)
        if held:
            held.char = unicodedata.normalize("NFC", held.char + letter.char)
    return bases


def _under(style: Style, accent: Letter, bases: Sequence[tuple[Style, Letter]]) -> Letter | None:
    middle = (accent.x0 + accent.x1) / 2
    over = (letter for at, letter in bases if at.turn == style.turn and abs(at.base - style.base) < FAR * style.size)
    near = (letter for letter in over if letter.x0 <= middle <= letter.x1)
    return min(near, key=lambda letter: abs(letter.x0 + letter.x1 - 2 * middle), default=None)


def _chars(text: Any) -> str:
    """One character per index; all at once where the page allows it, which is three times as fast."""
    count = pdfium.FPDFText_CountChars(text)
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text, 0, count, buffer)
    codes = list(buffer[:count])
    if written - 1 != count or any(0xD800 <= code < 0xE000 for code in codes):
        codes = [pdfium.FPDFText_GetUnicode(text, index) for index in range(count)]
    return "".join("\ufffd" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code) for code in codes)


def _style(text: Any, index: int, bounds: Box) -> Style:
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
    return Style(
        round(base, 1),
        round(max(size, 0.5), 1),
        bool(BOLD.search(name.value)),
        turn,
        name.value.decode(errors="replace"),
        _shade(text, index),
    )


def _shade(text: Any, index: int) -> int | None:
    mode = pdfium.FPDFTextObj_GetTextRenderMode(pdfium.FPDFText_GetTextObject(text, index))
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    known = pdfium.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
    if mode in UNDRAWN or (known and alpha.value < FAINTEST):
        return None
    if not known or mode == pdfium.FPDF_TEXTRENDERMODE_STROKE:
        return 0
    return (3 * red.value + 6 * green.value + blue.value) // 10
