"""What is printed before the words of a block on a web page: bullets, typed numbers, and those that a browser adds."""

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

from ingest.formats.markers import depth, is_section, marker

# '(a)', '(1A)', '(c-1)', '(a)(1)' and '§ 1–1001.01.', as statutes print them
BRACKETS = r"\((?:\d{1,3}[A-Za-z]{0,2}|[A-Za-z]{1,2}|[ivxlIVXL]{1,6})(?:-\w{1,3})?\)"
PROVISION = re.compile(rf"(?P<number>(?:{BRACKETS})+|§+\s*[\dA-Z][\w.:–-]*\w)\.?\s+(?=\S)")


@dataclass(frozen=True)
class Printed:
    """What is printed before the words, which begin `at`; `listed` where it marks an item rather than a section."""

    at: int = 0
    number: str | None = None
    bulleted: bool = False
    listed: bool = False


def printed_marker(text: str) -> Printed:
    if match := PROVISION.match(text):
        number = match["number"]
        alone = number.startswith("(") and number.count("(") == 1
        return Printed(match.end(), number.strip("()") if alone else number, False, number.startswith("("))
    at, number, bulleted = marker(text, 0, len(text))
    return Printed(at, number, bulleted, bulleted or (number is not None and _is_item(number)))


def lone_marker(printed: str) -> Printed:
    """The marker in an element of its own."""
    number = printed.strip("().")
    if not number.isascii() or not any(map(str.isalnum, number)):
        return Printed(bulleted=True, listed=True)
    return Printed(number=number, listed=_is_item(number))


def _is_item(number: str) -> bool:
    return not is_section(number) or depth(number) == 1


def ordinal(node: HtmlElement) -> str:
    """The bullet or number that a browser prints before a list item."""
    parent = node.getparent()
    if parent is None or parent.tag != "ol":
        return "•"
    style = parent.get("type", "1")
    place = int(parent.get("start", "1")) if re.fullmatch(r"-?\d+", parent.get("start", "1")) else 1
    for item in parent.iterchildren("li"):
        if re.fullmatch(r"-?\d+", item.get("value", "")):
            place = int(item.get("value", ""))
        if item is node:
            break
        place += 1
    return f"{_numeral(place, style)}."


def _numeral(place: int, style: str) -> str:
    if style in ("a", "A") and 0 < place < 27:
        return chr(ord(style) + place - 1)
    if style in ("i", "I") and 0 < place < 40:
        tens, ones = divmod(place, 10)
        roman = "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[ones]
        return roman if style == "i" else roman.upper()
    return str(place)
