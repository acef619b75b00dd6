"""The acronyms in a paper and what they stand for, found in the paper itself.

Two kinds of evidence: 'Integrated Care System (ICS)', after Schwartz and Hearst, 'A simple algorithm for identifying
abbreviation definitions in biomedical text' (Pacific Symposium on Biocomputing, 2003), and, where nothing is defined,
words whose initials are an acronym in the same paper, such as 'South East London' where it also says 'SEL'.
"""

import re
from collections import Counter

DEFINED = re.compile(r"\(([A-Z][A-Za-z&]{1,7}?)s?\)")
ACRONYM = re.compile(r"\b[A-Z]{2,6}\b")
WORD = re.compile(r"[^\W\d_]+")
SMALL = {"of", "for", "and", "the", "in", "on", "to", "a"}
SEEN = 3  # times that the acronym and the words must occur, taken together, if nothing defines the acronym


def acronyms(text: str) -> dict[str, str]:
    """What each acronym in a text stands for, in lower case: {'ICS': 'integrated care system'}."""
    found: dict[str, str] = {}
    for match in DEFINED.finditer(text):
        short = match[1].upper().replace("&", "")
        before = text[max(0, match.start() - 120) : match.start()]
        if (start := long_form(before, short)) is not None:
            found.setdefault(short, " ".join(WORD.findall(before[start:].lower())))
    for short, times in Counter(ACRONYM.findall(text)).items():
        if len(short) > 2 and short not in found and (long := _most_frequent(text, short, SEEN - times)):
            found[short] = long
    return found


def long_form(before: str, short: str) -> int | None:
    """Where the words before a bracket begin whose initials are the acronym's letters; small ones may come between."""
    words = list(WORD.finditer(before))
    at, letters = len(words), list(short.lower())
    while letters and at:
        at -= 1
        word = words[at][0].lower()
        if word[0] == letters[-1]:
            letters.pop()
        elif word not in SMALL:
            return None
    return words[at].start() if not letters and len(short) > 1 else None


def _most_frequent(text: str, short: str, least: int) -> str | None:
    """The words with these initials that occur most often in the text, each with a capital."""
    between = r"(?:[\s-]+(?:of|for|and|the|in|&))?[\s-]+"
    inner = [f"{letter}[a-z]+" for letter in short]
    pattern = r"\b" + between.join(inner) + r"\b"
    found = Counter(" ".join(WORD.findall(match.lower())) for match in re.findall(pattern, text))
    best = found.most_common(1)
    return best[0][0] if best and best[0][1] >= least else None
