"""Puts something else into a question: 'what about Wirral?' asks the last question again, of Wirral."""

import re

from assistant.text.tokens import STOP, stem, words

NAME = re.compile(r"\b[A-Z][\w&'’-]*(?:\s+(?:(?:of|for|and|the|&)\s+)?[A-Z][\w&'’-]*)*")
YEAR = re.compile(r"\b(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?\b")
PREPOSITION = r"(?:about|after|at|before|between|by|during|for|from|in|of|on|outside|over|through|to|under|within|with)"
ONE = re.compile(r"\s+ones?$", re.IGNORECASE)
THE_ONE = re.compile(rf"^(?:the\s+)?ones?\s+(?={PREPOSITION}\s)", re.IGNORECASE)
ARTICLE = re.compile(r"^(?:the|a|an|my|our|your|their|his|her|its|this|that|these|those)\s+", re.IGNORECASE)
LEADING = re.compile(rf"^({PREPOSITION})\s+", re.IGNORECASE)
ASKING = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:who(?:se|m)?|what|when|where|why|which|how(?: (?:much|many|long|often|far|big))?)\b"
    r"(?:'s|’s)?(?:\s+(?:is|are|was|were|will|would|can|could|do|does|did|has|have|had|should|must)\b)?\s*",
    re.IGNORECASE,
)
PHRASE = rf"(?:(?!(?:{PREPOSITION}|and|or|when|if|that|who|which)\b)[\w'’-]++\s*+)+"
THING = re.compile(rf"\b(?:the|a|an)\s+{PHRASE}", re.IGNORECASE)
AUXILIARY = re.compile(
    r"\b(?:is|are|was|were|will|would|can|could|do|does|did|has|have|had|should|must|may)\s+$", re.IGNORECASE
)
HERE = "\0"  # where a phrase is to be put
ACTOR = re.compile(r"\bwho\s+$", re.IGNORECASE)


def topic(question: str) -> str:
    """What a question is about: without the words that say what kind of thing is asked for."""
    return ASKING.sub("", question).strip(" ?.!")


def substituted(question: str, other: str) -> str | None:
    """The question with a year, a name, a noun or a phrase put in place of what is most like it; None where nothing is.

    A phrase with a preposition of its own is added where the question has none like it: 'and for schools?'.
    """
    other = THE_ONE.sub("", other)
    leading = LEADING.match(other)
    wanted = ONE.sub("", ARTICLE.sub("", other[leading.end() :] if leading else other)).strip()
    if not words(wanted):
        return None
    asked = question.strip().rstrip("?.! ")
    found = (
        _year(asked, wanted)
        or _noun(asked, wanted)
        or (ARTICLE.match(other) and _thing(asked, other))
        or _name(asked, wanted)
        or (leading and _phrase(asked, other))
    )
    return f"{found}?" if found else None


def replaced(question: str, old: str, new: str) -> str | None:
    """The question with the words `new` in place of `old`; None where it does not have those."""
    old, new = ARTICLE.sub("", old.strip()), ARTICLE.sub("", new.strip())
    found, times = re.subn(rf"(?<!\w){re.escape(old)}(?!\w)", lambda _: new, question, flags=re.IGNORECASE)
    return found if old and times else None


def _year(asked: str, wanted: str) -> str | None:
    """One year for another; a year is added where the question has none."""
    if not YEAR.fullmatch(wanted):
        return None
    return YEAR.sub(wanted, asked) if YEAR.search(asked) else f"{asked} in {wanted}"


def _name(asked: str, wanted: str) -> str | None:
    """One name for another, where only one name of that kind can be meant."""
    name = NAME.search(wanted)
    if not name or name.start():
        return None
    asking = ASKING.match(asked)
    held = [match for match in NAME.finditer(asked, asking.end() if asking else 0) if words(match[0])[0] not in STOP]
    alike = held if wanted.isupper() else [match for match in held if not match[0].isupper()]
    if len(alike) != 1:
        return None
    return asked[: alike[0].start()] + wanted + asked[alike[0].end() :]


def _noun(asked: str, wanted: str) -> str | None:
    """A noun with other words before it: 'annual leave' for 'leave' or 'sick leave', 'end of year' for 'mid-year'."""
    *before, head = wanted.split()
    if not before or head.lower() in STOP:
        return None
    for match in re.finditer(r"[\w'’-]+", asked):
        if stem(match[0].lower().rpartition("-")[2]) == stem(head.lower()):
            start = _start_of_noun(asked[: match.start()], len(before))
            return asked[:start] + wanted + asked[match.end() :]
    return None


def _start_of_noun(before: str, most: int) -> int:
    """Where a noun begins, with at most so many words before it that may belong to it."""
    start = len(before)
    for match in list(re.finditer(r"[\w'’-]+\s+", before))[::-1][:most]:
        word = match[0].strip().lower()
        if (
            match.end() != start
            or word in STOP
            or word in ("many", "each", "every")
            or ACTOR.search(before[: match.start()])
        ):
            break
        start = match.start()
    return start


def _thing(asked: str, other: str) -> str | None:
    """'The panel' for 'the board', where the question has one thing with an article, and a verb can't be part of it."""
    held = [match for match in THING.finditer(asked) if not AUXILIARY.search(asked[: match.start()])]
    if len(held) != 1:
        return None
    return " ".join(f"{asked[: held[0].start()]}{other} {asked[held[0].end() :]}".split())


def _phrase(asked: str, other: str) -> str:
    """A phrase in place of the last one with the same preposition and of those that it has itself, else at the end."""
    kept = asked
    for preposition in dict.fromkeys(re.findall(rf"\b{PREPOSITION}\b", other.lower())):
        if not (held := re.findall(rf"\b{preposition}\s{PHRASE}", kept, re.IGNORECASE)):
            break
        before, _, after = kept.rpartition(held[-1])
        kept = f"{before}{HERE} {after}" if HERE not in kept else f"{before}{after}"
    return " ".join(kept.replace(HERE, other).split()) if HERE in kept else f"{asked} {other}"
