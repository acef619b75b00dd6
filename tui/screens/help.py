"""What you can do on the screen, and the keys for it."""

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
    "Typing": {
        "": "Letters, digits and symbols are always text: they go to the question box, or to the line that filters a "
        "list. Commands use Enter, Tab, arrows, Page keys, Escape, Ctrl with a letter, and function keys.",
    },
    "Anywhere": {
        "Ctrl+N": "new conversation",
        "Ctrl+O": "open, search, rename or delete conversations",
        "Ctrl+L": "papers: choose which to ask, see outlines, add and remove",
        "Ctrl+T": "copy an answer, export the conversation, or add to a briefing pack",
        "Ctrl+G": "rate the answer good or bad, with an optional note, or remove your rating",
        "Ctrl+P": "all commands, including themes",
        "F5": "with a language model: quotes that it chooses, or prose that it writes",
        "Tab, Shift+Tab": "next and previous part: answers, source, question",
        "Escape": "stop an answer; close what you opened last",
        "Ctrl+Q": "quit; everything is saved",
    },
    "Question": {
        "Enter": "ask; a number on its own opens that source",
        "Left, Right, Enter": "in an empty box: select a citation, and open it",
        "Page keys": "scroll the conversation, or the open source",
        "Up, Down": "earlier and later questions; what you were writing is kept",
        "Ctrl+J": "new line; in many terminals also Shift+Enter or Alt+Enter",
    },
    "Answer (press Tab to reach it)": {
        "Left, Right, Enter": "select a citation, and open it",
        "Up, Down": "earlier and later answers",
    },
    "Source": {
        "Left, Right": "previous and next citation",
        "Arrows, Page keys": "scroll",
        "Ctrl+F": "open the file itself, at that page if your system can",
        "Escape": "back to the answer",
    },
    "Papers": {
        "any letter": "filter the list",
        "Enter": "tick a paper: only ticked papers are asked, or all if none are ticked",
        "Right": "outline of the paper",
        "Ctrl+A, Ctrl+S": "add papers; stop adding",
        "Ctrl+D": "remove a paper; you are asked to confirm",
        "F3": "ask all papers again",
        "F4": "correct the status of a paper: in force, draft or superseded",
        "F6": "watch a folder: add what is new or changed in it while the screen is open; again to stop",
    },
    "Conversations": {
        "any letter": "search",
        "Enter": "open",
        "F2, Ctrl+D, Ctrl+Z": "rename; delete; undo delete",
    },
}
READING = (
    "Each statement has a number that opens the words it cites. Before an answer is shown, policy checks that those "
    "words are in the paper. 'The papers do not say' means that no answer was found. An answer is a quotation, not "
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
