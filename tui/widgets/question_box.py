"""The box in which a question is written."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import TextArea


class QuestionBox(TextArea):
    """Enter asks; a pasted text keeps its lines. Up in the first line brings earlier questions back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "ask", "Ask"),
        Binding("ctrl+j", "new_line", "New line", show=False),
        Binding("up", "earlier", "Earlier question", show=False),
        Binding("down", "later", "Later question", show=False),
    ]

    @dataclass
    class Asked(Message):
        text: str

    def __init__(self) -> None:
        super().__init__(
            compact=True, highlight_cursor_line=False, placeholder="Ask your papers a question", id="question"
        )
        self._earlier: list[str] = []
        self._at = 0

    async def _on_key(self, event: events.Key) -> None:
        """Enter in its turn after what was typed before it, which a binding with priority would overtake."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.action_ask()
        else:
            await super()._on_key(event)

    def action_ask(self) -> None:
        text = self.text.strip()
        if text:
            self.remember(text)
            self.text = ""
            self.post_message(self.Asked(text))

    def remember(self, text: str) -> None:
        self._earlier.append(text)
        self._at = len(self._earlier)

    def action_new_line(self) -> None:
        self.insert("\n")

    def action_earlier(self) -> None:
        if self.cursor_at_first_line and self._at:
            self._recall(self._at - 1)
        else:
            self.action_cursor_up()

    def action_later(self) -> None:
        if self.cursor_at_last_line and self._at < len(self._earlier):
            self._recall(self._at + 1)
        else:
            self.action_cursor_down()

    def _recall(self, at: int) -> None:
        self._at = at
        self.text = self._earlier[at] if at < len(self._earlier) else ""
        self.move_cursor(self.document.end)

    def type_on(self, text: str) -> None:
        """Takes what was typed or pasted elsewhere."""
        self.screen.set_focus(self)
        self.insert(text)
