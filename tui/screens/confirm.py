"""Asks whether to do what can't be taken back."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from tui.prose import plain
from tui.widgets.key_line import KeyLine


class Confirm(ModalScreen[bool]):
    """Returns whether it was confirmed: by the button Yes alone. The focus is on No, and no letter does anything."""

    AUTO_FOCUS = "#no"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", priority=True),
        Binding("left,right,up,down", "app.focus_next", "Move", key_display="← →"),
        Binding("escape", "dismiss(False)", "No"),
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
        yield KeyLine(palette=False)

    def action_choose(self) -> None:
        self.dismiss(self.focused is self.query_one("#yes"))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
