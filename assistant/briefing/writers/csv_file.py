"""A pack as CSV, one row a question. No cell is a formula to the spreadsheet that opens it."""

import csv
import io
import re

from assistant.briefing.pack import Pack
from assistant.briefing.writers.rows import table
from assistant.text.sanitize import visible

# A spreadsheet takes these for the beginning of a formula (OWASP, 'CSV Injection'), also in their full width.
FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]")
NUMBER = re.compile(r"[+-]?[\d.,]+%?")


def render(pack: Pack) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs to read it as such. All cells are quoted, as elsewhere than in
    English a semicolon in a bare one would begin another."""
    names, rows = table(pack)
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([harmless(cell) for cell in row] for row in [names, *rows])
    return made.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """The cell with an apostrophe before what would be a formula; a plain number is none."""
    cell = visible(cell)
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell
