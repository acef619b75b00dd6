"""Papers that change single clauses of another, which holds but for these: 'Amendment to the Standing Orders'."""

import re
from collections.abc import Sequence

from assistant.in_force.versions import Versions
from ingest.in_force import subject, years

KIND = r"(?:\w+ )?(?:amendment|variation|addendum|corrigendum|correction)s?(?: (?:no\.? |number )?\d+)?"
AMENDS = re.compile(
    rf"\W*{KIND} (?:to|of) (?:the )?(?P<before>.+)|(?P<after>.+?)[\s(–—:-]+{KIND}(?:,? (?:19|20)\d\d)?\W*$",
    re.IGNORECASE,
)
REFUSED = re.compile(
    r"\b(?:propos\w+|suggest\w+|reject\w+|withdrawn|motion|draft|request\w*|consult\w+)\b", re.IGNORECASE
)


def amendments(versions: Versions, id: str, asked: Sequence[str] | None) -> list[str]:
    """The papers asked, None for all, that amend a paper: made, of a known date, not older, of no other year."""
    title = versions.papers[id].title
    about = subject(title)
    return [
        other
        for other in (versions.papers if asked is None else asked)
        if about
        and other != id
        and not versions.is_old(other)
        and _amended(versions.papers[other].title) == about
        and _of_one_year(versions.papers[other].title, title)
        and _is_since(versions, other, id)
    ]


def _amended(title: str) -> frozenset[str]:
    """What a title says that its paper amends; empty for other papers."""
    found = None if REFUSED.search(title) else AMENDS.match(title)
    return subject(found["before"] or found["after"]) if found else frozenset()


def _of_one_year(one: str, other: str) -> bool:
    """Whether titles that both name years name one in common."""
    return not (years(one) and years(other)) or bool(years(one) & years(other))


def _is_since(versions: Versions, one: str, other: str) -> bool:
    """Whether a paper has a date, and not one before that of another."""
    first, second = versions.since(one), versions.since(other)
    return bool(first and (second is None or first >= second))
