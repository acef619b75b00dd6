"""`policy allow`: what came from elsewhere counts from then on, as it is (docs/adr/0020)."""

from collections.abc import Iterator
from pathlib import Path

from assistant.briefing import journal
from assistant.settings import HERE, allow_folder, allow_library, shown
from evals.suite_file import ABOUT, allow_suite


def run_allow(place: Path | None) -> Iterator[str]:
    """Allows a library by its folder, a journal by its file, or the settings and the suite of the current folder.

    Gives what is told of it, a line each. Raises PolicyError.
    """
    if place is None:
        yield from _this_folder()
    elif place.is_dir():
        allow_library(place)
        yield f"The library in {place} may say from now on what is read again."
    else:
        answers = journal.allow(place)
        yield f"{place} counts as yours from now on, as it is, with its answers to:"
        yield from (f"  {' '.join(answer.question.split())}" for answer in answers)


def _this_folder() -> Iterator[str]:
    is_suite = Path(ABOUT).is_file()
    if HERE.is_file() or not is_suite:
        stated = allow_folder()
        yield f"{HERE} of this folder counts from now on, as it is:"
        yield from (f"  {name}: {shown(name, value)}" for name, value in stated.items())
    if is_suite:
        papers = allow_suite(Path())
        yield f"{ABOUT} of this folder counts from now on, as it is; the papers elsewhere that it names:"
        yield from (f"  {paper}" for paper in papers)
