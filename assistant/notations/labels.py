"""Finds figures that count nothing (paragraph numbers, codes, ordinals), and shares in words ('two thirds')."""

import re
from collections.abc import Iterable
from fractions import Fraction

from assistant.notations.figure import Figure
from assistant.notations.numbers import IN_WORDS, ORDINALS, PARTS, SMALL, read_words

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
    r"(?<![\w.])(?=[^\W_])(?=[\d/-]{0,40}[^\W\d_])(?=[^\W\d_/-]{0,40}\d|[A-Z]{1,6}[/-]\d)"
    r"[^\W_]{1,40}(?:[/-][^\W_]{1,40}){0,6}",
    re.I,
)
_ORDINAL = re.compile(rf"(?<![\w.,])(?:\d{{1,4}}(?:st|nd|rd|th)|{'|'.join(ORDINALS)})\b", re.I)
_PART = re.compile(
    rf"\b(?:(?P<many>an?|{IN_WORDS}|\d{{1,2}})[ -])?"
    r"(?P<part>half|halves|thirds?|quarters?|fifths?|sixths?|eighths?|tenths?)\b"
    r"(?=(?P<of> of\b)?)",
    re.I,
)
_SLASH = re.compile(r"(?<![\w.,/£$€-])(?:(?P<whole>\d{1,3}) )?(?P<top>\d{1,3})/(?P<below>\d{1,3})(?![\w/]|[.,]\d)")
_FIRST = re.compile(r"(?:\bat \Z)|(?:(?:\A|[.:;] )\Z)", re.I)


def labels(text: str) -> Iterable[Figure]:
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


def codes(text: str) -> Iterable[Figure]:
    """'B12', 'EC1V', 'CP-381', '1990s', and numbers too long to calculate with."""
    for match in _CODE.finditer(text):
        if not re.fullmatch(
            r"\d[\d,.]*(?:st|nd|rd|th|m|mn|bn|tn|k|p|pc|am|pm|[a-z]{1,3}|[mb]illions?|thousand|hundred|percent|-[A-Za-z-]+|[-/]\d+-?[A-Za-z-]*)",
            match[0],
            re.I,
        ):
            yield Figure("code", re.sub(r"[/-]", "", match[0].lower()), match.start(), match.end())
    for match in re.finditer(r"\d[\d,]{30,}", text):
        yield Figure("code", match[0], match.start(), match.end())


def shares(text: str) -> Iterable[Figure]:
    """Shares such as 'half', 'two thirds' and '3/4', as percentages."""
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


def ordinals(text: str) -> Iterable[Figure]:
    for match in _ORDINAL.finditer(text):
        word = match[0].lower()
        value = ORDINALS.get(word) or int(re.sub(r"\D", "", word))
        before, after = text[max(0, match.start() - 14) : match.start()], text[match.end() : match.end() + 8].lower()
        if word == "second" and re.search(r"(?:\d|per|each|few|split) \Z", before):
            continue
        firm = not (value <= 3 and (_FIRST.search(before) or after.startswith((" of all", " and fo", ","))))
        yield Figure("ordinal", Fraction(value), match.start(), match.end(), firm=firm)
