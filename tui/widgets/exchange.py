"""A question with its answer."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.timer import Timer

from assistant.conversations.events import Step, Wrote
from assistant.conversations.store import Rating, Turn
from tui import exchange_text
from tui.prose import Paragraph
from tui.widgets.laid import Laid

if TYPE_CHECKING:  # drawn before pydantic is loaded
    from assistant.answer import Answer, Citation

WAITING = "Waiting …"
LOADING = "Loading the models; your question is next …"
STOPPING = "Stopping …"
STEPS = {
    "rewrite": "Working out the follow-up …",
    "search": "Searching the papers …",
    "quotes": "Reading the passages found …",
    "choose": "Reading with the language model …",
    "write": "Writing …",
    "check": "Checking every quotation …",
}
STREAM = 0.1  # seconds between redraws while words stream in


class Exchange(Laid, can_focus=True):
    """One question with its answer. Drawn as one text, so that hundreds of them stay fast.

    With the focus, the arrows select a citation and Enter opens it.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "pick(-1)", "Citation", key_display="← →"),
        Binding("right", "pick(1)", "Next citation", show=False),
        Binding("up", "move(-1)", "Earlier answer", show=False),
        Binding("down", "move(1)", "Later answer", show=False),
        Binding("enter", "open_picked", "Source"),
    ]

    picked = reactive(0, layout=False)
    step = reactive(WAITING, layout=False)

    @dataclass
    class Opened(Message):
        """A request to open a citation."""

        exchange: "Exchange"
        citation: "Citation"

    @dataclass
    class Left(Message):
        """A request to go to the answer before or after this one."""

        exchange: "Exchange"
        by: int

    @dataclass
    class Progressed(Message):
        """Progress with the answer."""

        progress: Step | Wrote

    def __init__(self, question: str, papers: tuple[str, ...] | None = None, turn: Turn | None = None):
        super().__init__()
        self.question = question
        self.papers = papers
        self.turn = turn
        self._written = ""
        self._drawing: Timer | None = None

    @property
    def answer(self) -> "Answer | None":
        return self.turn.answer if self.turn else None

    @property
    def citations(self) -> "tuple[Citation, ...]":
        return tuple(exchange_text.shown_citations(self.answer)) if self.answer else ()

    def citation(self, n: int) -> "Citation | None":
        return next((each for each in self.citations if each.n == n), None)

    @property
    def is_answered(self) -> bool:
        """Whether it has an answer, and not just a reply to 'thanks'."""
        return self.answer is not None and self.answer.status != "replied"

    @property
    def judgeable(self) -> bool:
        return self.answer is not None and self.answer.status in ("answered", "not_found")

    def report(self, progress: Step | Wrote) -> None:
        """Shows progress with the answer; can be called from any thread."""
        self.post_message(self.Progressed(progress))

    def on_exchange_progressed(self, event: Progressed) -> None:
        if isinstance(event.progress, Wrote):
            self._write(event.progress.words)
            return
        if event.progress.name == "write":
            self._written = ""
        if self.step != STOPPING and event.progress.name in STEPS:
            self.step = STEPS[event.progress.name]

    def _write(self, words: str) -> None:
        """Shows the next words of a language model."""
        self._written += words
        if self._drawing is None:
            self._drawing = self.set_timer(STREAM, self._draw_written)

    def _draw_written(self) -> None:
        self._drawing = None
        self.redraw()

    def finish(self, turn: Turn) -> None:
        """Shows the finished answer."""
        self.turn = turn
        self.redraw()

    def rate(self, rating: Rating | None) -> None:
        if self.turn:
            self.turn = replace(self.turn, rating=rating)
            self.redraw()

    # Drawing

    def watch_step(self) -> None:
        self.redraw()

    def watch_picked(self) -> None:
        self.redraw()

    def paragraphs(self) -> Iterator[Paragraph]:
        yield exchange_text.question(self.question)
        if self.turn:
            yield from exchange_text.understood(self.turn.answer)
            yield from exchange_text.answer(self.turn.answer, self.turn.rating, self.picked)
        else:
            yield from exchange_text.waiting(self.step, self._written)

    # Acting

    def action_open(self, n: int) -> None:
        if citation := self.citation(n):
            self.picked = n
            self.post_message(self.Opened(self, citation))

    def action_open_picked(self) -> None:
        self.action_open(self.picked or 1)

    def action_pick(self, by: int) -> None:
        if count := len(self.citations):
            self.picked = (self.picked + by - 1) % count + 1 if self.picked else (1 if by > 0 else count)

    def action_move(self, by: int) -> None:
        self.post_message(self.Left(self, by))

    def on_click(self, event: events.Click) -> None:
        if n := event.style.meta.get("citation"):
            self.action_open(n)
