"""One line to write in."""

from textual.suggester import Suggester
from textual.widgets import Input

from assistant.text.sanitize import visible


class Line(Input):
    """An Input in which pasted or given text can't act: control characters are shown as marks."""

    def __init__(self, value: str = "", placeholder: str = "", suggester: Suggester | None = None, id: str = "line"):
        super().__init__(visible(value), placeholder, suggester=suggester, id=id)

    def write(self, text: str) -> None:
        """Takes what is typed or pasted, in place of what is selected; lines become one."""
        self.replace(visible(" ".join(text.splitlines())), *self.selection)

    def action_paste(self) -> None:
        self.write(self.app.clipboard)
