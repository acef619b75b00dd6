"""`policy allow`: trusts files that came from somewhere else, as they are now (docs/adr/0020)."""

from collections.abc import Iterator
from pathlib import Path

from assistant.briefing import journal
from assistant.settings import HERE, allow_folder, allow_library, shown
from evals.suite_file import ABOUT, allow_suite


def run_allow(place: Path | None) -> Iterator[str]:
    """Allows a library (its folder), a journal (its file), or the settings and suite in the current folder.

    Yields the lines to print. Raises PolicyError.
    """
    if place is None:
        yield from _this_folder()
    elif place.is_dir():
        allow_library(place)
        yield f"Allowed: a rebuild may read the sources that the library in {place} names."
    else:
        answers = journal.allow(place)
        yield f"Allowed as it is now: {place}, with its answers to:"
        yield from (f"  {' '.join(answer.question.split())}" for answer in answers)


def _this_folder() -> Iterator[str]:
    is_suite = Path(ABOUT).is_file()
    if HERE.is_file() or not is_suite:
        stated = allow_folder()
        yield f"Allowed as it is now: {HERE} in this folder, which sets:"
        yield from (f"  {name}: {shown(name, value)}" for name, value in stated.items())
    if is_suite:
        papers = allow_suite(Path())
        yield f"Allowed as it is now: {ABOUT} in this folder, which names these papers outside it:"
        yield from (f"  {paper}" for paper in papers)
