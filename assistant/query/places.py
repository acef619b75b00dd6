"""Places in papers that a question refers to: 'section 4', 'para 3.2.4(b)', 'paragraph 12 of Annex B', 'page 3'."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from assistant.notations.numbers import SMALL

DEEPEST = 3  # places in one another: 'item 2 of paragraph 12 of Annex B'
ANNEXES = ("annex", "appendix", "schedule")
_OWN_NAME = (
    "section paragraph clause article regulation rule step item page table figure question part chapter recommendation "
    "principle objective annex appendix schedule"
)
_KINDS = {kind: kind for kind in _OWN_NAME.split()} | {
    "sec": "section",
    "subsection": "section",
    "para": "paragraph",
    "subparagraph": "paragraph",
    "§": "section",
    "p": "page",
    "pp": "page",
    "q": "question",
    "annexe": "annex",
    "appendice": "appendix",
}
_NOUN = "|".join(sorted((kind for kind in _KINDS if len(kind) > 2), key=len, reverse=True))
_SPELT = "|".join(word for word, value in SMALL.items() if 1 <= value <= 12)
_NUMBER = r"\d{1,3}[A-Za-z]?(?:\.\d{1,3}|\.[a-z]\b)*(?: ?\((?:[a-z]{1,2}|[ivx]{1,5}|\d{1,2})\))*"
_PLACE = re.compile(
    rf"(?:\b(?P<noun>(?i:{_NOUN})(?i:e?s)?|(?i:sec|para|pp?|q)s?)(?:\. ?| |(?<=[qQ]))|(?P<sign>§§? ?))"
    rf"(?:(?i:no\.?|number) )?(?P<number>{_NUMBER}|(?i:{_SPELT})\b|I\b(?! [a-z])|[A-HJ-Z]\d?\b|[IVX]{{2,}}\b|"
    rf"(?<=(?i:annex |endix ))[a-z]\b)(?![\w%])"
)
_PAGE = re.compile(  # a page that is printed in front of the first, or in an annex
    r"\b(?i:pages?|pp?\.?) (?P<number>(?=[ivxl])(?:xl|l?x{0,3})(?:i[vx]|v?i{0,3})|[A-Z]{1,2}[.-]?\d{1,3})(?![\w%-])"
)
_MORE = re.compile(rf"(?:, | and | or |, and | & )(?P<number>{_NUMBER}|[A-Z]\b)(?![\w%]|,\d| \w+ (?:per cent|million))")
_BARE = re.compile(r"(?<![\w.,£$€-])(?P<number>\d{1,3}(?:\.\d{1,3}){2,}(?: ?\([a-z0-9]{1,4}\))*)(?![\w%])")
_BARE_SHORT = re.compile(  # '3.2' alone may be a figure
    r"(?:\b(?:does|do|did|under|per|see|to|in|of|is in|at)\s|\A)(?P<number>\d{1,2}\.\d{1,3}(?:\([a-z0-9]{1,4}\))*)"
    r"(?=\s+(?:say|says|state|states|cover|covers|require|requires|mean|about)\b|\s*[?,]|\Z)",
    re.I,
)
_WITHIN = re.compile(r" (?:of|in|under|to|from|on) (?:the )?\Z", re.I)
_OF_A_LAW = re.compile(
    r"(?:\([\w]+\))* (?:agreement|notice|order|claim|direction|inquiry|report|officer|grant|"
    r"of the (?:[\w’'()-]+ ){1,8}?(?:Act|Regulations?|Order|Rules|Directive|Treaty|Code|GDPR|Convention)\b|GDPR)"
)
_NAMED = re.compile(
    r"\bthe (?P<kind>section|part|chapter|table|annex|appendix|schedule|paragraph|clause) "
    r"(?:on|about|for|headed|called|entitled|titled|covering) (?:(?:the|an?) )?[‘'\"“]?"
    r"(?P<about>[\w’'-]+(?: [\w’'-]+){0,5}?)[’'\"”]?"
    r"(?=[?.,;:]|\Z| (?:says?|said|states?|covers?|mentions?|gives?|shows?|sets?|lists?|"
    r"is|are|was|were|does|do|did|has|have|in the|of the|who|what|when|where|how|which)\b)",
    re.I,
)


@dataclass(frozen=True)
class Place:
    """The `kind` of a place, '' where only its number is said, and its `number` in lower case: '3.2.4(b)', 'b'.

    A place may be known by what it is `about` instead: 'the table on costs'. `within` is the larger place that is said
    with it, and `words` is how the question has it: 'Annex B'.
    """

    kind: str
    number: str
    words: str
    about: str = ""
    within: "Place | None" = None

    @property
    def is_annex(self) -> bool:
        return self.kind in ANNEXES

    def __iter__(self) -> Iterator["Place"]:
        """The place, then those it lies in."""
        yield self
        if self.within:
            yield from self.within


def places(text: str) -> tuple[Place, ...]:
    """The places that a question refers to. A section of an Act, such as 'section 21 notice', is none."""
    return tuple(place for place, _, _ in _found(text))


def without_places(text: str) -> str:
    """The text with spaces where it names places by number, as these numbers are no figures."""
    for _, start, end in (each for each in _found(text) if each[0].number):
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _found(text: str) -> list[tuple[Place, int, int]]:
    found: list[tuple[Place, int, int]] = []
    for match in _PLACE.finditer(text):
        kind = _kind(match["noun"] or match["sign"])
        if kind is None or _OF_A_LAW.match(text, match.end()) or not _can_be(kind, match["number"]):
            continue
        found.append((Place(kind, _number(match["number"]), match[0].strip()), *match.span()))
        end = match.end()
        while more := _MORE.match(text, end):
            words = f"{match['noun'] or '§'} {more['number']}"
            found.append((Place(kind, _number(more["number"]), words), *more.span("number")))
            end = more.end()
    for match in _PAGE.finditer(text):
        found.append((Place("page", match["number"].lower(), match[0]), *match.span()))
    for pattern in (_BARE, _BARE_SHORT):
        for match in pattern.finditer(text):
            if not _taken(found, *match.span("number")):
                found.append((Place("", _number(match["number"]), match["number"]), *match.span("number")))
    for match in _NAMED.finditer(text):
        if not _taken(found, *match.span()):
            named = Place(_KINDS[match["kind"].lower()], "", match[0].partition(" ")[2], about=match["about"])
            found.append((named, *match.span()))
    return _nested(text, sorted(found, key=lambda each: each[1]))


def _nested(text: str, found: list[tuple[Place, int, int]]) -> list[tuple[Place, int, int]]:
    """'paragraph 12 of Annex B' and 'Annex B, paragraph 12' as one place."""
    nested: list[tuple[Place, int, int]] = []
    for place, start, end in found:
        if nested and len(list(nested[-1][0])) < DEEPEST:
            before, first, last = nested[-1]
            if _WITHIN.fullmatch(text, last, start):
                nested[-1] = (_put_within(before, place), first, end)
                continue
            if text[last:start] in (", ", " ") and before.is_annex and not place.is_annex:
                nested[-1] = (_put_within(place, before), first, end)
                continue
        nested.append((place, start, end))
    return nested


def _put_within(place: Place, outer: Place) -> Place:
    return replace(place, within=_put_within(place.within, outer) if place.within else outer)


def _taken(found: Iterable[tuple[Place, int, int]], start: int, end: int) -> bool:
    return any(first < end and start < last for _, first, last in found)


def _kind(noun: str) -> str | None:
    noun = noun.lower().strip(" .")
    for shape in (noun, noun.removesuffix("s"), noun.removesuffix("es")):
        if shape in _KINDS:
            return _KINDS[shape]
    return "section" if "§" in noun else None


def _can_be(kind: str, number: str) -> bool:
    """A letter names an annex, part or section, and 'I' is no page; 'one' may only count."""
    if number.lower() in SMALL:
        return kind in ("section", "step", "part", "chapter", "annex", "appendix", "schedule", "question", "principle")
    return number[0].isdigit() or kind in (*ANNEXES, "section", "part", "table", "figure", "paragraph")


def _number(written: str) -> str:
    written = written.lower().replace(" ", "")
    return str(SMALL[written]) if written in SMALL else written
