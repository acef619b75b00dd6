"""What can be quoted: the sentences, list items and table rows of the passages that were found."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from assistant.retrieval.hybrid import RetrievedPassage
from ingest.chunking import introduction
from ingest.dates import Order, order_of, written
from ingest.library import Library
from ingest.paper import Block, Paper
from ingest.rendering import cells, rendered, unmarked
from ingest.sentences import block_sentences
from ingest.spans import clipped, words


@dataclass(frozen=True)
class Candidate:
    """Words that can stand alone as a quotation: `paper.text[start:end]`, from the block numbered `n`.

    Without the title, the headings and what comes `before` (the sentence before, or the lead-in of a list or table)
    they may mean something else. `rank` (from 1) is the rank of its passage in the search, 0 if not from the search.
    `dates` says in which order its paper writes them.
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
    dates: Order = "day first"

    @property
    def context(self) -> str:
        return " › ".join(filter(None, [self.title, *self.headings, self.before]))


class PaperCache:
    """The papers of an answer, each read from the catalogue once."""

    def __init__(self, library: Library):
        self._library = library
        self._papers: dict[str, tuple[Paper, list[Block]]] = {}
        self._orders: dict[str, Order] = {}

    def paper(self, id: str) -> Paper:
        return self._open(id)[0]

    def blocks(self, id: str) -> list[Block]:
        return self._open(id)[1]

    def dates(self, id: str) -> Order:
        """The order in which a paper writes its dates."""
        if id not in self._orders:
            self._orders[id] = order_of(self.paper(id).text)
        return self._orders[id]

    def _open(self, id: str) -> tuple[Paper, list[Block]]:
        if id not in self._papers:
            paper = self._library.catalogue.paper(id)
            if paper is None:
                raise KeyError(id)
            self._papers[id] = paper, self._library.catalogue.blocks(id)
        return self._papers[id]

    def candidates(self, passages: Iterable[RetrievedPassage]) -> list[Candidate]:
        """All candidates in the passages, each once, in the order of the passages."""
        found: dict[tuple[str, int], Candidate] = {}
        for rank, each in enumerate(passages, 1):
            passage = each.passage
            for n in range(passage.first, passage.last + 1):
                for candidate in self.of_block(passage.paper, n, rank):
                    if passage.start <= candidate.start < passage.end:
                        found.setdefault((candidate.paper, candidate.start), candidate)
        return list(found.values())

    def of_block(self, id: str, n: int, rank: int = 0) -> list[Candidate]:
        """The candidates of one block; none for boilerplate, or a row of column headings."""
        paper, blocks = self._open(id)
        block = blocks[n]
        if block.kind == "matter" or self.is_header(id, n):
            return []
        found: list[Candidate] = []
        for start, end in block_sentences(paper.text, block):
            before = found[-1].text if found else self.lead_in(id, n)
            if text := readable(paper, block, start, end):  # nothing is left of a mark that closes what is bold
                about = paper.title, block.headings, before
                found.append(Candidate(id, n, start, end, text, *about, rank, self.dates(id)))
        return found

    def whole_block(self, id: str, n: int) -> Candidate:
        """A block as one candidate: a list item with all its sentences."""
        paper, blocks = self._open(id)
        start, end = blocks[n].words, blocks[n].end
        text = readable(paper, blocks[n], start, end)
        about = paper.title, blocks[n].headings, self.lead_in(id, n)
        return Candidate(id, n, start, end, text, *about, dates=self.dates(id))

    def joined(self, one: Candidate, other: Candidate) -> Candidate | None:
        """Two sentences that follow each other in one block, as one candidate; None where they don't."""
        first, last = sorted((one, other), key=lambda candidate: candidate.start)
        paper, blocks = self._open(one.paper)
        if (one.paper, one.n) != (other.paper, other.n) or paper.text[first.end : last.start].strip():
            return None
        text = readable(paper, blocks[one.n], first.start, last.end)
        return replace(first, end=last.end, text=text)

    def columns(self, candidate: Candidate) -> list[str]:
        """What stands over the cells of a row; empty for what is no row, or has no heads."""
        paper, blocks = self._open(candidate.paper)
        return _heads(paper, blocks[candidate.n])

    def cells(self, candidate: Candidate) -> list[str]:
        """The cells of the row that a candidate is."""
        paper, blocks = self._open(candidate.paper)
        return _cells(paper, blocks[candidate.n], candidate.start, candidate.end)

    def is_heading(self, candidate: Candidate) -> bool:
        return self.blocks(candidate.paper)[candidate.n].kind == "heading"

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
        return _row(_cells(paper, block, start, end), _heads(paper, block))
    return words(clipped(rendered(paper, block), start, end))


def _heads(paper: Paper, block: Block) -> list[str]:
    return [unmarked(column, paper.format) for column in block.columns]


def _cells(paper: Paper, block: Block, start: int, end: int) -> list[str]:
    return [words(clipped(cell, start, end)) for cell in cells(paper, block)]


def _row(cells: list[str], columns: list[str]) -> str:
    while len(cells) > 1 and not cells[0]:
        cells = cells[1:]
    while len(cells) > 1 and not cells[-1]:
        cells = cells[:-1]
    first, rest = cells[0].removesuffix(":"), cells[1:]
    if len(columns) == len(cells) and all(columns[1:]):
        return f"{first}: " + "; ".join(f"{name}: {cell}" for name, cell in zip(columns[1:], rest, strict=True) if cell)
    return ": ".join([first, "; ".join(cell for cell in rest if cell)]) if rest else first
