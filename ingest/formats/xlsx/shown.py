"""A value as an Excel sheet shows it, by its number format."""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

LONGEST_FRACTION = 10  # digits, if the format does not say how many; hides what binary fractions leave over
MOST_DECIMALS = 12
LARGEST = 1e12  # larger figures have no decimals to round
SECTIONS = re.compile(r'((?:"[^"]*"|\\.|[^;"\\])*)(?:;|$)')
# literal words, characters that are only room, conditions and colours, currencies, digits, fractions, percent signs
TOKEN = re.compile(
    r'"(?P<words>[^"]*)"|\\(?P<char>.)|[_*].|\[\$(?P<currency>[^-\]]*)[^\]]*\]|\[[^\]]*\]'
    r"|(?P<fraction>[#0?]* ?[#0?]+/(?:[#0?]+|\d+))|(?P<digits>[#0?](?:[#0?,.]*[#0?,])?)|(?P<rest>.)"
)
CONDITION = re.compile(r"^(?:\[[A-Za-z]+\d*\])?\[(?P<sign>[<>=]{1,2})(?P<limit>-?\d+(?:\.\d+)?)\]")
DATE = re.compile(r'"([^"]*)"|\\(.)|\[[^\]]*\]|(y+|m+|d+|h+|s+|AM/PM|A/P)|(.)', re.IGNORECASE)


def shown(value: Any, form: str) -> str:
    """What the sheet shows; dates as ISO dates where the format has figures in an order that could be misread."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime.datetime):
        return _date(value, form) or _iso(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.isoformat("seconds" if value.second else "minutes")
    if isinstance(value, datetime.timedelta):
        return _duration(value, form)
    if isinstance(value, int | float):
        return _figure(value, form)
    return str(value)


def _iso(value: datetime.datetime) -> str:
    return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")


def _date(value: datetime.datetime, form: str) -> str:
    """A date whose format names the month, shows no day, or has the day before the month; '' for any other."""
    codes = [match[3].lower() for match in DATE.finditer(form) if match[3]]
    letters = "".join(code[0] for code in codes)
    named = any(code.startswith("mmm") for code in codes)
    if "y" not in letters or not (named or letters == "y" or letters.startswith("dm")):
        return ""
    parts = []
    for match in DATE.finditer(form.split(";")[0]):
        code = (match[3] or "").lower()
        if code.startswith(("h", "s")) or code in ("am/pm", "a/p"):
            return ""  # with a time it is shown as ISO has it
        parts.append(_part(value, code) if code else match[1] or match[2] or match[4] or "")
    return " ".join("".join(parts).split())


def _part(value: datetime.datetime, code: str) -> str:
    if code[0] == "y":
        return f"{value:%Y}" if len(code) > 2 else f"{value:%y}"
    number = value.month if code[0] == "m" else value.day
    words = (f"{value:%b}", f"{value:%B}") if code[0] == "m" else (f"{value:%a}", f"{value:%A}")
    return (str(number), f"{number:02d}", words[0], words[1])[min(len(code), 4) - 1]


def _duration(value: datetime.timedelta, form: str) -> str:
    """Hours and minutes, as in '37:30'; with seconds, or in minutes, where the format says so."""
    seconds = round(value.total_seconds())
    sign, seconds = ("-" if seconds < 0 else ""), abs(seconds)
    code = form.casefold()
    if "[m" in code:
        return f"{sign}{seconds // 60}:{seconds % 60:02d}" if "s" in code else f"{sign}{seconds // 60}"
    shown = f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}"
    return f"{shown}:{seconds % 60:02d}" if "s" in code else shown


def _figure(value: float, form: str) -> str:
    """Percent, decimal places, thousands, currency, brackets and words as the format says."""
    section, signed = _section(value, form)
    if not section:
        return "" if ";" in form else _general(value)
    tokens = list(TOKEN.finditer(section))
    places = [token for token in tokens if token["digits"] or token["fraction"]]
    if power := re.search(r"\.?(0*)[eE][+-]", section):
        return f"{value:.{len(power[1])}E}"
    if not places and re.search("general|@", section, re.IGNORECASE):
        return _general(value)
    percent = sum(token["rest"] == "%" for token in tokens)
    number = abs(value) * 100**percent
    figures = iter(_parts(number, [token[0] for token in places]))
    shown = [
        next(figures)
        if token in places
        else token["words"] or token["char"] or token["currency"] or token["rest"] or ""
        for token in tokens
    ]
    figure = re.sub(r"(?<=[£$€]) (?=\d)", "", " ".join("".join(shown).split()))
    return f"-{figure}" if signed and re.search(r"[1-9]", figure) else figure


def _section(value: float, form: str) -> tuple[str, bool]:
    """The part of a format for this value, and whether a minus sign has to be added to it."""
    sections = [match[1] for match in SECTIONS.finditer(form)][:4]
    conditions = [CONDITION.search(section) for section in sections]
    if any(conditions):
        pairs = zip(sections, conditions, strict=True)
        return next((section for section, each in pairs if not each or _meets(value, each)), "General"), value < 0
    if value < 0 and len(sections) > 2 - form.endswith(";"):
        return sections[1], False
    if value == 0 and len(sections) > 3 - form.endswith(";"):
        return sections[2], False
    return (sections or [""])[0], value < 0


def _meets(value: float, condition: re.Match[str]) -> bool:
    limit = float(condition["limit"])
    return (
        ("<" in condition["sign"] and value < limit)
        or (">" in condition["sign"] and value > limit)
        or ("=" in condition["sign"] and value == limit)
    )


def _parts(number: float, patterns: list[str]) -> list[str]:
    """The figures in each of the places of a format: all in the first, unless literal characters part whole digits."""
    if len(patterns) < 2 or not all(set(pattern) <= set("0#?") for pattern in patterns):
        first = [_fraction(number) if "/" in pattern else _digits(number, pattern) for pattern in patterns[:1]]
        return [*first, *[""] * (len(patterns) - 1)]
    digits = str(round(number)).rjust(sum(map(len, patterns)), "0")
    found: list[str] = []
    for pattern in reversed(patterns[1:]):
        found.insert(0, digits[-len(pattern) :])
        digits = digits[: -len(pattern)]
    return [digits, *found]


def _digits(number: float, pattern: str) -> str:
    whole, _, places = pattern.partition(".")
    scaled = len(pattern) - len(pattern.rstrip(","))  # each comma at the end leaves out three digits
    places = places.rstrip(",")[:MOST_DECIMALS]
    number /= 1000**scaled
    if number < LARGEST:  # Excel keeps 15 digits, and rounds halves up
        number = float(Decimal(f"{number:.15g}").quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP))
    figure = f"{number:{',' if ',' in whole.rstrip(',') else ''}.{len(places)}f}"
    if figure == "0" and whole and "0" not in whole:
        return ""
    figure = figure.rjust(whole.count("0") + len(figure) - len(figure.partition(".")[0]), "0")
    if optional := len(places) - len(places.rstrip("#?")):
        figure = figure[:-optional] + figure[-optional:].rstrip("0")
    return figure.rstrip(".")


def _fraction(number: float) -> str:
    part = Fraction(number).limit_denominator(99)
    whole, rest = divmod(part, 1)
    return " ".join(str(each) for each in (whole, rest) if each) or "0"


def _general(value: float) -> str:
    if isinstance(value, int) or value.is_integer():
        return str(int(value))
    return f"{value:.{LONGEST_FRACTION}f}".rstrip("0").rstrip(".") if 1e-6 < abs(value) < 1e15 else f"{value:g}"
