"""The line at the top: what is open, and what the program is doing."""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from assistant.text.counts import numbered
from tui.prose import plain


class TitleBar(Widget):
    """The title of the conversation and, on the right, the number of papers or what is being loaded."""

    title = reactive("")
    state = reactive("")
    papers = reactive(0)

    def render(self) -> Content:
        right = self.state or numbered(self.papers, "paper")
        left = Content.assemble(
            ("policy", "bold $text-accent"), "  ", plain(" ".join(self.title.split()) or "New conversation")
        )
        room = max(self.content_size.width - len(right) - 2, 8)
        left = left.truncate(room, ellipsis=True)
        return Content.assemble(left.pad_right(room - left.cell_length + 2), plain(right, "$text-muted"))
