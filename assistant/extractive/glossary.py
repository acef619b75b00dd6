"""The entry of a glossary or a list of abbreviations for what a question asks the meaning of: 'Beadle – an officer'."""

import re

from assistant.query.query import Query
from assistant.query.question_type import COLUMN
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.retrieval.search import Retrieved
from assistant.text.tokens import stems

ENTRY = re.compile(
    rf"\W*(?P<term>[^:=|\t–—]{{2,60}}?)\s*(?:[:=|\t–—]|\s-\s)\s*(?i:{COLUMN})(?P<meaning>[^\W_].{{2,}})", re.DOTALL
)
LISTS = re.compile(r"\b(?:glossary|definitions?|abbreviations?|acronyms?|terms used|terminology)\b", re.IGNORECASE)
DEFINES = re.compile(r"(?:an?|the|any|one|every|someone|somebody|something|people|persons?|those) ", re.IGNORECASE)
ELSEWHERE = re.compile(r"see\b", re.IGNORECASE)
ASKING = stems("mean meaning meant define defined definition term")
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
    entry = ENTRY.fullmatch(text.strip())
    if entry is None or ELSEWHERE.match(entry["meaning"]):
        return False
    if query.type.kind == "meaning":
        return bool(query.type.spans(text)) and entry["term"] in query.type.acronyms
    listed = any(map(LISTS.search, headings)) or bool(DEFINES.match(entry["meaning"]))
    asked, term = stems(query.text), stems(entry["term"])
    return listed and term in (asked, asked - ASKING)
