"""Marks what was asked for in the words that are quoted: the date, the amount, the name, or the 'must not'.

Nothing is marked rather than everything: where it can't be told which of several dates is meant, none is.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set

from assistant.query.query import Query
from assistant.text.tokens import stems, words

Span = tuple[int, int]

MOST = 2  # marks in one statement
CLAUSE = re.compile(r"[;.?!](?=\s)|,?\s(?:and|but|while|whereas|which)\s|\s[–—-]\s|[()]", re.IGNORECASE)
COMMA = re.compile(r",(?=\s)")
RANGE = re.compile(r"\s?(?:to|and|or|until|[–—-])\s?", re.IGNORECASE)  # between the ends of one
HELPERS = (
    "is|are|was|were|am|do|does|did|has|have|had|can|could|may|might|must|need|shall|should|will|would"  # 'is it ...?'
)
DECIDING = re.compile(
    rf"\b(?:(?:{HELPERS})(?: not(?! only)| never| no longer| only| no)|\w+n[’']t|cannot|not(?! only)|never|no longer|"
    r"(?<!not )[Oo]nly|may|must)\b"
)


def highlight(query: Query, text: str) -> tuple[Span, ...]:
    """The parts of a text that are what the query asks for, at most two; empty where none or too many may be meant."""
    spans = _in_ranges(text, query.type.spans(text)) or _deciding(query, text)
    for mark in (CLAUSE, COMMA):
        if len(spans) > 1:
            spans = _in_best_clause(query, text, spans, mark)
    everything = any(words(text[slice(*span)]) == words(text) for span in spans)
    return () if everything or len(spans) > MOST else tuple(spans)


def highlight_items(query: Query, items: Sequence[str]) -> list[tuple[Span, ...]]:
    """The marks of the items of a list: none at all unless each item has one."""
    marked = [highlight(query, item) for item in items]
    return marked if all(marked) else [()] * len(items)


def _in_ranges(text: str, spans: Iterable[Span]) -> list[Span]:
    """The spans, with the two ends of a range as one: 'between 3 May and 4 June'."""
    found: list[Span] = []
    for start, end in spans:
        if found and RANGE.fullmatch(text, found[-1][1], start):
            found[-1] = found[-1][0], end
        else:
            found.append((start, end))
    return found


def _deciding(query: Query, text: str) -> list[Span]:
    """The words that answer yes or no, in the clauses that are most about the question."""
    if query.type.kind != "yes_no":
        return []
    clauses = _most_shared(stems(query.in_context), text, _clauses(text, (), CLAUSE))
    return [match.span() for clause in clauses for match in DECIDING.finditer(text, *clause)]


def _in_best_clause(query: Query, text: str, spans: Sequence[Span], mark: re.Pattern[str]) -> list[Span]:
    """The spans in the clause that shares most with the question; all of them where several share as much.

    Words before the first span count for none, as they may go with each: 'it meets on 1 May in Hull, 2 June in York'.
    """
    lead = {stem for stem in stems(text[: spans[0][0]]) if not stem.isdigit()}
    held = {
        clause: inside
        for clause in _clauses(text, spans, mark)
        if (inside := [span for span in spans if clause[0] <= span[0] < clause[1]])
    }
    best = _most_shared(stems(query.in_context) - lead, text, held)
    return [span for clause in best for span in held[clause]]


def _most_shared(asked: Set[str], text: str, clauses: Iterable[Span]) -> list[Span]:
    """The clauses that hold most of the stems asked."""
    shared = {clause: len(asked & stems(text[slice(*clause)])) for clause in clauses}
    return [clause for clause, count in shared.items() if count == max(shared.values())]


def _clauses(text: str, spans: Sequence[Span], mark: re.Pattern[str]) -> Iterator[Span]:
    """The clauses that the marks part a text into; no mark within a span counts."""
    start = 0
    for end in mark.finditer(text):
        if not any(first < end.end() and end.start() < last for first, last in spans):
            yield start, end.start()
            start = end.end()
    yield start, len(text)
