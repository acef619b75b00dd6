"""Sums as people say them, in figures as papers write them: 'a tenner' is £10, 'two grand' £2,000."""

import re
from fractions import Fraction

from assistant.notations.numbers import IN_DIGITS, IN_WORDS, read_digits, read_words
from assistant.query.things import PREPOSITION

WORTH = {"fiver": 5, "tenner": 10, "quid": 1, "grand": 1000}
GRAND = (  # 'a grand opening' and 'the Grand Union' are no sums
    rf"(?-i:grand)(?=\W*\Z|[,.;:?!)]|(?i: {PREPOSITION}\b| (?:each|an?|per|(?:and|or) (?:an?|more|less|so|two|\d))\b))"
)
SUM = re.compile(
    rf"\b(?P<count>an?|{IN_DIGITS}|{IN_WORDS}) (?P<of>(?:fiver|tenner)s?|quid(?! pro\b)|{GRAND})\b", re.IGNORECASE
)


def in_figures(text: str) -> str:
    """The text with such sums in figures; it is on one line."""
    return SUM.sub(_figure, text)


def _figure(found: re.Match[str]) -> str:
    count = _count(found["count"].lower())
    return f"£{int(count * WORTH[found['of'].lower().removesuffix('s')]):,}" if count else found[0]


def _count(written: str) -> Fraction | None:
    if written in ("a", "an"):
        return Fraction(1)
    return read_digits(written) if written[0].isdigit() else read_words(written)
