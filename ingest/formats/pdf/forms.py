"""What is filled into the fields of a PDF form, as text at the place of each field."""

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.formats.characters import TICKED
from ingest.formats.pdf.strikes import Box

MOST_FIELDS = 2000  # on a page; the fullest form seen has 180
LONGEST = 20_000  # characters in a field
LARGEST, SMALLEST = 11.0, 6.0  # points: letters in a field have no size of their own
WRITTEN = {pdfium.FPDF_FORMFIELD_TEXTFIELD, pdfium.FPDF_FORMFIELD_COMBOBOX, pdfium.FPDF_FORMFIELD_LISTBOX}
BOXES = {pdfium.FPDF_FORMFIELD_CHECKBOX, pdfium.FPDF_FORMFIELD_RADIOBUTTON}
UNSEEN = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW


def filled(page: pypdfium2.PdfPage) -> Iterator[tuple[str, Box]]:
    """The lines in the fields of a page and those typed on it, each with its place; of tick boxes, those ticked."""
    form = page.formenv
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page.raw), MOST_FIELDS)):
        annotation = pdfium.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        try:
            yield from _lines(form.raw if form else None, annotation)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _lines(form: Any, annotation: Any) -> Iterator[tuple[str, Box]]:
    rect = pdfium.FS_RECTF()
    if pdfium.FPDFAnnot_GetFlags(annotation) & UNSEEN or not pdfium.FPDFAnnot_GetRect(annotation, rect):
        return
    subtype = pdfium.FPDFAnnot_GetSubtype(annotation)
    if subtype == pdfium.FPDF_ANNOT_FREETEXT:
        text = _typed(annotation)
    elif subtype == pdfium.FPDF_ANNOT_WIDGET and form is not None:
        kind = pdfium.FPDFAnnot_GetFormFieldType(form, annotation)
        ticked = kind in BOXES and pdfium.FPDFAnnot_IsChecked(form, annotation)
        text = TICKED if ticked else _value(form, annotation) if kind in WRITTEN else ""
    else:
        return
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    height = (rect.top - rect.bottom) / max(len(lines), 1)
    for at, line in enumerate(lines):
        top = rect.top - at * height
        yield line, (rect.left, top - height, rect.right, top)


def _value(form: Any, annotation: Any) -> str:
    return _text(lambda buffer, length: pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, length))


def _typed(annotation: Any) -> str:
    """What was typed on the page itself, as people do who fill in a form without fields."""
    return _text(lambda buffer, length: pdfium.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, length))


def _text(written: Callable[[Any, int], int]) -> str:
    length = written(None, 0)
    if not 2 < length <= 2 * LONGEST:
        return ""
    buffer = (ctypes.c_ushort * (length // 2 + 1))()
    written(buffer, length)
    return bytes(buffer)[: length - 2].decode("utf-16-le", "replace")
