"""One line to write in."""

from textual import events
from textual.suggester import Suggester
from textual.widgets import Input

from assistant.clean import visible


class Line(Input):
    """An Input in which pasted or given text can't act: control characters are shown as marks."""

    def __init__(self, value: str = "", placeholder: str = "", suggester: Suggester | None = None, id: str = "line"):
        super().__init__(visible(value), placeholder, suggester=suggester, id=id)

    def _on_paste(self, event: events.Paste) -> None:
        super()._on_paste(events.Paste(visible(event.text)))
        event.stop()
        event.prevent_default()
