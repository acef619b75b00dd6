"""Finds the figures in a text, each with what it counts, its bound and its canonical unit."""

import re
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

from assistant.notations.bounds import bound_of
from assistant.notations.dates import moments
from assistant.notations.figure import Figure
from assistant.notations.labels import codes, labels, ordinals, shares
from assistant.notations.measures import CURRENCY, MEASURES
from assistant.notations.numbers import IN_DIGITS, IN_WORDS, SCALES, read_digits, read_words
from assistant.text.plain import tokens

OTHER_DAYS = re.compile(r"(working|business|calendar|clear|school|sitting) days?\b", re.I)
_UNIT = re.compile(r"[ -]?([A-Za-z]+)")
_OR_MORE = re.compile(r" or (?:more|fewer|less|over|under|so)\b|\+|-plus\b")
_PER = re.compile(
    r"(?: [a-z]{1,14}){0,2}? ?(?:(?:per|an?|each|every|/) ?(hour|day|week|month|quarter|year|annum)\b|"
    r"(hourly|daily|weekly|monthly|quarterly|annually|yearly|p\.?a\b))",
    re.I,
)
PER = {"annum": "year", "daily": "day", "annually": "year", "yearly": "year", "pa": "year", "p.a": "year"}
_FIGURE = re.compile(
    rf"(?P<currency>US\$|[£$€]|\b(?:GBP|USD|EUR))? ?"
    rf"(?:(?<![^\W_])(?P<digits>{IN_DIGITS})|\b(?P<words>{IN_WORDS})\b)"
    r"(?P<scale>[ -]?(?:hundred|thousand|million|billion|trillion|dozen)s?\b|"
    r"(?<=\d) ?(?:mn|mil|bn|tn|k|m)(?![A-Za-z]))?"
    r"(?P<kind> ?%| ?per ?cent(?:age)?\b(?: (?P<points>points?\b))?| ?pc\b| ?pence\b|(?<=\d)p\b| pounds?\b(?! weight)|"
    r" (?:sterling|euros?|dollars?)\b)?",
    re.I,
)
_LENGTH = re.compile(r" (?:distance|apart|away|wide|high|long|tall|deep|radius)\b")
_NOT_ONE = re.compile(r"\b(?:no|any|every|each|this|that|the|which|some|another|day|at) \Z", re.I)
_ONE_OF = re.compile(r" (?:of|another|or|that|who|which|is|can|may|must|should|to|and|in)\b|'s|[^\w -]|\Z", re.I)
_SHARE = re.compile(r" (?:(?:[a-z]+ )?out of|of|in)(?: the| all| every| a total of)? \Z", re.I)


@lru_cache(512)
def amounts(text: str) -> tuple[Figure, ...]:
    """The figures in a plain text, in order. Dates are left to `moments`, but a year alone also counts as a number."""
    taken = bytearray(len(text))
    for moment in moments(text):
        if not moment.bare_year:
            taken[moment.start : moment.end] = b"\1" * (moment.end - moment.start)
    found: list[Figure] = []
    for each in (*labels(text), *codes(text), *shares(text), *ordinals(text), *_plain_figures(text)):
        if not any(taken[each.start : each.end]):
            taken[each.start : each.end] = b"\1" * (each.end - each.start)
            found.append(each)
    found.sort(key=lambda figure: figure.start)
    return tuple(_with_whole(text, _with_shared_unit(text, [_in_place(text, each) for each in found])))


def _plain_figures(text: str) -> Iterable[Figure]:
    for match in _FIGURE.finditer(text):
        start = (
            match.start("currency")
            if match["currency"]
            else match.start("digits")
            if match["digits"]
            else match.start("words")
        )
        value = read_digits(match["digits"]) if match["digits"] else read_words(match["words"])
        if value is None:
            yield Figure("code", match["digits"].replace(",", ""), start, match.end())
            continue
        yield _counted(text, match, value, start)


def _counted(text: str, match: re.Match[str], value: Fraction, start: int) -> Figure:
    scale = (match["scale"] or "").strip(" -").lower()
    end, said = match.end(), (match["kind"] or "").strip().lower()
    if scale == "m" and not match["currency"] and _LENGTH.match(text, match.end("scale")):
        return Figure("number", value, start, match.end("scale"), "metre")
    value *= SCALES.get(scale, SCALES.get(scale.removesuffix("s"), 1))
    if match["points"]:
        return Figure("points", value, start, end)
    if said.startswith(("%", "per", "pc")):
        return Figure("percent", value, start, end)
    if match["currency"] or said:
        unit = CURRENCY[(match["currency"] or said).lower().removesuffix("s").replace("sterling", "£")]
        return Figure("money", value / (100 if said in ("p", "pence") else 1), start, end, unit)
    if days := OTHER_DAYS.match(text, end + 1):
        return Figure("number", value, start, days.end(), f"{days[1].lower()} day")
    unit, times, end = _measure(text, end)
    firm = not (
        value == 1
        and match["words"]
        and (_NOT_ONE.search(text[max(0, start - 9) : start]) or (not unit and _ONE_OF.match(text, end)))
    )
    return Figure("number", value * times, start, end, unit, bare=value, firm=firm)


def _measure(text: str, end: int) -> tuple[str, Fraction, int]:
    """The unit right after a number: its canonical unit, the factor to convert to that, and where it ends."""
    found = _UNIT.match(text, more.end() if (more := _OR_MORE.match(text, end)) else end)
    word = found[1].lower() if found else ""
    for form in (word, word.removesuffix("s")):
        if found and form in MEASURES and (len(form) > 2 or found[0][0] != "-"):
            return *MEASURES[form], found.end()
    return "", Fraction(1), end


def _in_place(text: str, figure: Figure) -> Figure:
    """The figure with its context: its bound, what it counts, and 'a week' in '£5 a week'."""
    if figure.kind in ("label", "code"):
        return figure
    after = text[figure.end : figure.end + 60]
    per = _PER.match(after)
    per_unit = (per[1] or per[2]).lower() if per else ""
    following = tokens(after)[:6]
    clause = next(
        (n for n, token in enumerate(following) if not token.is_word or any(map(str.isdigit, token.word))),
        len(following),
    )
    counts = [token.stem for token in following[:clause] if token.carries_meaning]
    return replace(
        figure,
        bound=bound_of(text, figure.start, figure.end),
        per=PER.get(per_unit, per_unit.removesuffix("ly")),
        counts=tuple(counts[:3]),
    )


def _with_shared_unit(text: str, found: list[Figure]) -> list[Figure]:
    """Gives the first of '10 to 15%', '£1-2m' and 'two or three weeks' the unit of the second."""
    for n in range(len(found) - 1, 0, -1):
        first, last = found[n - 1], found[n]
        if not re.fullmatch(r" ?- ?| to | or | and ", text[first.end : last.start]):
            continue
        if isinstance(first.value, str) or isinstance(last.value, str):
            continue
        if first.kind == "number" and not first.unit and (last.kind in ("percent", "points") or last.unit):
            if " and " in text[first.end : last.start] and "between" not in text[max(0, first.start - 9) : first.start]:
                continue
            times = MEASURES.get(last.unit, ("", Fraction(1)))[1]
            found[n - 1] = replace(first, kind=last.kind, unit=last.unit, value=first.value * times, counts=last.counts)
        elif first.kind == "money" and last.kind == "number" and not last.unit and "-" in text[first.end : last.start]:
            found[n] = replace(last, kind="money", unit=first.unit)
        elif first.kind == "money" == last.kind and first.unit == last.unit and first.value < 1000 <= last.value:
            scale = next((s for s in (10**9, 10**6, 10**3) if last.value >= s), 1)
            found[n - 1] = replace(first, value=first.value * scale)
    return found


def _with_whole(text: str, found: list[Figure]) -> list[Figure]:
    for n in range(len(found) - 1):
        first, last = found[n], found[n + 1]
        if (
            last.kind == "number"
            and first.kind == "number"
            and _SHARE.fullmatch(text[first.end : last.start][-34:] + "")
        ):
            found[n] = replace(first, whole=last.value)
    return found
