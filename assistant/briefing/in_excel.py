"""Questions in an Excel workbook: every sheet that holds anything. Where there are several, each is a section."""

import datetime
import io
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook

from assistant.briefing.in_rows import read_rows
from assistant.briefing.questions import Asked, Questions
from ingest.errors import PolicyError


def read(data: bytes) -> Questions:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [(sheet.title, rows) for sheet in book.worksheets if (rows := list(_rows(sheet)))]
    except Exception as error:  # openpyxl, zipfile and lxml each raise their own
        raise PolicyError("the questions are no Excel workbook", "save them in Excel as .xlsx") from error
    several = len(sheets) > 1
    asked: list[Asked] = []
    for title, rows in sheets:
        try:
            asked += read_rows(rows, title if several else None)
        except PolicyError as error:
            if several:
                raise PolicyError(f"in the sheet '{title}', {error}", error.cure) from error
            raise
    return Questions(tuple(asked))


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [_text(value) for value in row]
        if any(cells):
            yield number, cells


def _text(value: Any) -> str:
    """A cell as a person sees it: whole numbers without a point, days without midnight."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)
