"""Questions in an Excel workbook: every sheet that is not empty. If there are several, each is a section."""

import datetime
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from openpyxl import load_workbook

from assistant.briefing.questions import QuestionRow, Questions, Skipped
from assistant.briefing.readers.rows import CURE as CURE
from assistant.briefing.readers.rows import NO_COLUMN, names_questions, read_rows
from ingest.errors import PaperError, PolicyError
from ingest.formats.office import checked
from ingest.formats.xlsx import ROWS

Sheet = tuple[str, list[tuple[int, list[str]]]]
LARGEST = 100_000_000  # bytes unpacked; read in the main process, which has no memory limit
MOST_CELLS = 10_000_000  # including empty ones: three seconds. A cell may claim a place far down the sheet


def read(data: bytes) -> Questions:
    stream = io.BytesIO(data)
    try:
        with checked(stream, LARGEST):
            sheets = _sheets(stream)
    except PaperError as error:
        raise PolicyError(f"the questions could not be read: {error}", error.cure) from error
    return Questions.of(_all(sheets))


def _sheets(stream: BinaryIO) -> list[Sheet]:
    """The sheets that are not empty, with the numbers and cells of their rows that are not empty."""
    sheets, looked_at = [], 0
    book = load_workbook(stream, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a file says of its own size is often wrong
            rows = []
            for number, row in enumerate(sheet.iter_rows(max_row=ROWS, values_only=True), 1):
                looked_at += 1 + len(row)
                if looked_at > MOST_CELLS:
                    raise PaperError("its sheets are too large", "copy the questions into a new workbook")
                cells = [_text(value) for value in row]
                if any(cell.strip() for cell in cells):
                    rows.append((number, cells))
            if rows:
                sheets.append((sheet.title, rows))
    finally:
        book.close()
    return sheets


def _all(sheets: list[Sheet]) -> Iterator[QuestionRow | Skipped]:
    several = len(sheets) > 1
    for title, rows in sheets:
        if several and not names_questions(rows[0][1]):
            yield Skipped(f"sheet '{title}'", NO_COLUMN)
            continue
        at = f"of sheet '{title}'" if several else "of the questions"
        yield from read_rows([(f"row {number} {at}", cells) for number, cells in rows], title if several else None)


def _text(value: Any) -> str:
    """A cell as a person sees it: whole numbers without a decimal point, dates without a time."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)
