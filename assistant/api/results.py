"""What other programs get of a library besides answers: its papers, and the passages that a search finds."""

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from assistant.paper_details import page_named, place
from ingest.in_force import Standing, Status
from ingest.library import Library
from ingest.paper import Paper
from ingest.rendering import unmarked

if TYPE_CHECKING:
    from assistant.retrieval.hybrid import RetrievedPassage


@dataclass(frozen=True)
class PaperSummary:
    """A paper of the library. `pages` is None where its format has none; `passages` is how many can be found.

    `status` is 'in_force', 'draft', 'superseded' or 'coming' (not yet in force) where something says so, else None;
    `superseded_by` the id of the paper that took its place, where the library has it.
    """

    id: str
    title: str
    organisation: str | None
    date: datetime.date | None
    document: str
    source: str
    format: str
    pages: int | None
    passages: int
    status: Status | None = None
    superseded_by: str | None = None


@dataclass(frozen=True)
class FoundPassage:
    """A passage of the paper whose id is `paper`: `text == library.text(paper)[start:end]`, always.

    `score` is what passages are ordered by (higher is better; it says nothing across questions). `ranks`, from 1, and
    `scores` are those in each part of the search that found it: `vectors` (cosine similarity) and `words` (BM25).
    `recognised`: its page was recognised from a scan, so letters may be wrong. `status` is that of the paper. `page` is
    the place of the page in the file, from 1, and `page_label` what is printed on it, if that differs.
    """

    id: str
    paper: str
    title: str
    organisation: str | None
    date: datetime.date | None
    document: str
    source: str
    headings: tuple[str, ...]
    page: int | None
    text: str
    start: int
    end: int
    score: float
    ranks: dict[str, int] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)
    recognised: bool = False
    status: Status | None = None
    page_label: str = ""

    @property
    def place(self) -> str:
        """Where in the paper it stands: headings and page."""
        return place(self.title, self.headings, None, page_named(self.page, self.page_label, self.recognised))


def paper_summary(paper: Paper, passages: int, standing: Standing | None) -> PaperSummary:
    return PaperSummary(
        paper.id,
        unmarked(paper.title, paper.format),
        paper.organisation,
        paper.date,
        paper.document,
        paper.source,
        paper.format,
        len(paper.pages) or None,
        passages,
        standing.status if standing else None,
        (standing.other or None) if standing and standing.status == "superseded" else None,
    )


def found_passage(library: Library, found: "RetrievedPassage", standing: Standing | None) -> FoundPassage:
    """A passage with the words and the facts of its paper."""
    passage = found.passage
    paper = library.catalogue.paper(passage.paper)
    assert paper is not None
    block = library.catalogue.blocks(passage.paper)[passage.first]
    return FoundPassage(
        passage.id,
        paper.id,
        unmarked(paper.title, paper.format),
        paper.organisation,
        paper.date,
        paper.document,
        paper.source,
        tuple(unmarked(heading, paper.format) for heading in block.headings),
        passage.page,
        paper.text[passage.start : passage.end],
        passage.start,
        passage.end,
        found.score,
        found.ranks,
        found.scores,
        passage.page in paper.recognised,
        standing.status if standing else None,
        paper.label(passage.page),
    )
