"""Asks for confirmation of something that can't be undone."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from tui.prose import plain
from tui.widgets.key_line import KeyLine


class Confirm(ModalScreen[bool]):
    """Returns whether it was confirmed, by the Yes button alone. The focus starts on Cancel; letters do nothing."""

    AUTO_FOCUS = "#no"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", priority=True),
        Binding("left,right,up,down", "app.focus_next", "Move", key_display="← →"),
        Binding("escape", "dismiss(False)", "Cancel"),
    ]

    def __init__(self, title: str, question: str, yes: str) -> None:
        super().__init__()
        self._title, self._question, self._yes = title, question, yes

    def compose(self) -> ComposeResult:
        with Vertical(classes="box") as box:
            box.border_title = plain(self._title)
            yield Static(plain(self._question), classes="hint")
            with Horizontal(id="buttons"):
                yield Button("Cancel", id="no")
                yield Button(plain(self._yes), id="yes", variant="error")
        yield KeyLine(palette=False)

    def action_choose(self) -> None:
        self.dismiss(self.focused is self.query_one("#yes"))

    def on_button_pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "yes")
