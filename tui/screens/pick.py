"""The base of dialogs for choosing one thing from a list."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.prose import plain
from tui.widgets.key_line import KeyLine
from tui.widgets.listing import Listing
from tui.widgets.question_box import question_box

Picked = TypeVar("Picked")


class Pick(ModalScreen[Picked | None], Generic[Picked]):
    """Returns what was chosen, or None. If nothing matches the words typed, Enter moves them to the question box."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "pick", "Choose", priority=True),
        Binding("escape", "dismiss(None)", "Cancel"),
    ]
    PLACEHOLDER = "Type to filter the list"
    EMPTY = ""

    def __init__(self, title: str, hint: str = "") -> None:
        super().__init__()
        self._title, self._hint = title, hint

    @abstractmethod
    async def find(self, words: str) -> Sequence[Option]:
        """The options that match the words."""

    @abstractmethod
    def picked(self, id: str) -> Picked:
        """What to return for an option."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="box") as box:
            box.border_title = plain(self._title)
            if self._hint:
                yield Static(plain(self._hint), classes="hint")
            yield Listing(self.find, self.PLACEHOLDER, self.EMPTY)
        yield KeyLine(palette=False)

    @property
    def listing(self) -> Listing:
        return self.query_one(Listing)

    async def action_pick(self) -> None:
        if id := await self.listing.chosen():
            self.dismiss(self.picked(id))
        elif words := self.listing.take_words():
            question_box(self.app).add(words)
            self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        if event.option.id:
            self.dismiss(self.picked(event.option.id))


def having(words: str, options: Sequence[tuple[str, Option]]) -> list[Option]:
    """The options whose text contains all the words."""
    wanted = words.lower().split()
    return [option for text, option in options if all(word in text.lower() for word in wanted)]
