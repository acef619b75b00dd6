"""Reads numbers as people write them: '1,200', '1.2 million', 'twelve', 'a hundred and five', '½'."""

import re
from fractions import Fraction

SMALL = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
    "dozen": 12,
    "k": 10**3,
    "m": 10**6,
    "mn": 10**6,
    "mil": 10**6,
    "bn": 10**9,
    "tn": 10**12,
}
ORDINALS = {
    word: n
    for n, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
}
PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
LONGEST = 30  # digits; a longer run is compared as text, like a code

_TEN, _LOW = "|".join(TENS), "|".join(sorted(SMALL, key=len, reverse=True))
_BELOW_HUNDRED = rf"(?:(?:{_TEN})(?:[ -](?:{_LOW}))?|{_LOW})"
_BELOW_THOUSAND = rf"(?:{_BELOW_HUNDRED}|an?(?= hundred))(?: hundred(?:(?: and)? {_BELOW_HUNDRED})?)?"
_BIG = "thousand|million|billion|trillion"
IN_WORDS = (
    rf"(?:{_BELOW_THOUSAND}|an?(?= (?:{_BIG}|dozen)))(?: (?:{_BIG}|dozen)(?:,?(?: and)? {_BELOW_THOUSAND})?){{0,4}}"
)
IN_DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?"


def read_digits(written: str) -> Fraction | None:
    """'1,200.50' as a number; None if it is too long."""
    return Fraction(written.replace(",", "")) if len(written) <= LONGEST else None


def read_words(written: str) -> Fraction:
    """'two hundred and five' as 205, 'a dozen' as 12."""
    total, part = 0, 0
    for word in re.split(r",? |-", written.lower()):
        if word in SMALL or word in TENS:
            part += SMALL.get(word, TENS.get(word, 0))
        elif word in ("hundred", "dozen"):
            part = max(part, 1) * SCALES[word]
        elif word in SCALES:
            total += max(part, 1) * SCALES[word]
            part = 0
    return Fraction(total + part)
