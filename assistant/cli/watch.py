"""`policy ingest --watch`: keeps the library in step with folders for as long as it runs."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from assistant.cli import terminal
from assistant.cli.ingest import run_ingest
from assistant.cli.ingest_progress import Lines
from assistant.settings import Settings
from assistant.watching import changes
from ingest.errors import LibraryError
from ingest.sync import Outcome, PageProgress, Workers


class News:
    """Passes on what is new, each thing once, and leaves out what stayed as it was."""

    def __init__(self, lines: Lines):
        self._lines = lines
        self._told: set[Outcome] = set()

    def started(self, files: int) -> AbstractContextManager[None]:
        return nullcontext()

    def result(self, outcome: Outcome) -> None:
        happened = outcome.status in ("added", "changed", "removed")
        if happened or (outcome.status != "unchanged" and self._is_new(outcome)):
            self._lines.result(outcome)

    def page(self, progress: PageProgress) -> None:
        self._lines.page(progress)

    def finished(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.status in ("removed", "gone"):
                self.result(outcome)

    def _is_new(self, outcome: Outcome) -> bool:
        new = outcome not in self._told
        self._told.add(outcome)
        return new


def run_watch(settings: Settings, folders: list[str], prune: bool, rebuild: bool, workers: Workers) -> None:
    """Adds what is in the folders, then what changes there, until Ctrl-C. Raises PolicyError if it can't begin."""
    news = News(Lines())
    print("Watching. Press Ctrl-C to stop.", flush=True)
    due, told, begun = True, "", False
    try:
        for changed in changes(folders, settings.library):
            if not (changed or due):
                continue
            try:
                run_ingest(settings, folders, prune, rebuild and not begun, news, workers)
                due, told, begun = False, "", True
            except LibraryError as error:
                if not begun:
                    raise
                due = True
                if error.told != told:
                    terminal.console().print(terminal.error(error), soft_wrap=True)
                told = error.told
    except KeyboardInterrupt:
        print("Stopped watching. The library is intact.", flush=True)
