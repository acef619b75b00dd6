"""Puts something else into a question: 'what about Wirral?' asks the last question again, of Wirral."""

import re

from assistant.query.question_type import question_type
from assistant.query.things import (
    ARTICLE,
    CODED,
    DEFINITE,
    INDEFINITE,
    NAME,
    ONE,
    ORDINAL,
    PREPOSITION,
    UP_TO,
    named_replaced,
    thing_replaced,
    thing_with,
)
from assistant.text.tokens import STOP, stem, words
from ingest.dates import MONTHS

YEAR = re.compile(r"\b(?:19|20)\d\d(?:[/–-]\d\d(?:\d\d)?)?\b")
OPPOSITE = {  # what a preposition that is all that is said takes the place of: 'and outside?' after 'in London'
    "outside": "in|inside|within|at",
    "inside": "outside",
    "before": "after|since|from",
    "after": "before|until|by",
    "over": "under|below|up to",
    "above": "under|below|up to",
    "under": "over|above",
    "below": "over|above",
    "with": "without",
    "without": "with",
}
ELSEWHERE = re.compile(r"(?:elsewhere|abroad|overseas|(?:anywhere|somewhere|everywhere) else)", re.IGNORECASE)
THE_ONE = re.compile(rf"^(?:the\s+)?ones?\s+(?={PREPOSITION}\s)", re.IGNORECASE)
TO_ONE = re.compile(r"^to\s.*\sones?$", re.IGNORECASE)  # 'to cremate one' needs the thing of 'to bury a relative'
LEADING = re.compile(rf"^({PREPOSITION})\s+", re.IGNORECASE)
ASKING = re.compile(
    r"^\W*(?:(?:and|but|so)\s+)?(?:who(?:se|m)?|what|when|where|why|which|"
    r"how(?: (?:much|many|long|often|far|big|soon|fast|high|low|late|early|old|large|small|quickly))?)\b"
    r"(?:'s|’s)?(?:\s+(?:is|are|was|were|will|would|can|could|do|does|did|has|have|had|should|must)\b(?!['’])"
    r"(?:\s+(?:i|we|you|they)\b(?:\s+(?:have|got|need|want)\s+to\b)?)?)?\s*",
    re.IGNORECASE,
)
PHRASE = rf"(?:(?!(?:{PREPOSITION}|and|or|when|if|that|who|which)\b)[\w'’-]++\s*+)+"
IN_A_PLACE = re.compile(  # a name that is not one of a time
    rf"\b(?i:in|at|inside|within)\s+(?:the\s+)?(?!(?i:{'|'.join(MONTHS)}|(?:mon|tues|wednes|thurs|fri|satur|sun)day|"
    rf"spring|summer|autumn|winter|christmas|easter|year|week|month|quarter|term|stage)s?\b){NAME.pattern}\b(?!\s*\d)"
)
CODE = re.compile(r"\d{1,3}|[A-Z]")
# Behind these stands a verb ('what counts as'), or not what is asked of
NO_PLURAL = ("what", "which", "who", "for", "to")
PLURAL = re.compile(r"[\w'’-]{2,}[^su'’]s|staff|people|children|women|men", re.IGNORECASE)
MATTER = re.compile(  # 'about gifts', 'the limit on gifts', but neither 'a book on loan' nor 'provided for children'
    r"\b(?:about|(?:allowance|apply|ban|budget|charge|claim|cost|deadline|fee|fine|guidance|guideline|limit|pay|"
    r"polic(?:y|ie)|price|rate|rule|spend)s?\s+(?:for|on))"
    rf"\s+(?!{DEFINITE}\b|{INDEFINITE}\b)({PHRASE})$",
    re.IGNORECASE,
)
HERE = "\0"  # where a phrase is to be put
ACTOR = re.compile(r"\bwho\s+$", re.IGNORECASE)


def topic(question: str) -> str:
    """What a question is about: without the words that say what kind of thing is asked for."""
    return ASKING.sub("", question).strip(" ?.!")


def substituted(question: str, other: str, answer: str = "") -> str | None:
    """The question with a year, a name, a noun or a phrase put in place of what is most like it; None where nothing is.

    A phrase with a preposition of its own is added where the question has none like it: 'and for schools?'. What the
    `answer` to the question writes as a name is one, though the question has it in small letters.
    """
    other = THE_ONE.sub("", other)
    leading = LEADING.match(other)
    wanted = ONE.sub("", ARTICLE.sub("", other[leading.end() :] if leading else other)).strip()
    if not words(wanted) or TO_ONE.match(other):
        return None
    asked = question.strip().rstrip("?.! ")
    found = (
        _year(asked, wanted)
        or _labelled(asked, wanted)
        or _opposite(asked, wanted)
        or (not leading and (ONE.search(other) or ORDINAL.match(other)) and thing_with(asked, other))
        or _noun(asked, wanted)
        or (ARTICLE.match(other) and _thing(asked, other))
        or _name(asked, wanted)
        or named_replaced(asked, wanted, answer)
        or (leading and _phrase(asked, other))
        or _plural(asked, wanted)
        or _matter(asked, other)
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
    """One thing for another. If the first is what is asked for, as 'the deadline', it is asked for of the other."""
    found = thing_replaced(asked, other)
    if found and question_type(asked).typed and not question_type(found).typed:
        return _phrase(asked, f"for {other}")
    return found


def _labelled(asked: str, wanted: str) -> str | None:
    """One number or letter after a label for another: 'zone C', or 'C' alone, for 'zone B'."""
    held = [found for found in CODED.finditer(asked) if found["label"].lower() not in STOP]
    if found := CODED.fullmatch(wanted):
        held = [each for each in held if each["label"].lower() == found["label"].lower()]
    elif CODE.fullmatch(wanted):
        held = [each for each in held if each["code"].isdigit() == wanted.isdigit()]
    else:
        return None
    if len(held) != 1 or held[0]["more"] or re.match(UP_TO, asked[held[0].end() :]):
        return None
    if not found and wanted.isdigit() and len(re.findall(r"\d+", asked)) > 1:
        return None  # '10' after 'what does grade 7 get after 5 years'
    start, end = held[0].span("code")
    return asked[:start] + (found["code"] if found else wanted) + asked[end:]


def _opposite(asked: str, wanted: str) -> str | None:
    """'Outside' for 'in', where nothing else is said, and 'elsewhere' for 'in London'."""
    if ELSEWHERE.fullmatch(wanted):
        held = [*IN_A_PLACE.finditer(asked)]
        held = held if len(held) == 1 else []
    else:
        instead = OPPOSITE.get(wanted.lower())
        held = [*re.finditer(rf"\b(?:{instead})\b", asked, re.IGNORECASE)] if instead else []
    return (
        asked[: held[-1].start()] + f"{wanted} {asked[held[-1].end() :]}".replace("  ", " ").rstrip() if held else None
    )


def _plural(asked: str, wanted: str) -> str | None:
    """One plural for another, where the question has only one and nothing describes it: 'pianos' for 'fridges'."""
    if not PLURAL.fullmatch(wanted.split()[-1]):
        return None
    found = [*re.finditer(r"[\w'’-]+", asked)]
    plurals = [n for n, word in enumerate(found) if PLURAL.fullmatch(word[0]) and word[0].lower() not in STOP]
    plurals = [n for n in plurals if not n or found[n - 1][0].lower() not in ("many", "who", "he", "she", "it")]
    if len(plurals) != 1:
        return None
    before, at = [word[0].lower() for word in found[: plurals[0]]], found[plurals[0]]
    if not _is_bare(before) or (before and before[-1] in NO_PLURAL):
        return None
    return asked[: at.start()] + wanted + asked[at.end() :]


def _matter(asked: str, other: str) -> str | None:
    """What a question is about at its end, where neither has an article: 'hospitality' for 'gifts' in 'about gifts'."""
    held = MATTER.search(asked)
    if not held or ARTICLE.match(other) or LEADING.match(other) or any(map(str.isupper, other)):
        return None
    return asked[: held.start(1)] + other


def _is_bare(before: list[str]) -> bool:
    """Whether no word that describes it comes before a noun: 'are fridges', 'do you take fridges'."""
    return not before or before[-1] in STOP or (len(before) > 1 and before[-2] in ("i", "we", "you", "they"))


def _phrase(asked: str, other: str) -> str:
    """A phrase in place of the last one with the same preposition and of those that it has itself, else at the end."""
    kept = asked
    for preposition in dict.fromkeys(re.findall(rf"\b{PREPOSITION}\b", other.lower())):
        if not (held := re.findall(rf"\b{preposition}\s{PHRASE}", kept, re.IGNORECASE)):
            break
        before, _, after = kept.rpartition(held[-1])
        kept = f"{before}{HERE} {after}" if HERE not in kept else f"{before}{after}"
    return " ".join(kept.replace(HERE, other).split()) if HERE in kept else f"{asked} {other}"
