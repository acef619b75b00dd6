"""Questions in the rows of a table whose first row names the columns, one of them 'question'."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.briefing.questions import OURS, Asked, PassedOver, from_row, wrong

CURE = "name the columns in the first row, one of them 'question'; each row below it is one question"
NO_COLUMN = "no column is called 'question'"


def read_rows(rows: Iterable[tuple[str, Sequence[str]]], section: str | None = None) -> Iterator[Asked | PassedOver]:
    """The questions of rows, each with where it stands; rows without any text are left out unsaid."""
    names: list[str] = []
    for where, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if not names:
            names = _names(cells, where)
            continue
        if any(cell.strip() for cell in cells[len(names) :]):
            raise wrong(where, "it has more cells than there are columns", CURE)
        row = dict(zip(names, [*cells, *[""] * len(names)], strict=False))
        yield from_row(
            {name: cell for name, cell in row.items() if name and (cell or name not in OURS[1:])}, where, CURE, section
        )


def names_questions(cells: Sequence[str]) -> bool:
    """Whether a first row names the column that the questions stand in."""
    return "question" in [cell.strip().lower() for cell in cells]


def _names(cells: Sequence[str], where: str) -> list[str]:
    """The names of the columns; ours in any case, others as they are."""
    if not names_questions(cells):
        raise wrong(where, NO_COLUMN, CURE)
    names = [cell.strip() for cell in cells]
    names = [name.lower() if name.lower() in OURS else name for name in names]
    given = [name for name in names if name]
    if len(set(given)) < len(given):
        raise wrong(where, "two columns have the same name", CURE)
    if "history" in names:
        raise wrong(where, "a table can't hold the history of a question", "use JSON lines (.jsonl) for that")
    return names
