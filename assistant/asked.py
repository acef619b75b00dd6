"""What kind of thing a question asks for, read off its words."""

import re
from dataclasses import dataclass
from typing import Literal

from ingest.dates import MONTH

Kind = Literal["date", "amount", "count", "who", "list", "other"]

LIST = re.compile(
    r"\b(?:what|which) (?:are|were|will be) (?:the|our|its|their|some)\b|\blist\b|\bname (?:the|all)\b|\ball the\b|"
    r"\bwhat (?:\w+ ){0,3}(?:two|three|four|five|six|seven|eight|nine|ten|\d+) \w+s\b|"
    r"\b(?:options|priorities|principles|"
    r"reasons|benefits|risks|milestones|steps|aims|responsibilities|members|criteria|recommendations)\b",
    re.IGNORECASE,
)
KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "date",
        re.compile(
            r"\bwhen\b|\bwhat (?:date|year|month)\b|\bwhich (?:year|month)\b|\bby what date\b|\bdeadline\b",
            re.I,
        ),
    ),
    (
        "amount",
        re.compile(r"\bhow much\b|\bwhat (?:percentage|share|proportion|sum|amount)\b|\bbudget\b.*\?|\bcost\b", re.I),
    ),
    ("count", re.compile(r"\bhow many\b|\bwhat number\b", re.I)),
    ("list", LIST),
    ("who", re.compile(r"\bwho(?:se|m)?\b", re.I)),
)
HOLDS: dict[Kind, re.Pattern[str]] = {
    "date": re.compile(
        rf"\b(?:19|20)\d\d\b|\b(?:{MONTH}|spring|summer|autumn|winter)\b|\b(?:next|this) (?:year|month)\b", re.I
    ),
    "amount": re.compile(r"[£$€]\s?\d|\d\s?(?:%|per ?cent)|\b\d[\d,.]*\s?(?:m|bn|million|billion|k)?\b", re.I),
    "count": re.compile(r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen)\b", re.I),
    "who": re.compile(
        r"\b[A-Z][a-z]+ [A-Z]|[A-Z]{2,}|\b(?:board|committee|council|director|officer|chair|group|trust|team)\b"
    ),
}


@dataclass(frozen=True)
class Asked:
    """`kind` of thing asked for; `holds` tells whether words hold a thing of that kind."""

    kind: Kind

    def holds(self, words: str) -> bool:
        pattern = HOLDS.get(self.kind)
        return pattern is None or bool(pattern.search(words))


def asked(question: str) -> Asked:
    return Asked(next((kind for kind, pattern in KINDS if pattern.search(question)), "other"))
