"""Asks for one line of text."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Static

from tui.prose import plain
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line


class Prompt(ModalScreen[str | None]):
    """Returns the line, or None if it is empty or cancelled."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Continue", priority=True),
        Binding("escape", "dismiss(None)", "Cancel"),
    ]

    def __init__(self, title: str, hint: str, value: str = "", suggester: Suggester | None = None) -> None:
        super().__init__()
        self._title, self._hint, self._value, self._suggester = title, hint, value, suggester

    def compose(self) -> ComposeResult:
        with Vertical(classes="box") as box:
            box.border_title = plain(self._title)
            yield Static(plain(self._hint), classes="hint")
            yield Line(self._value, suggester=self._suggester)
        yield KeyLine(palette=False)

    def action_take(self) -> None:
        self.dismiss(self.query_one(Line).value.strip() or None)
