"""Word's styles, resolved through their parents: heading levels, automatic numbers, bold, hidden and struck text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml.etree import _Element

HEADING = re.compile(r"heading ?(\d)")
CONTENTS = re.compile(r"toc ?(?:\d|heading)|contents ?(?:\d|heading)|table of (?:figures|authorities)|index \d")
BODY = 9  # the outline level that says 'not a heading'
DEFAULT_SIZE = 20  # half points, if a document states none


@dataclass(frozen=True)
class Style:
    """What a paragraph style says: `heading` 0 is the title; `number` a w:numId and `depth` its level, if stated.

    `family` has the ids of the style and of its parents, nearest first.
    """

    family: tuple[str, ...] = ()
    name: str = ""
    heading: int | None = None
    contents: bool = False
    number: str | None = None
    depth: int | None = None
    bold: bool = False
    hidden: bool = False
    struck: bool = False
    size: int = DEFAULT_SIZE


class Styles:
    def __init__(self, root: _Element):
        self._elements = {style.get(qn("w:styleId"), ""): style for style in root.iterchildren(qn("w:style"))}
        self._paragraphs: dict[str, Style] = {}
        self._default = next(
            (
                key
                for key, style in self._elements.items()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) == "1"
            ),
            "",
        )
        defaults = root.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        self._size = size(defaults) or DEFAULT_SIZE

    def paragraph(self, key: str | None) -> Style:
        """The style with this id; the default style where a paragraph names none or an unknown one."""
        key = key if key in self._elements else self._default
        assert key is not None
        if key not in self._paragraphs:
            self._paragraphs[key] = self._resolved(key)
        return self._paragraphs[key]

    def run(self, key: str | None, name: str) -> bool | None:
        """Whether a character style turns on a property such as 'w:b'; None if it does not say."""
        return next(
            (state for _, style in self._family(key) if (state := flag(style.find(qn("w:rPr")), name)) is not None),
            None,
        )

    def is_raised(self, key: str | None) -> bool:
        """Whether a character style raises its letters."""
        stated = (style.find(f"{qn('w:rPr')}/{qn('w:vertAlign')}") for _, style in self._family(key))
        place = next((each for each in stated if each is not None), None)
        return place is not None and place.get(qn("w:val")) == "superscript"

    def _resolved(self, key: str) -> Style:
        family = list(self._family(key))
        own = _name(family[0][1]) if family else ""
        numbers = [found for _, style in family if (found := numbering(style.find(qn("w:pPr")))) != (None, None)]
        sizes = [points for _, style in family if (points := size(style.find(qn("w:rPr"))))]
        return Style(
            tuple(key for key, _ in family),
            own,
            next((level for _, style in family if (level := _heading(style)) is not None), None),
            bool(CONTENTS.match(own)),
            next((number for number, _ in numbers if number), None),
            next((depth for _, depth in numbers if depth is not None), None),
            bool(self.run(key, "w:b")),
            bool(self.run(key, "w:vanish")),
            bool(self.run(key, "w:strike") or self.run(key, "w:dstrike")),
            sizes[0] if sizes else self._size,
        )

    def _family(self, key: str | None) -> Iterator[tuple[str, _Element]]:
        seen: set[str] = set()
        while key and key in self._elements and key not in seen:
            seen.add(key)
            yield key, self._elements[key]
            based = self._elements[key].find(qn("w:basedOn"))
            key = None if based is None else based.get(qn("w:val"))


def _name(style: _Element) -> str:
    name = style.find(qn("w:name"))
    return "" if name is None else name.get(qn("w:val"), "").casefold()


def _heading(style: _Element) -> int | None:
    """0 for the title, 1 to 9 for headings, BODY + 1 where the style says that it is not a heading."""
    name = _name(style)
    if name == "title":
        return 0
    level = outline(style.find(qn("w:pPr")))
    if level is not None:
        return level + 1
    match = HEADING.fullmatch(name)
    return int(match[1]) if match else None


def outline(properties: _Element | None) -> int | None:
    """The outline level of paragraph properties: 0 to 8, or BODY."""
    level = None if properties is None else properties.find(qn("w:outlineLvl"))
    value = None if level is None else level.get(qn("w:val"))
    return min(int(value), BODY) if value and value.isdecimal() else None


def numbering(properties: _Element | None) -> tuple[str | None, int | None]:
    """The list (w:numId) and the level in it that paragraph properties state; either may be missing."""
    stated = None if properties is None else properties.find(qn("w:numPr"))
    if stated is None:
        return None, None
    number, depth = stated.find(qn("w:numId")), stated.find(qn("w:ilvl"))
    value = None if depth is None else depth.get(qn("w:val"), "")
    return None if number is None else number.get(qn("w:val")), int(value) if value and value.isdecimal() else None


def flag(properties: _Element | None, name: str) -> bool | None:
    """An on-off property such as 'w:b': on, off, or not stated."""
    element = None if properties is None else properties.find(qn(name))
    return None if element is None else element.get(qn("w:val"), "1") not in ("0", "false", "off", "none")


def size(properties: _Element | None) -> int | None:
    element = None if properties is None else properties.find(qn("w:sz"))
    value = "" if element is None else element.get(qn("w:val"), "")
    return int(value) if value.isdecimal() else None
