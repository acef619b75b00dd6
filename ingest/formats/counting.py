"""List counters as they are printed: '3', 'c', 'IV', and the number in a marker such as '(a)'."""

import re

from ingest.formats.markers import marker

ROMAN = {
    "m": 1000,
    "cm": 900,
    "d": 500,
    "cd": 400,
    "c": 100,
    "xc": 90,
    "l": 50,
    "xl": 40,
    "x": 10,
    "ix": 9,
    "v": 5,
    "iv": 4,
    "i": 1,
}
LARGEST = 4000  # the largest count that is printed in letters or as a Roman number
NUMBER = re.compile(
    r"[(\[]?((?:[A-Za-z]{0,4}\.?)?\d+[A-Za-z]?(?:\.\w{1,4})*|[A-Za-z]{1,2}|[ivxlcdm]+|[IVXLCDM]+)[.)\]:]*$"
)


def letters(count: int) -> str:
    """a to z, then aa to zz: the same letter repeated, as in Word; a figure where that would fill the line."""
    if count < 1:
        return ""
    if count > LARGEST:
        return str(count)
    return chr(ord("a") + (count - 1) % 26) * ((count - 1) // 26 + 1)


def roman(count: int) -> str:
    if count > LARGEST:
        return str(count)
    printed = ""
    for sign, value in ROMAN.items():
        printed += sign * (count // value)
        count %= value
    return printed


def ordinal(count: int) -> str:
    ending = "th" if count % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


def number(printed: str) -> str | None:
    """The number without brackets and final dot: 'a' for '(a)', '3.2' for '3.2.'; None for a bullet or 'Annex A'."""
    match = NUMBER.match(printed)
    return match[1] if match else None


def typed(text: str) -> tuple[str, str | None, str]:
    """The marker, number and words of a paragraph that begins with a typed bullet or number."""
    first = text.split("\t")[0]
    if "\t" in text and first.isdecimal() and len(first) < 4:
        return first, first, text[len(first) :].strip()
    words, stated, _ = marker(text, 0, len(text))
    if stated and "." in stated and text[words].islower() and "\t" not in text[:words]:
        return "", None, text.strip()  # '1.5 million', not the number of a paragraph
    return text[:words].strip(), stated, text[words:].strip()
