"""The conversations that are kept: search, reopen, rename, delete, and bring back."""

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option

from assistant.conversations import Conversation, Conversations
from assistant.show import numbered
from tui.aside import attempt, tell
from tui.prose import plain
from tui.screens.prompt import Prompt
from tui.widgets.line import Filter

EMPTY = "No conversation yet. Every answer is kept here the moment it is there."
NONE_FOUND = "No conversation has all of these words."


class ConversationOptions(OptionList):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Open"),
        Binding("r", "screen.rename", "Rename"),
        Binding("d", "screen.delete", "Delete"),
        Binding("u", "screen.undo", "Undo"),
    ]


class ConversationList(ModalScreen[Conversation | None]):
    """Returns the conversation to open, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Leave")]

    def __init__(self, kept: Conversations) -> None:
        super().__init__()
        self._kept = kept
        self._shown: Sequence[Conversation] = ()
        self._deleted: list[Conversation] = []
        self.renamed: dict[int, str] = {}

    @property
    def deleted(self) -> set[int]:
        """The ids of what was deleted here and not brought back."""
        return {each.id for each in self._deleted}

    def compose(self) -> ComposeResult:
        with Vertical(classes="box") as box:
            box.border_title = "Conversations"
            yield Filter(placeholder="Search titles, questions and answers", id="sought")
            yield ConversationOptions(id="kept", compact=True)
            yield Static(id="none")
        yield Footer(show_command_palette=False)

    async def on_mount(self) -> None:
        await self._fill()
        if self._shown:
            self.query_one(ConversationOptions).focus()

    async def _fill(self) -> None:
        sought = self.query_one("#sought", Input).value
        self._shown = await attempt(self.app, self._kept.find, sought) or []
        options = self.query_one(ConversationOptions)
        at = options.highlighted or 0
        options.clear_options()
        options.add_options(Option(_line(each), id=str(each.id)) for each in self._shown)
        options.highlighted = min(at, len(self._shown) - 1) if self._shown else None
        none = self.query_one("#none", Static)
        none.update(plain(NONE_FOUND if sought.strip() else EMPTY))
        none.display = not self._shown

    @on(Input.Changed)
    @work(exclusive=True)
    async def _search(self) -> None:
        await self._fill()

    @on(Input.Submitted)
    def _to_list(self) -> None:
        self.query_one(ConversationOptions).focus()

    @on(OptionList.OptionSelected)
    def _open(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index])

    @property
    def _chosen(self) -> Conversation | None:
        at = self.query_one(ConversationOptions).highlighted
        return self._shown[at] if at is not None and at < len(self._shown) else None

    @work
    async def action_rename(self) -> None:
        if chosen := self._chosen:
            title = await self.app.push_screen_wait(Prompt("Rename", "The new name of this conversation", chosen.title))
            if title:
                await attempt(self.app, self._kept.rename, chosen.id, title)
                self.renamed[chosen.id] = title
                await self._fill()

    @work
    async def action_delete(self) -> None:
        if chosen := self._chosen:
            await attempt(self.app, self._kept.delete, chosen.id)
            self._deleted.append(chosen)
            await self._fill()
            tell(self.app, "Deleted. Press u to bring it back.")

    @work
    async def action_undo(self) -> None:
        if self._deleted:
            await attempt(self.app, self._kept.restore, self._deleted.pop().id)
            await self._fill()
        else:
            self.app.bell()


def _line(conversation: Conversation) -> Content:
    count = numbered(conversation.turns, "answer")
    when = f"{conversation.changed:%d %b %Y, %H:%M}"
    return Content.assemble(plain(conversation.title), "\n", plain(f"{when} · {count}", "dim"), "\n")
