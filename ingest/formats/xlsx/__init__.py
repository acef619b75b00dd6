"""Excel workbooks, by openpyxl: a sheet is a page, its name a heading; values as they are shown, no formulas."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from ingest.formats.compose import Element, compose
from ingest.formats.office import company, opened, title, with_words
from ingest.formats.sheets import elements
from ingest.formats.table_heads import Cell
from ingest.formats.tables import WIDEST
from ingest.formats.xlsx.facts import facts_of
from ingest.formats.xlsx.rich_text import as_read, parts_of
from ingest.formats.xlsx.shown import shown
from ingest.paper import Outline, ReadingWarning

ROWS = 1_048_576  # in an Excel sheet; openpyxl creates every row up to the number that a row states
NAMED = 3  # cells in a warning
CALCULATE = "open it in Excel or LibreOffice, and save it again"
STRUCK = "struck cells"
SHOW = "if it counts, show it in the sheet and save the file again"


def read(path: Path) -> Outline:
    """`page` is the position among the visible sheets."""
    with opened(path) as stream:
        book = openpyxl.load_workbook(stream, read_only=True, data_only=True, rich_text=True)
        try:
            sheets = [_Sheet(sheet, page) for page, sheet in enumerate(_in_state(book, "visible"), 1)]
            found = [element for sheet in sheets for element in sheet.elements()]
        finally:
            book.close()
        warnings = [ReadingWarning("hidden sheets", SHOW)] if len(sheets) < len(book.worksheets) else []
        warnings += [warning for sheet in sheets for warning in sheet.warnings()]
        stated = title(book.properties.title, found)
        outline = compose(found, len(sheets), stated, company(stream))
        return with_words(replace(outline, warnings=tuple(warnings)))


def _in_state(book: Workbook, state: str) -> list[ReadOnlyWorksheet]:
    return [sheet for sheet in book.worksheets if sheet.sheet_state == state]


class _Sheet:
    """One sheet of a book that is open."""

    def __init__(self, sheet: ReadOnlyWorksheet, page: int):
        self._sheet, self._page = sheet, page
        self._facts = facts_of(sheet.parent._archive, sheet._worksheet_path)
        self._labels: dict[int, str] = {}  # the first words of each row
        self._left_out: set[str] = set()
        self._looks: dict[int, tuple[bool, bool]] = {}

    def elements(self) -> Iterator[Element]:
        rows = self._rows()
        boxes = [Element("paragraph", text, page=self._page) for text in self._facts.boxes]
        if any(rows) or boxes:
            yield Element("heading", self._sheet.title, level=1, page=self._page)
            yield from elements(rows, self._page)
            yield from boxes
            yield from self._comments()

    def warnings(self) -> Iterator[ReadingWarning]:
        """What was not read, once all has been."""
        if empty := sorted(self._facts.uncalculated):
            named = ", ".join(f"{get_column_letter(column)}{row}" for row, column in empty[:NAMED])
            more = " and more" if len(empty) > NAMED else ""
            yield ReadingWarning(f"formulas that were never calculated: {named}{more}", CALCULATE, self._page)
        for what in sorted(self._left_out):
            yield ReadingWarning(what, SHOW, self._page)

    def _rows(self) -> list[list[Cell]]:
        """The rows with something in them, and an empty one for each gap between them."""
        self._sheet.reset_dimensions()  # the size that a file states is often wrong
        unsure = {row for row, _ in self._facts.uncalculated}
        numbers: list[int] = []
        rows: list[list[Cell]] = []
        for number, row in enumerate(self._sheet.iter_rows(max_row=ROWS), 1):
            cells = [cell for at, each in enumerate(row, 1) if (cell := self._cell(each, number, at))]
            if (len(cells) == 1 and number in unsure) or (not cells and number in self._facts.hidden_rows):
                continue  # a label whose figure was never calculated, or a hidden row, which leaves no gap
            if cells or (rows and rows[-1]):
                numbers.append(number)
                rows.append(cells)
        return [[self._down(cell, numbers, at) for cell in row] for at, row in enumerate(rows)]

    def _cell(self, cell: Any, row: int, column: int) -> Cell | None:
        if cell.value is None:
            return None
        words, partly = self._words(cell, (row, column))
        text = " ".join(words.split())
        strong, struck = self._look(cell)
        self._left_out |= {STRUCK} if partly else set()
        left_out = self._facts.hidden((row, column)) or (STRUCK if struck else "")
        if not text or left_out:
            self._left_out |= {left_out} if text else set()
            return None
        self._labels.setdefault(row, text)
        _, span = self._facts.merged.get((row, column), (1, 1))
        return Cell(text, column - 1, min(span, WIDEST), strong)

    def _words(self, cell: Any, place: tuple[int, int]) -> tuple[str, bool]:
        """What a cell shows, and whether a part of it is struck."""
        if place in self._facts.rich:
            return as_read(self._facts.rich[place])
        if isinstance(cell.value, CellRichText):
            return as_read(parts_of(cell.value))
        return shown(cell.value, cell.number_format), False

    def _look(self, cell: Any) -> tuple[bool, bool]:
        """Whether a cell is bold and whether it is struck: looked up once for each style, since that is slow."""
        key = cell._style_id
        if key not in self._looks:
            self._looks[key] = bool(cell.font.b), bool(cell.font.strike)
        return self._looks[key]

    def _down(self, cell: Cell, numbers: list[int], at: int) -> Cell:
        """The cell with the number of rows that it spans, counted in those that are left."""
        down, _ = self._facts.merged.get((numbers[at], cell.column + 1), (1, 1))
        return replace(cell, rows=bisect_left(numbers, numbers[at] + down) - at) if down > 1 else cell

    def _comments(self) -> Iterator[Element]:
        """The comments on cells, each after the first words of its row."""
        shown = {place: text for place, text in self._facts.comments.items() if not self._facts.hidden(place)}
        if shown:
            yield Element("heading", "Comments", level=2, page=self._page)
        for (row, _), text in sorted(shown.items()):
            label = self._labels.get(row, "")
            yield Element("paragraph", f"{label}: {text}" if label else text, page=self._page)
