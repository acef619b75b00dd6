"""Copies an answer, adds it to a briefing pack, or exports a conversation."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversations.export import as_file_name, with_sources, words_alone
from assistant.conversations.store import Turn
from assistant.session import Engine
from assistant.text.counts import numbered
from tui.clipboard import can_copy
from tui.screens.confirm import Confirm
from tui.screens.menu import Choice, Menu
from tui.screens.prompt import Prompt
from tui.shelving import Places

if TYPE_CHECKING:
    from tui.screens.ask import AskScreen

COPY, COPY_WORDS, PACK, EXPORT = "copy", "words", "pack", "export"
CHOICES = (
    Choice(COPY, "Copy this answer with its sources"),
    Choice(COPY_WORDS, "Copy the words only"),
    Choice(PACK, "Add this answer to a briefing pack"),
    Choice(EXPORT, "Export the whole conversation: Word, HTML or Markdown"),
)
PACK_HINT = "The pack's file. Its extension sets the format (.docx, .html, .md, .pdf ...). It is created if needed."
EXPORT_HINT = "The file. Its extension sets the format (.docx, .html, .md, .pdf ...)."
COPIED = "Copied. If pasting does not work, select the text with the mouse, or export to a file."
CAN_T_COPY = "This terminal does not support copying. Press Ctrl+T again and export to a file instead."


class TakingAway:
    """Copies and exports, for the main screen."""

    def __init__(self, engine: Engine, screen: "AskScreen"):
        self._engine = engine
        self._screen = screen
        self._pack = "~/briefing.docx"

    async def choose(self) -> None:
        """Asks what to copy or export, and does it."""
        exchange = self._screen.chosen
        if exchange is None or exchange.turn is None:
            self._screen.tell("There is no answer to copy or export yet.")
            return
        about = f"About the answer to: {' '.join(exchange.question.split())}"
        await self._screen.app.push_screen(Menu("Copy or export", CHOICES, about), partial(self._take, exchange.turn))

    async def _take(self, turn: Turn, choice: str | None) -> None:
        if choice == COPY:
            self._copy(with_sources(turn.answer))
        elif choice == COPY_WORDS:
            self._copy(words_alone(turn.answer))
        elif choice == PACK:
            await self._ask_pack(turn, self._pack)
        elif choice == EXPORT:
            await self._ask_file(f"~/{as_file_name(self._screen.talk.title)}.docx")

    def _copy(self, text: str) -> None:
        if can_copy():
            self._screen.app.copy_to_clipboard(text)
            self._screen.tell(COPIED)
        else:
            self._screen.tell(CAN_T_COPY)

    async def _ask_pack(self, turn: Turn, proposed: str) -> None:
        def go_on(name: str | None) -> None:
            if name:
                self._screen.run_worker(self._to_pack(turn, name))

        await self._screen.app.push_screen(Prompt("Add to a briefing pack", PACK_HINT, proposed, Places()), go_on)

    async def _to_pack(self, turn: Turn, name: str) -> None:
        """Adds the answer; if that fails, asks again with what was typed."""
        self._pack = name
        count = await self._screen.attempt(self._engine.add_to_pack, turn, Path(name).expanduser())
        if count:
            self._screen.tell(f"{name} now has {numbered(count, 'answer')}.")
        else:
            await self._ask_pack(turn, name)

    async def _ask_file(self, proposed: str) -> None:
        async def go_on(name: str | None) -> None:
            if name and Path(name).expanduser().exists():
                confirm = Confirm("Replace this file?", f"{name} already exists.", "Yes, replace it")
                await self._screen.app.push_screen(confirm, partial(self._replace, name))
            elif name:
                self._screen.run_worker(self._export(name))

        await self._screen.app.push_screen(Prompt("Export the conversation", EXPORT_HINT, proposed, Places()), go_on)

    async def _replace(self, name: str, confirmed: bool | None) -> None:
        if confirmed:
            self._screen.run_worker(self._export(name))
        else:
            await self._ask_file(name)

    async def _export(self, name: str) -> None:
        """Writes the document; if that fails, asks again with what was typed."""
        talk, out = self._screen.talk, Path(name).expanduser()
        if await self._screen.attempt(self._engine.export, talk.title, talk.turns, out):
            self._screen.tell(f"Exported to {out}.")
        else:
            await self._ask_file(name)
