"""The headings of a paper."""

from collections.abc import Sequence

from textual.content import Content
from textual.widgets.option_list import Option

from assistant.paper_details import page_of
from ingest.paper import Block, Paper
from ingest.rendering import block_words
from tui.prose import plain
from tui.screens.pick import Pick, having


class OutlineList(Pick[Block]):
    """Returns the block at which to open the paper."""

    def __init__(self, paper: Paper, blocks: Sequence[Block]) -> None:
        super().__init__(paper.title)
        self._paper = paper
        self._places = [block for block in blocks if block.kind == "heading"] or list(blocks[:1])

    async def find(self, words: str) -> list[Option]:
        shown = [self._shown(block) for block in self._places]
        return having(words, [(said.plain, Option(said, id=str(n))) for n, said in enumerate(shown)])

    def picked(self, id: str) -> Block:
        return self._places[int(id)]

    def _shown(self, block: Block) -> Content:
        name = (
            " ".join(filter(None, [block.number, block_words(self._paper, block)]))
            if block.kind == "heading"
            else "The beginning"
        )
        page = plain(f"  {page_of(self._paper, block.page)}", "dim") if block.page else ""
        return Content.assemble("  " * len(block.headings), plain(name, "" if block.headings else "bold"), page)
