"""Papers that change single clauses of another, which holds but for these: 'Amendment to the Standing Orders'."""

import re
from collections.abc import Sequence

from assistant.in_force.versions import Versions
from ingest.in_force import subject

KIND = r"(?:\w+ )?(?:amendment|variation|addendum|corrigendum|correction)s?(?: (?:no\.? |number )?\d+)?"
AMENDS = re.compile(
    rf"\W*{KIND} (?:to|of) (?:the )?(?P<before>.+)|(?P<after>.+?)[\s(–—:-]+{KIND}(?:,? (?:19|20)\d\d)?\W*$",
    re.IGNORECASE,
)


def amendments(versions: Versions, id: str, asked: Sequence[str] | None) -> list[str]:
    """The papers asked, None for all, that amend a paper and are not known to be older."""
    about = subject(versions.papers[id].title)
    return [
        other
        for other in (versions.papers if asked is None else asked)
        if about
        and other != id
        and not versions.is_old(other)
        and _amended(versions.papers[other].title) == about
        and not _is_before(versions, other, id)
    ]


def _amended(title: str) -> frozenset[str]:
    """What a title says that its paper amends; empty for other papers."""
    found = AMENDS.match(title)
    return subject(found["before"] or found["after"]) if found else frozenset()


def _is_before(versions: Versions, one: str, other: str) -> bool:
    first, second = versions.since(one), versions.since(other)
    return bool(first and second and first < second)
