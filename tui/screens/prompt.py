"""Asks for one line of text."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.suggester import Suggester
from textual.widgets import Footer, Input, Static

from tui.prose import plain


class Prompt(ModalScreen[str | None]):
    """Returns the line, or None where it was left with Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Leave")]

    def __init__(self, title: str, hint: str, value: str = "", suggester: Suggester | None = None) -> None:
        super().__init__()
        self._title, self._hint, self._value, self._suggester = title, hint, value, suggester

    def compose(self) -> ComposeResult:
        with Vertical(classes="box") as box:
            box.border_title = plain(self._title)
            yield Static(plain(self._hint), classes="hint")
            yield Input(self._value, suggester=self._suggester, id="line")
        yield Footer(show_command_palette=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())
