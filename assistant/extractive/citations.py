"""Citations of the words that are quoted."""

from assistant.answer import Citation, on_one_line
from assistant.ranking.candidates import Candidate, PaperCache
from ingest.rendering import rendered, unmarked
from ingest.spans import clipped, pieces


def cite(papers: PaperCache, candidate: Candidate, n: int) -> Citation:
    """The place of a candidate in its paper, as citation number `n` of an answer."""
    paper, block = papers.paper(candidate.paper), papers.blocks(candidate.paper)[candidate.n]
    quote = paper.text[candidate.start : candidate.end]
    page = _page(paper.pages, candidate.start) or block.page
    shown = pieces(clipped(rendered(paper, block), candidate.start, candidate.end))
    return Citation(
        n=n,
        document=paper.document,
        paper=paper.id,
        title=unmarked(paper.title, paper.format),
        organisation=paper.organisation,
        date=paper.date,
        headings=tuple(unmarked(heading, paper.format) for heading in block.headings),
        number=block.number,
        page=page,
        quote=quote,
        start=candidate.start,
        end=candidate.end,
        drawn=shown if shown != on_one_line(quote) else (),
        recognised=page in paper.recognised,
        page_label=paper.label(page),
    )


def _page(pages: tuple[int, ...], offset: int) -> int | None:
    """The page that an offset is on, from 1."""
    return sum(start <= offset for start in pages) or None
