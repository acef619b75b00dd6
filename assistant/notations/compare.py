"""Whether a text has a figure, whatever the notation: '£1.2m' is '£1,200,000', and '31/01/2020' 31 January 2020."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise

from assistant.notations.amounts import amounts
from assistant.notations.dates import Moment, moments
from assistant.notations.figure import Figure
from assistant.notations.measures import MEASURES
from assistant.text.plain import plain
from assistant.text.tokens import stems
from ingest.dates import MONTHS, Order, day_first

YEARS = range(1900, 2100)
IN_WORDS = re.compile(  # a financial year on GOV.UK: 'the tax year 2019 to 2020'
    r"\b(?:year|accounts|budget|allowances?|rates?)\b(?: \w+){0,2} ((?:19|20)\d\d) to ((?:19|20)\d\d)\b", re.I
)
CLAUSE = re.compile(r"[.;:!?|](?!\d)|\b(?:and|but|while|whilst|whereas|although|though)\b", re.I)  # between two
PAST = re.compile(r"\b(?:did|was|were|has|had)\b", re.I)
RANGE = re.compile(r" ?(?:to|[-–—]) ?", re.I)  # between the two figures of one
BETWEEN = re.compile(r"\bbetween \Z", re.I)  # before the first of two with 'and' between them
LONGEST_SCALED = 4  # characters of '1.25' million; nobody writes 1.234567 million
_HEADED = (  # units in the heading of a column or table, for the bare numbers below it
    (re.compile(r"£ ?(?:m|million|mn)\b", re.I), "money", "£", 10**6),
    (re.compile(r"£ ?(?:bn|billion)\b", re.I), "money", "£", 10**9),
    (re.compile(r"£ ?(?:k\b|'?000s?\b|thousand)", re.I), "money", "£", 10**3),
    (re.compile(r"£(?! ?[\d'mkbt])"), "money", "£", 1),
    (re.compile(r"(?<![\d ])(?: |\()(?:%|per ?cent|percentage)"), "percent", "", 1),
)


def figures(text: str) -> tuple[str, ...]:
    """The figures written in digits in a text, each in its whole notation, once: '£1.2m', '2019/20', '40%'."""
    found = [(moment.start, moment.end) for moment in moments(text)]
    found += [(each.start, each.end) for each in amounts(text)]
    whole: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    written = (text[start:end].strip() for start, end in whole)
    return tuple(dict.fromkeys(each for each in written if any(map(str.isdigit, each))))


def missing(figures: Iterable[str], text: str, dates: Order = "day first") -> tuple[str, ...]:
    """Those of some figures that a text has in no notation. `text` may contain headings above the words themselves.

    `dates` is the order in which the text has its dates.
    """
    return tuple(figure for figure in figures if not _has(figure, text, dates))


def spanned(figure: str, text: str) -> bool:
    """Whether a figure lies within bounds that a text gives: £20,000 in '£10,000 to £75,000' and 'up to £25,000'."""
    held = plain(text)
    wanted, found = amounts(plain(figure)), [each for each in amounts(held) if isinstance(each.value, Fraction)]
    ranges = [pair for pair in pairwise(found) if _is_range(held, *pair)]
    return bool(wanted) and all(
        any(_bounds(each, asked) for each in found) or any(_between(low, asked, high) for low, high in ranges)
        for asked in wanted
    )


def decided(figure: str, question: str, text: str) -> bool:
    """Whether a bound in a text decides a question of what holds now for a figure: £800 by 'over £1,000'.

    Each bound in the unit of the figure must stand in a clause that shares a word with the question: where the text
    also has one on something else, none decides.
    """
    wanted, subject = amounts(plain(figure)), stems(question) - stems(figure)
    bounds = [
        (each, clause)
        for clause in CLAUSE.split(plain(text))
        for each in amounts(clause)
        if each.bound and any(_comparable(asked, each) for asked in wanted)
    ]
    on_it = all(subject & stems(clause) and not PAST.search(clause) for _, clause in bounds)
    return bool(wanted and on_it and not PAST.search(question)) and all(
        any(_comparable(asked, each) for each, _ in bounds) for asked in wanted
    )


def _is_range(text: str, low: Figure, high: Figure) -> bool:
    link = text[low.end : high.start]
    return bool(RANGE.fullmatch(link)) or (link.strip().lower() == "and" and bool(BETWEEN.search(text[: low.start])))


def _bounds(held: Figure, asked: Figure) -> bool:
    if not _comparable(asked, held):
        return False
    if held.bound in ("at most", "less than"):
        return asked.value <= held.value  # type: ignore[operator]
    return held.bound in ("at least", "more than") and asked.value >= held.value  # type: ignore[operator]


def _between(low: Figure, asked: Figure, high: Figure) -> bool:
    same_kind = _comparable(asked, high) and (_comparable(asked, low) or low.kind == "number")
    return same_kind and low.value <= asked.value <= high.value  # type: ignore[operator]


def _comparable(one: Figure, other: Figure) -> bool:
    both = (one.kind, one.unit) == (other.kind, other.unit)
    return both and isinstance(one.value, Fraction) and isinstance(other.value, Fraction)


def notations(figure: str) -> tuple[str, ...]:
    """Other ways to write a figure: '£1,200,000', '1.2 million' and '£1.2m' for '1,200,000'."""
    made: list[str] = []
    for moment in moments(plain(figure)):
        made += _dates(moment)
    for each in amounts(plain(figure)) if not made else ():
        if isinstance(each.value, Fraction) and each.kind in ("number", "money", "percent"):
            made += _amounts(each)
    return tuple(dict.fromkeys(form for form in made if form != figure))


def _dates(moment: Moment) -> list[str]:
    if moment.other and moment.other[0] == "financial year":
        first, last = moment.other[1], moment.other[1] + 1
        return [f"{first}/{last % 100:02}", f"{first} to {last}", f"FY{last % 100:02}", f"FY{last}", f"FY {last}"]
    if not (moment.year and moment.month and moment.month <= 12):
        return []
    month = MONTHS[moment.month - 1].title()
    if not moment.day:
        return [f"{month} {moment.year}"]
    day, short, year = moment.day, moment.month, moment.year
    return [
        f"{day} {month} {year}",
        f"{day:02}/{short:02}/{year}",
        f"{day}/{short}/{year}",
        f"{year}-{short:02}-{day:02}",
    ]


def search_forms(figure: str) -> tuple[str, ...]:
    """All ways to search for a figure: its notations, and a day also as papers have it that write the month first."""
    return (*notations(figure), *_month_first(figure))


def _month_first(figure: str) -> tuple[str, ...]:
    """'7/1/2015' and '07/01/2015' for 1 July 2015."""
    days = ((each.month, each.day, each.year) for each in moments(plain(figure)) if each.day and each.year)
    return tuple(f"{form(month)}/{form(day)}/{year}" for month, day, year in days for form in (str, "{:02}".format))


def _amounts(figure: Figure) -> list[str]:
    value = figure.bare if isinstance(figure.bare, Fraction) else figure.value
    assert isinstance(value, Fraction)
    if figure.kind == "percent":
        return [f"{_short(value)}%", f"{_short(value)} per cent"]
    if value < 1_000:
        return []
    sign = figure.unit if figure.kind == "money" else ""
    made = [f"{sign}{_short(value, ',')}"]
    for size, word, letter in ((10**9, "billion", "bn"), (10**6, "million", "m"), (10**3, "thousand", "k")):
        scaled = _short(value / size)
        if size / 10 <= value < size * 1_000 and len(scaled) <= LONGEST_SCALED:
            made += [f"{sign}{scaled} {word}", f"{sign}{scaled}{letter}"]
    return made


def _short(value: Fraction, grouping: str = "") -> str:
    """'1.2' and '1,200,000' as people write them."""
    return f"{int(value):{grouping}}" if value.denominator == 1 else f"{float(value):{grouping}.12g}"


@lru_cache(1_024)
def _has(figure: str, text: str, dates: Order) -> bool:
    if re.search(rf"(?<!\d)(?<!\d[.,]){re.escape(figure)}(?!\d|[.,]\d)", text, re.I):
        return True
    said, held = plain(figure), plain(day_first(text, dates))
    if asked := moments(said):
        known = [*moments(held), *_in_words(held)]
        return all(each.said_by(known) or _in_financial_year(each, known) for each in asked)
    wanted = amounts(said)
    if not wanted:
        return False
    if any(each.kind == "code" for each in wanted) and _letters(figure) in _letters(text):
        return True
    found = amounts(held)
    cited = [*found, *headed(found, held)]
    return all(any(_equal(each, other) for other in cited) for each in wanted)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()


def _in_words(text: str) -> Iterable[Moment]:
    for match in IN_WORDS.finditer(text):
        if int(match[2]) == int(match[1]) + 1:
            yield Moment(None, None, None, *match.span(), ("financial year", int(match[1])))


def _in_financial_year(moment: Moment, known: Sequence[Moment]) -> bool:
    """Whether a year is the first of a financial year, or the one that this is named by."""
    if not moment.bare_year:
        return False
    return any(
        each.other and each.other[0] == "financial year" and moment.year in (each.other[1], each.year) for each in known
    )


def _equal(asked: Figure, held: Figure) -> bool:
    """As `same`, but a question may leave the unit out, or give one that the text has elsewhere: 'the budget of 5m'."""
    if same(asked, held) or same(held, asked):
        return True
    unsaid = {asked.kind, held.kind} == {"money", "number"} and not (asked.unit and held.unit)
    return unsaid and asked.value == held.value


def same(said: Figure, cited: Figure) -> bool:
    """Whether value and unit agree. A unit that only one of them has is not a contradiction."""
    if said.kind == cited.kind == "label":
        return said.value == cited.value and (said.unit == cited.unit or not (said.unit and cited.unit))
    if "label" in (said.kind, cited.kind):
        bare = cited.kind == "number" and not (cited.unit or cited.counts) and not (said.unit and cited.value in YEARS)
        return bare and str(cited.value) == said.value
    if said.kind == "number" and cited.kind == "money":
        return said.value == cited.value and not said.unit and not said.counts
    if said.kind == "percent" and cited.kind == "number":
        return said.value == share(cited)
    if said.kind == cited.kind == "number" and not said.unit:
        return said.value in (cited.value, cited.bare)
    if said.kind == cited.kind == "number" and not cited.unit:
        return any((said.unit, said.value) == _measured(cited, word) for word in cited.counts)
    if said.kind == "number" and cited.kind == "ordinal":
        return said.value == cited.value and not (said.unit or said.counts)
    return said.kind == cited.kind and said.value == cited.value and said.unit == cited.unit


def share(figure: Figure) -> Fraction | None:
    """The percentage of a figure such as 'one in five'."""
    whole, part = figure.whole, figure.value
    return 100 * part / whole if isinstance(whole, Fraction) and isinstance(part, Fraction) and whole else None


def _measured(figure: Figure, word: str) -> tuple[str, Fraction | None]:
    """A figure such as '240 annual leave hours', with one of the words after it as its unit."""
    unit, times = MEASURES.get(word, ("", Fraction(0)))
    return unit, figure.value * times if isinstance(figure.value, Fraction) else None


def headed(found: Sequence[Figure], over: str) -> Iterable[Figure]:
    """Bare numbers of a table with the unit that its heading gives them."""
    for pattern, kind, unit, times in _HEADED:
        if pattern.search(over):
            for each in found:
                if each.kind == "number" and not isinstance(each.value, str) and not each.unit:
                    yield replace(each, kind=kind, unit=unit, value=each.value * times)  # type: ignore[arg-type]
