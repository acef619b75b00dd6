"""Prepares text for comparison: normalises its characters, and splits it into tokens and clauses."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from assistant.text.sanitize import BIDI
from assistant.text.tokens import STOP, stem

NOTHING = dict.fromkeys(map(ord, [*BIDI, "\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "`"]))
ALIKE = str.maketrans(
    {**dict.fromkeys("‐‑‒–—―−﹣-", "-"), **dict.fromkeys("‘’‚‛′ʼ", "'"), **dict.fromkeys("“”„‟«»″", '"'), "…": "..."}
)
THOUSANDS = re.compile(r"(?<=\d)[\u2009\u202f\u00a0](?=\d{3}(?!\d))")
BULLET = re.compile(r"\s*\n[ \t]*(?:[-*•✓▶◦▪]|\d{1,2}[.)])[ \t]+")
REPORTING = re.compile(  # openings without content: 'Yes,' and 'The paper says that'
    r"\A(?:(?:yes|no)\b ?[,;:.-] ?|according to (?:the|this) (?:paper|document|report|text|passage|policy|source),? |"
    r"(?:the|this) (?:paper|document|report|text|passage|policy|source) (?:also )?"
    r"(?:says|states|notes|mentions|explains|reports|indicates) that |"
    r"it is (?:also )?(?:stated|said|noted) that )(?=\S)",
    re.IGNORECASE,
)
EMPHASIS = re.compile(r"(?<!\w)[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?!\w)")
CONTRACTED = re.compile(r"\b(ca|wo|sha|cannot|[a-z]{2,6}?)(?:n't|(?<=cannot))(?![a-z])", re.IGNORECASE)
WHOLE = {"ca": "can", "wo": "will", "sha": "shall", "cannot": "can"}
TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[.,;:()|!?]|(?<= )-(?= )")
BREAKS = frozenset([*".,;:()|!?-", "but", "however", "although", "though", "while", "whereas", "because", "if", "when"])
AUXILIARY = frozenset(
    "be been being am is are was were do does did have has had will would shall should can could may might must "
    "yet currently always also either only just simply actually usually normally generally already still even able "
    "about to a an the any this that these those it its their there any longer more very".split()
)


@dataclass(frozen=True)
class Token:
    """A word or punctuation mark; `clause` counts from 0, `written` is the original at `text[start:end]`."""

    word: str
    start: int
    end: int
    clause: int
    written: str

    @property
    def stem(self) -> str:
        return stem(self.word)

    @property
    def is_word(self) -> bool:
        return self.word[0].isalnum()

    @property
    def carries_meaning(self) -> bool:
        return self.is_word and self.word not in STOP and self.word not in AUXILIARY


@lru_cache(512)
def plain(text: str) -> str:
    """One line with plain dashes and quotation marks, 'do not' for "don't", and no emphasis or invisible characters."""
    text = spelled(THOUSANDS.sub("", text)).translate(NOTHING).translate(ALIKE)
    text = EMPHASIS.sub("", " ".join(BULLET.sub(" | ", text).split()))
    return CONTRACTED.sub(_whole, text)


def spelled(text: str) -> str:
    """The text with fractions spelled out: '½' is '1/2', and '1½' is '1 1/2'."""
    return re.sub(r"(\d?)([\u00bc-\u00be\u2150-\u215e])", _fraction, text)


def _fraction(found: re.Match[str]) -> str:
    return f"{found[1]} " * bool(found[1]) + unicodedata.normalize("NFKC", found[2]).replace("⁄", "/")


def claim(text: str) -> str:
    """A plain statement without a leading 'No:' or 'The paper says that', starting with a capital."""
    bare = REPORTING.sub("", REPORTING.sub("", text))
    return bare[:1].upper() + bare[1:]


def _whole(found: re.Match[str]) -> str:
    return f"{WHOLE.get(found[1].lower(), found[1])} not"


@lru_cache(512)
def tokens(text: str) -> tuple[Token, ...]:
    """The words and punctuation marks of a plain text, in order, without the possessive "'s"."""
    found: list[Token] = []
    clause = 0
    for match in TOKEN.finditer(text):
        bare = match[0].removesuffix("'s")
        if len(bare) > 2 and bare[-1] == "s" and bare[:-1].isupper():
            bare = bare[:-1]  # the plural of an acronym: 'CCGs', but not 'NHS'
        word = bare.lower().removesuffix("'s")
        if word in BREAKS and not _within_number(text, match):
            clause += 1
        found.append(Token(word, match.start(), match.end(), clause, match[0]))
    return tuple(found)


def _within_number(text: str, match: re.Match[str]) -> bool:
    around = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
    return match[0] in ".,:" and len(around) == 2 and around.isalnum()


def near(found: Sequence[Token], at: int, reach: int = 5) -> frozenset[str]:
    """The stems with meaning among the tokens around one, without that one."""
    around = [*found[max(0, at - reach) : at], *found[at + 1 : at + 1 + reach]]
    return frozenset(token.stem for token in around if token.carries_meaning)
