"""Writes a pack as CSV, one row a question. No cell is a formula in a spreadsheet."""

import csv
import io
import re

from assistant.briefing.pack import Pack
from assistant.briefing.writers.rows import table, text
from assistant.text.sanitize import visible

# Spreadsheets read these as the start of a formula (OWASP, 'CSV Injection'), and also their full-width forms.
FORMULA = re.compile(r"^\s*[=+\-@＝＋－＠]")
NUMBER = re.compile(r"[+-]?[\d.,]+%?")


def render(pack: Pack) -> bytes:
    """UTF-8 with a byte order mark, which Excel needs. All cells are quoted: outside English, a spreadsheet may split
    unquoted ones at a semicolon."""
    names, rows = table(pack)
    made = io.StringIO()
    writer = csv.writer(made, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(map(harmless, names))
    writer.writerows([harmless(text(cell)) for cell in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def harmless(cell: str) -> str:
    """The cell, with an apostrophe in front if it would be a formula. A plain number is not one."""
    cell = visible(cell)
    return f"'{cell}" if FORMULA.match(cell) and not NUMBER.fullmatch(cell) else cell
