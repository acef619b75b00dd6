"""What can be done, and with which keys."""

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen

from tui.prose import BLANK, Paragraph
from tui.widgets.key_line import KeyLine
from tui.widgets.laid import Laid

KEYS = {
    "Letters, digits and signs are always text": {
        "": "They go to the question box, or to the line above a list, which narrows it. What acts is Enter, Tab, "
        "arrows, Page keys, Escape, Ctrl with a letter, and function keys.",
    },
    "Anywhere": {
        "Ctrl+N": "new conversation",
        "Ctrl+O": "open, search, rename or delete conversations",
        "Ctrl+L": "papers: which are asked, outlines, add and remove",
        "Ctrl+T": "take away: copy an answer, export the conversation, add to a briefing pack",
        "Ctrl+G": "judge the answer good or bad, with a note if you like, or take that back",
        "Ctrl+P": "all commands, themes among them",
        "Tab, Shift+Tab": "next and previous place: answers, source, question",
        "Escape": "stop an answer; close what was opened last",
        "Ctrl+Q": "leave; everything is kept",
    },
    "Question": {
        "Enter": "ask; a number alone opens the source with that number",
        "Left, Right, Enter": "with nothing written: pick out a citation, and open it",
        "Page keys": "read the conversation, or the source that is open",
        "Up, Down": "earlier and later questions; what you were writing comes back",
        "Ctrl+J": "new line; in many terminals Shift+Enter or Alt+Enter too",
    },
    "Answer, reached with Tab": {
        "Left, Right, Enter": "pick out a citation, and open it",
        "Up, Down": "earlier and later answers",
    },
    "Source": {
        "Left, Right": "previous and next citation",
        "Arrows, Page keys": "read on",
        "Ctrl+F": "open the file itself, at that page where the system can",
        "Escape": "back to the answer",
    },
    "Papers": {
        "any letter": "narrows the list",
        "Enter": "tick: only the ticked papers are asked; none ticked means all",
        "Right": "outline of the paper",
        "Ctrl+A, Ctrl+S": "add papers; stop adding",
        "Ctrl+D": "remove a paper, once you have confirmed it",
        "F3": "ask all papers again",
    },
    "Conversations": {
        "any letter": "searches",
        "Enter": "open",
        "F2, Ctrl+D, Ctrl+Z": "rename; delete; bring back what was deleted",
    },
}
READING = (
    "Every statement carries a number that opens the words it rests on; that they stand there was checked before they "
    "were shown. 'The papers do not say' means that nothing was found that answers. An answer is a quotation, not "
    "advice: open the paper before you rely on it."
)


class Help(ModalScreen[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,f1", "dismiss(None)", "Back", key_display="esc")]

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="box") as box:
            box.border_title = "Help"
            yield Laid(_keys())
            yield Laid([Paragraph(Content(READING))], classes="reading")
        yield KeyLine(palette=False)


def _keys() -> Iterator[Paragraph]:
    for place, keys in KEYS.items():
        yield Paragraph(Content.styled(place, "bold $text-accent"))
        width = max(len(key) for key in keys) + 2 if any(keys) else 0
        for key, said in keys.items():
            yield Paragraph(Content(said), Content.styled(f"  {key.ljust(width)}", "bold"))
        yield BLANK
