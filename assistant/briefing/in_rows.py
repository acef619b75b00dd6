"""Questions in the rows of a table whose first row names the columns, one of them 'question'."""

from collections.abc import Iterable, Iterator, Sequence

from assistant.briefing.questions import OURS, Asked, from_row, wrong

CURE = "name the columns in the first row, one of them 'question'; each row below it is one question"


def read_rows(rows: Iterable[tuple[int, Sequence[str]]], section: str | None = None) -> Iterator[Asked]:
    """The questions of numbered rows; rows without any text are passed over."""
    names: list[str] = []
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if not names:
            names = _names(cells, number)
            continue
        if any(cell.strip() for cell in cells[len(names) :]):
            raise wrong(number, "it has more cells than there are columns", CURE)
        row = dict(zip(names, [*cells, *[""] * len(names)], strict=False))
        yield from_row(
            {name: cell for name, cell in row.items() if name and (cell or name not in OURS[1:])}, number, section
        )


def _names(cells: Sequence[str], number: int) -> list[str]:
    """The names of the columns; ours in any case, others as they are."""
    names = [cell.strip() for cell in cells]
    names = [name.lower() if name.lower() in OURS else name for name in names]
    if "question" not in names:
        raise wrong(number, "no column is called 'question'", CURE)
    given = [name for name in names if name]
    if len(set(given)) < len(given):
        raise wrong(number, "two columns have the same name", CURE)
    if "history" in names:
        raise wrong(number, "a table can't hold the history of a question", "use JSON lines (.jsonl) for that")
    return names
