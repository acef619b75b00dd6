"""Questions in the rows of a table; the first row has the column names, one of them 'question'."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.briefing.questions import OURS, QuestionRow, Skipped, from_row, wrong

CURE = "put the column names in the first row, one of them 'question', and one question in each row below"
NO_COLUMN = "no column is called 'question'"


def read_rows(rows: Iterable[tuple[str, Sequence[str]]], section: str | None = None) -> Iterator[QuestionRow | Skipped]:
    """The questions in rows, each given with its place; blank rows are ignored."""
    names: list[str] = []
    for where, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if not names:
            names = _names(cells, where)
            continue
        if any(cell.strip() for cell in cells[len(names) :]):
            raise wrong(where, "it has more cells than the first row", CURE)
        row = dict(zip(names, [*cells, *[""] * len(names)], strict=False))
        yield from_row(
            {name: cell for name, cell in row.items() if name and (cell or name not in OURS[1:])}, where, CURE, section
        )


def names_questions(cells: Sequence[str]) -> bool:
    """Whether a first row has the 'question' column."""
    return "question" in [cell.strip().lower() for cell in cells]


def _names(cells: Sequence[str], where: str) -> list[str]:
    """The column names; ours in any case, others unchanged."""
    if not names_questions(cells):
        raise wrong(where, NO_COLUMN, CURE)
    names = [cell.strip() for cell in cells]
    names = [name.lower() if name.lower() in OURS else name for name in names]
    given = [name for name in names if name]
    if len(set(given)) < len(given):
        raise wrong(where, "two columns have the same name", CURE)
    if "history" in names:
        raise wrong(where, "a table can't contain a question's history", "use JSON lines (.jsonl) for that")
    return names
