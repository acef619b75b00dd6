"""The bound of a figure or date: 'at least 5', 'up to 5', 'more than 5', 'by May', 'from May'."""

import re
from typing import Literal

Bound = Literal["", "at least", "more than", "at most", "less than"]

_LEAST = (
    r"at least|(?:an? )?min(?:imum)?(?: of)?|≥|not?(?: [a-z]+){0,2} (?:less|fewer|lower|shorter|younger) than|not under"
)
_MOST = (
    r"at (?:the )?most|up to|(?:an? )?max(?:imum)?(?: of)?|≤|"
    r"not?(?: [a-z]+){0,2} (?:more|greater|higher|longer|older) than|"
    r"not? (?:be )?(?:over|above|exceed(?:ing|s)?)|within|limit(?:ed)? (?:of|to)|capped at|cap of|as many as|as much as"
)
_MORE = (
    r"(?:more|greater|higher|longer|older|larger) than|over|above|exceed(?:s|ing|ed)?|in excess of|upwards of|>|beyond"
)
_LESS = r"(?:less|fewer|lower|shorter|younger|smaller) than|under|below|nearly|almost|<|short of"
_SMALL_WORDS = r"(?: (?:the|a|an|some|about|around|approximately|roughly|total of))?"
_BEFORE = tuple(
    (name, re.compile(rf"(?:(?<=\s)|(?<=\()|\A)(?:{pattern}){_SMALL_WORDS} ?\Z", re.I))
    for name, pattern in (("at least", _LEAST), ("at most", _MOST), ("more than", _MORE), ("less than", _LESS))
)
_AFTER = re.compile(
    r"(?: [\w-]{1,20}){0,3}? ?(?:(?P<least>\+|\b(?:or|and) (?:more|over|above|older|longer|greater|higher|upwards)\b|"
    r"plus\b|minimum\b|at least\b)|"
    r"(?P<most>\b(?:or|and) (?:less|fewer|under|below|younger|shorter|lower)\b|maximum\b|at most\b))",
    re.I,
)
REACH = 40  # characters before a figure that may contain its bound
_EARLIER = re.compile(
    r"\b(?:by|before|until|till|prior to|not? later than|up to|ahead of|in advance of|ending|ends|due|no later than)"
    r"(?: (?:the|end|of|start|beginning|mid|late|early|close|midnight|on|and|including)){0,3} ?-?\Z",
    re.I,
)
_LATER = re.compile(
    r"\b(?:after|since|from|not? earlier than|not? before|not until|starting|beginning|following|onwards from|as of|"
    r"with effect from)"
    r"(?: (?:the|end|of|start|beginning|mid|late|early|midnight|on|and|including)){0,3} ?-?\Z",
    re.I,
)
_ONWARDS = re.compile(r"\A,? (?:onwards?|and (?:later|after|beyond)|or later)\b", re.I)


def bound_of(text: str, start: int, end: int) -> Bound:
    """The bound of the figure at `text[start:end]`; empty if it has none."""
    before = text[max(0, start - REACH) : start]
    for name, pattern in _BEFORE:
        if found := pattern.search(before):
            if found[0].strip().lower() == "over" and re.search(
                r"(?:year|month|week|day|hour|minute)s?\Z", text[start:end], re.I
            ):
                continue  # 'over five years' may mean during them
            return name  # type: ignore[return-value]
    if found := _AFTER.match(text[end : end + REACH + 30]):
        return "at least" if found["least"] else "at most"
    return ""


def bounded(text: str, start: int, end: int) -> tuple[int, int]:
    """The figure at `text[start:end]` with the words of its bound: 'at least 5', '80 hours or more'."""
    before = text[max(0, start - REACH) : start]
    found = [match for _, pattern in _BEFORE if (match := pattern.search(before))]
    after = _AFTER.match(text, end, end + REACH + 30)
    first = start - len(before) + min((match.start() for match in found), default=len(before))
    return first, after.end() if after else end


def sided(text: str, start: int, end: int) -> tuple[int, int]:
    """The date at `text[start:end]` with the words that bound it: 'by the end of May', '1 April onwards'."""
    before = text[max(0, start - REACH) : start]
    found = _LATER.search(before) or _EARLIER.search(before)
    after = _ONWARDS.match(text[end : end + 20])
    return start - len(before) + found.start() if found else start, end + after.end() if after else end


def side_of(text: str, start: int, end: int) -> str:
    """'earlier' for a latest date ('by May'), 'later' for an earliest date ('from May'), or else empty."""
    before = text[max(0, start - REACH) : start]
    if _LATER.search(before) or _ONWARDS.match(text[end : end + 20]):
        return "later"
    return "earlier" if _EARLIER.search(before) else ""


def allows(said: Bound, cited: Bound) -> bool:
    """Whether words with the bound `cited` support the same figure with the bound `said`.

    'At least 5' and 'at most 5' may be shortened to 5, and 5 is at least 5; but 'more than 5' is not 5.
    """
    strict = {"more than", "less than"}
    if said == cited:
        return True
    return not (said and cited) and not {said, cited} & strict
