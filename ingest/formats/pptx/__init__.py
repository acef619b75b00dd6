"""Slides, by python-pptx: a slide is a page, its title a heading; text, tables and notes in reading order."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from lxml.etree import _Element
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.opc.package import PartFactory
from pptx.oxml.ns import qn
from pptx.package import Package
from pptx.parts.presentation import PresentationPart
from pptx.presentation import Presentation
from pptx.shapes.autoshape import Shape
from pptx.shapes.base import BaseShape
from pptx.shapes.graphfrm import GraphicFrame
from pptx.shapes.group import GroupShape
from pptx.slide import Slide
from pptx.table import Table
from pptx.util import Cm

from ingest.errors import PaperError
from ingest.formats.compose import Element, compose
from ingest.formats.drawings import chart, diagram, parsed, parts_of
from ingest.formats.lines import COMMENTS, CURES, STRUCK
from ingest.formats.office import company, opened, title, with_words
from ingest.formats.pptx.text import NOT_STRUCK, elements, words_of
from ingest.formats.slide_order import Box, below_its_own, in_order, title_of
from ingest.formats.table_heads import Cell
from ingest.formats.tables import table
from ingest.paper import Outline, ReadingWarning

TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE, PP_PLACEHOLDER.VERTICAL_TITLE)
FURNITURE = (PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER, PP_PLACEHOLDER.SLIDE_NUMBER)
PLACE = f"{qn('p:nvSpPr')}/{qn('p:nvPr')}/{qn('p:ph')}"
# Presentations with macros, of which python-pptx knows one kind only; the macros are in a part that nothing reads
PartFactory.part_type_for |= dict.fromkeys(
    (
        "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml",
        "application/vnd.ms-powerpoint.template.macroEnabled.main+xml",
    ),
    PresentationPart,
)


def read(path: Path) -> Outline:
    """`page` is the position of a slide in the file; hidden slides keep their position, but not their words."""
    with opened(path) as stream:
        deck = _deck(Package.open(stream))
        slides = list(deck.slides)
        found: list[Element] = []
        for page, slide in enumerate(slides, 1):
            found += below_its_own(list(_slide(slide, page)), page, found)
        first = next((element.text for element in found if element.page == 1 and element.kind == "heading"), None)
        stated = title(deck.core_properties.title, [element for element in found if element.page == 1], first)
        outline = compose(found, len(slides), stated, company(stream))
        return with_words(replace(outline, warnings=tuple(_not_read(slides))))


def _deck(package: Package) -> Presentation:
    part = package.main_document_part
    if not isinstance(part, PresentationPart):
        raise PaperError("this file is no presentation", "open it in PowerPoint and save it as .pptx")
    return part.presentation


def _not_read(slides: list[Slide]) -> Iterator[ReadingWarning]:
    for page, slide in enumerate(slides, 1):
        if _is_hidden(slide):
            yield ReadingWarning("hidden slides", CURES["hidden slides"], page)
            continue
        if any(run.get("strike", NOT_STRUCK) != NOT_STRUCK for run in slide.element.iter(qn("a:rPr"))):
            yield ReadingWarning(STRUCK, CURES[STRUCK], page)
        if any(relation.reltype.endswith("/relationships/comments") for relation in slide.part.rels.values()):
            yield ReadingWarning(COMMENTS, CURES[COMMENTS], page)


def _is_hidden(slide: Slide) -> bool:
    return slide.element.get("show") in ("0", "false")


def _slide(slide: Slide, page: int) -> Iterator[Element]:
    if _is_hidden(slide):
        return
    shapes = list(_printed(slide.shapes))
    titles = [shape for shape, _ in shapes if isinstance(shape, Shape) and _placeholder(shape) in TITLES]
    heading = next(iter(titles), None) or _topmost([shape for shape, _ in shapes])
    if heading is not None:
        yield Element("heading", words_of(heading.text_frame._txBody), level=1, page=page)
    for shape, is_head in shapes:
        if shape is heading:
            continue
        if is_head and isinstance(shape, Shape):
            yield Element("heading", words_of(shape.text_frame._txBody), level=2, page=page)
        else:
            yield from _shape(shape, slide, page)
    notes = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    if notes is not None and notes.text.strip():
        yield Element("heading", "Notes", level=2, page=page)
        yield from elements(notes._txBody, page, ())


def _printed(shapes: Iterable[BaseShape]) -> Iterator[tuple[BaseShape, bool]]:
    """The shapes that show words of the slide itself, in the order in which they are read, and whether each is the
    head of a column; groups stay together.
    """
    shown = [shape for shape in shapes if _placeholder(shape) not in FURNITURE and _says(shape)]
    for at, is_head in in_order([_box(shape) for shape in shown]):
        shape = shown[at]
        if isinstance(shape, GroupShape):
            yield from _printed(shape.shapes)
        else:
            yield shape, is_head


def _says(shape: BaseShape) -> bool:
    hidden = shape._element.xpath("./*/p:cNvPr[@hidden='1' or @hidden='true']")
    return not hidden and (not isinstance(shape, Shape) or bool(shape.text_frame.text.strip()))


def _box(shape: BaseShape) -> Box:
    left = (shape.left or 0) / Cm(1)
    words = shape.text_frame.text if isinstance(shape, Shape) else ""
    return Box((shape.top or 0) / Cm(1), left, left + (shape.width or 0) / Cm(1), words)


def _topmost(shapes: Sequence[BaseShape]) -> Shape | None:
    """What stands over the others as a title, on a slide that has none."""
    over = title_of([_box(shape) for shape in shapes])
    shape = None if over is None else shapes[over]
    return shape if isinstance(shape, Shape) else None


def _placeholder(shape: BaseShape) -> PP_PLACEHOLDER | None:
    return shape.placeholder_format.type if shape.is_placeholder else None


def _shape(shape: BaseShape, slide: Slide, page: int) -> Iterator[Element]:
    if isinstance(shape, Shape):
        yield from elements(shape.text_frame._txBody, page, _styles(shape, slide))
    elif isinstance(shape, GraphicFrame) and shape.has_table:
        yield from table(list(_rows(shape.table)), int(shape.table.first_row), page)
    elif isinstance(shape, GraphicFrame):
        yield from _drawn(shape, slide, page)


def _styles(shape: Shape, slide: Slide) -> list[_Element]:
    """The list styles that apply to a shape: its own, then those of its place in the layout and in the master."""
    own = shape.element.find(PLACE)
    texts: list[_Element] = [shape.element]
    if own is not None:
        master = slide.slide_layout.slide_master.element
        in_layout = [(place, text) for place, text in _places(slide.slide_layout.element) if _same(place, own, "idx")]
        kind = in_layout[0][0] if in_layout else own
        texts += [text for _, text in in_layout]
        texts += [text for place, text in _places(master) if _same(place, kind, "type")]
        texts += list(master.iter(qn("p:txStyles")))
    found = [text.find(f"{qn('p:txBody')}/{qn('a:lstStyle')}") for text in texts]
    found += [text.find(qn("p:bodyStyle")) for text in texts]
    return [style for style in found if style is not None]


def _places(element: _Element) -> Iterator[tuple[_Element, _Element]]:
    """The placeholders of a layout or master, each with its shape."""
    for shape in element.iter(qn("p:sp")):
        place = shape.find(PLACE)
        if place is not None:
            yield place, shape


def _same(place: _Element, other: _Element, name: str) -> bool:
    """Content of any kind ('obj', the default) takes the place of the body in the master."""
    ours, theirs = (("body" if (value := element.get(name)) in (None, "obj") else value) for element in (place, other))
    return ours == theirs


def _rows(grid: Table) -> Iterator[list[Cell]]:
    for row in grid.rows:
        cells = [(at, cell) for at, cell in enumerate(row.cells) if not cell.is_spanned]
        texts = [(at, words_of(cell.text_frame._txBody), cell) for at, cell in cells]
        yield [Cell(text, at, cell.span_width, rows=cell.span_height) for at, text, cell in texts if text]


def _drawn(frame: GraphicFrame, slide: Slide, page: int) -> Iterator[Element]:
    """The figures of a chart, or the words of a SmartArt diagram."""
    for kind, relation in parts_of(frame._element):
        root = parsed(slide.part.related_part(relation).blob)
        if kind == "chart":
            yield from chart(root, page)
        else:
            yield from (Element("item", words, 1, page, "•") for words in diagram(root))
