"""Follow-up questions, resolved by rules: what a short question leaves out is taken from the conversation."""

import re

import sentencex

from assistant.query.question import Question
from assistant.text.tokens import STOP, words

POINTING = re.compile(
    r"\b(?:it|its|itself|they|them|their|theirs|this|that|these|those|he|him|his|she|her|hers|there|one|ones|both|"
    r"same|such|former|latter|else|also|too)\b",
    re.IGNORECASE,
)
GOING_ON = re.compile(
    r"^\W*(?:and|but|so|or|then|also|what about|how about|any(?:one|thing)?|who else)\b", re.IGNORECASE
)
ASKING = re.compile(
    r"\?$|^(?:and |but |so )?(?:who|what|when|where|why|which|how|is|are|was|were|do|does|did|can|could|will|would|"
    r"should)\b",
    re.IGNORECASE,
)
ORDINAL = re.compile(
    r"\b(first|second|third|fourth|fifth|sixth|last|final)(?: (?:one|two|of|point|item|option)\b)", re.IGNORECASE
)
ORDER = ("first", "second", "third", "fourth", "fifth", "sixth")
WHOLE = 4  # content words that make a question complete, if nothing in it points back
ANTECEDENT = 3  # content words before a pronoun, for it to mean something in the question itself
NAME = re.compile(r"\b[A-Z][\w&'’-]*(?:\s+(?:(?:of|for|and|the|&)\s+)?[A-Z][\w&'’-]*)*")


def is_follow_up(question: Question) -> bool:
    """Whether the question is incomplete without the conversation."""
    if not question.history:
        return False
    if len(_content_words(question.text)) < WHOLE or ORDINAL.search(question.text) or _points_back(question.text):
        return True
    return bool(GOING_ON.search(question.text)) and not _names_another(question)


def split_preamble(text: str) -> tuple[str, str]:
    """The sentences that ask, and the preamble: those that only say something ('I am new here. Who ...?').

    The whole text asks where it has no preamble, or where the rest would not make sense without it.
    """
    sentences = [sentence.strip() for sentence in sentencex.segment("en", text)]
    asking = " ".join(sentence for sentence in sentences if ASKING.search(sentence))
    saying = " ".join(sentence for sentence in sentences if not ASKING.search(sentence))
    stands = len(_content_words(asking)) >= WHOLE and not _points_back(asking)
    return (asking, saying) if saying and stands else (text, "")


def _points_back(text: str) -> bool:
    """Whether a word such as 'it' or 'they' comes before the question has named anything that it could mean."""
    return any(len(_content_words(text[: match.start()])) < ANTECEDENT for match in POINTING.finditer(text))


def _names_another(question: Question) -> bool:
    """Whether it names a body that the conversation has not named."""
    said = {word for asked, answer in question.history for word in words(f"{asked} {answer}")}
    names = {word for name in NAME.findall(question.text[1:]) for word in _content_words(name)}
    return bool(names - said)


def _content_words(text: str) -> list[str]:
    return [word for word in words(text) if word not in STOP]


def history_context(question: Question) -> str:
    """What the conversation adds to the question: the questions it follows on from, and the list item it points at.

    A question that was itself a follow-up leads back to the one before it.
    """
    if not is_follow_up(question):
        return ""
    parts: list[str] = []
    history = question.history
    while history:
        asked, answer = history[-1]
        parts.insert(0, asked)
        if len(parts) == 1 and (item := _item(question.text, answer)):
            parts.append(item)
        elif len(parts) == 1:
            parts += dict.fromkeys(name for name in NAME.findall(answer) if _content_words(name))
        history = history[:-1]
        if not is_follow_up(Question(asked, history)):
            break
    return " ".join(part for part in parts if part)


def _item(text: str, answer: str) -> str:
    """The item of a list in the answer that 'the last one' or 'the second' points at."""
    match = ORDINAL.search(text)
    items = [item.strip(" -•") for item in re.split(r"\n|;|, (?:and )?| and (?=[^,;]*$)", answer) if item.strip(" -•")]
    if not match or len(items) < 2:
        return ""
    which = match[1].lower()
    place = -1 if which in ("last", "final") else ORDER.index(which)
    return items[place] if place < len(items) else ""
