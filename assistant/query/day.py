"""The day that a question asks about: 'as at 31 March 2021', 'in 2019', 'on 3 May 2020'."""

import datetime
import re
from dataclasses import dataclass

from ingest.dates import DATE, read_days

LEAD = re.compile(r"\b(?:as (?:at|of|on)|back in|in|on|during|throughout|at the end of)(?: the year)? ", re.IGNORECASE)
YEAR = re.compile(r"(?:19|20)\d\d(?![\w/–-])")


@dataclass(frozen=True)
class DayAsked:
    """The day, or the last of a month or year, and the question `without` it."""

    day: datetime.date
    without: str


def day_asked(text: str) -> DayAsked | None:
    """None if the question asks about no day, or names several years."""
    if len(set(YEAR.findall(text))) != 1:
        return None
    for lead in LEAD.finditer(text):
        for named in (pattern.match(text, lead.end()) for pattern in (*DATE, YEAR)):
            if named and (days := read_days(named[0])):
                before, after = text[: lead.start()].rstrip(" ,"), text[named.end() :].lstrip(" ,")
                apart = "" if not before or after[:1] in ("?", ".", "") else " "
                return DayAsked(days[1], f"{before}{apart}{after}")
    return None
