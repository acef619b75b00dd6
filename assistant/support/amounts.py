"""The figures of a text: numbers, money, percentages, ordinals, paragraph numbers and codes, each with what it counts."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from assistant.support.bounds import Bound, bound_of
from assistant.support.moments import moments
from assistant.support.numbers import IN_DIGITS, IN_WORDS, ORDINALS, PARTS, SCALES, SMALL, read_digits, read_words
from assistant.support.text import tokens

Kind = Literal["number", "money", "percent", "points", "ordinal", "label", "code"]

CURRENCY = {"£": "£", "gbp": "£", "pound": "£", "$": "$", "us$": "$", "usd": "$", "dollar": "$", "€": "€", "eur": "€"}
CURRENCY |= {"euro": "€", "pence": "£", "p": "£", "penny": "£", "cent": "$"}
MEASURES: dict[str, tuple[str, Fraction]] = {  # canonical unit and how many of it; only what converts without doubt
    **{word: ("second", Fraction(1)) for word in ("second", "sec")},
    **{word: ("minute", Fraction(1)) for word in ("minute", "min")},
    **{word: ("minute", Fraction(60)) for word in ("hour", "hr", "hrs")},
    "day": ("day", Fraction(1)),
    **{word: ("day", Fraction(7)) for word in ("week", "wk", "wks")},
    "fortnight": ("day", Fraction(14)),
    **{word: ("month", Fraction(1)) for word in ("month", "mth")},
    **{word: ("month", Fraction(12)) for word in ("year", "yr", "yrs")},
    "decade": ("month", Fraction(120)),
    **{word: ("mile", Fraction(1)) for word in ("mile", "mi")},
    **{word: ("metre", Fraction(1)) for word in ("metre", "meter")},
    **{word: ("metre", Fraction(1000)) for word in ("kilometre", "kilometer", "km", "kms")},
    **{word: ("metre", Fraction(1, 100)) for word in ("centimetre", "cm")},
    **{word: ("metre", Fraction(1, 1000)) for word in ("millimetre", "mm")},
    **{word: ("gram", Fraction(1)) for word in ("gram", "gramme", "g")},
    **{word: ("gram", Fraction(1000)) for word in ("kilogram", "kg", "kgs", "kilo")},
    **{word: ("gram", Fraction(1, 1000)) for word in ("milligram", "mg")},
    **{word: ("tonne", Fraction(1)) for word in ("tonne", "ton")},
    **{word: (word, Fraction(1)) for word in ("litre", "acre", "hectare", "foot", "inch", "mph", "kwh", "mwh", "mb", "gb")},
    "liter": ("litre", Fraction(1)),
    "feet": ("foot", Fraction(1)),
}  # fmt: skip
OTHER_DAYS = re.compile(r"(working|business|calendar|clear|school|sitting) days?\b", re.I)
_UNIT = re.compile(r"[ -]?([A-Za-z]+)")
_PER = re.compile(
    r"(?: [a-z]{1,14}){0,2}? ?(?:(?:per|an?|each|every|/) ?(hour|day|week|month|quarter|year|annum)\b|"
    r"(hourly|daily|weekly|monthly|quarterly|annually|yearly|p\.?a\b))",
    re.I,
)
PER = {"annum": "year", "daily": "day", "annually": "year", "yearly": "year", "pa": "year", "p.a": "year"}
LABELS = (
    "section sec paragraph para subsection subparagraph schedule annex appendix part chapter article regulation clause "
    "table figure page pp rule phase stage tier level band grade step option version volume box objective "
    "recommendation question item form zone no number note footnote title standard principle criterion"
)
_NOUN = rf"\b(?:{'|'.join(f'{noun}s?' for noun in LABELS.split())}|annexes|appendices|§+)\.? ?"
_NUMBER = r"\d{1,4}[A-Z]{0,2}(?:[.-]\d{1,4}[A-Za-z]?)*(?:\([0-9a-zA-Z]{1,5}\))*"
_LABEL = re.compile(rf"(?P<noun>{_NOUN})(?P<label>{_NUMBER}|{'|'.join(SMALL)}|[A-Z]\b)(?![\w%]|,\d)", re.I)
_MORE = re.compile(
    rf"(?:, | and | or | to |-|, and | & )(?P<label>{_NUMBER})(?![\w%]|,\d|(?: [\w-]+)? (?:per cent|million))"
)
_DOTTED = re.compile(r"(?<![\w.,])\d{1,4}(?:\.\d{1,4}){2,}(?:\([0-9a-zA-Z]{1,5}\))*(?![\w])")
_CODE = re.compile(
    r"(?<![\w.])(?=[\d/-]*[^\W\d_])(?=[^\W\d_/-]*\d|[A-Z]{1,6}[/-]\d)[^\W_]{1,40}(?:[/-][^\W_]{1,40}){0,6}", re.I
)
_ORDINAL = re.compile(rf"(?<![\w.,])(?:\d{{1,4}}(?:st|nd|rd|th)|{'|'.join(ORDINALS)})\b", re.I)
_PART = re.compile(
    rf"\b(?:(?P<many>an?|{IN_WORDS}|\d{{1,2}})[ -])?(?P<part>half|halves|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?)\b"
    r"(?=(?P<of> of\b)?)",
    re.I,
)
_SLASH = re.compile(r"(?<![\w.,/£$€-])(?:(?P<whole>\d{1,3}) )?(?P<top>\d{1,3})/(?P<below>\d{1,3})(?![\w/]|[.,]\d)")
_FIGURE = re.compile(
    rf"(?P<currency>US\$|[£$€]|\b(?:GBP|USD|EUR))? ?"
    rf"(?:(?<![^\W_])(?P<digits>{IN_DIGITS})|\b(?P<words>{IN_WORDS})\b)"
    r"(?P<scale>[ -]?(?:hundred|thousand|million|billion|trillion|dozen)s?\b|(?<=\d) ?(?:mn|mil|bn|tn|k|m)(?![A-Za-z]))?"
    r"(?P<kind> ?%| ?per ?cent(?:age)?\b(?: (?P<points>points?\b))?| ?pc\b| ?pence\b|(?<=\d)p\b| pounds?\b(?! weight)|"
    r" (?:sterling|euros?|dollars?)\b)?",
    re.I,
)
_LENGTH = re.compile(r" (?:distance|apart|away|wide|high|long|tall|deep|radius)\b")
_NOT_ONE = re.compile(r"\b(?:no|any|every|each|this|that|the|which|some|another|day|at) \Z", re.I)
_ONE_OF = re.compile(r" (?:of|another|or|that|who|which|is|can|may|must|should|to|and|in)\b|'s|[^\w -]|\Z", re.I)
_FIRST = re.compile(r"(?:\bat \Z)|(?:(?:\A|[.:;] )\Z)", re.I)
_SHARE = re.compile(r" (?:(?:[a-z]+ )?out of|of|in)(?: the| all| every| a total of)? \Z", re.I)


@dataclass(frozen=True)
class Figure:
    """`value` in the canonical unit (£, %, the measure); letters for a label or code. `text[start:end]` says it.

    `unit`: currency, measure, or a label's noun. `counts`: stems of the next words. `per`: '£5 a week' is 'week'.
    `whole`: the 30 of '5 of 30'. One that is not `firm`, as in 'one of them', need not stand in the cited words.
    """

    kind: Kind
    value: Fraction | str
    start: int
    end: int
    unit: str = ""
    counts: tuple[str, ...] = ()
    per: str = ""
    bound: Bound = ""
    whole: Fraction | str | None = None
    firm: bool = True


@lru_cache(512)
def amounts(text: str) -> tuple[Figure, ...]:
    """The figures of a plain text in order; dates are left to `moments`, but a year alone is a number too."""
    taken = bytearray(len(text))
    for moment in moments(text):
        if not moment.bare_year:
            taken[moment.start : moment.end] = b"\1" * (moment.end - moment.start)
    found: list[Figure] = []
    for each in (*_labels(text), *_codes(text), *_parts(text), *_ordinals(text), *_plain_figures(text)):
        if not any(taken[each.start : each.end]):
            taken[each.start : each.end] = b"\1" * (each.end - each.start)
            found.append(each)
    found.sort(key=lambda figure: figure.start)
    return tuple(_with_whole(text, _with_shared_unit(text, [_in_place(text, each) for each in found])))


def _labels(text: str) -> Iterable[Figure]:
    for match in _LABEL.finditer(text):
        noun = match["noun"].lower().strip(" .").removesuffix("s")
        label: re.Match[str] | None = match
        if (
            match["label"].lower() not in SMALL
            and not match["label"][0].isdigit()
            and (match["label"].islower() or noun in ("no", "number", "item"))
        ):
            continue
        while label:
            value = label["label"].lower()
            yield Figure("label", str(SMALL.get(value, value)), label.start("label"), label.end("label"), _noun(noun))
            label = _MORE.match(text, label.end())
    for match in _DOTTED.finditer(text):
        yield Figure("label", match[0].lower(), match.start(), match.end())


def _noun(noun: str) -> str:
    return {"sec": "section", "§": "section", "para": "paragraph", "pp": "page", "appendice": "appendix"}.get(
        noun, noun
    )


def _codes(text: str) -> Iterable[Figure]:
    """'B12', 'EC1V', 'CP-381', '1990s', and numbers too long to reckon with."""
    for match in _CODE.finditer(text):
        if not re.fullmatch(
            r"\d[\d,.]*(?:st|nd|rd|th|m|mn|bn|tn|k|p|pc|am|pm|[a-z]{1,3}|-[A-Za-z-]+|[-/]\d+-?[A-Za-z-]*)",
            match[0],
            re.I,
        ):
            yield Figure("code", re.sub(r"[/-]", "", match[0].lower()), match.start(), match.end())
    for match in re.finditer(r"\d[\d,]{30,}", text):
        yield Figure("code", match[0], match.start(), match.end())


def _parts(text: str) -> Iterable[Figure]:
    """Shares: 'half', 'two thirds', '3/4', as percentages."""
    for match in _PART.finditer(text):
        below = PARTS[match["part"].lower() if match["part"].lower() in PARTS else match["part"].lower()[:-1]]
        many = match["many"]
        if not many and below != 2:
            continue
        if below == 4 and not match["of"] and (many or "").lower() in ("a", "an", "one"):
            continue  # a quarter of a year
        by = text[max(0, match.start() - 3) : match.start()].lower() == "by "
        if below not in (2, 4) and (many or "").lower() in ("a", "an") and not match["of"] and not by:
            continue  # 'a third party'
        top = Fraction(int(many)) if many and many.isdigit() else read_words(many) if many else Fraction(1)
        yield Figure(
            "percent",
            100 * max(top, Fraction(1)) / below,
            match.start(),
            match.end(),
            firm=below != 2 or bool(match["of"]),
        )
    for match in _SLASH.finditer(text):
        if int(match["below"]):
            value = int(match["whole"] or 0) + Fraction(int(match["top"]), int(match["below"]))
            yield Figure("percent", 100 * value, match.start(), match.end())


def _ordinals(text: str) -> Iterable[Figure]:
    for match in _ORDINAL.finditer(text):
        word = match[0].lower()
        value = ORDINALS.get(word) or int(re.sub(r"\D", "", word))
        before, after = text[max(0, match.start() - 14) : match.start()], text[match.end() : match.end() + 8].lower()
        if word == "second" and re.search(r"(?:\d|per|each|few|split) \Z", before):
            continue
        firm = not (value <= 3 and (_FIRST.search(before) or after.startswith((" of all", " and fo", ","))))
        yield Figure("ordinal", Fraction(value), match.start(), match.end(), firm=firm)


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
    return Figure("number", value * times, start, end, unit, firm=firm)


def _measure(text: str, end: int) -> tuple[str, Fraction, int]:
    """The measure that stands right after a number, how many of the canonical one it is, and where it ends."""
    found = _UNIT.match(text, end)
    word = found[1].lower() if found else ""
    for form in (word, word.removesuffix("s")):
        if found and form in MEASURES and (len(form) > 2 or found[0][0] != "-"):
            return *MEASURES[form], found.end()
    return "", Fraction(1), end


def _in_place(text: str, figure: Figure) -> Figure:
    """The figure with what stands around it: bounds, what it counts, and 'a week' of '£5 a week'."""
    if figure.kind in ("label", "code"):
        return figure
    after = text[figure.end : figure.end + 60]
    per = _PER.match(after)
    per_unit = (per[1] or per[2]).lower() if per else ""
    following = [token for token in tokens(after)[:6]]
    clause = next(
        (n for n, token in enumerate(following) if not token.is_word or any(map(str.isdigit, token.word))),
        len(following),
    )
    counts = [token.stem for token in following[:clause] if token.carries_meaning]
    return replace(
        figure,
        bound=bound_of(text, figure.start, figure.end),
        per=PER.get(per_unit, per_unit.removesuffix("ly")),
        counts=tuple(counts[:2]),
    )


def _with_shared_unit(text: str, found: list[Figure]) -> list[Figure]:
    """The first of '10 to 15%', '£1-2m' and 'two or three weeks' is of the same kind as the second."""
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
