"""What can be quoted: the sentences, list items and table rows of the passages that were found."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.retrieval.hybrid import Found
from ingest.dates import written
from ingest.library import Library
from ingest.marks import cells, drawn, unmarked
from ingest.pack import introduction
from ingest.paper import Block, Paper
from ingest.runs import clipped, words
from ingest.sentences import block_sentences


@dataclass(frozen=True)
class Unit:
    """Words that can stand alone as a quotation: `paper.text[start:end]`, from the block numbered `n`.

    Without the title, the headings and what comes `before` (the sentence before, or what introduces a list or table)
    they may mean something else. `rank` (from 1) is that of the passage in the search, 0 where it did not come from it.
    """

    paper: str
    n: int
    start: int
    end: int
    text: str
    title: str
    headings: tuple[str, ...]
    before: str
    rank: int = 0

    @property
    def context(self) -> str:
        return " › ".join(filter(None, [self.title, *self.headings, self.before]))


class Shelf:
    """The papers of one answer, each read from the catalogue once."""

    def __init__(self, library: Library):
        self._library = library
        self._papers: dict[str, tuple[Paper, list[Block]]] = {}

    def paper(self, id: str) -> Paper:
        return self._open(id)[0]

    def blocks(self, id: str) -> list[Block]:
        return self._open(id)[1]

    def _open(self, id: str) -> tuple[Paper, list[Block]]:
        if id not in self._papers:
            paper = self._library.catalogue.paper(id)
            if paper is None:
                raise KeyError(id)
            self._papers[id] = paper, self._library.catalogue.blocks(id)
        return self._papers[id]

    def units(self, found: Iterable[Found]) -> list[Unit]:
        """All units of the passages, each once, in the order of the passages."""
        units: dict[tuple[str, int], Unit] = {}
        for rank, each in enumerate(found, 1):
            passage = each.passage
            for n in range(passage.first, passage.last + 1):
                for unit in self.block_units(passage.paper, n, rank):
                    if passage.start <= unit.start < passage.end:
                        units.setdefault((unit.paper, unit.start), unit)
        return list(units.values())

    def block_units(self, id: str, n: int, rank: int = 0) -> list[Unit]:
        """The units of one block; none for matter and for the row that only names the columns."""
        paper, blocks = self._open(id)
        block = blocks[n]
        if block.kind == "matter" or self.is_header(id, n):
            return []
        units: list[Unit] = []
        for start, end in block_sentences(paper.text, block):
            before = units[-1].text if units else self.lead_in(id, n)
            text = readable(paper, block, start, end)
            units.append(Unit(id, n, start, end, text, paper.title, block.headings, before, rank))
        return units

    def whole_block(self, id: str, n: int) -> Unit:
        """A block as one unit: a list item with all its sentences."""
        paper, blocks = self._open(id)
        start, end = blocks[n].words, blocks[n].end
        text = readable(paper, blocks[n], start, end)
        return Unit(id, n, start, end, text, paper.title, blocks[n].headings, self.lead_in(id, n))

    def joined(self, one: Unit, other: Unit) -> Unit | None:
        """Two sentences that follow each other in one block, as one unit; None where they don't."""
        first, last = sorted((one, other), key=lambda unit: unit.start)
        paper, blocks = self._open(one.paper)
        if (one.paper, one.n) != (other.paper, other.n) or paper.text[first.end : last.start].strip():
            return None
        text = readable(paper, blocks[one.n], first.start, last.end)
        return replace(first, end=last.end, text=text)

    def is_heading(self, unit: Unit) -> bool:
        return self.blocks(unit.paper)[unit.n].kind == "heading"

    def banner(self, id: str) -> str:
        """A paper as a comparison names it: title, organisation and date."""
        paper = self.paper(id)
        date = written(paper.date) if paper.date else None
        return " · ".join(filter(None, [paper.title, paper.organisation, date]))

    def lead_in(self, id: str, n: int) -> str:
        paper, blocks = self._open(id)
        found = introduction(paper.text, blocks, n) if blocks[n].kind in ("item", "row") else None
        return readable(paper, *found) if found else ""

    def is_header(self, id: str, n: int) -> bool:
        """Whether a row only states the headings of the columns of the rows below it."""
        blocks = self.blocks(id)
        following = next((block for block in blocks[n + 1 :] if block.kind != "matter"), None)
        return (
            blocks[n].kind == "row"
            and not blocks[n].columns
            and bool(following and following.kind == "row" and following.columns)
        )


def readable(paper: Paper, block: Block, start: int, end: int) -> str:
    """Words of a block as a person reads them: one line, no marks, a row under its columns."""
    if block.kind == "row":
        columns = [unmarked(column, paper.format) for column in block.columns]
        return _row([words(clipped(cell, start, end)) for cell in cells(paper, block)], columns)
    return words(clipped(drawn(paper, block), start, end))


def _row(cells: list[str], columns: list[str]) -> str:
    while len(cells) > 1 and not cells[0]:
        cells = cells[1:]
    while len(cells) > 1 and not cells[-1]:
        cells = cells[:-1]
    first, rest = cells[0].removesuffix(":"), cells[1:]
    if len(columns) == len(cells) and all(columns[1:]):
        return f"{first}: " + "; ".join(f"{name}: {cell}" for name, cell in zip(columns[1:], rest, strict=True) if cell)
    return ": ".join([first, "; ".join(cell for cell in rest if cell)]) if rest else first
