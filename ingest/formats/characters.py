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
PRIVATE = re.compile("[\uf000-\uf0ff]")
# the last are tags, which spell out text that no font shows
INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\U000e0000-\U000e007f]")
UNSEEN = 2  # points; letters this small are there to be hidden, not to be read
FIRST_LEFTWARDS = "\u0590"  # the first letter of any script that runs from right to left
RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
NOTE = re.compile(r"(?!\d+,\d{3}\b)[\d*†‡§,\s]{1,7}$")  # '3', '3,4', '*'; not '1,000'
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
    mark = text.strip()
    if not mark or not NOTE.match(mark):
        return text
    before = before[-LONGEST_FIGURE:]
    if mark.isdigit() and UNIT.search(before) and not COUNTED.search(before):
        return mark.translate(RAISED)
    return "" if before.strip() else text


def tidy(text: str) -> str:
    """Single spaces, and symbols that any font has; tabs and line breaks stay, without spaces around them."""
    text = PRIVATE.sub(lambda match: SYMBOLS.get(ord(match[0]) - 0xF000, ""), INVISIBLE.sub("", text))
    return re.sub(r" *([\t\n]) *", r"\1", SPACES.sub(" ", text)).strip(" \n")
