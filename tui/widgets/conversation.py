"""The questions and answers of a conversation, one below the other."""

from collections.abc import Sequence
from itertools import takewhile

from textual import on
from textual.containers import VerticalScroll
from textual.widgets import Static

from assistant.conversations.store import Turn
from tui.prose import plain
from tui.widgets.exchange import Exchange

AT_ONCE = 12  # exchanges loaded at a time: two pages of a large terminal
MOST = 3 * AT_ONCE  # on the screen when another question is asked; each takes .4 MB, and time whenever one is drawn
STEP = 3  # lines that an arrow scrolls
NEAR = 5  # lines from the top at which earlier ones are loaded


class Conversation(VerticalScroll, can_focus=False):
    """Shows the latest exchanges, and earlier ones on scrolling up, so that a long conversation is as quick as a short
    one."""

    def __init__(self) -> None:
        super().__init__(id="conversation")
        self._earlier: list[Turn] = []
        self._bringing = False

    async def open(self, turns: Sequence[Turn]) -> None:
        """Shows a saved conversation, from its end."""
        await self.remove_children()
        self._earlier = list(turns[:-AT_ONCE])
        await self.mount_all(_exchange(turn) for turn in turns[-AT_ONCE:])
        self.to_end()

    async def say(self, lines: str) -> None:
        """Shows a hint if there is no conversation yet."""
        await self.remove_children()
        self._earlier = []
        await self.mount(Static(plain(lines), id="hint"))

    async def add(self, exchange: Exchange) -> None:
        with self.app.batch_update():
            await self.query("#hint").remove()
            await self._put_away()
            await self.mount(exchange)
        self.to_end()

    async def _put_away(self) -> None:
        """Takes the earlier exchanges off the screen where there are many; they come back on scrolling up."""
        shown = self.exchanges
        if len(shown) < MOST or self._bringing:
            return
        answered = list(takewhile(lambda exchange: exchange.turn, shown[:-AT_ONCE]))
        self._earlier += [exchange.turn for exchange in answered if exchange.turn]
        await self.remove_children(answered)

    def to_end(self) -> None:
        self.call_after_refresh(self.scroll_end, animate=False, immediate=True)  # otherwise it may come after `to`

    def to(self, exchange: Exchange) -> None:
        """Scrolls the question to the top if its answer is long, otherwise all of it into view."""
        self.call_after_refresh(self.scroll_to_widget, exchange, animate=False, top=True, immediate=True)

    @on(Exchange.Left)
    def _move(self, event: Exchange.Left) -> None:
        """Scrolls if the answer continues beyond the screen, and otherwise goes to the next one."""
        top, bottom = event.exchange.virtual_region.y, event.exchange.virtual_region.bottom
        beyond = bottom > self.scroll_offset.y + self.size.height if event.by > 0 else top < self.scroll_offset.y
        exchanges = self.exchanges
        at = exchanges.index(event.exchange) + event.by
        if beyond or not 0 <= at < len(exchanges):
            self.scroll_relative(y=event.by * STEP, animate=False)
        else:
            exchanges[at].focus(scroll_visible=False)
            self.to(exchanges[at])

    @property
    def exchanges(self) -> list[Exchange]:
        return list(self.query(Exchange))

    @property
    def last_answered(self) -> Exchange | None:
        """The last exchange with an answer; a 'thanks' after it is passed over."""
        return next((exchange for exchange in reversed(self.exchanges) if exchange.is_answered), None)

    def watch_scroll_y(self, old: float, new: float) -> None:
        super().watch_scroll_y(old, new)
        if new < NEAR and self._earlier and not self._bringing and self.is_mounted:
            self._bringing = True
            self.run_worker(self._bring_earlier())

    async def _bring_earlier(self) -> None:
        """Loads some earlier exchanges at the top, without moving what is being read."""
        more, self._earlier = self._earlier[-AT_ONCE:], self._earlier[:-AT_ONCE]
        below = self.max_scroll_y - self.scroll_y
        with self.app.batch_update():
            await self.mount_all((_exchange(turn) for turn in more), before=0)
        self.call_after_refresh(self._settle, below)

    def _settle(self, below: float) -> None:
        self.scroll_to(y=self.max_scroll_y - below, animate=False, immediate=True, force=True)
        self._bringing = False


def _exchange(turn: Turn) -> Exchange:
    return Exchange(turn.question, turn.papers, turn)
