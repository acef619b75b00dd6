"""The main screen: papers, conversation and source side by side, or one at a time where there is little room."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer

from assistant.conversations import Judgment
from assistant.engine import Engine
from ingest.errors import PolicyError
from tui.answering import Answering, Talk
from tui.aside import Given, Made, aside, attempt, tell, tell_fault
from tui.screens.conversations import ConversationList
from tui.screens.prompt import Prompt
from tui.shelving import Shelving
from tui.taking_away import TakingAway
from tui.widgets.conversation import Conversation
from tui.widgets.exchange import Exchange
from tui.widgets.question_box import QuestionBox
from tui.widgets.shelf import Shelf
from tui.widgets.source import Source
from tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:  # drawn before pydantic is there
    from assistant.answer import Citation

LOOK = 2.0  # seconds between looks at whether another program has changed the library


class AskScreen(Screen[None]):
    """Ask and read; from a citation to its source; the shelf of papers."""

    AUTO_FOCUS = "#question"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-middle"), (150, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1", "app.help", "Help"),
        Binding("ctrl+n", "new", "New"),
        Binding("ctrl+o", "conversations", "Open"),
        Binding("ctrl+l", "shelf", "Papers"),
        Binding("ctrl+t", "take_away", "Take away"),
        Binding("escape", "back", "Stop or go back", show=False),
    ]

    def __init__(self, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._talk = Talk()
        self._answering = Answering(engine, self.tell_fault)
        self._shelving = Shelving(engine, self)
        self._taking_away = TakingAway(engine, self)
        self._opened_from: Exchange | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Horizontal(id="rooms"):
            yield Shelf()
            with Vertical(id="talk"):
                yield Conversation()
                yield QuestionBox()
            yield Source()
        yield Footer()

    def on_unmount(self) -> None:
        self._answering.stop()
        self._shelving.stop()

    def on_mount(self) -> None:
        self.tell_asked()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """What waits until the first picture is drawn."""
        self._load()
        self._answer()
        self.set_interval(LOOK, self._shelving.look)

    # The conversation

    @work(group="answers")
    async def _answer(self) -> None:
        await self._answering.run(self._answered)

    @work(group="load")
    async def _load(self) -> None:
        bar = self.query_one(TitleBar)
        try:
            await self._shelving.refill()
            await aside(self._engine.conversations.empty_bin)
            await self._welcome()
            bar.state = "loading the models …"
            await aside(self._engine.load)
        except PolicyError as error:
            if self.query_one(Conversation).exchanges:
                self.tell_fault(error)
            await self._hint(f"{error}.\n\n{error.cure}")
        finally:
            bar.state = ""

    async def _welcome(self) -> None:
        """What to do next, where nothing has been asked yet."""
        kept = await aside(self._engine.conversations.find)
        if not self.query_one(Shelf).count:
            lines = [
                "There are no papers yet.",
                "Press Ctrl+L and then a to add a file, a folder or an address.",
                "Without any of your own, the five digests that come with policy can be added there to try it.",
            ]
        else:
            lines = [
                "Write a question below and press Enter.",
                "A number behind a statement opens the words it rests on.",
            ]
        if kept:
            lines.append(f"Ctrl+O brings back “{kept[0].title}”" + (f" and {len(kept) - 1} more." if kept[1:] else "."))
        await self._hint("\n\n".join([*lines, "F1 shows all keys."]))

    async def _hint(self, text: str) -> None:
        """Says something where the conversation will be, unless there is one."""
        conversation = self.query_one(Conversation)
        if not conversation.exchanges:
            await conversation.say(text)

    @on(QuestionBox.Asked)
    async def _ask(self, event: QuestionBox.Asked) -> None:
        exchange = Exchange(event.text, self.query_one(Shelf).asked)
        await self.query_one(Conversation).add(exchange)
        self._answering.ask(self._talk, exchange)
        if not self._talk.title:
            self._entitle(event.text)

    def _answered(self, talk: Talk, exchange: Exchange) -> None:
        if talk is not self._talk:
            self.tell("The answer is kept in the conversation in which you asked.")
            return
        box = self.query_one(QuestionBox)
        self.query_one(Conversation).to(exchange)
        if box.has_focus and not box.text and not self._answering.waiting:
            exchange.focus(scroll_visible=False)

    def on_key(self, event: events.Key) -> None:
        """What is typed where nothing can be written goes on in the question box."""
        typed = event.is_printable and event.key not in self.active_bindings
        if typed and event.character and isinstance(self.focused, Exchange | QuestionBox | None):
            event.stop()
            self.query_one(QuestionBox).type_on(event.character)

    def on_paste(self, event: events.Paste) -> None:
        if isinstance(self.focused, Exchange | None):
            event.stop()
            self.query_one(QuestionBox).type_on(event.text)

    async def action_new(self) -> None:
        self._talk = Talk()
        self._entitle("")
        self.action_close_source()
        await self.query_one(Conversation).open([])
        await self._welcome()
        self.query_one(QuestionBox).focus()

    @work
    async def action_conversations(self) -> None:
        listed = ConversationList(self._engine.conversations)
        chosen = await self.app.push_screen_wait(listed)
        if self._talk.id in listed.deleted:
            await self.action_new()
        elif self._talk.id in listed.renamed:
            self._entitle(listed.renamed[self._talk.id])
        if chosen and (turns := await self.attempt(self._engine.conversations.turns, chosen.id)) is not None:
            self._talk = Talk(chosen.id, chosen.title, turns)
            self._entitle(chosen.title)
            self.action_close_source()
            await self.query_one(Conversation).open(turns)
            box = self.query_one(QuestionBox)
            for turn in turns:
                box.remember(turn.question)
            box.focus()

    def _entitle(self, title: str) -> None:
        """Names the conversation that is open."""
        self._talk.title = self.query_one(TitleBar).title = title

    def action_back(self) -> None:
        if self._answering.going_on:
            self._answering.stop()
        elif self.has_class("-source"):
            self.action_close_source()
        elif self.has_class("-shelf"):
            self.action_close_shelf()
        else:
            self.query_one(QuestionBox).focus()

    # Sources

    @on(Exchange.Opened)
    async def _open(self, event: Exchange.Opened) -> None:
        self._opened_from = event.exchange
        await self._show_source(event.citation)

    @on(Source.Wanted)
    async def _open_other(self, event: Source.Wanted) -> None:
        await self._show_source(event.citation)

    async def _show_source(self, citation: "Citation") -> None:
        opened = await self.attempt(self._engine.paper, citation.paper)
        if opened and self._opened_from:
            self._opened_from.picked = citation.n
            self._show_room("source")
            source = self.query_one(Source)
            source.show_citation(*opened, citation, self._opened_from.citations)
            source.view.focus()

    @on(Source.OriginalWanted)
    async def _open_original(self, event: Source.OriginalWanted) -> None:
        from assistant.original import open_original

        if said := await self.attempt(open_original, event.paper, event.page):
            self.tell(said)

    @on(Source.Closed)
    def action_close_source(self) -> None:
        self.remove_class("-source")
        if self._opened_from and self._opened_from.is_attached:
            self._opened_from.focus()
        else:
            self.query_one(QuestionBox).focus()

    def _show_room(self, room: str) -> None:
        """Opens the source or the shelf; where there is no room for both, the other one closes."""
        other = "shelf" if room == "source" else "source"
        if not self.has_class("-wide"):
            self.remove_class(f"-{other}")
        self.add_class(f"-{room}")

    # Papers

    def action_shelf(self) -> None:
        shelf = self.query_one(Shelf)
        if self.has_class("-shelf") and shelf.has_focus_within:
            self.action_close_shelf()
        else:
            self._show_room("shelf")
            shelf.focus_list()

    @on(Shelf.Closed)
    def action_close_shelf(self) -> None:
        self.remove_class("-shelf")
        self.query_one(QuestionBox).focus()

    @on(Shelf.Ticked)
    def tell_asked(self) -> None:
        """Says which papers a question is put to."""
        shelf = self.query_one(Shelf)
        self.query_one(QuestionBox).border_title = self._shelving.asked_in_words()
        self.query_one(TitleBar).papers = shelf.count

    @on(Shelf.OutlineWanted)
    @work
    async def _outline(self, event: Shelf.OutlineWanted) -> None:
        if place := await self._shelving.outline(event.paper):
            self._opened_from = None
            self._show_room("source")
            source = self.query_one(Source)
            source.show_place(*place)
            source.view.focus()

    @on(Shelf.AddWanted)
    @work
    async def action_add_papers(self) -> None:
        self._show_room("shelf")
        await self._shelving.add()

    @on(Shelf.StopWanted)
    def action_stop_adding(self) -> None:
        self._shelving.stop()

    @on(Shelf.RemoveWanted)
    @work
    async def _remove(self, event: Shelf.RemoveWanted) -> None:
        await self._shelving.remove(event.shelved)

    # What becomes of an answer

    @property
    def chosen(self) -> Exchange | None:
        """What commands are about: the exchange with the focus, else the one whose source is open, or the last."""
        focused = self.focused
        if isinstance(focused, Exchange):
            return focused
        opened = self._opened_from if self.has_class("-source") else None
        return opened or self.query_one(Conversation).last

    @property
    def talk(self) -> Talk:
        return self._talk

    @work
    async def action_take_away(self) -> None:
        await self._taking_away.choose()

    @on(Exchange.Judged)
    @work
    async def _judge(self, event: Exchange.Judged) -> None:
        turn = event.exchange.turn
        if turn is None:
            return
        judgment = None
        if not (turn.judgment and turn.judgment.good == event.good):
            what = "good" if event.good else "bad"
            hint = "A note, if you like: what is good about it, or what it should have said. Enter keeps it."
            note = await self.app.push_screen_wait(Prompt(f"This answer is {what}", hint))
            if note is None:
                return
            judgment = Judgment(event.good, note)
        if await self.attempt(self._judged, turn.id, judgment):
            event.exchange.judged(judgment)

    def _judged(self, turn: int, judgment: Judgment | None) -> bool:
        self._engine.conversations.judge(turn, judgment)
        return True

    # Commands

    def commands(self) -> Iterable[SystemCommand]:
        """For the palette: everything that the keys do, whatever has the focus."""
        yield SystemCommand("New conversation", "Start afresh; the one that is open is kept", self.action_new)
        yield SystemCommand("Conversations", "Search, reopen, rename or delete", self.action_conversations)
        yield SystemCommand("Papers", "Which are asked, their outlines, add and remove", self.action_shelf)
        yield SystemCommand("Add papers", "A file, a folder or an address", self.action_add_papers)
        yield SystemCommand("Stop adding papers", "What is taken in stays", self.action_stop_adding)
        yield SystemCommand("Take away", "Copy, export, or add to a briefing pack", self.action_take_away)
        yield SystemCommand("Ask all papers", "Untick every paper", self.query_one(Shelf).tick_none)
        exchange = self.chosen
        if exchange and exchange.turn:
            for citation in exchange.citations[:9]:
                name = f"Open source {citation.n}"  # no word of a paper: what the palette shows is markup
                yield SystemCommand(name, "The words it rests on", partial(exchange.action_open, citation.n))
            yield SystemCommand("Judge good", "This answer is right", partial(exchange.action_judge, True))
            yield SystemCommand("Judge bad", "This answer is wrong", partial(exchange.action_judge, False))
        if self.has_class("-source"):
            source = self.query_one(Source)
            yield SystemCommand("Next citation", "Open its source", partial(source.action_step, 1))
            yield SystemCommand("Previous citation", "Open its source", partial(source.action_step, -1))
            yield SystemCommand("Open the file", "The paper itself, in another window", source.action_open_original)
        if self._answering.going_on:
            yield SystemCommand("Stop", "Stop the answer that is coming about", self._answering.stop)

    # Telling

    def tell(self, text: str) -> None:
        tell(self.app, text)

    def tell_fault(self, error: PolicyError) -> None:
        tell_fault(self.app, error)

    async def attempt(self, action: Callable[Given, Made], *args: Given.args, **options: Given.kwargs) -> Made | None:
        return await attempt(self.app, action, *args, **options)
