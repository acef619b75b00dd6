"""Excel workbooks, by openpyxl: a sheet is a page, its name a heading; values as they are shown, no formulas."""

import datetime
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from ingest.formats.compose import Element, compose
from ingest.formats.office import company, opened, title, with_words
from ingest.formats.sheets import elements, filled_cells
from ingest.paper import Outline

ROWS = 1_048_576  # in an Excel sheet; openpyxl creates every row up to the number that a row states
LONGEST_FRACTION = 10  # digits, if the format does not say how many; hides what binary fractions leave over


def read(path: Path) -> Outline:
    """`page` is the position among the visible sheets."""
    with opened(path) as stream:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
        try:
            sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
            found = [element for page, sheet in enumerate(sheets, 1) for element in _sheet(sheet, page)]
        finally:
            book.close()
        stated = title(book.properties.title, found)
        return with_words(compose(found, len(sheets), stated, company(stream)))


def _sheet(sheet: ReadOnlyWorksheet, page: int) -> Iterator[Element]:
    sheet.reset_dimensions()  # the size that a file states is often wrong
    rows = [
        filled_cells(
            (at, shown(cell.value, cell.number_format)) for at, cell in enumerate(row) if cell.value is not None
        )
        for row in sheet.iter_rows(max_row=ROWS)
        if row
    ]
    if any(rows):
        yield Element("heading", sheet.title, level=1, page=page)
        yield from elements(rows, page)


def shown(value: Any, form: str) -> str:
    """A value as the sheet shows it, but dates as ISO dates."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat("minutes")
    if isinstance(value, int | float):
        return _figure(value, form)
    return str(value)


def _figure(value: float, form: str) -> str:
    """Percent, decimal places, thousands and currency as the first section of the format says."""
    section = re.sub(r"_.|\*.|\\", "", form.split(";")[0])
    currency = re.search(r"\[\$([^-\]]*)|[£$€]", section)
    plain = re.sub(r"\[[^\]]*\]|\"[^\"]*\"", "", section)
    if not re.search(r"[0#]", plain) or re.search(r"[Ee/?]", plain):
        return _general(value)
    percent = "%" in plain
    decimals = re.search(r"\.([0#]+)", plain)
    digits = len(decimals[1]) if decimals else 0
    number = abs(value) * (100 if percent else 1)
    figure = f"{number:,.{digits}f}" if "," in plain else f"{number:.{digits}f}"
    if decimals and (optional := len(decimals[1]) - len(decimals[1].rstrip("#"))):
        figure = figure[:-optional] + figure[-optional:].rstrip("0")
    sign = "-" if value < 0 and re.search(r"[1-9]", figure) else ""
    before = (currency[1] or "" if currency[0].startswith("[") else currency[0]) if currency else ""
    words = re.findall(r'"([^"]*)"', section)
    before, after = (before, "".join(words)) if section.find('"') > section.find("0") else ("".join(words) + before, "")
    return f"{sign}{before}{figure.rstrip('.')}{'%' if percent else ''}{after}"


def _general(value: float) -> str:
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{value:.{LONGEST_FRACTION}f}".rstrip("0").rstrip(".") if 1e-6 < abs(value) < 1e15 else f"{value:g}"
