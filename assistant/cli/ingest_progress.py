"""Reports the progress of an ingest: as a bar on a terminal, as plain lines, or as JSON lines for other programs."""

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict
from typing import Protocol

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from assistant.cli import terminal
from assistant.text.counts import numbered
from ingest.sync import Outcome, PageProgress


class Reporter(Protocol):
    def started(self, files: int) -> AbstractContextManager[None]:
        """Called before `files` files and addresses are read, which happens inside the context."""

    def result(self, outcome: Outcome) -> None:
        """Called with the result of each file."""

    def page(self, progress: PageProgress) -> None:
        """Called with each page, as its recognition begins."""

    def finished(self, outcomes: Sequence[Outcome]) -> None:
        """Called with all the results, including papers that were removed."""


class Lines:
    """One line a file, then a summary."""

    @contextmanager
    def started(self, files: int) -> Iterator[None]:
        yield

    def result(self, outcome: Outcome) -> None:
        reason = f": {outcome.reason}" if outcome.reason else ""
        passages = f" ({numbered(outcome.passages, 'passage')})" if outcome.passages else ""
        line = f"{outcome.status} {outcome.location}{passages}{reason}".replace("\n", "␊")
        print(terminal.plain(line).plain, flush=True)

    def page(self, progress: PageProgress) -> None:
        print(terminal.plain(f"recognising {progress.told}").plain, flush=True)

    def finished(self, outcomes: Sequence[Outcome]) -> None:
        terminal.console().print(terminal.outcomes(outcomes))


class Bar(Lines):
    """A bar with the rate and the time left, then a summary."""

    @contextmanager
    def started(self, files: int) -> Iterator[None]:
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("files · {task.fields[passages]} passages{task.fields[rate]}", markup=False),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        with Progress(*columns, console=terminal.console(), transient=True) as self._progress:
            self._task = self._progress.add_task("Reading", total=files, passages=0, rate="")
            yield

    def result(self, outcome: Outcome) -> None:
        state = self._progress.tasks[self._task]
        passages = state.fields["passages"] + outcome.passages
        seconds = state.elapsed or 0
        rate = f" · {passages / seconds:.0f}/s" if seconds > 1 else ""
        total = max(state.total or 0, state.completed + 1)  # a file may hold several papers
        self._progress.update(self._task, advance=1, total=total, passages=passages, rate=rate, description="Reading")

    def page(self, progress: PageProgress) -> None:
        self._progress.update(self._task, description=terminal.plain(f"Recognising {progress.told}").plain)


class JsonLines:
    """{"files": 12}, then one object for each result as it arrives."""

    @contextmanager
    def started(self, files: int) -> Iterator[None]:
        _print({"files": files})
        yield

    def result(self, outcome: Outcome) -> None:
        _print(asdict(outcome))

    def page(self, progress: PageProgress) -> None:
        _print(asdict(progress))

    def finished(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            if outcome.status in ("removed", "gone"):
                _print(asdict(outcome))


def _print(facts: dict[str, object]) -> None:
    print(json.dumps(facts), flush=True)


def reporter() -> Reporter:
    """A bar on a terminal, plain lines elsewhere."""
    return Bar() if terminal.console().is_terminal else Lines()
