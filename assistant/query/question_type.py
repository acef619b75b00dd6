"""What kind of thing a question asks for, and whether a text has such a thing."""

import re
from dataclasses import dataclass
from typing import Literal

from ingest.dates import MONTH

Kind = Literal["date", "amount", "count", "meaning", "list", "person", "who", "reason", "other"]

LIST = re.compile(
    r"\b(?:what|which) (?:are|were|will be) (?:the|our|its|their|some)\b|\blist\b|\bname (?:the|all)\b|\ball the\b|"
    r"\bwhat (?:\w+ ){0,3}(?:two|three|four|five|six|seven|eight|nine|ten|\d+) \w+s\b|"
    r"\b(?:options|priorities|principles|"
    r"reasons|benefits|risks|milestones|steps|aims|responsibilities|members|criteria|recommendations)\b",
    re.IGNORECASE,
)
MANY = re.compile(
    r"\b(?:which|what|whose)\s(?:(?!(?:is|was|does|did|has|will)\b)[\w'’&-]+\s){0,4}?(?!(?:is|was|does|has|this|its|as)\b)"
    r"[\w'’-]*[^s\W]s\b|"
    r"\b(?:everything|all|every|list|sorts?|kinds?|ways|headings)\b|"
    r"\b(?:who|what)(?:'d|’d|'re|’re| are| were| have| do| would| could| should)\b",
    re.IGNORECASE,
)
KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("reason", re.compile(r"^\W*(?:(?:and|but|so)\s+)?(?:why|how come|what for|for what reasons?)\b", re.I)),
    (
        "date",
        re.compile(
            r"\bwhen\b|\b(?:what|which) (?:date|year|month|day)\b|\b(?:last|first|closing) (?:day|date)\b|"
            r"\bdate of\b|\bdeadline\b|\bcut-?off\b",
            re.I,
        ),
    ),
    (
        "amount",
        re.compile(
            r"\bhow (?:much|big|large)\b|\bwhat(?:'s|’s)? (?:the )?(?:percentage|share|proportion|sum|amount)\b|"
            r"\bhow many (?:pounds|million)\b|£|\bbudget\b.*\?|\bcost\b",
            re.I,
        ),
    ),
    ("count", re.compile(r"\bhow many\b|\bwhat number\b", re.I)),
    ("meaning", re.compile(r"\bstands? for\b|\bshort for\b|\bacronyms?\b|\babbreviat", re.I)),
    ("list", LIST),
    (
        "person",
        re.compile(
            r"\bwho\b(?:'s|’s| is| was| will| are| were| be| been| going| to| the| new| next)* "
            r"(?:chair|lead|run|head|wrote|writ|prepar|draft|clos|present|sign|own|chief|accountable|director|officer)",
            re.I,
        ),
    ),
    ("who", re.compile(r"\bwho(?:se|m)?\b", re.I)),
)
AMOUNTS: tuple[Kind, ...] = ("amount", "count")
TYPED: tuple[Kind, ...] = ("date", "amount", "count", "meaning", "person", "who")  # can be recognised in a text

DATE = re.compile(
    rf"\b(?:19|20)\d\d(?:[/–-]\d\d)?\b|\b(?:{MONTH}|spring|summer|autumn|winter)\b|\b(?:next|this) (?:year|month)\b",
    re.I,
)
NO_COUNT = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{MONTH})\b|{DATE.pattern}|\b\d+\.\d[\d.]*|"
    r"\b0\d{2,}[\d ]*|\b\d{1,2}/\d{1,2}/\d+",
    re.I,
)
NO_PERSON = re.compile(
    r"\b(?:NHS|CCGs?|ICSs?|ICPs?|ICPB|STP|LTP|PCNs?|GPs?|NEL|NWL|SEL|SWL|WEL|BHR|Board|Committee|Group|Panel|Hub|Forum|"
    r"Partnerships?|Trusts?|Council|Commission|Commissioning|Alliance|Collaboratives?|Networks?|Boroughs?|Care|Health|"
    r"Healthcare|Services?|Systems?|Integrated|Primary|Mental|Social|Public|Clinical|Governing|Local|National|Joint|Term|"
    r"Long|Plan|Strategy|Framework|Paper|Report|Bill|Act|Update|Summary|North|South|East|West|Central|London|England|"
    r"Chief|Officer|Director|Chair|Executive|Manager|Lead|Head|Member|Finance|Performance|Overview|Scrutiny|Case|Change)\b",
    re.I,
)
NAME = re.compile(r"\b[A-Z](?:[a-z’'-]+|[A-Z’'-]+) (?:[A-Z]\.? )?[A-Z](?:[a-z’'-]+|[A-Z’'-]+)\b")
HOLDS: dict[Kind, re.Pattern[str]] = {
    "date": DATE,
    "amount": re.compile(r"[£$€]\s?\d|\d\s?(?:%|per ?cent)|\b\d[\d,.]*\s?(?:m|bn|million|billion|k)\b", re.I),
    "count": re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen)\b", re.I),
    "person": NAME,
    "who": re.compile(
        r"\b[A-Z][a-z]+ [A-Z]|[A-Z]{2,}|\b(?:board|committee|council|director|officer|chair|group|trust|team)\b"
    ),
}
REASON = re.compile(
    r"\b(?:because|in order (?:to|that)|so (?:that|as to)|due to|owing to|reasons?|rationale|since|as a result|on the "
    r"grounds?|on account of|thanks to|therefore|hence|the (?:aim|purpose|intention) (?:is|was|of|being)|aims? to|"
    r"intended to|designed to|to (?:ensure|enable|avoid|prevent|allow|help|protect|make sure|reduce|improve|save)|"
    r"given (?:that|the)|this (?:is|was) (?:to|for)|justif\w+)\b",
    re.I,
)  # not in HOLDS: a whole question with 'why' is often answered without any of these
# Words that only look like the thing.
LOOKALIKES: dict[Kind, re.Pattern[str]] = {
    "count": NO_COUNT,
    "person": NO_PERSON,
}  # words that only look like the thing


@dataclass(frozen=True)
class QuestionType:
    """The `kind` of thing asked for, whether there may be `many`, and the acronyms whose meaning is asked for."""

    kind: Kind
    many: bool
    acronyms: tuple[str, ...] = ()

    @property
    def typed(self) -> bool:
        """Whether the kind can be recognised in a text."""
        return self.kind in TYPED

    def holds(self, words: str) -> bool:
        """Whether a text has a thing of the kind; true where the kind can't be recognised."""
        if self.kind == "meaning":
            return any(re.search(rf"\({re.escape(acronym)}s?\b", words) for acronym in self.acronyms)
        pattern = HOLDS.get(self.kind)
        lookalike = LOOKALIKES.get(self.kind)
        return pattern is None or bool(pattern.search(lookalike.sub("·", words) if lookalike else words))


def question_type(question: str) -> QuestionType:
    """What a question asks for, by its words alone."""
    kind: Kind = next((kind for kind, pattern in KINDS if pattern.search(question)), "other")
    acronyms = tuple(re.findall(r"\b[A-Z][A-Z&/]+\b", question)) if kind == "meaning" else ()
    return QuestionType(kind, kind == "list" or bool(MANY.search(question)), acronyms)


def gives_reason(sentence: str) -> bool:
    """Whether a sentence says why something is so, in words that say that it does."""
    return bool(REASON.search(sentence))
