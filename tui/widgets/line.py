"""One line to write in."""

from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
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


class Filter(Line):
    """Narrows the list below it as one types; Enter or Down goes there, as `Submitted`."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "submit", show=False)]
