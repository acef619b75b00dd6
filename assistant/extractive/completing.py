"""What is quoted of the answer that was chosen: the parts of what is asked about, and what they need beside them."""

import re
from collections.abc import Sequence

from assistant.extractive.named_rows import of_named_rows, rows_asked_for
from assistant.extractive.parallel import is_of_another, of_what_is_asked
from assistant.query.query import Query
from assistant.ranking.answers import PossibleAnswer
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.lists import list_from
from assistant.ranking.ranker import Ranked
from assistant.text.tokens import stems, words
from ingest.dates import MONTH

SAME_SUBJECT_RATIO = 0.8  # of the overlap of the first, for another candidate to be about the same
NEXT = 6  # candidates among which a contradiction is sought, or the same said of what is asked about
DATED = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{MONTH})\b\.?,?\s*(?:\d{{4}})?|\b(?:19|20)\d\d\b", re.IGNORECASE
)


def completed(
    papers: PaperCache, query: Query, ranked: Sequence[Ranked], answer: PossibleAnswer
) -> tuple[Candidate, ...]:
    """The parts to quote: of what is asked about, with what they can't be read without, and what the same paper says
    against them.
    """
    parts = answer.parts
    if answer.kind == "rows":
        parts = of_named_rows(query.in_full, parts)
    elif not (query.type.many or answer.is_list or answer.kind == "sides"):
        parts = of_what_is_asked(query.in_full, parts, [each.candidate for each in ranked[:NEXT]])
    parts = _without_gap(papers, query, rows_asked_for(papers, query.in_full, parts))
    if len(parts) == 1:
        if parts[0].text.endswith(":") and (items := list_from(papers, parts[0])):
            return items
        if against := _contradicting(query, parts[0], ranked):
            parts = (parts[0], against)
    if len(parts) == 2 and (joined := papers.joined(*parts)):
        return (joined,)
    return parts


def _without_gap(papers: PaperCache, query: Query, parts: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Two sentences with the one between them, where that has a word of the question which neither of them has."""
    if len(parts) != 2 or (parts[0].paper, parts[0].n) != (parts[1].paper, parts[1].n):
        return parts
    first, last = sorted(parts, key=lambda part: part.start)
    between = [each for each in papers.of_block(first.paper, first.n) if first.start < each.start < last.start]
    if len(between) != 1 or not (stems(query.text) & stems(between[0].text)) - stems(f"{first.text} {last.text}"):
        return parts
    so_far = papers.joined(first, between[0])
    whole = so_far and papers.joined(so_far, last)
    return (whole,) if whole else parts


def _contradicting(query: Query, first: Candidate, ranked: Sequence[Ranked]) -> Candidate | None:
    """Another date for the same thing in the same paper, where a date is asked for."""
    if query.type.kind != "date":
        return None
    overlap = next((each.features["overlap"] for each in ranked if each.candidate == first), 0.0)
    asked = frozenset(words(query.in_full))
    for each in ranked[:NEXT]:
        if (
            each.candidate.paper == first.paper
            and each.features["overlap"] >= SAME_SUBJECT_RATIO * overlap > 0
            and _dates(each.candidate) - _dates(first)
            and _dates(first) - _dates(each.candidate)
            and not is_of_another(each.candidate.text, first.text, asked)
        ):
            return each.candidate
    return None


def _dates(candidate: Candidate) -> set[str]:
    return {match[0].strip(" ,.").lower() for match in DATED.finditer(candidate.text)}
