"""Hyphens at the ends of lines: which of them are part of a word."""

import re
from collections.abc import Iterable

SPLIT_WORD = re.compile(r"([^\W\d_]+)-$")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
ADDRESS = re.compile(r"(?:(?:https?://|www\.)\S*|\w@)$")
KEEPS_HYPHEN = {"self", "well", "ex", "non", "high", "low", "long", "short", "cross", "all", "half"}
# Bounded, since the pattern is tried at each letter of a text
CUT = re.compile(r"(?P<first>[^\W\d_]{2,40})-[ \t]{0,20}(?:\r\n|\n|\r)[ \t]{0,80}(?P<second>[^\W\d_]{2,40})")


class Vocabulary:
    """The words of one document, to tell a word that was cut at a line end from one written with a hyphen."""

    def __init__(self, lines: Iterable[str]):
        self.words: set[str] = set()
        for line in lines:
            found = [match[0].casefold() for match in WORD.finditer(line)]
            self.words.update(found[:-1] if line.endswith("-") else found)

    def join(self, before: str, after: str) -> str:
        """Two lines as one; both are clean and not empty."""
        if ADDRESS.search(before) and before[-1] in "/-_=&?@" and not after[0].isupper():
            return before + after
        if re.search(r"\w[-–/]$", before) and (after[0].isdigit() or after[0].isupper() or before[-1] != "-"):
            return before + after
        first, second = SPLIT_WORD.search(before), WORD.match(after)
        if first and second and self.was_cut(first[1], second[0]):
            return before[:-1] + after
        return before + after if first else f"{before} {after}"

    def was_cut(self, first: str, second: str) -> bool:
        """Whether the hyphen between two parts of a word is there only because the line ended."""
        left, right = first.casefold(), second.casefold()
        if left + right in self.words:
            return True
        if f"{left}-{right}" in self.words or left in KEEPS_HYPHEN or "-" in right:
            return False
        return not (len(left) > 2 and left in self.words and len(right) > 2 and right in self.words)


def rejoined(text: str) -> str:
    """A text without the hyphens that are there only because a line ended, and without the ends of those lines."""
    if not CUT.search(text):
        return text
    words = Vocabulary(text.splitlines())

    def whole(cut: re.Match[str]) -> str:
        if not cut["second"].islower():
            return cut[0]
        return cut["first"] + ("" if words.was_cut(cut["first"], cut["second"]) else "-") + cut["second"]

    return CUT.sub(whole, text)
