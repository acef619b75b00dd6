"""A list with a line above that filters it."""

from collections.abc import Awaitable, Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.prose import plain
from tui.widgets.line import Line

NONE_FOUND = "Nothing matches all of these words. Press Enter to move them to the question box."


class Options(OptionList, can_focus=False):
    """The options that match. The list never has the focus, so letters always go to the line."""


class Listing(Vertical):
    """The line has the focus and filters the list while somebody types; arrows and Page keys move in the list.

    `find` gives the options for the words in the line; `empty` is shown if there are none for an empty line.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move('cursor_up')", "Up", show=False),
        Binding("down", "move('cursor_down')", "Down", show=False),
        Binding("pageup", "move('page_up')", "Page up", show=False),
        Binding("pagedown", "move('page_down')", "Page down", show=False),
    ]

    def __init__(
        self, find: Callable[[str], Awaitable[Sequence[Option]]], placeholder: str, empty: str = "", id: str = "listing"
    ) -> None:
        super().__init__(id=id)
        self._find = find
        self._placeholder = placeholder
        self._empty = empty
        self._found_for: str | None = None

    def compose(self) -> ComposeResult:
        yield Line(placeholder=self._placeholder, id="filter")
        yield Options(id="options", compact=True)
        yield Static(id="none")

    async def on_mount(self) -> None:
        await self.refill()

    @property
    def line(self) -> Line:
        return self.query_one(Line)

    @property
    def options(self) -> OptionList:
        return self.query_one(Options)

    async def chosen(self) -> str | None:
        """The id of the highlighted option, once the list has caught up with the line."""
        if self._found_for != self.line.value:
            await self.refill()
        option = self.options.highlighted_option
        return option.id if option else None

    def take_words(self) -> str:
        """Empties the line and returns its words."""
        words, self.line.value = self.line.value.strip(), ""
        return words

    async def refill(self) -> None:
        """Lists the current options for the words in the line; the highlight stays on its option, or its place."""
        found, words = await self._look()
        self._found_for = words
        options = self.options
        place, held = options.highlighted or 0, options.highlighted_option
        options.clear_options()
        options.add_options(found)
        again = [n for n, option in enumerate(found) if held and option.id == held.id]
        options.highlighted = again[0] if again else (min(place, len(found) - 1) if found else None)
        none = self.query_one("#none", Static)
        none.update(plain(NONE_FOUND if words.strip() else self._empty))
        options.display, none.display = bool(found), not found

    async def _look(self) -> tuple[Sequence[Option], str]:
        """The options for the words in the line; searches again if the words have changed meanwhile."""
        while True:
            words = self.line.value
            found = await self._find(words)
            if words == self.line.value:
                return found, words

    @on(Input.Changed)
    async def _narrow(self, event: Input.Changed) -> None:
        event.stop()
        if self._found_for != self.line.value:
            await self.refill()

    async def action_move(self, how: str) -> None:
        await self.chosen()
        await self.options.run_action(how)
