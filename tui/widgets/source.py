"""The source of a statement: the paper, opened at the words cited."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from assistant.paper_details import facts, page_of
from ingest.paper import Block, Paper, ReadingWarning
from ingest.unread import unread
from tui.prose import plain
from tui.widgets.paper_view import PaperView

if TYPE_CHECKING:  # drawn before pydantic is loaded
    from assistant.answer import Citation


class Source(Vertical):
    """A paper next to the conversation, with its details above."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Citation", key_display="← →", priority=True),
        Binding("right", "step(1)", "Next citation", show=False, priority=True),
    ]

    @dataclass
    class Wanted(Message):
        """A request to show another citation of the same answer."""

        citation: "Citation"

    def __init__(self) -> None:
        super().__init__(id="source")
        self._citations: Sequence[Citation] = ()
        self._n = 0
        self.opened: tuple[Paper, int | None] | None = None  # with the page, if there are pages

    def compose(self) -> ComposeResult:
        yield Static(id="facts")
        yield PaperView()

    @property
    def view(self) -> PaperView:
        return self.query_one(PaperView)

    def show_citation(
        self, paper: Paper, blocks: Sequence[Block], citation: "Citation", among: "Sequence[Citation]"
    ) -> None:
        """Opens the paper at one of an answer's citations."""
        self._citations, self._n = among, citation.n
        self.opened = paper, citation.page
        which = f"[{citation.n}] of {len(among)}"
        self._tell(paper, Content.assemble((which, "$text-accent bold"), "  ", plain(citation.place, "$text-muted")))
        self.view.show(paper, blocks, citation.start, citation.end)

    def show_place(self, paper: Paper, blocks: Sequence[Block], block: Block) -> None:
        """Opens the paper at one of its headings."""
        self._citations, self._n = (), 0
        self.opened = paper, block.page
        self._tell(paper, plain(page_of(paper, block.page), "$text-muted"))
        self.view.show(paper, blocks, block.words, block.end)

    def _tell(self, paper: Paper, where: Content) -> None:
        lines = [
            plain(paper.title, "bold"),
            plain(facts(paper.organisation, paper.date, paper.document), "dim"),
            where,
            *(plain(f"not read: {what}", "$text-warning") for what, _ in unread(self._here(paper))),
        ]
        self.query_one("#facts", Static).update(Content("\n").join(line for line in lines if line))

    def _here(self, paper: Paper) -> list[ReadingWarning]:
        """What was not read on the page that is open, and what has no page."""
        page = self.opened[1] if self.opened else None
        return [warning for warning in paper.warnings if warning.page in (None, page)]

    def action_step(self, by: int) -> None:
        """Goes to the previous or next citation of the same answer."""
        if self._citations:
            citation = self._citations[(self._n + by - 1) % len(self._citations)]
            self._n = citation.n  # at once, for the next key
            self.post_message(self.Wanted(citation))
