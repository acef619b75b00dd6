"""The progress of an ingest, below the shelf."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import ProgressBar, Static

from ingest.places import file_name
from tui.cures import on_screen
from tui.prose import plain

if TYPE_CHECKING:  # the readers load a lot
    from ingest.sync import Outcome, PageProgress

SHOWN = ("skipped", "same", "gone")  # outcomes that a person has to know about


class IngestStrip(Vertical):
    """A bar with the rate while files are added, and why some were not."""

    def __init__(self) -> None:
        super().__init__(id="intake")
        self._started = 0.0
        self._outcomes: list[Outcome] = []
        self._passages = 0
        self._reasons: list[Content] = []

    def compose(self) -> ComposeResult:
        yield Static(id="intake-state")
        yield ProgressBar(show_eta=True, show_percentage=False, id="intake-bar")
        with Reasons():
            yield Static(id="intake-reasons")

    def begin(self) -> None:
        self._started, self._outcomes, self._passages, self._reasons = time.monotonic(), [], 0, []
        self.display = True
        self.query_one(ProgressBar).display = True
        self.query_one(ProgressBar).update(total=None, progress=0)
        self.query_one(Reasons).display = False
        self.query_one("#intake-state", Static).update(plain("Checking the files …"))

    def show(self, report: "Outcome | PageProgress", files: int | None) -> None:
        """Shows the outcome of one more file, out of `files`, or how far the recognition of a scan has come."""
        from ingest.sync import PageProgress

        if isinstance(report, PageProgress):
            self.query_one("#intake-state", Static).update(plain(f"Recognising {report.told} · Ctrl+S to stop"))
        else:
            self._show_outcome(report, files)

    def _show_outcome(self, outcome: "Outcome", files: int | None) -> None:
        self._outcomes.append(outcome)
        self._passages += outcome.passages
        rate = self._passages / max(time.monotonic() - self._started, 0.1)
        files = files and max(files, len(self._outcomes))  # a file may hold several papers
        of = f" of {files}" if files else ""
        self.query_one(ProgressBar).update(total=files, progress=len(self._outcomes))
        state = f"{len(self._outcomes)}{of} files · {self._passages} passages · {rate:.0f}/s · Ctrl+S to stop"
        self.query_one("#intake-state", Static).update(plain(state))
        if outcome.reason:
            self._reasons.append(_reason(outcome))
            self.query_one("#intake-reasons", Static).update(Content("\n").join(self._reasons))
            self.query_one(Reasons).display = True

    def end(self, fault: str) -> None:
        """Shows that it has finished, or the error that ended it."""
        self.query_one(ProgressBar).display = False
        counts = {status: sum(o.status == status for o in self._outcomes) for status in ("added", "changed", *SHOWN)}
        said = [f"{count} {status}" for status, count in counts.items() if count] or ["nothing new"]
        state = plain(fault, "$text-error") if fault else plain("Done: " + ", ".join(said), "$text-success")
        self.query_one("#intake-state", Static).update(state)

    @property
    def outcomes(self) -> "Sequence[Outcome]":
        return self._outcomes


class Reasons(VerticalScroll):
    """Why files were not added; can have the focus, so that all of it can be read."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "app.focus('filter')", "Back")]


def _reason(outcome: "Outcome") -> Content:
    why = " – ".join(filter(None, [outcome.reason, on_screen(outcome.cure)])).replace("\n", "␊")
    name = file_name(outcome.location).replace("\n", "␊")
    style = "$text-error" if outcome.failed else "$text-muted"
    return Content.assemble(plain(f"{outcome.status} ", style), plain(name, "bold"), plain(f": {why}", "$text-muted"))
