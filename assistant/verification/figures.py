"""Checks that a statement's figures and dates are in the words cited: value, unit, bound and what they count."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.notations.amounts import amounts
from assistant.notations.bounds import allows, side_of
from assistant.notations.compare import headed, same, share
from assistant.notations.dates import Moment, moments
from assistant.notations.figure import Figure
from assistant.text.plain import tokens

_ONE = re.compile(r"\b(?:an?|single|sole|only|every|each|per)\b", re.I)
_TWO = re.compile(r"\b(?:both|pair|couple|twice|double|two)\b", re.I)
_ALL = re.compile(r"\b(?:initial|initially|originally)\b", re.I)


def figure_missing(statement: str, quote: str, context: str) -> str:
    """The reason if a figure in a statement is not in the words cited; empty if all are. All three are plain texts.

    `context` may contain paragraph numbers, and units for the bare numbers of a table.
    """
    implied = _different(_implied(quote))
    found = _different(amounts(quote))
    cited = [*found, *headed(found, f"{quote} {context}")]
    labels = [*cited, *(each for each in amounts(context) if each.kind in ("label", "code", "number"))]
    years = {Fraction(each.year) for each in moments(f"{quote} . {context}") if each.year}
    said = _different(amounts(statement))
    shares = {each.value for each in cited if each.kind == "percent"}
    for n, figure in enumerate(said):
        if share(figure) in shares or (n and share(said[n - 1]) in shares):
            continue
        if not figure.firm or (figure.kind == "number" and not figure.unit and figure.value in years):
            continue
        held = [each for each in (labels if figure.kind in ("label", "code") else cited) if same(figure, each)]
        if statement[figure.start].isalpha():
            held += [each for each in implied if same(figure, each)]
        if figure.kind == "code" and str(figure.value) in re.sub(r"[\W_]", "", f"{quote}{context}").lower():
            continue
        if reason := _why_not(figure, held, cited, statement, quote):
            return reason
    return ""


def _different(figures: Iterable[Figure]) -> list[Figure]:
    """The figures without repeats."""
    return list({replace(figure, start=0, end=0): figure for figure in figures}.values())


def _why_not(figure: Figure, held: Sequence[Figure], cited: Sequence[Figure], statement: str, quote: str) -> str:
    said = statement[figure.start : figure.end].strip()
    if not held:
        return f"the figure '{said}' is not in the words cited"
    if not (bounded := [each for each in held if allows(figure.bound, each.bound)]):
        return f"the words cited say {_shown(held[0], quote)}, not '{' '.join([figure.bound, said]).strip()}'"
    if figure.per and not any(each.per == figure.per for each in bounded):
        other = [each for each in bounded if each.per]
        if other or not any(figure.per in token.stem for token in tokens(quote)):
            return f"the words cited do not say '{said}' per {figure.per}"
    if figure.whole is not None and any(each.value == figure.whole and each.whole == figure.value for each in cited):
        return f"the words cited have '{said}' the other way round"
    if figure.counts and not figure.unit and _counts_another(figure, held, cited):
        return f"the words cited use '{said}' for something else"
    return ""


def _shown(figure: Figure, quote: str) -> str:
    words = quote[figure.start : figure.end].strip() if figure.end <= len(quote) else ""
    return f"'{' '.join(filter(None, [figure.bound, words]))}'"


def _counts_another(figure: Figure, held: Sequence[Figure], cited: Sequence[Figure]) -> bool:
    """Whether the words cited use this figure for something else, and give another for what this one counts."""
    if figure.kind not in ("number", "money", "percent", "ordinal"):
        return False
    first = figure.counts[0]
    if any(first in each.counts or not each.counts for each in held):
        return False
    return any(
        each.kind == figure.kind and each.value != figure.value and each.counts and first == each.counts[0]
        for each in cited
    )


def _implied(quote: str) -> Iterable[Figure]:
    """1 for 'a' and 'single', 2 for 'both', first for 'initial'."""
    for pattern, kind, value in ((_ONE, "number", 1), (_TWO, "number", 2), (_ALL, "ordinal", 1)):
        for match in pattern.finditer(quote):
            figure = Figure(kind, Fraction(value), match.start(), match.end())  # type: ignore[arg-type]
            yield figure
            following = [each for each in amounts(f"one{quote[match.end() : match.end() + 24]}") if each.unit]
            if following and kind == "number":
                yield replace(figure, unit=following[0].unit, value=following[0].value)


def date_missing(statement: str, quote: str, context: str) -> str:
    """The reason if a date, year or time in a statement is not in the words cited, or is bounded the other way."""
    cited = moments(quote)
    known = {replace(each, start=0, end=0): each for each in [*cited, *moments(context)]}.values()
    numbers = {each.value for each in amounts(quote) if each.kind == "number"}
    checked: set[tuple[Moment, str]] = set()
    for moment in moments(statement):
        side = side_of(statement, moment.start, moment.end)
        if (same := (replace(moment, start=0, end=0), side)) in checked:
            continue
        checked.add(same)
        said = statement[moment.start : moment.end].strip()
        if moment.bare_year and Fraction(moment.year or 0) in numbers:
            continue
        if not moment.said_by(known):
            return f"the {_kind(moment)} '{said}' is not in the words cited"
        sides = {side_of(quote, each.start, each.end) for each in cited if _shares(moment, each)}
        if side and sides and side not in sides and "" not in sides:
            return f"the words cited do not give '{said}' as the {'last' if side == 'earlier' else 'first'} date"
    return ""


def _shares(one: Moment, other: Moment) -> bool:
    return one.said_by([other]) or (
        one.month == other.month and one.day == other.day and None in (one.year, other.year)
    )


def _kind(moment: Moment) -> str:
    if moment.other:
        return {"weekday": "day", "time": "time"}.get(moment.other[0], moment.other[0])
    return "year" if moment.bare_year else "date"
