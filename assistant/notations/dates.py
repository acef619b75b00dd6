"""Finds dates, months, years, seasons, financial years and times of day, however they are written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.dates import DATE, DAY, MONTH, MONTHS

SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "winter": 24}
WEEKDAYS = {
    f"{day[:3]}{day[3:]}": n for n, day in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
YEAR = r"(?P<year>(?:1[6-9]|2[01])\d\d)"
_LINK = r"(?: ?- ?| to | and | & | or |, )"
_SPAN = re.compile(
    r"(?<![\w.,/£$€-])(?:FY ?)?(?P<first>(?:19|20)\d\d) ?[/-] ?(?P<last>(?:19|20)?\d\d)(?![\w/-]|[.,]\d)|"
    r"(?<![\w.,/£$€-])(?:(?P<short>\d\d)/|FY ?(?P<after_fy>\d\d) ?[/-] ?)(?P<next>\d\d)(?![\w/-]|[.,]\d| of\b)|"
    r"\bFY ?(?P<ending>(?:20)?\d\d)(?![\w/-]|[.,]\d)",
    re.I,
)
_SEVERAL = re.compile(rf"(?<![\w.,/-])\d{{1,2}}(?:st|nd|rd|th)?(?={_LINK}{DAY} (?:of )?(?P<month>{MONTH})\b)", re.I)
_SHORT = re.compile(r"(?<![\w./])(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d\d(?:\d\d)?)(?![\w/]|\.\d)")
_PATTERNS = (
    *DATE[:4],
    re.compile(rf"(?<![\w.,/]){DAY} (?:of )?(?P<month>{MONTH})\b(?!\.\w)", re.I),
    re.compile(rf"\b(?P<month>{MONTH})\.? {DAY}(?![\w/]|[.,:]\d|-\d)", re.I),
    re.compile(rf"\b(?P<month>spring|summer|autumn|winter)(?:,? (?:of |in )?{YEAR}\b)?", re.I),
    re.compile(rf"\b(?P<month>{MONTH})\b", re.I),
    re.compile(rf"(?<![\w.,/£$€-]){YEAR}(?![\w/%]|[.,]\d|-\d)"),
    re.compile(rf"(?<=[\w)]-){YEAR}(?![\w/%]|[.,]\d|-\d)"),
)
_TIME = re.compile(
    r"(?<![\w.,:£$€])(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))? ?(?P<half>[ap])\.?m\b|"
    r"(?<![\w.,:£$€])(?P<hour24>[01]?\d|2[0-4]):(?P<minute24>[0-5]\d)(?![\w:])|\b(?P<word>noon|midday|midnight)\b",
    re.I,
)
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(WEEKDAYS)})s?\b", re.I)
_MAYBE = {"may", "march", "mar", "jan", "sun", "dec", "spring", "mars", "august", "summer", "winter", "autumn", "april"}
_LEADS = re.compile(
    r"\b(?:in|by|of|until|till|from|since|before|after|during|to|and|or|between|late|early|mid|last|next|this|on|for|the|every|each)"
    r"[ -]\Z|(?:-|, ?|\(|\A)\Z",
    re.I,
)


@dataclass(frozen=True)
class Moment:
    """A point in time, as exact as the text at `start` to `end` gives it. `month` is 1 to 12, or a season from 21.

    `other` is for anything but a date: ('financial year', 2019), ('weekday', 0), ('time', minutes since midnight).
    A financial year that is named by its last year alone, such as FY20, has that as `year` too.
    """

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int
    other: tuple[str, int] | None = None

    @property
    def bare_year(self) -> bool:
        return self.other is None and self.month is None

    def said_by(self, others: Iterable["Moment"]) -> bool:
        """Whether others together give all of it; the day and the year may come from different ones."""
        others = list(others)
        if self.other:
            return any(self.other == each.other for each in others)
        years = {each.year for each in others}
        return any(
            each.other is None
            and self.month in (None, each.month)
            and self.day in (None, each.day)
            and (self.year in (None, each.year) or (each.year is None and self.year in years))
            for each in others
        )


def moments(text: str) -> list[Moment]:
    """The moments in a plain text, in order, without overlaps."""
    taken = bytearray(len(text))
    found = [*_times(text, taken), *_spans(text, taken), *_shared_months(text, taken), *_short(text, taken)]
    for n, pattern in enumerate(_PATTERNS):
        for match in pattern.finditer(text):
            if not any(taken[match.start() : match.end()]) and (made := _dated(match, text, n)):
                found.append(made)
                _take(taken, made)
    for match in _WEEKDAY.finditer(text):
        day = WEEKDAYS[match[0].lower().removesuffix("s")]
        found.append(Moment(None, None, None, match.start(), match.end(), ("weekday", day)))
    return sorted(found, key=lambda moment: moment.start)


def _take(taken: bytearray, moment: Moment) -> None:
    taken[moment.start : moment.end] = b"\1" * (moment.end - moment.start)


def _dated(match: re.Match[str], text: str, n: int) -> Moment | None:
    parts = match.groupdict()
    month, day = _month(parts.get("month")), int(parts.get("day") or 0) or None
    if (day and day > 31) or (month and month > 12 and month not in SEASONS.values()):
        return None
    if not parts.get("year") and not day and not _is_month(match, text):
        return None
    year = int(parts["year"]) if parts.get("year") else None
    return Moment(year, month, day, match.start(), match.end())


def _month(written: str | None) -> int | None:
    if not written:
        return None
    if written.isdigit():
        return int(written) or 99
    return SEASONS.get(written.lower()) or 1 + [m[:3] for m in MONTHS].index(written[:3].lower())


def _is_month(match: re.Match[str], text: str) -> bool:
    """Whether a word alone means a month or season: 'in May', not 'it may' and not 'march on'."""
    word = match["month"]
    if word.lower() in SEASONS:
        return True
    if not word[0].isupper():
        return False
    return word.lower() not in _MAYBE or bool(_LEADS.search(text[max(0, match.start() - 9) : match.start()]))


def _spans(text: str, taken: bytearray) -> Iterable[Moment]:
    """Financial years, such as '2019/20', '2019-2020' or 'FY20'. A longer span, such as '2019-23', gives two years."""
    for match in _SPAN.finditer(text):
        if any(taken[match.start() : match.end()]):
            continue
        if match["ending"]:
            last = 2000 + int(match["ending"]) % 100
            named = Moment(last, None, None, *match.span(), ("financial year", last - 1))
            _take(taken, named)
            yield named
            continue
        if short := match["short"] or match["after_fy"]:
            if int(match["next"]) == int(short) + 1 > 6:
                named = Moment(None, None, None, *match.span(), ("financial year", 2000 + int(short)))
                _take(taken, named)
                yield named
            continue
        first, last = int(match["first"]), int(match["last"])
        whole = last if last > 99 else first - first % 100 + last
        if "-" in match[0] and last <= 12 and len(match["last"]) == 2 and whole != first + 1:
            continue  # 2020-01 is a month
        if whole == first + 1:
            made = [Moment(None, None, None, *match.span(), ("financial year", first))]
        else:
            made = [Moment(first, None, None, *match.span("first")), Moment(whole, None, None, *match.span("last"))]
        taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
        yield from made


def _shared_months(text: str, taken: bytearray) -> Iterable[Moment]:
    """The first date in '1 to 15 March'."""
    for match in _SEVERAL.finditer(text):
        day = int(re.sub(r"\D", "", match[0]))
        if day <= 31 and not any(taken[match.start() : match.end()]):
            made = Moment(None, _month(match["month"]), day, match.start(), match.end())
            _take(taken, made)
            yield made


def _short(text: str, taken: bytearray) -> Iterable[Moment]:
    """31/01/2020 and 31.1.20: day first, or month first if that is impossible."""
    for match in _SHORT.finditer(text):
        day, month, year = int(match["day"]), int(match["month"]), int(match["year"])
        if month > 12 >= day:
            day, month = month, day
        if any(taken[match.start() : match.end()]) or not (1 <= month <= 12 and 1 <= day <= 31):
            continue
        made = Moment(year + 2000 if year < 100 else year, month, day, match.start(), match.end())
        _take(taken, made)
        yield made


def _times(text: str, taken: bytearray) -> Iterable[Moment]:
    for match in _TIME.finditer(text):
        if match["word"]:
            minutes = 0 if match["word"].lower() == "midnight" else 720
        elif match["half"]:
            minutes = int(match["hour"]) % 12 * 60 + int(match["minute"] or 0) + 720 * (match["half"].lower() == "p")
        else:
            minutes = int(match["hour24"]) * 60 + int(match["minute24"])
        made = Moment(None, None, None, match.start(), match.end(), ("time", minutes))
        _take(taken, made)
        yield made
