"""Cells whose letters do not all look alike: parts that are struck are left out, raised figures read as such."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lxml import etree
from openpyxl.cell.rich_text import CellRichText, TextBlock

from ingest.formats.characters import raised

ON = "1", "true", None  # the value of a property that is on


class RichPart(NamedTuple):
    text: str
    struck: bool = False
    raised: bool = False


def parts_of(value: CellRichText) -> Iterator[RichPart]:
    for part in value:
        if isinstance(part, TextBlock):
            yield RichPart(part.text, bool(part.font.strike), part.font.vertAlign == "superscript")
        else:
            yield RichPart(str(part))


def parts_of_string(string: etree._Element) -> list[RichPart]:
    """The parts of a string that stands in the cell itself; none if all its letters look alike."""
    return [
        RichPart(
            run.findtext("{*}t") or "",
            any(strike.get("val") in ON for strike in run.iterfind("{*}rPr/{*}strike")),
            any(place.get("val") == "superscript" for place in run.iterfind("{*}rPr/{*}vertAlign")),
        )
        for run in string.iterchildren("{*}r")
    ]


def as_read(parts: Iterable[RichPart]) -> tuple[str, bool]:
    """The words of a cell, and whether others were left out since they are struck."""
    words, struck = "", False
    for part in parts:
        if part.struck:
            struck |= bool(part.text.strip())
        else:
            words += raised(part.text, words) if part.raised else part.text
    return words, struck
