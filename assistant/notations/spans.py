"""Where dates, amounts, lengths of time and contacts stand in a text, each with its whole notation.

'31 January 2020', '£1.2 million', '80 hours or more' and 'within 20 working days' are one span each. All functions take
a text as people see it and return half-open spans into it, in order, without overlaps.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from assistant.notations.amounts import amounts
from assistant.notations.bounds import bounded, sided
from assistant.notations.dates import moments
from assistant.notations.figure import Figure
from assistant.text.plain import ALIKE
from ingest.dates import MONTH

Span = tuple[int, int]

_SAME_LENGTH = {key: value for key, value in ALIKE.items() if len(value if isinstance(value, str) else " ") == 1}
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u2009\u202f\t\n\r⁰¹²³⁴⁵⁶⁷⁸⁹", " "))
_THOUSANDS = re.compile(r"(?<=\d)[\u00a0\u2009\u202f](?=\d{3}(?!\d))")
_HALVES = re.compile("(?:(?<=(\\d))|(?<!\\d))[\u00bc-\u00be\u2150-\u215e]")  # '2½' is a figure as long as '20'
_MAY_COUNT = re.compile(
    r"[\d\u00bc-\u00be\u2150-\u215e]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|"
    r"hundred|thousand|million|dozen|half|quarter|third|fifth)\b",
    re.I,
)
_MAY_DATE = re.compile(rf"\d|\b(?:{MONTH}|spring|summer|autumn|winter|noon|midday|midnight|\w+days?)\b", re.I)
_LINK = re.compile(r"-| to | and |/| or ")
_DAY_LINK = re.compile(r",? | on |, on | at |, at |- ?| to | and | until ")
_PENCE = re.compile(r"\d\.\d\d\Z")
_BETWEEN = re.compile(r"\bbetween \Z", re.I)
_TIME_UNITS = ("second", "minute", "day", "month")
_PERIOD = "hour|day|night|week|fortnight|month|quarter|term|year"
_OFTEN = "hourly|daily|weekly|fortnightly|monthly|quarterly|termly|annually|yearly"
_ONE_OF = "person|head|child|employee|member|household|visit|session|item|copy|page|mile|km|annum"
_PER = re.compile(
    rf" ?(?:(?:(?:for )?each|(?:for )?every|per|an?|/) ?(?:[\w-]+ )?(?:{_PERIOD}|{_ONE_OF})\b|(?:{_OFTEN}|p\.?a)\b)",
    re.I,
)
_NUMBER_OF_PARAGRAPH = re.compile(r"\s*\d{1,3}(?:\.\d{1,3})*\.? (?=[A-Z])")
_AFTER_LENGTH = re.compile(
    r" (?:of|after|from|before|following|prior to|ago|in advance|beforehand|later)\b[^.;:,()]{0,60}", re.I
)
_EVENT = re.compile(
    r"\b(?:as soon as|once|immediately (?:after|before|on|upon)|whenever|upon|when|until|before|after|prior to|"
    r"following|"
    r"(?:at|by|before|until|from|after) the (?:end|start|beginning|close|time) of|"
    r"on (?:receipt|request|completion|arrival|appointment|expiry|termination)|"
    rf"(?:every|each) (?:[\w-]+ )?(?:{_PERIOD}|meeting|visit)|"
    r"the (?:first|second|third|fourth|last) (?:working )?\w+day)\b"
    r"[^.;:()]{0,70}?(?=[.;:,()]|$| and | but )",
    re.I,
)
_SOON = re.compile(
    rf"\b(?:immediately|straight away|at once|at any time|at all times|(?:this|next|last) (?:year|month)|{_OFTEN})\b",
    re.I,
)
_FREE = re.compile(  # what costs nothing, but not what somebody is free to do, and no 'fee waiver'
    r"\bfree of charge\b|\bwithout (?:(?:additional|extra|further) )?charge\b"
    r"|\bno (?:(?:additional|extra|further) )?(?:charge|cost|fee)s?\b(?=\s*(?:[.,;|)]|$)| (?:for|to|is made)\b)"
    r"|(?:(?<=\bis )|(?<=\bare )|(?<=\bbe )|(?<=: )|(?<=\| )|^)free(?=\s*(?:[.;,|)]|$))",
    re.I,
)
_FREQUENCY = re.compile(
    r"\b(?:(?:at least |up to |no more than |at most )?(?:once|twice|\w+ (?:or \w+ )?times)"
    r"(?: (?:an?|per|each|every|in (?:an?y?|each)) (?:[\w-]+ )?\w+)?|"
    rf"(?:every|each) (?:[\w-]+ )?(?:{_PERIOD}|meeting|morning|evening|\w+day)s?|"
    rf"\w+ (?:days?|hours?|visits?|meetings?|inspections?) (?:an?|per|each|every) (?:{_PERIOD})|"
    rf"{_OFTEN}|annual|bi-?monthly|bi-?annually|on \w+days|"
    r"never|always|continuously|from time to time|as (?:often as )?(?:needed|required|necessary))\b",
    re.I,
)
_CONTACT = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}|(?:https?://|www\.)[^\s<>()\[\],;]{1,300}[\w/]|"
    r"(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.(?:gov|org|nhs|ac|co)\.uk(?:/[\w/.-]{0,200}\w)?|"
    r"(?<![\w£$€.,/-])(?:\+\d{1,3}[ -]?)?(?:\(\d{2,5}\)|\d{3,5})[ -.]?\d{3,4}[ -]?\d{3,4}(?![\w/,.]*\d)|"
    r"(?<!\w)\d{3}-\d{4}(?!\w)|\bext(?:ension|\.)? ?\d{2,6}\b|(?:(?<=\bcall )|(?<=\bring )|(?<=\bdial ))\d{3,4}\b|"
    r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b",
    re.I,
)


def aligned(text: str) -> str:
    """The text with plain dashes, spaces and quotation marks and without raised note marks, at the same offsets."""
    digits = _HALVES.sub(lambda found: "0" if found[1] else "1", _THOUSANDS.sub(",", text))
    return digits.translate(_SPACES).translate(_SAME_LENGTH)


@lru_cache(2_048)
def dates(text: str) -> tuple[Span, ...]:
    """Days, months, years, seasons, financial years and times of day, with 'by', 'before' or 'from' before them."""
    if not _MAY_DATE.search(text):
        return ()
    plain = aligned(text)
    found = [(moment.start, moment.end) for moment in moments(plain)]
    whole = [sided(plain, *span) for span in _linked(plain, found, _DAY_LINK)]
    around = [span for span in _after_lengths(text) if _overlaps(span, whole)]  # 'within six weeks of 1 May'
    return tuple(_merged([*whole, *around]))


def relative_times(text: str) -> tuple[Span, ...]:
    """'within six weeks of the end of the year', 'as soon as the business closes', 'at the end of each visit'."""
    plain = aligned(text)
    events = [match.span() for pattern in (_EVENT, _SOON) for match in pattern.finditer(plain)]
    return tuple(_merged([*_after_lengths(text), *events]))


def _after_lengths(text: str) -> list[Span]:
    """'within 20 working days', 'six weeks after the meeting'."""
    plain = aligned(text)
    found = []
    for start, end in durations(text):
        more = _AFTER_LENGTH.match(plain, end)
        if more or plain[start : start + 6].lower() == "within":
            found.append((start, more.end() if more else end))
    return found


def durations(text: str) -> tuple[Span, ...]:
    """'six weeks', '80 hours or more', 'within 20 working days'."""
    return _figures(text, "duration")


def frequencies(text: str) -> tuple[Span, ...]:
    """'twice a year', 'every other month', 'quarterly'."""
    return tuple(match.span() for match in _FREQUENCY.finditer(aligned(text)))


def money(text: str) -> tuple[Span, ...]:
    """Sums of money, shares, millions, figures with pence, and none: '£5 a week', '20%', '920.68', 'free of charge'."""
    free = [match.span() for match in _FREE.finditer(text)]
    return tuple(sorted([*_figures(text, "money"), *free])) if free else _figures(text, "money")


def shares(text: str) -> tuple[Span, ...]:
    """'40 per cent', 'two thirds', '3 out of 5'."""
    return _figures(text, "share")


def counts(text: str) -> tuple[Span, ...]:
    """Numbers that count something: no dates, money, shares, or numbers of paragraphs."""
    return _figures(text, "count")


def quantities(text: str) -> tuple[Span, ...]:
    """Whatever has a size: money, shares, and numbers."""
    return _figures(text, "quantity")


def contacts(text: str) -> tuple[Span, ...]:
    """Addresses of mail and web, telephone numbers and postcodes."""
    return tuple(match.span() for match in _CONTACT.finditer(aligned(text)))


def _is_money(figure: Figure, written: str) -> bool:
    if figure.kind != "number" or figure.unit or isinstance(figure.value, str):
        return figure.kind in ("money", "percent", "points")
    return figure.value >= 1_000_000 or bool(_PENCE.search(written))


def _is_share(figure: Figure, written: str) -> bool:
    return figure.kind in ("percent", "points") or figure.whole is not None


def _is_duration(figure: Figure, written: str) -> bool:
    return figure.kind == "number" and figure.unit.endswith(_TIME_UNITS)


def _is_count(figure: Figure, written: str) -> bool:
    return figure.kind == "number" and figure.firm


def _is_quantity(figure: Figure, written: str) -> bool:
    return figure.kind in ("number", "money", "percent", "points")


_KINDS: dict[str, Callable[[Figure, str], bool]] = {
    "money": _is_money,
    "share": _is_share,
    "duration": _is_duration,
    "count": _is_count,
    "quantity": _is_quantity,
}


@lru_cache(4_096)
def _figures(text: str, kind: str) -> tuple[Span, ...]:
    if not _MAY_COUNT.search(text):
        return ()
    plain, is_kind = aligned(text), _KINDS[kind]
    other = [*((moment.start, moment.end) for moment in moments(plain)), *contacts(text)]
    numbered = _NUMBER_OF_PARAGRAPH.match(plain)
    first = numbered.end() if numbered else 0
    found = [
        (each.start, each.end)
        for each in amounts(plain)
        if is_kind(each, plain[each.start : each.end])
        and each.start >= first
        and not _overlaps((each.start, each.end), other)
    ]
    return tuple(_merged(_whole(plain, span) for span in _linked(plain, found, _LINK)))


def _overlaps(span: Span, others: Iterable[Span]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _whole(text: str, span: Span) -> Span:
    """A figure with its bound, 'between' before a range, and 'a week' after it."""
    start, end = bounded(text, *span)
    between, per = _BETWEEN.search(text, max(0, start - 9), start), _PER.match(text, end)
    return between.start() if between else start, per.end() if per else end


def _linked(text: str, spans: Iterable[Span], link: re.Pattern[str]) -> list[Span]:
    """The spans, those that only a link stands between as one: '10 to 15%', 'Monday, 3 May'."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and (start <= joined[-1][1] or link.fullmatch(text, joined[-1][1], start)):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _merged(spans: Iterable[Span]) -> list[Span]:
    return _linked("", spans, re.compile(r"(?!)"))
