"""The main screen: papers, conversation and source side by side, or one at a time where there is little room."""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult, SystemCommand
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen

from assistant.conversations.store import Conversation as KeptConversation
from assistant.conversations.store import Rating, Turn
from assistant.session import Session
from ingest.errors import PolicyError
from ingest.paper import Block, Paper
from tui.answering import Answering, Talk
from tui.background import Given, Made, attempt, in_background, permitted, show_error, show_message, succeeds
from tui.cures import on_screen
from tui.exporting import Exporting
from tui.screens.conversations import ConversationList
from tui.screens.rate import Rate, Verdict
from tui.shelving import Shelving
from tui.widgets.conversation import Conversation
from tui.widgets.exchange import Exchange
from tui.widgets.key_line import KeyLine
from tui.widgets.line import Line
from tui.widgets.question_box import ASK, ASK_ON, QuestionBox
from tui.widgets.shelf import Shelf
from tui.widgets.source import Source
from tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:  # drawn before pydantic is loaded
    from assistant.answer import Citation

ADD_DEMO = "Add the five demo digests"
SWITCHED = {
    "quotes": "The language model now chooses among the papers’ own words.",
    "prose": "The language model now writes; each sentence is checked against the words that it cites.",
}
NUMBER = re.compile(r"\d{1,3}")
LOOK = 2.0  # seconds between checks for changes to the library by other programs


class AskScreen(Screen[None]):
    """Asking, answers, their sources, and the shelf of papers."""

    AUTO_FOCUS = "#question"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-middle"), (150, "-wide")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+f", "open_original", "Open file"),
        Binding("escape", "back", "Back"),
        Binding("f1", "app.help", "Help"),
        Binding("ctrl+n", "new", "New"),
        Binding("ctrl+o", "conversations", "Open"),
        Binding("ctrl+l", "shelf", "Papers"),
        Binding("ctrl+t", "export", "Export"),
        Binding("ctrl+g", "rate", "Rate"),
        Binding("f5", "switch_answer", "Quotes or prose", show=False),
        Binding("ctrl+s", "stop_adding", "Stop adding", show=False),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._talk = Talk()
        self._answering = Answering(session, self.show_error)
        self._shelving = Shelving(session, self, self.show_asked, self.show_place)
        self._exporting = Exporting(session, self)
        self._opened_from: Exchange | None = None

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Horizontal(id="rooms"):
            yield Shelf()
            with Vertical(id="talk"):
                yield Conversation()
                with Horizontal(id="writing"):
                    yield QuestionBox()
            yield Source()
        yield KeyLine()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool:
        """What is possible now, for the footer."""
        if action == "open_original":
            return self.has_class("-source")
        if action == "back":
            opened = self.has_class("-source") or self.has_class("-shelf")
            return opened or self._answering.going_on or self.focused is not self._box
        return True

    @property
    def line(self) -> Line | QuestionBox:
        """Where letters go: to the line above the papers if the focus is there, otherwise to the question box."""
        shelf = self.query_one(Shelf)
        within = self.focused is not None and shelf in self.focused.ancestors_with_self
        return shelf.line if within and shelf.display else self._box

    def on_unmount(self) -> None:
        self._answering.stop()
        self._shelving.leave()

    def on_mount(self) -> None:
        self.show_asked()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        """What waits until the first draw."""
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
            await in_background(self._session.conversations.empty_bin)
            await self._welcome()
            bar.state = "loading the models …"
            await in_background(self._session.load)
        except PolicyError as error:
            if self.query_one(Conversation).exchanges:
                self.show_error(error)
            await self._hint(f"{error}.\n\n{on_screen(error.cure)}")
        finally:
            bar.state = ""

    async def _welcome(self) -> None:
        """Says what to do next, if nothing has been asked yet."""
        kept = await in_background(self._session.conversations.find)
        if not self.query_one(Shelf).count:
            lines = [
                "There are no papers yet.",
                "Press Ctrl+L and then Ctrl+A to add a file, a folder or an address.",
                f"To try policy without papers of your own, press Ctrl+P and choose “{ADD_DEMO}”.",
            ]
        else:
            lines = [
                "Write a question below and press Enter.",
                "Each statement in an answer has a number. Type the number and press Enter to see its source.",
            ]
        if kept:
            lines.append(
                f"Press Ctrl+O to reopen “{kept[0].title}”" + (f" or {len(kept) - 1} more." if kept[1:] else ".")
            )
        await self._hint("\n\n".join([*lines, "Press F1 to see all keys."]))

    async def _hint(self, text: str) -> None:
        """Shows a hint in place of the conversation, unless there is one."""
        conversation = self.query_one(Conversation)
        if not conversation.exchanges:
            await conversation.say(text)

    async def action_ask(self) -> None:
        """Asks the question written. A number opens that citation, and an empty box the selected one."""
        box, exchange = self._box, self.chosen
        text = box.text.strip()
        number = int(text) if NUMBER.fullmatch(text) else exchange.picked if exchange and not text else 0
        if exchange and exchange.citation(number):
            box.text = ""
            exchange.action_open(number)
        elif text:
            await self._ask(box.take())

    async def _ask(self, question: str) -> None:
        from assistant.query.intent import intent_of  # compiles many patterns, so only after the first draw

        exchange = Exchange(question, self.query_one(Shelf).asked)
        if self.has_class("-narrow"):
            self.action_close_source()
        await self.query_one(Conversation).add(exchange)
        self._answering.ask(self._talk, exchange)
        self.refresh_bindings()
        if not self._talk.title and intent_of(question) is None:
            self._entitle(question)

    def _answered(self, talk: Talk, exchange: Exchange) -> None:
        if talk is not self._talk:
            self.show_message("The answer was saved in the conversation where you asked the question.")
            return
        self.query_one(Conversation).to(exchange)
        self._say_how_to_go_on()
        self.refresh_bindings()

    def _say_how_to_go_on(self) -> None:
        chosen = self.chosen
        self._box.placeholder = ASK_ON if chosen and chosen.citations else ASK

    def action_pick(self, by: int) -> None:
        """Goes to the next citation: opens it if a source is open, otherwise selects it."""
        if self.has_class("-source"):
            self.query_one(Source).action_step(by)
        elif self.chosen:
            self.chosen.action_pick(by)

    async def action_read(self, how: str) -> None:
        """Scrolls the source if one is open, otherwise the conversation."""
        read = self.query_one(Source).view if self.has_class("-source") else self.query_one(Conversation)
        await read.run_action(how)

    async def action_new(self) -> None:
        self._talk = Talk()
        self._entitle("")
        self.action_close_source()
        await self.query_one(Conversation).open([])
        self._say_how_to_go_on()
        try:
            await self._welcome()
        except PolicyError as error:
            self.show_error(error)

    async def action_conversations(self) -> None:
        if kept := await self.attempt(lambda: self._session.conversations):
            listed = ConversationList(kept)
            await self.app.push_screen(listed, partial(self._reopen, listed))

    async def _reopen(self, listed: ConversationList, chosen: KeptConversation | None) -> None:
        if self._talk.id in listed.deleted:
            await self.action_new()
        elif self._talk.id in listed.renamed:
            self._entitle(listed.renamed[self._talk.id])
        if chosen and (turns := await self.attempt(self._session.conversations.turns, chosen.id)) is not None:
            self._talk = Talk(chosen.id, chosen.title, turns)
            self._entitle(chosen.title)
            self.action_close_source()
            await self.query_one(Conversation).open(turns)
            for turn in turns:
                self._box.remember(turn.question)
            self._say_how_to_go_on()

    def _entitle(self, title: str) -> None:
        """Sets the title of the open conversation."""
        self._talk.title = self.query_one(TitleBar).title = title

    def action_back(self) -> None:
        if self._answering.going_on:
            self._answering.stop()
        elif self.has_class("-source"):
            self.action_close_source()
        elif self.has_class("-shelf"):
            self.action_close_shelf()
        else:
            self.set_focus(self._box)

    async def action_switch_answer(self) -> None:
        """Quotes or prose, from the next question on."""
        if settings := await self.attempt(self._session.switch_answer):
            self.show_message(SWITCHED[settings.answer])

    # Sources

    @on(Exchange.Opened)
    async def _open(self, event: Exchange.Opened) -> None:
        self._opened_from = event.exchange
        await self._show_source(event.citation)

    @on(Source.Wanted)
    async def _open_other(self, event: Source.Wanted) -> None:
        await self._show_source(event.citation)

    async def _show_source(self, citation: "Citation") -> None:
        opened = await self.attempt(self._session.paper, citation.paper)
        if opened and self._opened_from:
            self._opened_from.picked = citation.n
            self._show_room("source")
            self.query_one(Source).show_citation(*opened, citation, self._opened_from.citations)
            self._read_source()

    def show_place(self, paper: Paper, blocks: Sequence[Block], place: Block) -> None:
        """Opens a paper at one of its headings."""
        self._opened_from = None
        self._show_room("source")
        self.query_one(Source).show_place(paper, blocks, place)
        self._read_source()

    def _read_source(self) -> None:
        """Lets the arrows scroll the source, unless something is being written."""
        if not self._box.text:
            self.set_focus(self.query_one(Source).view)
        self.refresh_bindings()

    @work
    async def action_open_original(self) -> None:
        from tui.original import open_original

        opened = self.query_one(Source).opened
        if not opened or not permitted(self.app, self._session.need_owner):
            return
        if said := await self.attempt(open_original, *opened):
            self.show_message(said)

    def action_close_source(self) -> None:
        self.remove_class("-source")
        self.set_focus(self._box)
        self.refresh_bindings()

    def _show_room(self, room: str) -> None:
        """Opens the source or the shelf; if there is no room for both, closes the other."""
        other = "shelf" if room == "source" else "source"
        if not self.has_class("-wide"):
            self.remove_class(f"-{other}")
        self.add_class(f"-{room}")

    # Papers

    async def action_shelf(self) -> None:
        """Shows the papers as they are at this moment: the next keys act on them."""
        shelf = self.query_one(Shelf)
        if self.has_class("-shelf") and self.line is shelf.line:
            self.action_close_shelf()
        else:
            self._show_room("shelf")
            self.set_focus(shelf.line)
            await self._shelving.look()

    def action_close_shelf(self) -> None:
        """Closes the shelf and clears its filter."""
        self.remove_class("-shelf")
        self.query_one(Shelf).take_words()
        self.set_focus(self._box)

    def action_words_to_question(self) -> None:
        """Words that match no paper may have been meant as a question."""
        if words := self.query_one(Shelf).take_words():
            self._box.add(words)
            self.action_close_shelf()

    @on(Shelf.Ticked)
    def show_asked(self) -> None:
        """Shows which papers a question will search."""
        if not self.query(TitleBar):  # the library was read while the screen is being closed
            return
        shelf = self.query_one(Shelf)
        self._box.border_title = self._shelving.asked_in_words()
        self.query_one(TitleBar).papers = shelf.count

    async def action_outline(self) -> None:
        await self._shelving.outline()

    async def action_add_papers(self) -> None:
        self._show_room("shelf")
        await self._shelving.add()

    async def action_add_demo(self) -> None:
        self._show_room("shelf")
        await self._shelving.add_demo()

    async def action_remove_paper(self) -> None:
        await self._shelving.remove()

    async def action_paper_status(self) -> None:
        await self._shelving.correct()

    async def action_watch_folder(self) -> None:
        self._show_room("shelf")
        await self._shelving.switch_watching()

    def action_stop_adding(self) -> None:
        self._shelving.stop()

    # Using an answer

    @property
    def chosen(self) -> Exchange | None:
        """What commands act on: the exchange with the focus, or the one whose source is open, or the last."""
        focused = self.focused
        if isinstance(focused, Exchange):
            return focused
        opened = self._opened_from if self.has_class("-source") else None
        return opened or self.query_one(Conversation).last_answered

    @property
    def _box(self) -> QuestionBox:
        return self.query_one(QuestionBox)

    async def action_export(self) -> None:
        await self._exporting.choose(self._talk, self.chosen)

    async def action_rate(self) -> None:
        exchange = self.chosen
        if exchange and exchange.turn and exchange.judgeable:
            await self._ask_verdict(exchange, exchange.turn, exchange.turn.rating)
        else:
            self.show_message("There is no answer to rate yet.")

    async def _ask_verdict(self, exchange: Exchange, turn: Turn, proposed: Rating | None) -> None:
        async def keep(verdict: Verdict | None) -> None:
            if verdict and await succeeds(self.app, self._session.conversations.rate, turn.id, verdict.rating):
                exchange.rate(verdict.rating)
            elif verdict:
                await self._ask_verdict(exchange, turn, verdict.rating)

        await self.app.push_screen(Rate(turn.question, proposed), keep)

    # Commands

    def commands(self) -> Iterable[SystemCommand]:
        """For the palette: everything that the keys do, wherever the focus is."""
        yield SystemCommand("New conversation", "Start again; the open one is saved", self.action_new)
        yield SystemCommand("Conversations", "Search, reopen, rename or delete", self.action_conversations)
        yield SystemCommand(
            "Quotes or prose", "Whether a language model chooses or writes, if one is named", self.action_switch_answer
        )
        yield SystemCommand("Papers", "Choose which to ask, see outlines, add and remove", self.action_shelf)
        yield SystemCommand("Add papers", "A file, a folder or an address", self.action_add_papers)
        yield SystemCommand(ADD_DEMO, "Short papers that come with policy, to try it out", self.action_add_demo)
        yield SystemCommand(
            "Watch a folder", "Add what is new or changed in it while this is open, or stop", self.action_watch_folder
        )
        yield SystemCommand("Stop adding papers", "Papers already added are kept", self.action_stop_adding)
        yield SystemCommand(
            "Copy or export", "Copy an answer, export a conversation, or add to a briefing pack", self.action_export
        )
        yield SystemCommand("Ask all papers", "Untick every paper", self.query_one(Shelf).action_tick_none)
        if self.has_class("-shelf"):
            yield SystemCommand("Tick", "Ask this paper, or stop asking it", self.query_one(Shelf).action_tick_chosen)
            yield SystemCommand("Outline", "The headings of this paper", self.action_outline)
            yield SystemCommand("Remove", "Remove this paper from the library", self.action_remove_paper)
        exchange = self.chosen
        if exchange and exchange.turn:
            for citation in exchange.citations[:9]:
                name = f"Open source {citation.n}"  # no words from a paper: the palette shows markup
                yield SystemCommand(name, "The words that it cites", partial(exchange.action_open, citation.n))
            yield SystemCommand("Rate", "Mark this answer as good or bad, with a note", self.action_rate)
        if self.has_class("-source"):
            source = self.query_one(Source)
            yield SystemCommand("Next citation", "Open its source", partial(source.action_step, 1))
            yield SystemCommand("Previous citation", "Open its source", partial(source.action_step, -1))
            yield SystemCommand("Open the file", "The paper itself, in another window", self.action_open_original)
        if self._answering.going_on:
            yield SystemCommand("Stop", "Stop the current answer", self._answering.stop)

    # Messages

    def show_message(self, text: str) -> None:
        show_message(self.app, text)

    def show_error(self, error: PolicyError) -> None:
        show_error(self.app, error)

    async def attempt(self, action: Callable[Given, Made], *args: Given.args, **options: Given.kwargs) -> Made | None:
        return await attempt(self.app, action, *args, **options)
