"""The one rule on decisions: where a paper decides what another only proposes, in the same words and figures, the
decision goes first and the proposal follows. Of a proposal alone nobody can tell what became of it.
"""

import re
from collections.abc import Sequence

from assistant.answer import Citation
from assistant.in_force.same_subject import likest
from assistant.in_force.versions import Versions
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.text.proposals import is_decided, is_proposed
from ingest.library import Library

FIGURES = re.compile(r"\d[\d.,]*\d|\d")


def decision(
    library: Library, papers: PaperCache, versions: Versions, asked: Sequence[str] | None, proposal: Citation
) -> Candidate | None:
    """What decides a proposal; None where nothing does, or what is cited proposes nothing."""
    if not proposes(papers, proposal):
        return None

    def decides(candidate: Candidate) -> bool:
        if versions.is_old(candidate.paper) or _figures(candidate.text) != _figures(proposal.plain):
            return False
        return is_decided(candidate.text, *_over(papers, candidate.paper, candidate.n))

    return likest(library, papers, asked, proposal.plain, decides)


def proposes(papers: PaperCache, cited: Citation) -> bool:
    """Whether words that are cited only propose what they say."""
    blocks = papers.blocks(cited.paper)
    n = next((n for n, block in enumerate(blocks) if block.start <= cited.start < block.end), None)
    return is_proposed(cited.plain, *(_over(papers, cited.paper, n) if n is not None else ()))


def _over(papers: PaperCache, paper: str, n: int) -> tuple[str, str]:
    """What leads in to a block, and the heading above it, but for the title."""
    headings = papers.blocks(paper)[n].headings
    return papers.lead_in(paper, n), headings[-1] if len(headings) > 1 else ""


def _figures(text: str) -> set[str]:
    return set(FIGURES.findall(text))
