"""Printed words that answer nothing: a question, the label of a field, a bare term, or the question said again."""

import re

from assistant.text.tokens import STOP, stem, stems, words

_MARKS = re.compile(r"[\s*_#>•-]*(?:(?:q(?:uestion)?\.? ?\d*|\d{1,3})[.:)]\s*)?[*_]*", re.I)
_ASKS = re.compile(
    r"(?:who(?:se|m)?|what|when|where|why|which|how|is|are|was|were|do|does|did|can|could|may|will|would|should|shall|must|"
    r"has|have|had)\b",
    re.I,
)
_FIELD = re.compile(r"[^.?!:]{1,80}(?::|:?\s*(?:[_.…]{3,}|\[ ?\]|☐))[\s*_]*")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|am|do|does|did|has|have|had|can|could|may|might|must|shall|should|will|would|need|needs|"
    r"\w+ed)\b",
    re.I,
)
LONGEST_LABEL = 8  # words


def is_question(text: str) -> bool:
    """Whether a paper prints a question: 'Can I carry over annual leave?', 'Q3. How do I apply?'."""
    bare = _bare(text)
    return bare.endswith("?") or bool(re.match(r"\s*q\d*[.:)]\s", text, re.I) and _ASKS.match(bare))


def is_label(text: str) -> bool:
    """Whether a text is the label of a field that is left empty: 'Name of applicant:', 'Signed ______'."""
    bare = _bare(text)
    return bool(bare) and len(words(bare)) <= LONGEST_LABEL and bool(_FIELD.fullmatch(text.strip()))


def is_term(text: str) -> bool:
    """Whether a text only names something: 'Coffee', 'Director of Finance'. It may answer 'who' or 'what'."""
    bare = _bare(text)
    named = 0 < len(words(bare)) <= LONGEST_LABEL and not re.search(r"[.!;?:\d£$€%@]", bare)
    return named and not _VERB.search(bare)


def _bare(text: str) -> str:
    """The text without its number, and without marks of emphasis around it."""
    marks = _MARKS.match(text)
    return text[marks.end() if marks else 0 :].rstrip(" \t\n*_")


def repeats(question: str, text: str) -> float:
    """How far a text only says what the question says, 0 to 1: the share of its words that are in the question."""
    own = [word for word in words(text) if word not in STOP]
    if not own:
        return 0.0
    asked = stems(question)
    return sum(stem(word) in asked for word in own) / len(own)
