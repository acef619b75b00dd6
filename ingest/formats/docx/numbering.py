"""Word's automatic numbers, counted from numbering.xml as Word prints them."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from docx.oxml.ns import qn
from lxml.etree import _Element

from ingest.formats.counting import letters, ordinal, roman
from ingest.formats.lines import Counted

PRINTED: dict[str, Callable[[int], str]] = {
    "lowerLetter": letters,
    "upperLetter": lambda count: letters(count).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda count: roman(count).upper(),
    "ordinal": ordinal,
    "decimalZero": lambda count: f"{count:02}",
    "none": lambda count: "",
}
LEVELS = 9  # in a list in Word


@dataclass(frozen=True)
class Level:
    """One level of a list: `restart` is the level (from 1) after which it starts again, None for any level above it."""

    format: str = "decimal"
    pattern: str = ""
    start: int = 1
    restart: int | None = None
    legal: bool = False
    style: str | None = None


class Numbering:
    """Counts paragraphs in document order: lists of one abstract list share their counters."""

    def __init__(self, root: _Element | None):
        self._abstract: dict[str, dict[int, Level]] = {}
        self._instances: dict[str, tuple[str, dict[int, Level]]] = {}
        self._fresh: set[tuple[str, int]] = set()
        self._counts: dict[str, dict[int, int]] = {}
        if root is not None:
            self._read(root)

    def _read(self, root: _Element) -> None:
        shared = {element.get(qn("w:abstractNumId"), ""): element for element in root.iterchildren(qn("w:abstractNum"))}
        styled = {_value(element, "w:styleLink") or " ": key for key, element in shared.items()}
        for key, element in shared.items():
            self._abstract[key] = _levels(element)
        for instance in root.iterchildren(qn("w:num")):
            number, key = instance.get(qn("w:numId"), ""), _value(instance, "w:abstractNumId") or ""
            if key not in shared:
                continue
            key = styled.get(_value(shared[key], "w:numStyleLink") or "", key)
            self._instances[number] = (key, self._overridden(number, self._abstract[key], instance))

    def _overridden(self, number: str, levels: dict[int, Level], instance: _Element) -> dict[int, Level]:
        levels = dict(levels)
        for override in instance.iterchildren(qn("w:lvlOverride")):
            depth = _whole(override.get(qn("w:ilvl")), 0)
            levels.update(_levels(override))
            start = _value(override, "w:startOverride")
            if start is not None:
                levels[depth] = replace(levels.get(depth, Level()), start=_whole(start, 1))
                self._fresh.add((number, depth))
        return levels

    def depth_of_style(self, number: str, style: str) -> int | None:
        """The level of a list that a paragraph style is linked to."""
        levels = self._instances.get(number, ("", {}))[1]
        return next((depth for depth, level in levels.items() if level.style == style), None)

    def next(self, number: str, depth: int) -> Counted | None:
        """Counts one paragraph of the list `number` (a w:numId) at `depth` (from 0); None if there is no such list."""
        key, levels = self._instances.get(number, ("", {}))
        level = levels.get(depth) if depth < LEVELS else None
        if level is None:
            return None
        counts = self._counts.setdefault(key, {})
        if (number, depth) in self._fresh or depth not in counts:
            self._fresh.discard((number, depth))
            counts[depth] = level.start
        else:
            counts[depth] += 1
        for deeper in [other for other in counts if other > depth]:
            restart = levels.get(deeper, Level()).restart
            if depth < (deeper if restart is None else restart):
                del counts[deeper]
        for upper in range(depth):
            counts.setdefault(upper, levels.get(upper, Level()).start)
        marker = "•" if level.format == "bullet" else _printed(level, levels, counts)
        return Counted(marker, depth, f"{key}.{depth}")


def _printed(level: Level, levels: dict[int, Level], counts: dict[int, int]) -> str:
    def part(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        form = "decimal" if level.legal else levels.get(at, Level()).format
        return PRINTED.get(form, str)(counts.get(at, 1))

    return " ".join(re.sub(r"%([1-9])", part, level.pattern).split())


def _levels(parent: _Element) -> dict[int, Level]:
    return {_whole(level.get(qn("w:ilvl")), 0): _level(level) for level in parent.iterchildren(qn("w:lvl"))}


def _level(element: _Element) -> Level:
    restart = _value(element, "w:lvlRestart")
    legal = element.find(qn("w:isLgl"))
    return Level(
        _value(element, "w:numFmt") or "decimal",
        _value(element, "w:lvlText") or "",
        _whole(_value(element, "w:start"), 0),
        None if restart is None else _whole(restart, 0),
        legal is not None and legal.get(qn("w:val")) not in ("0", "false"),
        _value(element, "w:pStyle"),
    )


def _value(element: _Element, name: str) -> str | None:
    child = element.find(qn(name))
    return None if child is None else child.get(qn("w:val"))


def _whole(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch(r"-?\d+", value) else otherwise
