"""Asks whether to do what can't be taken back."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Footer, Static

from tui.prose import plain


class Confirm(ModalScreen[bool]):
    """Returns whether it was confirmed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "Yes"),
        Binding("n,escape", "dismiss(False)", "No", key_display="n"),
        Binding("left,right", "app.focus_next", show=False),
    ]

    def __init__(self, title: str, question: str, yes: str) -> None:
        super().__init__()
        self._title, self._question, self._yes = title, question, yes

    def compose(self) -> ComposeResult:
        with Vertical(classes="box") as box:
            box.border_title = plain(self._title)
            yield Static(plain(self._question), classes="hint")
            with Horizontal(id="buttons"):
                yield Button("No, leave it", id="no")
                yield Button(plain(self._yes), id="yes", variant="error")
        yield Footer(show_command_palette=False)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
