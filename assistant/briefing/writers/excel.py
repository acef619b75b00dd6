"""Writes a pack as an Excel workbook, one row a question. Every cell is text, so none is a formula."""

import datetime
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from assistant.briefing.archive import timeless
from assistant.briefing.pack import Pack
from assistant.briefing.wording import line
from assistant.briefing.writers.rows import Cell, table, text
from assistant.text.sanitize import visible
from ingest.spans import Piece

LONGEST = 32_767  # characters in a cell, at most
WIDTHS = {"n": 5, "section": 18, "question": 40, "answer": 70, "passages": 70, "citations": 34}
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as A
CORE = "docProps/core.xml"


def render(pack: Pack) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.title = "Questions"
    names, rows = table(pack)
    head: list[Cell] = [(Piece(name),) for name in names]
    for r, row in enumerate([head, *rows], 1):
        for c, words in enumerate(row, 1):
            _write(sheet.cell(r, c), words)
    _lay_out(sheet, names)
    made = io.BytesIO()
    at = datetime.datetime.combine(pack.made, datetime.time())
    book.properties.title, book.properties.creator, book.properties.created = line(pack.title), "policy", at
    book.save(made)
    return timeless(made.getvalue(), {CORE: _dated(made.getvalue(), at)})


def _write(cell: Any, words: Cell) -> None:
    plain = _escaped(text(words))
    if len(plain) > LONGEST:
        cell.value = plain[: LONGEST - 1] + "…"
    elif any(piece.style for piece in words):
        cell.value = CellRichText([TextBlock(_font(piece), _escaped(piece.text)) for piece in _runs(words)])
    else:
        cell.value = plain
    cell.data_type = "s"  # or openpyxl makes text that begins with = a formula
    cell.quotePrefix = plain[:1] in ("=", "+", "-", "@")  # or Excel would, once the cell is edited
    cell.alignment = Alignment(wrap_text=True, vertical="top")


def _escaped(words: str) -> str:
    return ESCAPE.sub("_x005F_", visible(words))


def _runs(words: Cell) -> Iterator[Piece]:
    """The words with those in one style together; Excel drops a run that is nothing but white space."""
    run = Piece("")
    for piece in words:
        if piece.style == run.style or piece.text.isspace():
            run = run._replace(text=run.text + piece.text)
        else:
            yield from [run] if run.text else []
            run = piece
    yield run


def _font(piece: Piece) -> InlineFont:
    return InlineFont(rFont="Calibri", sz=11, b="strong" in piece.style, i="em" in piece.style)


def _lay_out(sheet: Any, names: list[str]) -> None:
    for c, name in enumerate(names, 1):
        sheet.column_dimensions[get_column_letter(c)].width = WIDTHS.get(name, 14)
        sheet.cell(1, c).font = Font(bold=True, color="FFFFFF")
        sheet.cell(1, c).fill = PatternFill("solid", fgColor="1F4E79")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def _dated(data: bytes, at: datetime.datetime) -> bytes:
    """The properties with the pack's date as the time of the last change, instead of the current time."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        core = archive.read(CORE)
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + f"{at:%Y-%m-%dT%H:%M:%SZ}".encode(), core)
