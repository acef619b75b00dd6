"""The kind of thing that a question asks for: a date, an amount, somebody, a list and so on."""

import re
from collections.abc import Mapping
from typing import Literal, get_args

from assistant.query.interrogative import YES_NO, Interrogative

Kind = Literal[
    "date",  # a day or year, or a time told by what happens then
    "duration",
    "frequency",
    "amount",  # money or a share
    "percentage",
    "count",
    "quantity",  # anything with a size
    "contact",  # an address, number or site to write to or ring
    "meaning",  # what an acronym stands for
    "list",
    "person",
    "who",  # a person, body or firm, or nobody
    "place",
    "reason",
    "manner",
    "yes_no",
    "other",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
AMOUNTS: tuple[Kind, ...] = ("amount", "percentage", "count", "quantity", "duration", "frequency")
TYPED: tuple[Kind, ...] = (*AMOUNTS, "date", "contact", "meaning", "person", "who")  # can be recognised in a text

LIST = re.compile(
    r"\b(?:what|which) (?:are|were|will be) (?:the|our|its|their|some)\b|"
    r"\blist\b|\bname (?:the|all|some)\b|\ball the\b|"
    r"\bwhat (?:\w+ ){0,3}(?:two|three|four|five|six|seven|eight|nine|ten|\d+) \w+s\b|"
    r"\b(?:options|priorities|principles|"
    r"reasons|benefits|risks|milestones|steps|aims|responsibilities|members|criteria|recommendations)\b",
    re.IGNORECASE,
)
_LISTING = re.compile(r"(?:please )?(?:list|name|give|summari[sz]e)\b", re.I)
_MEMBERS = re.compile(r"who (?:are|were|is|was)\b.*\bmembers\b", re.I)
_MEANING = re.compile(
    r"\bstands? for\b|\bshort for\b|\bacronyms?\b|\babbreviat|\b(?i:what (?:does|do)) [A-Z][A-Z&/]+ mean\b"
)
_PERSON = re.compile(
    r"who\b(?:'s|’s| is| was| will| are| were| be| been| going| to| the| new| next)* "
    r"(?:chair|lead|run|head|wrote|writ|prepar|draft|clos|present|sign|own|chief|accountable|director|officer)",
    re.I,
)
_PAYING = re.compile(
    r"what (?:do|does|did|will|would|should|must|is|are) [^,;:]*\b(?:cost|pay|paid|charged?|earn)\b", re.I
)
_PURPOSE = re.compile(r"what (?:is|are|was|were)\b.* for\W*\Z", re.I)  # 'What is the grant for?' asks for no sum
_CONTACTING = re.compile(
    r"how (?:do|can|should|to) (?:i |we |you |staff )?(?:contact|reach|get in touch|ring|phone)", re.I
)
_CALLED = "(?:more |extra |working |calendar |clear |school |whole |full )*"
_HOW: tuple[tuple[str, Kind], ...] = (
    (r"much (?:more |extra |of a |annual )?(?:time|notice|leave|holiday|warning|longer)\b", "duration"),
    (r"much\b|many (?:pounds|dollars|million)\b", "amount"),
    (
        r"many times .*\b(?:a|per|each|every) (?:day|week|month|quarter|year)|often\b|frequently\b|regularly\b",
        "frequency",
    ),
    (rf"many {_CALLED}(?:seconds|minutes|hours|days|weeks|fortnights|months|years)\b|long\b", "duration"),
    (r"many\b", "count"),
    (r"(?:soon|early|late|recently)\b", "date"),
    (r"(?:big|large|high|far|tall|deep|wide|fast|heavy|hot|cold|small|old|young|low|close|near|steep)\b", "quantity"),
    (r"come\b", "reason"),
    (r"", "manner"),
)
_NOUNS: dict[Kind, str] = {  # what things of a kind are called; the plural of most too
    "date": "date dates year years month months deadline deadlines day days weekday time cut-off cutoff quarter",
    "duration": "period duration notice",
    "frequency": "frequency",
    "amount": (
        "allowance amount bill bonus budget charge compensation contribution cost deficit deposit expenditure "
        "fee fine funding grant income overspend pay payment penalty price rent reward salary saving savings "
        "spend spending subsidy sum surplus toll turnover underspend value wage wages"
    ),
    "percentage": "fraction percent percentage proportion share",
    "count": "attendance headcount number numbers population",
    "quantity": (
        "age area cap capacity ceiling depth distance height length limit max maximum min minimum quota rate "
        "ratio score size speed temperature threshold turnout weight width"
    ),
    "contact": "e-mail email helpline postcode url webpage website",
    "who": (
        "agency authority board body committee company contractor council department director firm minister "
        "officer organisation organization panel people person supplier team"
    ),
    "place": "building city country location place room site town venue",
    "reason": "cause reason",
    "manner": "method procedure process way",
}
_KIND_OF_NOUN: Mapping[str, Kind] = {noun: kind for kind, nouns in _NOUNS.items() for noun in nouns.split()}
_IES: Mapping[str, Kind] = {f"{noun[:-1]}ies": kind for noun, kind in _KIND_OF_NOUN.items() if noun.endswith("y")}
_PAIRS: Mapping[tuple[str, str], Kind] = {
    ("time", "limit"): "duration",
    **{(which, "time"): "date" for which in ("start", "starting", "opening", "closing", "finishing", "end", "arrival")},
    **{(medium, "number"): "contact" for medium in ("phone", "telephone", "mobile", "contact", "fax", "helpline")},
    **{(medium, "address"): "contact" for medium in ("email", "e-mail", "web", "postal", "contact")},
    ("contact", "details"): "contact",
}
_BY_PHRASE: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"length of (?:time|service|stay)\b|term of office\b", re.I), "duration"),
    (re.compile(r"numbers? (?:do |should |can |to |i |we |you |for )+(?:ring|call|phone|dial)", re.I), "contact"),
    (re.compile(r"(?:earliest|latest|last|first) (?:we|i|you|they|anyone)\b", re.I), "date"),
    (re.compile(r"names? of (?:the )?(?:\w+ )?(?:person|chair|author|director|head|lead|manager)", re.I), "person"),
)  # fmt: skip
_NAMED_DIRECTLY = ("who", "place")  # asked for by 'which board', and not by 'what is the board'
_ASKED = re.compile(
    r"(?:what|which)(?P<be>['’]s| is| are| was| were| (?:will|would|should) be| has been)?"
    r"(?: the| an?| my| our| your| their| its)? ",
    re.I,
)
_ARTICLE = re.compile(r"(?:the|an?|our|my|its|their|any) ", re.I)
_ENDS = frozenset(
    "of for to in on at by with from about over under between per as that who which when where if i we you they he she "
    "it is are was were do does did can could may must should shall will would has have had the a an i'm you're".split()
)
_PHRASE_WORD = re.compile(r"\s*([^\W_][\w’'-]*)(['’]s)?(?=[\s?.,;:!()]|\Z)")
LONGEST_PHRASE = 6  # words


def kind_of(text: str, asked: Interrogative) -> Kind:
    """The kind of thing that a question asks for, by what it asks with and the noun after that."""
    if _MEANING.search(text):
        return "meaning"
    listed: Kind = "list" if LIST.search(asked.rest) else "other"
    match asked.word:
        case "who" | "whom" | "whose":
            if _MEMBERS.match(asked.rest):
                return "list"
            return "person" if _PERSON.match(asked.rest) else "who"
        case "when":
            return "date"
        case "where":
            return "place"
        case "why":
            return "reason"
        case "how":
            return "contact" if _CONTACTING.match(asked.rest) else _of_how(asked.rest)
        case "what" | "which":
            if _PURPOSE.match(asked.rest):
                return listed
            return "amount" if _PAYING.match(asked.rest) else _after_what(asked.rest) or listed
    if _LISTING.match(text):
        return "list"
    if YES_NO.match(asked.rest):
        return "yes_no"
    return _of_phrase(asked.rest, direct=False) or listed


def _of_how(rest: str) -> Kind:
    return next(kind for pattern, kind in _HOW if not pattern or re.match(f"how (?:{pattern})", rest, re.I))


def _after_what(rest: str) -> Kind | None:
    """'what fee', 'what is the closing date', 'which committee'."""
    after = _ASKED.match(rest)
    return _of_phrase(rest[after.end() :], direct=not after["be"]) if after else None


def _of_phrase(phrase: str, direct: bool) -> Kind | None:
    """The kind of a noun phrase, by its last noun: 'maximum reward for staff' is an amount."""
    phrase = _ARTICLE.sub("", phrase, count=1) if _ARTICLE.match(phrase) else phrase
    for pattern, kind in _BY_PHRASE:
        if pattern.match(phrase):
            return kind
    names = _phrase_words(phrase)
    ends = [len(names), *((1, 2) if direct else ())]  # 'what fee applies': a verb may end it
    for end in (end for end in ends if end <= len(names)):
        if found := _of_noun(names[:end]):
            if direct and found == "amount" and names[end - 1].endswith("s"):
                return None  # 'which costs are left out' asks for kinds of them
            return found if direct or found not in _NAMED_DIRECTLY else None
    return None


def _of_noun(names: list[str]) -> Kind | None:
    if not names:
        return None
    *before, last = names
    if before and (pair := _PAIRS.get((before[-1], last))):
        return pair
    if before and last == "time":  # 'the waiting time'
        return "duration"
    return _KIND_OF_NOUN.get(last) or _KIND_OF_NOUN.get(last.removesuffix("s")) or _IES.get(last)


def _phrase_words(phrase: str) -> list[str]:
    found: list[str] = []
    at = 0
    while len(found) < LONGEST_PHRASE and (word := _PHRASE_WORD.match(phrase, at)) and word[1].lower() not in _ENDS:
        found.append(word[1].lower())
        at = word.end()
    return found
