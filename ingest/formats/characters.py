"""The characters of office texts: spaces of all widths, invisible marks, and the symbols of fonts such as Wingdings."""

import re
import unicodedata

TICKED, UNTICKED = "☒", "☐"
# What Symbol and Wingdings show for a code; programs store these in the private use area from F000.
SYMBOLS = {
    0x6F: UNTICKED,
    0x76: "❖",
    0x78: TICKED,
    0xA3: UNTICKED,
    0xA7: "▪",
    0xA8: UNTICKED,
    0xB7: "•",
    0xD8: "➢",
    0xE0: "→",
    0xFC: "✓",
    0xFE: TICKED,
}
# What the letters of the font Symbol are, by their codes
SYMBOL_FONT = dict(
    zip(
        (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xA2, 0xA7), *range(0xAB, 0xBD), *range(0xD5, 0xDF)),
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ′≤⁄∞ƒ↔←↑→↓°±″≥×∝∂•÷≠≡≈…∏√⋅¬∧∨⇔⇐⇑⇒",
        strict=True,
    )
) | {0x2D: "−", 0x40: "≅", 0x5C: "∴", 0xC7: "∩", 0xC8: "∪", 0xCE: "∈", 0xE5: "∑", 0xF2: "∫"}
SYMBOLIC = re.compile(r"^(?:\w{6}\+)?symbol", re.IGNORECASE)  # the name of the font, in a PDF with a tag of six letters
PRIVATE = re.compile("[\uf000-\uf0ff]")
# the last are tags, which spell out text that no font shows
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\U000e0000-\U000e007f]")
UNSEEN = 2  # points; letters this small are there to be hidden, not to be read
FIRST_LEFTWARDS = "\u0590"  # the first letter of any script that runs from right to left
RAISED = str.maketrans("0123456789-−–", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁻⁻")
NOTE = re.compile(r"(?!\d+,\d{3}\b|.*\d{5})[\d*†‡§,\s–]{1,15}$")  # '3', '3,4', '12–14', '*'; not '1,000'
BRACKETED = re.compile(r"(?:[(\[](?:\d{1,3}|[a-z]|[*†‡§])[)\]][\s,]*)+$")  # '(1)', '[b]'
LETTERED = re.compile(r"[a-df-h](?:,\s?[a-df-h])*$")  # 'a', 'a,b'; an 'e' may be part of a word in French
POWER = re.compile(r"[-−–]\d{1,2}$")
WORD = re.compile(r"[^\W\d_]{3}[)\]]?$")  # the end of one
# A raised figure after one of these is the mark of a note: a year, an amount, a share, a figure of three digits or more
COUNTED = re.compile(r"(?:[£$€][\d.,]*\d[kmb]?|\d[\d.,]*\d\d|\d[\d.,]*%|\d%)$", re.IGNORECASE)
UNIT = re.compile(r"(?<![^\W_])(?:[^\W_]{1,2}|[^\W\d_]\d{1,2})$")
LONGEST_FIGURE = 40  # characters
SPACES = re.compile("[ \u00a0\u2002-\u200a\u202f]+")


def is_leftwards(text: str) -> bool:
    """Whether the letters of a text run from right to left, as those of Hebrew and Arabic do, or most of them."""
    if max(text, default="") < FIRST_LEFTWARDS:  # nearly all texts
        return False
    letters = [unicodedata.bidirectional(char) for char in text if char.isalpha()]
    return 2 * sum(kind in ("R", "AL") for kind in letters) > len(letters)


def raised(text: str, before: str) -> str:
    """A superscript as it reads after the words `before`: a power stays one ('km²'), the mark of a note is dropped."""
    mark, before = text.strip(), before[-LONGEST_FIGURE:]
    if POWER.match(mark) and before[-1:].isalnum():
        return mark.translate(RAISED)
    if BRACKETED.match(mark) or (LETTERED.match(mark) and (WORD.search(before) or COUNTED.search(before))):
        return "" if before.strip() else text
    if not mark or not NOTE.match(mark):
        return text
    if mark.isdigit() and UNIT.search(before) and not COUNTED.search(before):
        return mark.translate(RAISED)
    return "" if before.strip() else text


def symbol(char: str, font: str) -> str:
    """What a character shows in a font: those of Symbol have codes of their own, often in the private use area."""
    code = ord(char) - 0xF000 if PRIVATE.match(char) else ord(char)
    return SYMBOL_FONT.get(code, char) if SYMBOLIC.search(font) else char


def tidy(text: str) -> str:
    """Single spaces, and symbols that any font has; tabs and line breaks stay, without spaces around them."""
    text = PRIVATE.sub(lambda match: SYMBOLS.get(ord(match[0]) - 0xF000, ""), INVISIBLE.sub("", text))
    return re.sub(r" *([\t\n]) *", r"\1", SPACES.sub(" ", text)).strip(" \n")
