"""Papers that change single clauses of another, which holds but for these: 'Amendment to the Standing Orders'."""

import datetime
import re
from collections.abc import Sequence

from assistant.in_force.versions import Versions
from ingest.in_force import of_one_body, subject, years

KIND = r"(?:amendment|variation|addendum|corrigendum|correction)s?(?: (?:no\.? |number )?\d+)?"
AMENDS = re.compile(
    rf"\W*(?:\w+ )?{KIND} (?:to|of) (?:the )?(?P<before>.+)|(?P<after>.+)[\s(–—:-]+{KIND}(?:,? (?:19|20)\d\d)?\W*$",
    re.IGNORECASE,
)
MAY_AMEND = re.compile(r"amendment|variation|addendum|corrigendum|correction", re.IGNORECASE)
LONGEST_TITLE = 200  # characters
REFUSED = re.compile(
    r"\b(?:propos\w+|suggest\w+|reject\w+|withdrawn|motion|draft|request\w*|consult\w+)\b", re.IGNORECASE
)


def amendments(versions: Versions, id: str, asked: Sequence[str] | None) -> list[str]:
    """The papers asked, None for all, that amend a paper: made, of a known date, not older, of no other year."""
    return [
        other
        for other in (versions.papers if asked is None else asked)
        if other != id and not versions.is_old(other) and _amends(versions, other, id)
    ]


def _amends(versions: Versions, one: str, other: str) -> bool:
    amending, amended = versions.papers[one], versions.papers[other]
    named = _amended(amending.title)
    if not named or subject(named) != subject(amended.title) or not of_one_body(amending, amended):
        return False
    if _refused(amending.title) != _refused(amended.title) or not _is_since(versions, one, other):
        return False
    if years(named):
        return not years(amended.title) or bool(years(named) & years(amended.title))
    return _is_last_before(versions, other, one)


def _amended(title: str) -> str:
    """What a title says that its paper amends; empty for other papers."""
    found = AMENDS.match(title) if len(title) <= LONGEST_TITLE and MAY_AMEND.search(title) else None
    return (found["before"] or found["after"]) if found else ""


def _refused(title: str) -> set[str]:
    """The words of a title that may say that an amendment was not made, or be of what its paper is about."""
    return {found[0].lower() for found in REFUSED.finditer(title)}


def _is_since(versions: Versions, one: str, other: str) -> bool:
    """Whether an amendment has a date, and neither that nor its own year is before another paper."""
    date, start = versions.since(one), _start(versions, other)
    own, named = _first_year(versions, one), _first_year(versions, other)
    return bool(date and (start is None or date >= start)) and not (own and named and own < named)


def _is_last_before(versions: Versions, id: str, amendment: str) -> bool:
    """Whether no later edition of a paper is older than its amendment: one that names no year changes the last."""
    about, start = subject(versions.papers[id].title), _start(versions, id)
    editions = (other for other, paper in versions.papers.items() if other != id and subject(paper.title) == about)
    starts = [_start(versions, other) for other in editions if _is_since(versions, amendment, other)]
    return start is None or not any(other and other > start for other in starts)


def _start(versions: Versions, id: str) -> datetime.date | None:
    """The day from which a paper holds, or else the first of the year in its title."""
    year = _first_year(versions, id)
    return versions.since(id) or (datetime.date(year, 1, 1) if year else None)


def _first_year(versions: Versions, id: str) -> int | None:
    return min((int(year[:4]) for year in years(versions.papers[id].title)), default=None)
