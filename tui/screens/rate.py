"""Asks somebody to rate an answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from assistant.conversations.store import Rating
from tui.prose import plain
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line
from tui.widgets.listing import Options

GOOD, BAD, TAKE_BACK = "good", "bad", "take back"


@dataclass(frozen=True)
class Verdict:
    """The rating to save, or None to remove the saved one."""

    rating: Rating | None


class Rate(ModalScreen[Verdict | None]):
    """Returns the verdict, or None if cancelled. Letters go to the note; arrows choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move('cursor_up')", "Choose", key_display="↑ ↓"),
        Binding("down", "move('cursor_down')", show=False),
        Binding("enter", "rate", "Save", priority=True),
        Binding("escape", "dismiss(None)", "Cancel"),
    ]

    def __init__(self, question: str, before: Rating | None) -> None:
        super().__init__()
        self._question, self._before = question, before

    def compose(self) -> ComposeResult:
        with Vertical(classes="box") as box:
            box.border_title = "Rate this answer"
            yield Static(plain(" ".join(self._question.split())), classes="hint")
            yield Options(*self._options(), compact=True)
            yield Line(self._before.note if self._before else "", placeholder="Note (optional)", id="note")
        yield KeyLine(palette=False)

    def _options(self) -> Iterator[Option]:
        yield Option("Good: it answers the question", id=GOOD)
        yield Option("Bad: say in the note what it should have said", id=BAD)
        if self._before:
            yield Option("Remove your rating", id=TAKE_BACK)

    def on_mount(self) -> None:
        self.query_one(Options).highlighted = 1 if self._before and not self._before.good else 0

    async def action_move(self, how: str) -> None:
        await self.query_one(Options).run_action(how)

    def action_rate(self) -> None:
        option = self.query_one(Options).highlighted_option
        chosen = option.id if option else GOOD
        note = self.query_one(Line).value.strip()
        self.dismiss(Verdict(None if chosen == TAKE_BACK else Rating(chosen == GOOD, note)))

    @on(OptionList.OptionSelected)
    def _clicked(self) -> None:
        self.action_rate()
