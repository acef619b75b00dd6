"""OpenDocument presentations: a slide is a page, its title a heading; text, tables and notes in their order."""

import re
from collections.abc import Iterator
from dataclasses import replace

from lxml.etree import _Element

from ingest.formats.compose import Element
from ingest.formats.lines import Line, settled
from ingest.formats.odt.body import Body
from ingest.formats.odt.styles import Styles, qn
from ingest.formats.slide_order import Box, below_its_own, in_order, title_of

HIDDEN_SLIDES = "hidden slides"
CENTIMETRES = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72}
LENGTH = re.compile(rf"(-?[\d.]{{1,20}})({'|'.join(CENTIMETRES)})")
FURNITURE = "date-time", "footer", "header", "page-number"


def elements_of(deck: _Element, styles: Styles, body: Body) -> tuple[list[Element], int]:
    """All elements, and the number of slides; a hidden slide keeps its position, but not its words."""
    slides = deck.findall(qn("draw:page"))
    found: list[Element] = []
    for page, slide in enumerate(slides, 1):
        if styles.slide(slide.get(qn("draw:style-name")), "presentation:visibility") == "hidden":
            body.left_out.add(HIDDEN_SLIDES)
        else:
            own = [replace(element, page=page) for element in _slide(slide, body)]
            found += below_its_own(own, page, found)
    return found, len(slides)


def _slide(slide: _Element, body: Body) -> Iterator[Element]:
    notes: list[Line] = []
    shown: list[_Element] = []
    title: _Element | None = None
    for shape in slide:
        kind = shape.get(qn("presentation:class"))
        if shape.tag == qn("presentation:notes"):
            boxes = (box for box in shape if box.get(qn("presentation:class")) == "notes")
            notes = [line for box in boxes for line in body.lines(box)]
        elif kind == "title" and title is None:
            title = shape
        elif kind not in FURNITURE and isinstance(shape.tag, str):
            shown.append(shape)
    places = [_box(shape) for shape in shown]
    over = title_of(places)
    if title is None and over is not None:
        title = shown.pop(over)
        places.pop(over)
    if title is not None:
        yield _heading(title, body, 1)
    for at, is_head in in_order(places):
        yield from [_heading(shown[at], body, 2)] if is_head else _below(list(body.lines(shown[at])))
    if any(line.element.text.strip() for line in notes):
        yield Element("heading", "Notes", level=2)
        yield from _below(notes)


def _heading(shape: _Element, body: Body, level: int) -> Element:
    words = " ".join(line.element.text for line in body.lines(shape))
    return Element("heading", " ".join(words.split()), level=level)


def _box(shape: _Element) -> Box:
    """Where a shape is; what has no place of its own, such as a group, is where the first of its shapes is."""
    placed = shape if shape.get(qn("svg:y")) else next((each for each in shape.iter() if each.get(qn("svg:y"))), shape)
    top, left, width = (_centimetres(placed.get(qn(name), "")) for name in ("svg:y", "svg:x", "svg:width"))
    words = "\n".join("".join(map(str, each.itertext())) for each in shape.iter(qn("text:p")))
    return Box(top, left, left + width, words)


def _centimetres(length: str) -> float:
    found = LENGTH.fullmatch(length)
    return float(found[1]) * CENTIMETRES[found[2]] if found else 0.0


def _below(lines: list[Line]) -> Iterator[Element]:
    """The elements of these lines, below the title of their slide."""
    for element in settled(lines):
        yield replace(element, level=element.level + 1) if element.kind == "heading" else element
