"""The headings of a paper."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, OptionList
from textual.widgets.option_list import Option

from ingest.marks import block_words
from ingest.paper import Block, Paper
from tui.prose import plain


class OutlineList(ModalScreen[Block | None]):
    """Returns the block at which to open the paper, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Leave")]

    def __init__(self, paper: Paper, blocks: Sequence[Block]) -> None:
        super().__init__()
        self._paper = paper
        self._places = [block for block in blocks if block.kind == "heading"] or list(blocks[:1])

    def compose(self) -> ComposeResult:
        with Vertical(classes="box") as box:
            box.border_title = plain(self._paper.title)
            yield OptionList(*(Option(self._shown(block)) for block in self._places), compact=True)
        yield Footer(show_command_palette=False)

    def _shown(self, block: Block) -> Content:
        name = (
            " ".join(filter(None, [block.number, block_words(self._paper, block)]))
            if block.kind == "heading"
            else "The beginning"
        )
        page = Content.styled(f"  page {block.page}", "dim") if block.page else ""
        return Content.assemble("  " * len(block.headings), plain(name, "" if block.headings else "bold"), page)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._places[event.option_index])
