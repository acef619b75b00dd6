"""A choice among a few things, each with a letter of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, OptionList, Static
from textual.widgets.option_list import Option

from tui.prose import plain


@dataclass(frozen=True)
class Choice:
    key: str
    label: str


class Menu(ModalScreen[str | None]):
    """Returns the key of what was chosen, or None where it was left with Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Leave")]

    def __init__(self, title: str, choices: Sequence[Choice], hint: str = "") -> None:
        super().__init__()
        self._title, self._choices, self._hint = title, choices, hint

    def compose(self) -> ComposeResult:
        with Vertical(classes="box") as box:
            box.border_title = plain(self._title)
            if self._hint:
                yield Static(plain(self._hint), classes="hint")
            yield OptionList(*(Option(_shown(each), id=each.key) for each in self._choices), id="choices", compact=True)
        yield Footer(show_command_palette=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)

    def on_key(self, event: events.Key) -> None:
        if event.character in {each.key for each in self._choices}:
            event.stop()
            self.dismiss(event.character)


def _shown(choice: Choice) -> Content:
    return Content.assemble(Content.styled(f" {choice.key} ", "$text-accent bold"), " ", plain(choice.label))
