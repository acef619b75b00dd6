"""What is taken away: an answer to the clipboard or into a briefing pack, a conversation as a document."""

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.engine import Engine
from assistant.show import numbered
from assistant.take_away import as_file_name, with_sources, words_alone
from tui.clipboard import can_copy
from tui.screens.confirm import Confirm
from tui.screens.menu import Choice, Menu
from tui.screens.prompt import Prompt
from tui.shelving import Places
from tui.widgets.exchange import Exchange

if TYPE_CHECKING:
    from tui.screens.ask import AskScreen

CHOICES = (
    Choice("c", "Copy this answer with its sources"),
    Choice("w", "Copy the words alone"),
    Choice("p", "Add this answer to a briefing pack"),
    Choice("e", "Export the whole conversation: Word, HTML or Markdown"),
)
COPIED = "Copied. If your terminal does not pass it on, select with the mouse, or export to a file."
CAN_T_COPY = "This terminal can't be given a copy. Export to a file instead: Ctrl+T, then e or p."


class TakingAway:
    """Copies and exports, for the main screen."""

    def __init__(self, engine: Engine, screen: "AskScreen"):
        self._engine = engine
        self._screen = screen
        self._pack = "~/briefing.docx"

    async def choose(self) -> None:
        """Asks what is to be taken away, and does it."""
        exchange = self._screen.chosen
        if exchange is None or exchange.turn is None:
            self._screen.tell("There is no answer yet to take away.")
            return
        about = f"About the answer to: {' '.join(exchange.question.split())}"
        match await self._screen.app.push_screen_wait(Menu("Take away", CHOICES, about)):
            case "c":
                self._copy(with_sources(exchange.turn.answer))
            case "w":
                self._copy(words_alone(exchange.turn.answer))
            case "p":
                await self._to_pack(exchange)
            case "e":
                await self._export()

    def _copy(self, text: str) -> None:
        if can_copy():
            self._screen.app.copy_to_clipboard(text)
            self._screen.tell(COPIED)
        else:
            self._screen.tell(CAN_T_COPY)

    async def _to_pack(self, exchange: Exchange) -> None:
        hint = (
            "The pack's file: its ending says which kind (.docx, .html, .md, .pdf ...). It is made where there is none."
        )
        name = await self._screen.app.push_screen_wait(Prompt("Add to a pack", hint, self._pack, Places()))
        if name and exchange.turn:
            self._pack = name
            count = await self._screen.attempt(self._engine.add_to_pack, exchange.turn, Path(name).expanduser())
            if count:
                self._screen.tell(f"{name} now holds {numbered(count, 'answer')}.")

    async def _export(self) -> None:
        talk = self._screen.talk
        hint = "The file: its ending says which kind (.docx, .html, .md, .pdf ...)."
        default = f"~/{as_file_name(talk.title)}.docx"
        name = await self._screen.app.push_screen_wait(Prompt("Export the conversation", hint, default, Places()))
        if not name:
            return
        out = Path(name).expanduser()
        if out.exists():
            question = f"{name} is there already."
            if not await self._screen.app.push_screen_wait(Confirm("Replace this file?", question, "Yes, replace it")):
                return
        if await self._screen.attempt(self._engine.export, talk.title, talk.turns, out):
            self._screen.tell(f"Exported to {out}.")
