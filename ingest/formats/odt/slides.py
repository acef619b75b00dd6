"""OpenDocument presentations: a slide is a page, its title a heading; text, tables and notes in their order."""

from collections.abc import Iterator
from dataclasses import replace

from lxml.etree import _Element

from ingest.formats.compose import Element
from ingest.formats.lines import Line, settled
from ingest.formats.odt.body import Body
from ingest.formats.odt.styles import Styles, qn

HIDDEN_SLIDES = "hidden slides"
FURNITURE = "date-time", "footer", "header", "page-number"


def elements_of(deck: _Element, styles: Styles, body: Body) -> tuple[list[Element], int]:
    """All elements, and the number of slides; a hidden slide keeps its position, but not its words."""
    slides = deck.findall(qn("draw:page"))
    found: list[Element] = []
    for page, slide in enumerate(slides, 1):
        if styles.slide(slide.get(qn("draw:style-name")), "presentation:visibility") == "hidden":
            body.left_out.add(HIDDEN_SLIDES)
        else:
            found += (replace(element, page=page) for element in _slide(slide, body))
    return found, len(slides)


def _slide(slide: _Element, body: Body) -> Iterator[Element]:
    notes: list[Line] = []
    lines: list[Line] = []
    for shape in slide:
        kind = shape.get(qn("presentation:class"))
        if shape.tag == qn("presentation:notes"):
            boxes = (box for box in shape if box.get(qn("presentation:class")) == "notes")
            notes = [line for box in boxes for line in body.lines(box)]
        elif kind == "title":
            words = " ".join(line.element.text for line in body.lines(shape))
            yield Element("heading", " ".join(words.split()), level=1)
        elif kind not in FURNITURE and isinstance(shape.tag, str):
            lines += body.lines(shape)
    yield from _below(lines)
    if any(line.element.text.strip() for line in notes):
        yield Element("heading", "Notes", level=2)
        yield from _below(notes)


def _below(lines: list[Line]) -> Iterator[Element]:
    """The elements of these lines, below the title of their slide."""
    for element in settled(lines):
        yield replace(element, level=element.level + 1) if element.kind == "heading" else element
