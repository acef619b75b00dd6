"""What can be done, and with which keys."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Static

KEYS = {
    "Anywhere": {
        "Ctrl+N": "new conversation",
        "Ctrl+O": "open, search, rename or delete conversations",
        "Ctrl+L": "papers: which are asked, outlines, add and remove",
        "Ctrl+T": "take away: copy an answer, export the conversation, add to a briefing pack",
        "Ctrl+P": "all commands, themes among them",
        "Tab, Shift+Tab": "next and previous place",
        "Escape": "stop an answer; close what was opened last",
        "Ctrl+Q": "leave; everything is kept",
    },
    "Question": {
        "Enter": "ask",
        "Ctrl+J": "new line",
        "Up, Down": "earlier and later questions",
    },
    "Answer": {
        "1 to 9": "open the source of that citation",
        "Left, Right, Enter": "pick out a citation, and open it",
        "Up, Down": "earlier and later answers",
        "+ and -": "judge the answer good or bad, with a note if you like; the same key again takes it back",
        "any letter": "goes on in the question box",
    },
    "Source": {
        "n and p": "next and previous citation",
        "o": "open the file itself, at that page where the system can",
        "Up, Down, Page up, Page down": "read on",
    },
    "Papers": {
        "Space": "ask only the ticked papers; none ticked means all",
        "Enter": "outline of the paper",
        "a, s, r": "add papers; stop adding; remove one",
        "x": "ask all papers again",
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
            yield Static(_table())
            yield Static(READING, classes="reading", markup=False)
        yield Footer(show_command_palette=False)


def _table() -> Content:
    lines: list[Content] = []
    width = max(len(key) for keys in KEYS.values() for key in keys) + 2
    for place, keys in KEYS.items():
        lines.append(Content.styled(place, "bold $text-accent"))
        lines += [Content.assemble("  ", (key.ljust(width), "bold"), said) for key, said in keys.items()]
        lines.append(Content(""))
    return Content("\n").join(lines)
