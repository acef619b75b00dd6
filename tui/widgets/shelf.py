"""The shelf: the papers of the library, which of them are asked, and how to add and remove papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from assistant.session import Shelved
from assistant.standing_words import status_of
from assistant.text.counts import numbered
from ingest.dates import written
from tui.prose import BLANK, Paragraph, laid_out, plain
from tui.widgets.ingest_strip import IngestStrip
from tui.widgets.line import Line
from tui.widgets.listing import Listing

EMPTY = "No papers yet.\n\nPress Ctrl+A to add a file, a folder or an address."
BESIDE = 3  # columns without text: the margins of an option, and the scroll bar


class Shelf(Vertical):
    """Questions are put to the ticked papers, or to all if none are ticked.

    Its own keys come before those that the line above the list uses for editing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "tick_chosen", "Tick", priority=True),
        Binding("right", "right", "Outline", priority=True),
        Binding("ctrl+a", "screen.add_papers", "Add", priority=True),
        Binding("ctrl+d", "screen.remove_paper", "Remove", priority=True),
        Binding("f3", "tick_none", "Ask all"),
        Binding("f4", "screen.paper_status", "Status"),
        Binding("f6", "screen.watch_folder", "Watch"),
        Binding("escape", "screen.close_shelf", "Back"),
    ]

    @dataclass
    class Ticked(Message):
        """The papers to ask have changed."""

    def __init__(self) -> None:
        super().__init__(id="shelf")
        self._papers: Sequence[Shelved] = ()
        self._ticked: set[str] = set()
        self._watched = ""

    def compose(self) -> ComposeResult:
        yield Listing(self._find, "Type to filter the list", EMPTY, id="papers")
        yield IngestStrip()

    @property
    def count(self) -> int:
        return len(self._papers)

    @property
    def asked(self) -> tuple[str, ...] | None:
        """The ids of the papers that questions are put to, None for all."""
        return tuple(sorted(self._ticked)) or None

    @property
    def line(self) -> Line:
        return self._listing.line

    @property
    def _listing(self) -> Listing:
        return self.query_one(Listing)

    @property
    def watched(self) -> str:
        """The folder that is watched; empty if none is."""
        return self._watched

    @watched.setter
    def watched(self, folder: str) -> None:
        self._watched = folder
        self.border_subtitle = plain(f"F6 stops watching {Path(folder).name or folder}") if folder else ""

    async def fill(self, papers: Sequence[Shelved]) -> None:
        """Shows what is in the library now; papers that are still there stay ticked."""
        self._papers = papers
        before = set(self._ticked)
        self._ticked &= {each.paper.id for each in papers}
        await self._listing.refill()
        if before != self._ticked:
            self.post_message(self.Ticked())

    async def chosen(self) -> Shelved | None:
        """The highlighted paper."""
        return self._paper(await self._listing.chosen())

    def take_words(self) -> str:
        """Empties the line above the list and returns its words."""
        return self._listing.take_words()

    def _paper(self, id: str | None) -> Shelved | None:
        return next((each for each in self._papers if each.paper.id == id), None)

    async def _find(self, words: str) -> list[Option]:
        wanted = words.lower().split()
        kept = [each for each in self._papers if all(word in _searched(each) for word in wanted)]
        width = max(self._listing.content_size.width - BESIDE, 20)
        self.border_title = (
            f"Papers ({len(kept)} of {len(self._papers)})" if wanted else f"Papers ({len(self._papers)})"
        )
        return [Option(_shown(each, each.paper.id in self._ticked, width), id=each.paper.id) for each in kept]

    def on_resize(self) -> None:
        self.call_after_refresh(self._listing.refill)

    async def action_tick_chosen(self) -> None:
        if chosen := await self.chosen():
            await self._tick(chosen.paper.id)
        else:
            await self.run_action("screen.words_to_question")

    @on(OptionList.OptionSelected)
    async def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option.id:
            await self._tick(event.option.id)

    async def _tick(self, id: str) -> None:
        self._ticked ^= {id}
        await self._listing.refill()
        self.post_message(self.Ticked())

    async def action_tick_none(self) -> None:
        self._ticked.clear()
        await self._listing.refill()
        self.post_message(self.Ticked())

    async def action_right(self) -> None:
        """At the end of the line, opens the outline of the paper."""
        line = self.line
        if self.screen.focused is line and line.cursor_position < len(line.value):
            line.action_cursor_right()
        else:
            await self.run_action("screen.outline")


def _searched(shelved: Shelved) -> str:
    paper = shelved.paper
    facts = [paper.title, paper.organisation, paper.document, str(paper.date or ""), status_of(shelved.standing)]
    return " ".join(filter(None, facts)).lower()


def _shown(shelved: Shelved, ticked: bool, width: int) -> Content:
    paper = shelved.paper
    date = written(paper.date) if paper.date else "no date"
    count = numbered(shelved.passages, "passage")
    tick = Content.styled("☑ ", "$text-accent bold") if ticked else Content.styled("☐ ", "dim")
    status = status_of(shelved.standing)
    facts = plain(" · ".join(filter(None, [paper.organisation, date, count])), "dim")
    if status:
        style = "dim" if status == "in force" else "$text-warning"
        facts = Content.assemble(plain(status, style), plain(" · ", "dim"), facts)
    title = Paragraph(plain(paper.title, "bold" if ticked else ""), tick)
    return laid_out([title, Paragraph(facts, Content("  ")), BLANK], width)
