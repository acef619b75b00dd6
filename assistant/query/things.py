"""The things that a question asks about: what has an article, or a name, and where it ends before the verb."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.text.tokens import words

NAME = re.compile(r"\b[A-Z][\w&'’-]*(?:\s+(?:(?:of|for|and|the|&)\s+)?[A-Z][\w&'’-]*)*")
PREPOSITION = (
    r"(?:about|after|against|at|before|between|by|during|for|from|in|inside|of|on|outside|over|through|to|under|within|"
    r"without|with)"
)
ARTICLE = re.compile(r"^(?:the|a|an|my|our|your|their|his|her|its|this|that|these|those)\s+", re.IGNORECASE)
ONE = re.compile(r"\s+ones?$", re.IGNORECASE)
ORDINAL = re.compile(r"(?:the|an?)\s+(?:first|second|third|fourth|fifth|sixth|last|next|final)$", re.IGNORECASE)
INDEFINITE = r"(?:an?|any|some)"
DEFINITE = r"(?:the|my|our|your|their|his|her|its)"
NO_NOUN = (
    rf"(?:{PREPOSITION}|{INDEFINITE}|{DEFINITE}|and|or|when|if|that|who|which|i|we|you|he|she|it|they|not|ever|still)"
)
THING = re.compile(
    rf"\b(?P<article>{INDEFINITE}|{DEFINITE})\s+(?P<nouns>(?:(?!{NO_NOUN}\b)[\w'’-]++\s*+)+)", re.IGNORECASE
)
RATE = re.compile(  # 'how much is a room a night'
    r"an? (?:minute|hour|day|night|week|fortnight|month|quarter|term|year|mile|head|person|time)\b", re.IGNORECASE
)
ONE_CODE = r"\b(?:\d{1,3}|[A-Zb-hj-z]|[ai](?=\W*$|[?.,;:]))(?![.,’'-]?\w)"
CODED = re.compile(  # 'zone B', 'priority 1 and 2'; a small 'a' is most often no letter
    rf"\b(?P<label>[^\W\d_]+)\s+(?P<code>{ONE_CODE})(?P<more>(?:\s*(?:,|/|&|and|or)\s*{ONE_CODE})*)"
)
UP_TO = r"\s*(?:[–—+-]|\b(?:to|through|up|till|until|onwards)\b)"  # after the first code of several: 'grades 5 to 7'
BEING = r"(?:is|are|was|were)"
SUBJECT = re.compile(  # the words before a subject that a verb follows
    rf"(?:\b(?:will|would|can|could|do|does|did|has|have|had|should|must|may)|^\W*{BEING})\s+$", re.IGNORECASE
)
MAYBE_SUBJECT = re.compile(rf"\b(?:when|where|why|how) {BEING}\s+$", re.IGNORECASE)
VERB = re.compile(  # that often ends a question: 'what did the youth theatre get?'
    r"\w+ed|apply|available|begin|change|close|cost|count|cover|due|end|expire|free|get|have|held|happen|kept|last|made|"
    r"mean|meet|need|open|owe|paid|pay|run|say|sent|sit|spend|start|take|use|vote|work",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Thing:
    """A noun with its article, at `text[start:end]` of a question; `nouns` begin at `nouns_at`."""

    article: str
    start: int
    nouns_at: int
    end: int
    nouns: tuple[str, ...]

    @property
    def definite(self) -> bool:
        return re.fullmatch(INDEFINITE, self.article) is None


def thing_replaced(asked: str, other: str) -> str | None:
    """'The panel' for 'the board', 'a shop' for 'a school': where one thing can be meant, and its end is plain."""
    held = _like(asked, other)
    return _put(asked, held.start, other, held.end) if held else None


def thing_with(asked: str, other: str) -> str | None:
    """The thing that is asked about as another of its kind: 'the green one' for 'the grey bin'."""
    held, kind = _like(asked, other), ONE.sub("", ARTICLE.sub("", other)).split()
    if not held or not kind:
        return None
    kept = held.nouns[1:] or held.nouns
    return _put(asked, held.nouns_at, " ".join([*kind, *kept]), held.end)


def named_replaced(asked: str, wanted: str, answer: str) -> str | None:
    """A name for what the answer writes as one: 'Friends of the Mill' for 'the youth theatre'."""
    name = NAME.match(wanted)
    if not name:
        return None
    known = {word for each in NAME.findall(answer) if " " in each for word in words(each)}
    held = [each for each in _things(asked) if each.definite and known.issuperset(words(" ".join(each.nouns)))]
    return _put(asked, held[0].start, wanted, held[0].end) if len(held) == 1 else None


def _like(asked: str, other: str) -> Thing | None:
    """The one thing of a question that has the article of another, or one like it; 'a friend' is like 'my rep' too."""
    held, article = _things(asked), other.split()[0].lower()
    definite = re.fullmatch(INDEFINITE, article) is None
    same = [each for each in held if each.article == article]
    alike = [each for each in held if each.definite == definite]
    others = [each for each in held if "the" not in (article, each.article)]
    return next((some[0] for some in (same, alike, others) if len(some) == 1), None)


def _things(asked: str) -> list[Thing]:
    return [
        thing
        for found in THING.finditer(asked)
        if not RATE.match(asked, found.start()) and (thing := _thing(asked, found))
    ]


def _thing(asked: str, found: re.Match[str]) -> Thing | None:
    nouns = found["nouns"].split()
    count = _count(asked[: found.start()], nouns)
    if not count:
        return None
    start = found.start("nouns")
    end = start
    for noun in nouns[:count]:
        end = asked.index(noun, end) + len(noun)
    return Thing(found["article"].lower(), found.start(), start, end, tuple(nouns[:count]))


def _count(before: str, nouns: Sequence[str]) -> int:
    """How many of the words after an article belong to the noun; 0 where the verb can't be told from them."""
    verb_last = bool(VERB.fullmatch(nouns[-1])) and len(nouns) > 1
    if SUBJECT.search(before):
        return len(nouns) - 1 if verb_last or len(nouns) == 2 else len(nouns) * (len(nouns) == 1)
    return len(nouns) - (verb_last and bool(MAYBE_SUBJECT.search(before)))


def _put(asked: str, start: int, new: str, end: int) -> str:
    return " ".join(f"{asked[:start]}{new} {asked[end:]}".split())
