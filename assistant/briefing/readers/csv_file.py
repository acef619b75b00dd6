"""Questions in CSV, with commas, semicolons or tabs."""

import csv
import io
from collections.abc import Iterator

from assistant.briefing.questions import Questions, at_line, text_of, wrong
from assistant.briefing.readers.rows import CURE as CURE
from assistant.briefing.readers.rows import read_rows


def read(data: bytes) -> Questions:
    text = text_of(data)
    return Questions.of(read_rows(_rows(text, _separator(text))))


def _rows(text: str, separator: str) -> Iterator[tuple[str, list[str]]]:
    """The rows, each with the line it starts on."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    begins = 1
    try:
        for row in reader:
            yield at_line(begins), row
            begins = reader.line_num + 1
    except csv.Error as error:
        raise wrong(at_line(begins), f"it is not valid CSV ({error})", "save it as CSV again") from error


def _separator(text: str) -> str:
    """The separator that gives the first row a 'question' column; a comma if none does."""
    first = text.lstrip().split("\n", 1)[0]
    for separator in ",;\t":
        if "question" in [cell.strip().strip('"').lower() for cell in first.split(separator)]:
            return separator
    return ","
