"""What a paper has, for who asks for a summary: its headings, as the program quotes papers and does not sum them up."""

import re
from collections.abc import Sequence

from assistant.query.intent import without_courtesies
from assistant.query.question import Question
from assistant.text.tokens import stems
from ingest.catalogue import Catalogue
from ingest.paper import Paper
from ingest.rendering import unmarked

LISTED = 20  # headings; a longer list would push the conversation out of sight
KIND = r"(?:(?:a|an|the)\s+)?(?:(?:short|brief|quick|one-page)\s+)?(?:summary|overview|outline|gist)"
SUMMARY = re.compile(
    rf"(?:(?:can|could|would|will) (?:you|i)\s+)?(?:please\s+)?(?:summari[sz]e|sum up|tl;?dr|"
    rf"(?:(?:give|write|make|show|get)(?: me)?\s+)?{KIND}\s+(?:of|for))\s*:?\s+(?P<what>.+?)(?:\s+for me)?\W*",
    re.IGNORECASE,
)
ANY_PAPER = stems("paper papers document documents file files text library everything whole one")
NO_SUMMARY = "policy quotes papers and does not sum them up."


def contents(catalogue: Catalogue, question: Question) -> str | None:
    """The reply to 'summarise the travel policy'; None for other questions, and where no paper is called that."""
    asked = SUMMARY.fullmatch(without_courtesies(question.text))
    if asked is None:
        return None
    papers = [paper for paper in catalogue.papers() if question.papers is None or paper.id in question.papers]
    wanted = stems(asked["what"]) - ANY_PAPER
    called = [
        paper for paper in papers if wanted <= stems(f"{paper.title} {paper.organisation or ''} {paper.document}")
    ]
    called = [paper for paper in called if stems(paper.title) == wanted] or called
    if not wanted and len(papers) > 1:
        return f"{NO_SUMMARY} Name one, as in ‘summarise {title_of(papers[0])}’, to see its parts."
    if len(called) > 1:
        return "\n".join([f"{NO_SUMMARY} Which do you mean?", *(f"- {title_of(each)}" for each in called[:LISTED])])
    paper = catalogue.paper(called[0].id) if called else None
    return _of(catalogue, paper) if paper else None


def _of(catalogue: Catalogue, paper: Paper) -> str:
    headings = _headings(catalogue, paper)
    if not headings:
        return f"{NO_SUMMARY} Ask what you need to know from ‘{title_of(paper)}’."
    more = len(headings) - LISTED
    rest = [f"- and {more} more"] if more > 0 else []
    listed = [f"- {heading}" for heading in headings[:LISTED]]
    return "\n".join([f"{NO_SUMMARY} Ask about any of the parts of ‘{title_of(paper)}’:", *listed, *rest])


def _headings(catalogue: Catalogue, paper: Paper) -> Sequence[str]:
    """The headings of the highest level of which there are several, with their numbers, each once."""
    own, title = (block for block in catalogue.blocks(paper.id) if block.kind == "heading"), title_of(paper)
    at_level: dict[int, dict[str, None]] = {}
    for block in own:
        words = " ".join(unmarked(paper.text[block.words : block.end], paper.format).split())
        if words != title:
            words = f"{block.number} {words}" if block.number else words
            at_level.setdefault(block.level, {})[words] = None
    return next((tuple(at_level[level]) for level in sorted(at_level) if len(at_level[level]) > 1), ())


def title_of(paper: Paper) -> str:
    """The title on one line, without the marks of the paper's format."""
    return " ".join(unmarked(paper.title, paper.format).split())
