"""The styles of an OpenDocument text: names, bold, hidden, sizes, and how its lists are numbered."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml.etree import _Element

from ingest.formats.counting import letters, roman
from ingest.formats.lines import Counted

SPACES = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "presentation": "urn:oasis:names:tc:opendocument:xmlns:presentation:1.0",
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
}
LEVELS = 10  # in a list in OpenDocument
OUTLINE = ""  # the list that numbers headings


def qn(name: str) -> str:
    prefix, local = name.split(":")
    return f"{{{SPACES[prefix]}}}{local}"


@dataclass(frozen=True)
class Level:
    """`pattern` has '%1%' where the count of level 1 is printed; `formats` are those of the levels down to this one."""

    pattern: str
    format: str
    start: int = 1


class Styles:
    """Looks properties up through the parents of a style; styles made for one paragraph come first."""

    def __init__(self, *roots: _Element):
        self._styles = {
            (style.get(qn("style:family"), ""), style.get(qn("style:name"), "")): style
            for root in roots
            for style in root.iter(qn("style:style"))
        }
        self.lists = {
            style.get(qn("style:name"), ""): _levels(style)
            for root in roots
            for style in root.iter(qn("text:list-style"))
        }
        self.lists[OUTLINE] = next(
            (_levels(style) for root in roots for style in root.iter(qn("text:outline-style"))), {}
        )

    def named(self, name: str | None) -> str:
        """The name that a person chose: the parent's, where a style was made for one paragraph."""
        names = [style.get(qn("style:name"), "") for style in self._family("paragraph", name)]
        return next((own for own in names if not re.fullmatch(r"P\d+", own)), "").replace("_20_", " ").casefold()

    def is_title(self, name: str | None) -> bool:
        return any(style.get(qn("style:name")) == "Title" for style in self._family("paragraph", name))

    def outline(self, name: str | None) -> int | None:
        level = self._stated("paragraph", name, qn("style:default-outline-level"))
        return int(level) if level and level.isdecimal() else None

    def list_of(self, name: str | None) -> str | None:
        return self._stated("paragraph", name, qn("style:list-style-name"))

    def text(self, family: str, name: str | None, key: str) -> str | None:
        """A property of the letters, such as 'fo:font-weight'; None if nothing states it."""
        return self._property(family, name, "style:text-properties", key)

    def table(self, name: str | None, key: str) -> str | None:
        """A property of a table, such as 'table:display'; None if nothing states it."""
        return self._property("table", name, "style:table-properties", key)

    def slide(self, name: str | None, key: str) -> str | None:
        """A property of a slide, such as 'presentation:visibility'; None if nothing states it."""
        return self._property("drawing-page", name, "style:drawing-page-properties", key)

    def _property(self, family: str, name: str | None, part: str, key: str) -> str | None:
        found = (each.get(qn(key)) for style in self._family(family, name) for each in style.iterchildren(qn(part)))
        return next((value for value in found if value is not None), None)

    def _stated(self, family: str, name: str | None, key: str) -> str | None:
        return next((value for style in self._family(family, name) if (value := style.get(key)) is not None), None)

    def _family(self, family: str, name: str | None) -> Iterator[_Element]:
        seen: set[str] = set()
        while name and name not in seen and (family, name) in self._styles:
            seen.add(name)
            yield self._styles[family, name]
            name = self._styles[family, name].get(qn("style:parent-style-name"))


class Counters:
    """Counts the items of lists: a list continues where it says that it continues another."""

    def __init__(self, styles: Styles):
        self._styles = styles
        self._counts: dict[str, dict[int, int]] = {}

    def next(self, key: str, style: str, depth: int, start: int | None = None) -> Counted | None:
        """Counts one item of the list `key` at `depth` (from 0); `start` if the item starts again at a number."""
        levels = self._styles.lists.get(style, {})
        level = levels.get(depth) if depth < LEVELS else None
        if level is None:
            return None
        counts = self._counts.setdefault(key, {})
        counts[depth] = start if start is not None else counts[depth] + 1 if depth in counts else level.start
        for deeper in [other for other in counts if other > depth]:
            del counts[deeper]
        for upper in range(depth):
            counts.setdefault(upper, levels[upper].start if upper in levels else 1)
        marker = re.sub(r"%(\d+)%", lambda match: _sign(levels, counts, int(match[1]) - 1), level.pattern)
        return Counted(" ".join(marker.split()), depth, f"{style}.{depth}")


def _sign(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
    count, format = counts.get(depth, 1), levels[depth].format if depth in levels else "1"
    sign = letters(count) if format in "aA" else roman(count) if format in "iI" else str(count)
    return sign.upper() if format in "AI" else sign


def _levels(style: _Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for element in style:
        depth = element.get(qn("text:level"), "")
        if not depth.isdecimal():
            continue
        numbered = element.tag in (qn("text:list-level-style-number"), qn("text:outline-level-style"))
        format = element.get(qn("style:num-format"), "") if numbered else ""
        start = element.get(qn("text:start-value"), "1")
        pattern = _pattern(element, int(depth), format, levels) if numbered else "•"
        levels[int(depth) - 1] = Level(pattern, format, int(start) if start.isdecimal() else 1)
    return levels


def _pattern(element: _Element, depth: int, format: str, levels: dict[int, Level]) -> str:
    written = element.get(qn("loext:num-list-format"))
    if written is not None:
        return written
    shown = element.get(qn("text:display-levels"), "1")
    first = depth + 1 - (int(shown) if shown.isdecimal() else 1)
    uppers = [at for at in range(max(1, first), depth) if at - 1 in levels and levels[at - 1].format]
    numbers = ".".join(f"%{at}%" for at in (*uppers, depth)) if format else ""
    return element.get(qn("style:num-prefix"), "") + numbers + element.get(qn("style:num-suffix"), "")
