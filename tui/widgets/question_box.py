"""The box for writing a question."""

import re
from typing import TYPE_CHECKING, ClassVar, cast

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.binding import Binding, BindingType
from textual.keys import Keys
from textual.widgets import TextArea

from assistant.text.sanitize import visible

if TYPE_CHECKING:
    from textual.app import App

ASK = "Ask your papers a question"
ASK_ON = "Ask a follow-up, or type the number of a source and press Enter"
LINE_END = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")  # terminals paste CR
# Alt+Enter in most terminals, which Textual would take for Enter
cast("dict[str, tuple[Keys, ...]]", ANSI_SEQUENCES_KEYS)["\x1b\r"] = (Keys.ControlJ,)


class QuestionBox(TextArea):
    """Enter asks; a pasted text keeps its lines. Up in the first line brings earlier questions back.

    It calls the screen's actions for asking, selecting and scrolling, which finish before the next key.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.ask", "Ask"),
        Binding("ctrl+j,shift+enter,alt+enter", "new_line", "New line", show=False),
        Binding("up", "earlier", "Earlier question", show=False),
        Binding("down", "later", "Later question", show=False),
        Binding("left", "left", "Left, or previous citation", show=False),
        Binding("right", "right", "Right, or next citation", show=False),
        Binding("pageup", "screen.read('page_up')", "Scroll up", show=False),
        Binding("pagedown", "screen.read('page_down')", "Scroll down", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(compact=True, highlight_cursor_line=False, placeholder=ASK, id="question")
        self._earlier: list[str] = []
        self._written: dict[int, str] = {}  # edits to earlier questions and the new one, not asked yet
        self._at = 0

    def write(self, text: str) -> None:
        """Inserts typed or pasted text in place of the selection."""
        written = visible(LINE_END.sub("\n", text))
        self.move_cursor(self.replace(written, *self.selection, maintain_selection_offset=False).end_location)

    def add(self, words: str) -> None:
        """Adds words that were written elsewhere, separated by a space."""
        before = self.get_text_range((0, 0), self.cursor_location)
        self.write(f" {words}" if before and not before[-1].isspace() else words)

    def action_paste(self) -> None:
        self.write(self.app.clipboard)

    def take(self) -> str:
        """Empties the box and returns its text, which Up brings back."""
        text, self.text = self.text.strip(), ""
        self.remember(text)
        return text

    def remember(self, text: str) -> None:
        self._earlier.append(text)
        self._written.clear()
        self._at = len(self._earlier)

    def action_new_line(self) -> None:
        self.write("\n")

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
        """Shows an earlier question, or the new one; edits stay with the question they were made to."""
        self._written[self._at] = self.text
        self._at = at
        self.text = visible(self._written.get(at) or dict(enumerate(self._earlier)).get(at, ""))
        self.move_cursor(self.document.end)

    async def action_left(self) -> None:
        if self.text:
            self.action_cursor_left()
        else:
            await self.run_action("screen.pick(-1)")

    async def action_right(self) -> None:
        if self.text:
            self.action_cursor_right()
        else:
            await self.run_action("screen.pick(1)")


def question_box(app: "App[None]") -> QuestionBox:
    """The question box of the main screen, whatever is open on top of it."""
    return app.screen_stack[0].query_one(QuestionBox)
