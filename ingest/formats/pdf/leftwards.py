"""Letters that run from right to left, as those of Hebrew and Arabic: in which order the marks of a line are read."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

# The kinds of marks: R and A are letters that run leftwards (Hebrew, Arabic), L are others, 0 are figures
KINDS = {"R": "R", "AL": "A", "L": "L", "EN": "0", "AN": "0", "ES": "-", "CS": ",", "ET": "%"}
FOREIGN = re.compile(r"[L0%](?:[^RA]*[L0%])?")  # what stands between letters that run leftwards
FIGURE = re.compile(r"%?0+(?:[-,]0+)*%?")
ARABIC_FIGURE = re.compile(r"0+(?:,0+)*")  # there a sign before or after is none of its parts (UAX 9, W2)
LEFTWARD = re.compile(r"[RA](?:[^L]*[RA])?")
BRACKETS = {"(": "()", ")": "()", "[": "[]", "]": "[]", "{": "{}", "}": "{}"}
TURN = re.compile(r"(?<=[A-Za-z])(?=[\u05d0-\u05ea\u0620-\u06d3])")  # the space there is often lost
CLOSING = ".,;:!?،؛؟"


def read(marks: Sequence[str], leftwards: bool) -> str:
    """The text of marks that stand in this order from left to right; a space is one too.

    `leftwards` says whether the whole is read from the right, with words in other letters in it, or the other way.
    """
    kinds = "".join(map(_kind, marks))
    if leftwards and "L" in kinds and not re.search("[RA]", kinds):
        ends = len(marks) > 1 and marks[0] in CLOSING and not (marks[0] == "." and kinds[1] == "0")
        order = [*range(ends, len(marks)), *range(ends)]
    else:
        order = list(_leftwards(kinds, marks, 0, len(marks)) if leftwards else _rightwards(kinds, marks))
    return TURN.sub(" ", _with_brackets([marks[at] for at in order]))


def _kind(mark: str) -> str:
    return " " if mark == " " else KINDS.get(unicodedata.bidirectional(mark[0]), "x")


def _rightwards(kinds: str, marks: Sequence[str]) -> Iterator[int]:
    at = 0
    for found in LEFTWARD.finditer(kinds):
        begin, end = _whole(marks, found.start(), found.end(), at, len(marks))
        yield from range(at, begin)
        yield from _leftwards(kinds, marks, begin, end)
        at = end
    yield from range(at, len(marks))


def _leftwards(kinds: str, marks: Sequence[str], begin: int, end: int) -> Iterator[int]:
    at = end
    for left, right in reversed(list(_foreign(kinds, marks, begin, end))):
        yield from range(at - 1, right - 1, -1)
        yield from range(left, right)
        at = left
    yield from range(at - 1, begin - 1, -1)


def _foreign(kinds: str, marks: Sequence[str], begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Where words in other letters, and figures, begin and end."""
    figure = ARABIC_FIGURE if "A" in kinds else FIGURE
    at = begin
    for found in FOREIGN.finditer(kinds, begin, end):
        if "L" in found[0]:
            left, at = _whole(marks, found.start(), found.end(), at, end)
            yield left, at
        else:
            yield from (each.span() for each in figure.finditer(kinds, found.start(), found.end()))
            at = found.end()


def _whole(marks: Sequence[str], left: int, right: int, first: int, end: int) -> tuple[int, int]:
    """A part of a line with the bracket next to it whose other half it has."""
    if sum(mark in BRACKETS for mark in marks[left:right]) % 2:
        if right < end and marks[right] in BRACKETS:
            return left, right + 1
        if left > first and marks[left - 1] in BRACKETS:
            return left - 1, right
    return left, right


def _with_brackets(marks: Sequence[str]) -> str:
    """The text with its brackets turned as it is read: some programs store those that are seen, others those meant."""
    text = list(marks)
    depth = 0
    for at, mark in enumerate(text):
        if pair := BRACKETS.get(mark):
            before, after = text[at - 1] if at else " ", text[at + 1] if at + 1 < len(text) else " "
            opens = (before == " " or before in "([{") and after != " "
            closes = (after == " " or after in CLOSING or after in ")]}") and before != " "
            is_end = closes if opens != closes else depth > 0
            depth += -1 if is_end else 1
            text[at] = pair[is_end]
    return "".join(text)
