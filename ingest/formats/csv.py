"""Comma-separated values: the delimiter and the encoding are detected, and the first full row names the columns."""

import csv
import re
from io import StringIO
from pathlib import Path

from ingest.errors import PaperError
from ingest.formats.compose import compose
from ingest.formats.decode import decode
from ingest.formats.office import with_words
from ingest.formats.sheets import elements, filled_cells
from ingest.paper import Outline

DELIMITERS = ",;\t|"
STATED = re.compile(r"\ufeff?sep=([,;\t|])\r?\n", re.IGNORECASE)  # what Excel writes and reads
SAMPLE = 20_000  # characters


def read(path: Path) -> Outline:
    text = decode(path.read_bytes())
    stated = STATED.match(text)
    text = text[stated.end() :] if stated else text
    try:
        rows = csv.reader(StringIO(text, newline=""), delimiter=stated[1] if stated else _delimiter(text[:SAMPLE]))
        found = list(elements(filled_cells(enumerate(row)) for row in rows))
    except csv.Error as fault:
        raise PaperError(
            "this file is not a table of values", "open it in a spreadsheet and save it as CSV again"
        ) from fault
    return with_words(compose(found))


def _delimiter(sample: str) -> str:
    """The character that splits the most lines into the same number of cells, taking quotes into account."""

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = [len(row) for row in csv.reader(StringIO(sample, newline=""), delimiter=delimiter) if row]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(DELIMITERS, key=evenness)
