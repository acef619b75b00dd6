"""PDF: reads the text layer, or where there is none the picture, as a person reads the page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.errors import PaperError
from ingest.formats.compose import Element, compose
from ingest.formats.lines import HIDDEN, STRUCK, not_read
from ingest.formats.pdf.agenda import agenda_items
from ingest.formats.pdf.alignment import aligned_tables
from ingest.formats.pdf.blocks import elements
from ingest.formats.pdf.blocks import title as printed_title
from ingest.formats.pdf.bookmarks import Bookmark, bookmarks, under
from ingest.formats.pdf.boxed import take_boxes
from ingest.formats.pdf.bullet_signs import bullet_signs
from ingest.formats.pdf.columned import columned_tables
from ingest.formats.pdf.furniture import without_furniture, without_running_tables
from ingest.formats.pdf.glyphs import Marks, marks
from ingest.formats.pdf.layout import Flow, flows, with_side_notes
from ingest.formats.pdf.ligatures import ligatures, repaired
from ingest.formats.pdf.line_numbers import without_line_numbers
from ingest.formats.pdf.mirrored import mirrored
from ingest.formats.pdf.page_labels import printed_labels, stated_labels
from ingest.formats.pdf.pages import in_order
from ingest.formats.pdf.paragraphs import all_lines, measure
from ingest.formats.pdf.scans import (
    FEWEST_LETTERS,
    LOST,
    SCAN_AGAIN,
    Recognised,
    is_scan,
    letters,
    recognised,
    rendered,
)
from ingest.formats.pdf.span import Span
from ingest.formats.pdf.tables import Box, Table, boxes, take_tables
from ingest.formats.pdf.words import NOISE, TRANSLATION, clean, is_shifted, unshifted
from ingest.paper import Outline, ReadingWarning

FEWEST_LOST, MOST_LOST = 10, 0.02  # letters of a page, and their share, that may be lost: bullets and signs often are
ATTACHED = ReadingWarning("attached files", "if they count, save them from the PDF and add them")
STAMP = re.compile(r"(?:draft|superseded|withdrawn|obsolete)\b.*", re.IGNORECASE)
# what programs write into the title by themselves: file names, addresses, 'Microsoft Word - x'
FILE_NAME = re.compile(
    r"microsoft \w+ - |.*\.(?:docx?|xlsx?|pptx?|pdf|indd|qxd|exe|rtf|odt|txt|html?|cdr|ai|pub)$|\S*[_/\\]\S*$|.*://"
    r"|(?:untitled|document|slide|presentation|book|layout|powerpoint|blank|new|title|report|page)\s*\w*\s*\d*$|[\d\W_]*$",
    re.IGNORECASE,
)


def read(path: Path) -> Outline:
    try:
        pdf = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        raise _cannot_open(error, path) from None
    try:
        if pdf.get_formtype() != pdfium.FORMTYPE_NONE:
            pdf.init_forms()
        pages = [_marks(pdf, index) for index in range(len(pdf))]
        _repair_letters(pages)
        read = recognised(pages, lambda number: rendered(pdf, number))
        title, outer, labels = _stated_title(pdf), bookmarks(pdf), stated_labels(pdf)
        attached = pdf.count_attachments()
    finally:
        pdf.close()
    _need_letters(read)
    outline = laid_out(read, title, outer)
    warnings = (*outline.warnings, ATTACHED) if attached else outline.warnings
    return replace(outline, labels=labels or outline.labels, warnings=warnings)


def _cannot_open(error: pypdfium2.PdfiumError, path: Path) -> PaperError:
    if error.err_code in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
        return PaperError("this PDF is locked with a password", "save a copy without the password and add that")
    if path.stat().st_size == 0:
        return PaperError("this file is empty", "fetch or save it again")
    return PaperError("this PDF is damaged, or is not a PDF", "open it in a PDF viewer, save it again and add the copy")


def _marks(pdf: pypdfium2.PdfDocument, index: int) -> Marks:
    try:
        page = pdf[index]
    except pypdfium2.PdfiumError:
        raise PaperError(
            f"page {index + 1} of this PDF is damaged", "open it in a PDF viewer, save it again and add the copy"
        ) from None
    try:
        return marks(page)
    finally:
        page.close()


def _need_letters(read: Recognised) -> None:
    if any(letters(page) >= FEWEST_LETTERS for page in read.pages):
        return
    if read.hindrance:
        raise PaperError(f"this PDF is a scan, and {read.hindrance}", read.hindrance.cure)
    if any(map(is_scan, read.pages)):
        raise PaperError("this PDF is a scan, and no words were found on its pages", SCAN_AGAIN)
    if not any(letters(page) for page in read.pages):
        raise PaperError("this PDF has no text", "check that it is the right file")


def laid_out(read: Recognised, title: str | None, outer: Sequence[Bookmark] = ()) -> Outline:
    """The paper that these pages make, under the headings of its bookmarks or the items of its agenda."""
    pages = [mirrored(page) for page in read.pages]
    tables: list[list[Table]] = []
    boxed: list[list[tuple[Box, list[Span]]]] = []
    spans: list[list[Span]] = []
    for page in pages:
        enclosed = boxes(page.rules)
        found, rest = take_tables(page.spans, enclosed)
        tables.append(found)
        apart, rest = take_boxes(rest, enclosed)
        boxed.append(apart)
        spans.append(without_line_numbers(rest))
    heights = [page.height for page in pages]
    labels = printed_labels(spans, heights)
    spans = without_furniture(spans, heights)
    beside = [[*rest, *(span for _, held in apart for span in held)] for rest, apart in zip(spans, boxed, strict=True)]
    tables = without_running_tables(tables, beside, heights)
    for index, held in enumerate(spans):
        found, rest = aligned_tables(held)
        columned, spans[index] = columned_tables(rest)
        tables[index] += [*found, *columned]
    read_pages = [with_side_notes([*rest, *found]) for rest, found in zip(spans, tables, strict=True)]
    for number, page_flows in enumerate(read_pages, start=1):
        page_flows += (replace(flow, aside=box) for box, held in boxed[number - 1] for flow in flows(held))
        _number(page_flows, number)
    usual = measure(flow for page_flows in read_pages for flow in page_flows)
    text = in_order(read_pages, usual)
    said = [*_stamped(pages), *elements(text, usual)]
    marked = under(said, outer or agenda_items(said, len(pages)))
    outline = compose(marked, len(pages), title or printed_title(text, usual))
    told = {warning.page for warning in read.warnings}
    warnings = (*read.warnings, *(warning for warning in _not_read(pages) if warning.page not in told))
    return replace(outline, warnings=warnings, recognised=read.numbers, labels=labels)


def _stamped(pages: Sequence[Marks]) -> Iterator[Element]:
    """What a stamp across the first page says of the paper's standing."""
    stamp = clean(pages[0].stamp) if pages else ""
    if STAMP.fullmatch(stamp):
        yield Element("paragraph", stamp, page=1)


def _not_read(pages: list[Marks]) -> Iterator[ReadingWarning]:
    """The pages with struck or hidden words, or with letters that their font does not tell."""
    for number, page in enumerate(pages, 1):
        left_out = {name for name, was in ((STRUCK, page.struck), (HIDDEN, page.hidden)) if was}
        yield from (replace(warning, page=number) for warning in not_read(left_out))
        lost = sum(len(hidden[0]) for span in page.spans for hidden in NOISE.finditer(span.text.translate(TRANSLATION)))
        if lost >= FEWEST_LOST and lost > MOST_LOST * letters(page):
            yield ReadingWarning(LOST, "look at the page itself, or add it as text", number)


def _repair_letters(pages: list[Marks]) -> None:
    spans = [span for page in pages for span in page.spans]
    if is_shifted(" ".join(span.text for span in spans)):
        for span in spans:
            span.text = unshifted(span.text)
    if found := ligatures(span.text for span in spans):
        for span in spans:
            span.text = repaired(span.text, found)
    if signs := bullet_signs(page.spans for page in pages):
        for span in spans:
            span.text = "".join("•" if char in signs else char for char in span.text)


def _number(page_flows: list[Flow], number: int) -> None:
    for flow in page_flows:
        for line in all_lines(flow):
            line.page = number


def _stated_title(pdf: pypdfium2.PdfDocument) -> str | None:
    title = clean(pdf.get_metadata_value("Title") or "")
    return title if len(title) > 4 and " " in title and not FILE_NAME.match(title) else None
