"""Boxes beside the text of a PDF page, such as one of key facts: what is in them is read apart."""

from ingest.formats.pdf.span import Span
from ingest.formats.pdf.strikes import Box
from ingest.formats.pdf.tables import frames

MOST = 6  # boxes on a page; more are a form
WIDEST = 0.7  # of the width of all text: a wider box has nothing beside it
FEWEST_LINES = 2  # in a box, and beside it
MOSTLY = 0.4  # of the letters of a page: a box with more is the page's text itself


def take_boxes(spans: list[Span], enclosed: list[Box]) -> tuple[list[tuple[Box, list[Span]]], list[Span]]:
    """Each box that has text beside it with its spans, and the spans in none of them; `enclosed` is what lines make."""
    boxes = frames(enclosed)
    if not spans or not 0 < len(boxes) <= MOST:
        return [], spans
    width = max(span.x1 for span in spans) - min(span.x0 for span in spans)
    letters = sum(len(span.text) for span in spans)
    taken: list[tuple[Box, list[Span]]] = []
    rest = spans
    for box in boxes:
        held = [span for span in rest if _is_in(span, box)]
        beside = [span for span in spans if _is_beside(span, box)]
        text = [span for span in beside if not any(_is_in(span, other) for other in boxes)]
        lines = len({span.base for span in held})
        # Boxes side by side are columns, unless each has a figure and what it counts
        around = len({span.base for span in (beside if lines == FEWEST_LINES else text)})
        enough = min(lines, around) >= FEWEST_LINES
        few = sum(len(span.text) for span in held) < MOSTLY * letters
        if enough and few and box[2] - box[0] < WIDEST * width:
            taken.append((box, held))
            rest = [span for span in rest if not _is_in(span, box)]
    return taken, rest


def _is_in(span: Span, box: Box) -> bool:
    return box[0] <= (span.x0 + span.x1) / 2 <= box[2] and box[1] <= span.base - 0.3 * span.size <= box[3]


def _is_beside(span: Span, box: Box) -> bool:
    return box[1] <= span.base - 0.3 * span.size <= box[3] and (span.x1 <= box[0] or span.x0 >= box[2])
