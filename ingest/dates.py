"""Dates as papers write them."""

import calendar
import datetime
import re
from collections.abc import Iterable, Iterator
from typing import Literal

MONTHS = "january february march april may june july august september october november december".split()
MONTH = "|".join(f"{month[:3]}(?:{month[3:]})?" if month != "may" else "may" for month in MONTHS).replace(
    "sep(", "sept?("
)
DAY = r"(?P<day>\d{1,2})(?:\s*(?:st|nd|rd|th))?"
YEAR = r"(?P<year>(?:19|20)\d\d)"
DATE = tuple(
    re.compile(rf"(?<![\w.]){pattern}(?!\w)", re.IGNORECASE)
    for pattern in (
        r"(?P<year>(?:19|20)\d\d)-(?P<month>\d{2})(?:-(?P<day>\d{2})(?:T\d[\w:.+-]*)?)?(?!-)",
        rf"{DAY}\s+(?:of\s+)?(?P<month>{MONTH})\.?,?\s+{YEAR}",
        rf"(?P<month>{MONTH})\.?\s+{DAY},?\s+{YEAR}",
        rf"(?P<month>{MONTH})\.?,?\s+{YEAR}",
        rf"(?P<day>\d{{1,2}})[/.](?P<month>\d{{1,2}})[/.]{YEAR}",
    )
)
Order = Literal["day first", "month first"]
_SLASHED = re.compile(
    r"(?<![\w./])(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>(?:19|20)?\d\d)(?![\w/]|\.\d)"  # month first
)
_REST = re.compile(r"/\d{1,2}/\d\d")  # found 17 times as fast in a text of 1 MB as what begins with any figure


def order_of(text: str) -> Order:
    """The order in which a paper with this text writes dates such as 7/1/2015.

    What can only be one decides (7/31/2015), or else how its dates in words are written: 'July 1, 2015' or
    '1 July 2015'. It is day first where both stand in it, or nothing decides.
    """
    numbers = {(int(date["month"]), int(date["day"])) for date in _slashed(text)}
    if not numbers or any(day <= 12 < month for month, day in numbers):
        return "day first"
    if any(month <= 12 < day for month, day in numbers):
        return "month first"
    british, american = DATE[1:3]
    return "month first" if not british.search(text) and american.search(text) else "day first"


def shared_order(orders: Iterable[Order]) -> Order:
    """The order for words from several papers: month first only if all have that."""
    return "month first" if set(orders) == {"month first"} else "day first"


def day_first(text: str, order: Order) -> str:
    """The text with 1/7/2015 for 7/1/2015, if its paper writes dates month first; else as it is."""
    return text if order == "day first" else _SLASHED.sub(r"\g<day>/\g<month>/\g<year>", text)


def _slashed(text: str) -> Iterator[re.Match[str]]:
    for rest in _REST.finditer(text):
        yield from filter(None, (_SLASHED.match(text, rest.start() - digits) for digits in (1, 2)))


def read_date(text: str) -> datetime.date | None:
    """The first date in a text: '31st January 2020', 'July 2021' (its first day), 31/01/2020 (day first)."""
    days = _days(text)
    return days and days[0]


def read_days(text: str) -> tuple[datetime.date, datetime.date] | None:
    """The first and last day of the year, month or day that a text names."""
    if year := re.fullmatch(YEAR, text.strip()):
        return datetime.date(int(year[0]), 1, 1), datetime.date(int(year[0]), 12, 31)
    return _days(text)


def _days(text: str) -> tuple[datetime.date, datetime.date] | None:
    found = [match for match in (pattern.search(text) for pattern in DATE) if match]
    for match in sorted(found, key=lambda match: (match.start(), -match.end())):
        parts = match.groupdict()
        month = parts["month"]
        number = int(month) if month.isdigit() else 1 + [m[:3] for m in MONTHS].index(month[:3].lower())
        try:
            first = datetime.date(int(parts["year"]), number, int(parts.get("day") or 1))
        except ValueError:
            continue
        return first, first if parts.get("day") else first.replace(day=calendar.monthrange(first.year, number)[1])
    return None


def written(date: datetime.date) -> str:
    """A date in words. The first of a month is shown as the month alone: that is how 'July 2021' is stored."""
    return f"{date:%B %Y}" if date.day == 1 else in_full(date)


def in_full(date: datetime.date) -> str:
    """A day in words, where the day is known: '1 July 2021'."""
    return f"{date.day} {date:%B %Y}"
