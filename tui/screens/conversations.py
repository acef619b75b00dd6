"""Saved conversations: search, reopen, rename, delete and restore."""

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets.option_list import Option

from assistant.conversations.store import Conversation, Conversations
from assistant.text.counts import numbered
from tui.background import attempt, show_message, succeeds
from tui.prose import plain
from tui.screens.pick import Pick
from tui.screens.prompt import Prompt


class ConversationList(Pick[Conversation]):
    """Returns the conversation to open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "pick", "Open", priority=True),
        Binding("f2", "rename", "Rename"),
        Binding("ctrl+d", "delete", "Delete", priority=True),
        Binding("ctrl+z", "undo", "Undo delete"),
    ]
    PLACEHOLDER = "Type to search titles, questions and answers"
    EMPTY = "No conversations yet. Each answer is saved here as soon as you get it."

    def __init__(self, kept: Conversations) -> None:
        super().__init__("Conversations")
        self._kept = kept
        self._shown: Sequence[Conversation] = ()
        self._deleted: list[Conversation] = []
        self.renamed: dict[int, str] = {}

    @property
    def deleted(self) -> set[int]:
        """The ids of conversations deleted here and not restored."""
        return {each.id for each in self._deleted}

    async def find(self, words: str) -> list[Option]:
        self._shown = await attempt(self.app, self._kept.find, words) or []
        return [Option(_line(each), id=str(each.id)) for each in self._shown]

    def picked(self, id: str) -> Conversation:
        return next(each for each in self._shown if str(each.id) == id)

    async def _chosen(self) -> Conversation | None:
        id = await self.listing.chosen()
        return self.picked(id) if id else None

    async def action_rename(self) -> None:
        if chosen := await self._chosen():
            await self._ask_name(chosen, chosen.title)

    async def _ask_name(self, chosen: Conversation, proposed: str) -> None:
        async def rename(title: str | None) -> None:
            if title and await succeeds(self.app, self._kept.rename, chosen.id, title):
                self.renamed[chosen.id] = title
                await self.listing.refill()
            elif title:
                await self._ask_name(chosen, title)

        await self.app.push_screen(Prompt("Rename", "New name for this conversation", proposed), rename)

    async def action_delete(self) -> None:
        if chosen := await self._chosen():
            if await succeeds(self.app, self._kept.delete, chosen.id):
                self._deleted.append(chosen)
                show_message(self.app, "Deleted. Press Ctrl+Z to undo.")
            await self.listing.refill()

    async def action_undo(self) -> None:
        if self._deleted:
            if await succeeds(self.app, self._kept.restore, self._deleted[-1].id):
                self._deleted.pop()
            await self.listing.refill()
        else:
            self.app.bell()

    def commands(self) -> Iterable[SystemCommand]:
        """For the palette."""
        yield SystemCommand("Rename", "Give this conversation another name", self.action_rename)
        yield SystemCommand("Delete", "Delete this conversation; Ctrl+Z undoes it", self.action_delete)
        yield SystemCommand("Undo delete", "Restore the conversation deleted last", self.action_undo)


def _line(conversation: Conversation) -> Content:
    count = numbered(conversation.turns, "answer")
    when = f"{conversation.changed:%d %b %Y, %H:%M}"
    return Content.assemble(plain(conversation.title), "\n", plain(f"{when} · {count}", "dim"), "\n")
