"""One line to write in."""

from textual.suggester import Suggester
from textual.widgets import Input

from assistant.text.sanitize import visible


class Line(Input):
    """An Input that makes text harmless: control characters are shown as marks."""

    def __init__(self, value: str = "", placeholder: str = "", suggester: Suggester | None = None, id: str = "line"):
        super().__init__(visible(value), placeholder, suggester=suggester, id=id)

    def write(self, text: str) -> None:
        """Inserts typed or pasted text in place of the selection, as one line."""
        self.replace(visible(" ".join(text.splitlines())), *self.selection)

    def action_paste(self) -> None:
        self.write(self.app.clipboard)
