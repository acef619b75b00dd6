"""Questions in an Excel workbook: every sheet that holds anything. Where there are several, each is a section."""

import datetime
import io
from collections.abc import Iterator
from typing import Any

from openpyxl import load_workbook

from assistant.briefing.in_rows import CURE as CURE
from assistant.briefing.in_rows import NO_COLUMN, names_questions, read_rows
from assistant.briefing.questions import Asked, PassedOver, Questions
from ingest.errors import PolicyError


def read(data: bytes) -> Questions:
    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheets = [(sheet.title, rows) for sheet in book.worksheets if (rows := list(_rows(sheet)))]
        book.close()
    except Exception as error:  # openpyxl, zipfile and lxml each raise their own
        raise PolicyError("the questions are no Excel workbook", "save them in Excel as .xlsx") from error
    return Questions.of(_all(sheets))


def _all(sheets: list[tuple[str, list[tuple[int, list[str]]]]]) -> Iterator[Asked | PassedOver]:
    several = len(sheets) > 1
    for title, rows in sheets:
        if several and not names_questions(rows[0][1]):
            yield PassedOver(f"the sheet '{title}'", NO_COLUMN)
            continue
        at = f"of the sheet '{title}'" if several else "of the questions"
        yield from read_rows([(f"row {number} {at}", cells) for number, cells in rows], title if several else None)


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        cells = [_text(value) for value in row]
        if any(cell.strip() for cell in cells):
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
