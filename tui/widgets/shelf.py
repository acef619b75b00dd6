"""The shelf: the papers of the library, which of them are asked, and how to add and remove some."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from assistant.engine import Shelved
from assistant.show import numbered
from ingest.dates import written
from tui.prose import BLANK, Paragraph, laid_out, plain
from tui.widgets.intake_strip import IntakeStrip
from tui.widgets.line import Filter

EMPTY = "No papers yet.\n\nPress a to add a file, a folder or an address."
NONE_FOUND = "No paper has all of these words.\n\nEmpty the box above to see all papers."


class PaperList(OptionList):
    """The papers that the filter lets through."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", "Ask"),
        Binding("enter", "select", "Outline"),
        Binding("a", "add", "Add"),
        Binding("r", "remove", "Remove"),
        Binding("x", "tick_none", "Ask all", show=False),
        Binding("s", "stop_adding", "Stop adding", show=False),
    ]

    def action_tick(self) -> None:
        self._shelf.tick(self._highlighted_id)

    def action_tick_none(self) -> None:
        self._shelf.tick_none()

    def action_add(self) -> None:
        self.post_message(Shelf.AddWanted())

    def action_stop_adding(self) -> None:
        self.post_message(Shelf.StopWanted())

    def action_remove(self) -> None:
        if shelved := self._shelf.paper(self._highlighted_id):
            self.post_message(Shelf.RemoveWanted(shelved))

    @property
    def _shelf(self) -> "Shelf":
        shelf = self.parent
        assert isinstance(shelf, Shelf)
        return shelf

    @property
    def _highlighted_id(self) -> str | None:
        option = self.highlighted_option
        return option.id if option else None


class Shelf(Vertical):
    """Ticked papers are the ones that questions are put to; none ticked means all."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Back")]

    @dataclass
    class Ticked(Message):
        """Other papers than before are to be asked."""

    @dataclass
    class OutlineWanted(Message):
        paper: str

    @dataclass
    class AddWanted(Message):
        pass

    @dataclass
    class StopWanted(Message):
        """What is being added is to end."""

    @dataclass
    class RemoveWanted(Message):
        shelved: Shelved

    @dataclass
    class Closed(Message):
        pass

    def __init__(self) -> None:
        super().__init__(id="shelf")
        self._papers: Sequence[Shelved] = ()
        self._ticked: set[str] = set()

    def compose(self) -> ComposeResult:
        yield Filter(placeholder="Filter papers", id="filter")
        yield PaperList(id="papers", compact=True)
        yield Static(plain(EMPTY), id="empty")
        yield IntakeStrip()

    @property
    def count(self) -> int:
        return len(self._papers)

    @property
    def asked(self) -> tuple[str, ...] | None:
        """The ids of the papers that questions are put to, None for all."""
        return tuple(sorted(self._ticked)) or None

    def fill(self, papers: Sequence[Shelved]) -> None:
        """Shows what the library holds now; ticks stay with the papers that are still there."""
        self._papers = papers
        before = set(self._ticked)
        self._ticked &= {each.paper.id for each in papers}
        self._show()
        if before != self._ticked:
            self.post_message(self.Ticked())

    def paper(self, id: str | None) -> Shelved | None:
        return next((each for each in self._papers if each.paper.id == id), None)

    def tick(self, id: str | None) -> None:
        if id:
            self._ticked ^= {id}
            self._show()
            self.post_message(self.Ticked())

    def tick_none(self) -> None:
        self._ticked.clear()
        self._show()
        self.post_message(self.Ticked())

    def focus_list(self) -> None:
        """Where the keys of the shelf are: in the list, or in an empty one all the same."""
        self.query_one(PaperList).focus()

    def _show(self) -> None:
        papers = self.query_one(PaperList)
        words = self.query_one("#filter", Input).value.lower().split()
        kept = [each for each in self._papers if all(word in _searched(each) for word in words)]
        at = papers.highlighted_option.id if papers.highlighted_option else None
        papers.clear_options()
        width = max(papers.scrollable_content_region.width - 2, 20)
        papers.add_options(
            Option(_shown(each, each.paper.id in self._ticked, width), id=each.paper.id) for each in kept
        )
        places = [n for n, each in enumerate(kept) if each.paper.id == at]
        papers.highlighted = places[0] if places else (0 if kept else None)
        empty = self.query_one("#empty", Static)
        empty.update(plain(NONE_FOUND if self._papers else EMPTY))
        empty.display = not kept
        self.border_title = f"Papers ({len(self._papers)})"

    def on_resize(self) -> None:
        self.call_after_refresh(self._show)

    @on(Input.Changed, "#filter")
    def _filter(self) -> None:
        self._show()

    @on(Input.Submitted, "#filter")
    def _to_list(self) -> None:
        self.focus_list()

    @on(OptionList.OptionSelected)
    def _outline(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option.id:
            self.post_message(self.OutlineWanted(event.option.id))

    def action_close(self) -> None:
        self.post_message(self.Closed())


def _searched(shelved: Shelved) -> str:
    paper = shelved.paper
    return " ".join(filter(None, [paper.title, paper.organisation, paper.document, str(paper.date or "")])).lower()


def _shown(shelved: Shelved, ticked: bool, width: int) -> Content:
    paper = shelved.paper
    date = written(paper.date) if paper.date else "no date"
    count = numbered(shelved.passages, "passage")
    tick = Content.styled("☑ ", "$text-accent bold") if ticked else Content.styled("☐ ", "dim")
    facts = " · ".join(filter(None, [paper.organisation, date, count]))
    title = Paragraph(plain(paper.title, "bold" if ticked else ""), tick)
    return laid_out([title, Paragraph(plain(facts, "dim"), Content("  ")), BLANK], width)
