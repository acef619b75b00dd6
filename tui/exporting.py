"""Copies an answer, adds it to a briefing pack, or exports a conversation."""

from functools import partial
from pathlib import Path

from textual.screen import Screen

from assistant.conversations.export import as_file_name, with_sources, words_alone
from assistant.conversations.store import Turn
from assistant.session import Session
from assistant.text.counts import numbered
from tui.answering import Talk
from tui.background import attempt, permitted, show_message
from tui.clipboard import can_copy
from tui.path_suggester import PathSuggester
from tui.screens.confirm import Confirm
from tui.screens.menu import Choice, Menu
from tui.screens.prompt import Prompt
from tui.widgets.exchange import Exchange

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


class Exporting:
    """Copies and exports, for the main screen."""

    def __init__(self, session: Session, screen: Screen[None]):
        self._session = session
        self._screen = screen
        self._pack = "~/briefing.docx"

    async def choose(self, talk: Talk, exchange: Exchange | None) -> None:
        """Asks what to copy or export of a conversation and one of its exchanges, and does it."""
        if exchange is None or exchange.turn is None:
            show_message(self._screen.app, "There is no answer to copy or export yet.")
            return
        about = f"About the answer to: {' '.join(exchange.question.split())}"
        await self._screen.app.push_screen(
            Menu("Copy or export", CHOICES, about), partial(self._take, talk, exchange.turn)
        )

    async def _take(self, talk: Talk, turn: Turn, choice: str | None) -> None:
        if choice == COPY:
            self._copy(with_sources(turn.answer))
        elif choice == COPY_WORDS:
            self._copy(words_alone(turn.answer))
        elif choice and not permitted(self._screen.app, self._session.need_owner):
            return
        elif choice == PACK:
            await self._ask_pack(turn, self._pack)
        elif choice == EXPORT:
            await self._ask_file(talk, f"~/{as_file_name(talk.title)}.docx")

    def _copy(self, text: str) -> None:
        if can_copy():
            self._screen.app.copy_to_clipboard(text)
            show_message(self._screen.app, COPIED)
        else:
            show_message(self._screen.app, CAN_T_COPY)

    async def _ask_pack(self, turn: Turn, proposed: str) -> None:
        def go_on(name: str | None) -> None:
            if name:
                self._screen.run_worker(self._to_pack(turn, name))

        await self._screen.app.push_screen(
            Prompt("Add to a briefing pack", PACK_HINT, proposed, PathSuggester()), go_on
        )

    async def _to_pack(self, turn: Turn, name: str) -> None:
        """Adds the answer; if that fails, asks again with what was typed."""
        self._pack = name
        count = await attempt(self._screen.app, self._session.add_to_pack, turn, Path(name).expanduser())
        if count:
            show_message(self._screen.app, f"{name} now has {numbered(count, 'answer')}.")
        else:
            await self._ask_pack(turn, name)

    async def _ask_file(self, talk: Talk, proposed: str) -> None:
        async def go_on(name: str | None) -> None:
            if name and Path(name).expanduser().exists():
                confirm = Confirm("Replace this file?", f"{name} already exists.", "Yes, replace it")
                await self._screen.app.push_screen(confirm, partial(self._replace, talk, name))
            elif name:
                self._screen.run_worker(self._export(talk, name))

        await self._screen.app.push_screen(
            Prompt("Export the conversation", EXPORT_HINT, proposed, PathSuggester()), go_on
        )

    async def _replace(self, talk: Talk, name: str, confirmed: bool | None) -> None:
        if confirmed:
            self._screen.run_worker(self._export(talk, name))
        else:
            await self._ask_file(talk, name)

    async def _export(self, talk: Talk, name: str) -> None:
        """Writes the document; if that fails, asks again with what was typed."""
        out = Path(name).expanduser()
        if await attempt(self._screen.app, self._session.export, talk.title, talk.turns, out):
            show_message(self._screen.app, f"Exported to {out}.")
        else:
            await self._ask_file(talk, name)
