"""The entry of a glossary or a list of abbreviations for what a question asks the meaning of: 'Beadle – an officer'."""

import re

from assistant.query.query import Query
from assistant.query.question_type import COLUMN
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.retrieval.search import Retrieved
from assistant.text.tokens import stems

ENTRY = re.compile(
    rf"\W{{0,9}}(?P<term>[^\W_][^:=|\t–—]{{0,58}}[^\s:=|\t–—])\s{{0,9}}(?:[:=|\t–—]|\s-\s)\s{{0,9}}(?i:{COLUMN})"
    r"(?P<meaning>[^\W_].{2,})",
    re.DOTALL,
)
LISTS = re.compile(r"\b(?:glossary|definitions?|abbreviations?|acronyms?|terms used|terminology)\b", re.IGNORECASE)
DEFINES = re.compile(r"(?:an?|the|any|one|every|someone|somebody|something|people|persons?|those) ", re.IGNORECASE)
ELSEWHERE = re.compile(r"see\b", re.IGNORECASE)
# The questions that ask what a term means, and nothing else
ASKS = re.compile(
    r"(?:what (?:(?:does|do|is meant by|is the (?:meaning|definition) of)(?: the)?|is|are)|define)(?: an?)? "
    r"(?:(?:term|word|abbreviation|acronym) )?(?P<term>(?!the )[^?,;:]{2,60}?)"
    r"(?: means?| stands? for|(?: is)? short for)?\s*[?.]?",
    re.IGNORECASE,
)
MOST = 3  # papers that define one term


def entries(retrieved: Retrieved, papers: PaperCache) -> tuple[Candidate, ...]:
    """The first entry of each paper for the term asked for; empty if there is none, or the query asks for more."""
    query = retrieved.query
    if query.history_context or query.type.kind not in ("other", "meaning"):
        return ()
    found: dict[str, Candidate] = {}
    for each in papers.candidates(retrieved.passages):
        if not papers.is_heading(each) and _explains(query, each.text, papers.blocks(each.paper)[each.n].headings):
            found.setdefault(each.paper, each)
    return tuple(found.values())[:MOST]


def _explains(query: Query, text: str, headings: tuple[str, ...]) -> bool:
    entry, asked = ENTRY.fullmatch(text.strip()), ASKS.fullmatch(query.text.strip())
    if entry is None or asked is None or ELSEWHERE.match(entry["meaning"]):
        return False
    if query.type.kind == "meaning":
        return bool(query.type.spans(text)) and entry["term"] in query.type.acronyms
    listed = any(map(LISTS.search, headings)) or bool(DEFINES.match(entry["meaning"]))
    term, whole = entry["term"], _bare(asked["term"])
    return listed and stems(term) == stems(whole) and len(term.split()) == len(whole.split())


def _bare(term: str) -> str:
    """A term without the marks of a quotation around it."""
    return term.strip(" \"'‘’“”")
