"""What drawings in office files say: the figures of charts and the words of diagrams, each in a part of its own."""

from collections.abc import Iterator
from itertools import islice

from lxml import etree
from lxml.etree import _Element

from ingest.formats.compose import Element
from ingest.formats.xlsx.shown import shown

NODES = "node", "asst", None  # the points of a diagram with words; the others connect them
MOST_POINTS = 2000  # of a series; more are a curve, which nobody reads as figures
VALUES, LABELS = ("val", "yVal"), ("cat", "xVal")
TEXT = "{http://schemas.openxmlformats.org/drawingml/2006/main}t"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# In a drawing, the elements that name the part of a chart or of a diagram, and the attributes with its relation
NAMED = {"chart": f"{RELATION}id", "relIds": f"{RELATION}dm"}


def parts_of(drawing: _Element) -> Iterator[tuple[str, str]]:
    """The charts and diagrams in a drawing: 'chart' or 'relIds', and the relation to its part."""
    for element in drawing.iter(*(f"{{*}}{name}" for name in NAMED)):
        name = etree.QName(element).localname
        if relation := element.get(NAMED[name]):
            yield name, relation


def parsed(part: bytes) -> _Element:
    return etree.fromstring(part, etree.XMLParser(resolve_entities=False))


def chart(root: _Element, page: int | None = None) -> list[Element]:
    """The title of a chart, and its figures as a table: a row for each category, a column for each series."""
    series = [each for each in root.iter("{*}ser") if next(each.iter("{*}pt"), None) is not None]
    names = [_joined(each.find("{*}tx"), "{*}v") for each in series]
    values = [_points(each, VALUES) for each in series]
    labels = {at: label for each in reversed(series) for at, label in _points(each, LABELS).items()}
    title = _joined(root.find("{*}chart/{*}title"), TEXT)
    found = [Element("paragraph", title, page=page)] if title and series else []
    found += [Element("row", " | ".join(filter(None, names)), page=page)] if any(names) else []
    for at in sorted({at for points in values for at in points}):
        held = [(name, points[at]) for name, points in zip(names, values, strict=True) if at in points]
        columns = ("", *(name for name, _ in held)) if any(names) else ()
        text = " | ".join([labels.get(at, str(at + 1)), *(figure for _, figure in held)])
        found.append(Element("row", text, page=page, columns=columns))
    return found


def diagram(root: _Element) -> list[str]:
    """The words of each part of a SmartArt diagram."""
    points = (point for point in root.iter("{*}pt") if point.get("type") in NODES)
    found = (_joined(point, TEXT) for point in points)
    return [words for words in found if words]


def _points(series: _Element, names: tuple[str, ...]) -> dict[int, str]:
    """By their place in the series, its labels or its figures as the chart shows them."""
    held = next((part for name in names if (part := series.find(f"{{*}}{name}")) is not None), None)
    if held is None:
        return {}
    form = next((each.text or "" for each in held.iter("{*}formatCode")), "")
    found: dict[int, str] = {}
    for point in islice(held.iter("{*}pt"), MOST_POINTS):
        at, text = point.get("idx", ""), " ".join((point.findtext("{*}v") or "").split())
        if at.isdecimal() and text:
            found[int(at)] = _figure(text, form)
    return found


def _figure(text: str, form: str) -> str:
    try:
        return shown(float(text), form if form.casefold() != "general" else "") if form else text
    except (ValueError, OverflowError):
        return text


def _joined(element: _Element | None, tag: str) -> str:
    return "" if element is None else " ".join(" ".join(text.text or "" for text in element.iter(tag)).split())
