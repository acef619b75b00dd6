"""Places that only a point of the compass tells apart: what holds in South Vale need not in North Vale."""

import re
from collections import defaultdict

from assistant.query.entities import QUARTERS
from assistant.text.tokens import STOP

POINT = r"(?:north|south|east|west|mid|central)(?:ern)?"
PLACE = re.compile(rf"\b({POINT}(?:[ -]?{POINT})?|{'|'.join(QUARTERS)})\s+([a-z]{{3,}})", re.IGNORECASE)


def begins_with_neighbour(question: str, statement: str) -> bool:
    """Whether a statement is about a neighbour of the place that the question names."""
    asked = defaultdict(set)
    for point, place in PLACE.findall(question):
        asked[place.lower()].add(_point(point))
    first = PLACE.match(re.sub(r"^\W*(?:the\s+)?", "", statement, flags=re.IGNORECASE))
    if not first or not first[1][0].isupper() or first[2].lower() in STOP:
        return False
    said = {_point(point) for point, place in PLACE.findall(statement) if place.lower() == first[2].lower()}
    points = asked.get(first[2].lower(), set())
    return bool(points) and not points & said


def _point(words: str) -> str:
    """'South-western' and 'SW' as 'southwest'."""
    whole = QUARTERS.get(words.lower(), words.lower())
    return re.sub(r"ern\b|[ -]", "", whole)
