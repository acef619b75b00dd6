"""Finds words that contradict each other: opposites, and sets of which only one can be true."""

import re
from collections.abc import Iterable, Sequence
from functools import cache

from assistant.text.plain import Token, near, tokens
from assistant.text.tokens import stem

PAIRS = """
increase rise grow growth raise expand higher up : decrease reduce reduction fall cut lower decline shrink drop down
before : after
approve approval accept agree endorse support back : reject refuse oppose decline disapprove disagree veto
open : close shut
include inclusive : exclude exclusive
allow permit let enable : prohibit forbid ban prevent bar
start begin commence launch : end finish stop cease conclude
gain win : lose loss
more : less fewer
above : below
earlier : later
minimum : maximum
mandatory compulsory obligatory required : voluntary optional
required need : forbidden prohibited banned
internal : external
strengthen : weaken
improve improvement : worsen deteriorate deterioration
permanent : temporary
majority most : minority
always : never
add : remove delete
formal : informal
public : private
strong : weak
likely : unlikely
able : unable
eligible : ineligible
lawful legal : unlawful illegal
positive : negative
succeed success successful : fail failure unsuccessful
import : export
employer : employee
landlord : tenant
buyer purchaser : seller vendor
lender : borrower
parent : child
adult : child
male man men : female woman women
urban : rural
national : local
inpatient : outpatient
acute : community
paid : unpaid
present : absent
safe : unsafe dangerous
simple : complex
centralise : decentralise
""".strip().splitlines()
SETS = """
daily weekly fortnightly monthly quarterly annual
north south
east west
northern southern
eastern western
primary secondary tertiary
full part
short long
small large
old new
first last
upper lower
""".strip().splitlines()
MODALS = {
    "must": "must",
    "shall": "must",
    "may": "may",
    "can": "may",
    "could": "may",
    "might": "may",
    "should": "should",
    "ought": "should",
    "will": "will",
    "would": "will",
}
DENYING = re.compile(r"(?:un|non|dis|ir(?=r)|im(?=[mp])|il(?=l)|in(?!form|tend|sist|deed|ward|put|side))([a-z]{4,})\Z")
CONFLICTS = ({"must", "may"}, {"should", "may"}, {"must", "should"}, {"will", "may"})
PHRASES = {
    **dict.fromkeys(("required", "obliged", "has", "have", "had", "need", "needs"), "must"),
    **dict.fromkeys(("allowed", "permitted", "entitled", "able"), "may"),
}
REACH = 5
_NEITHER: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())


@cache
def _sides() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """For each stem, its synonyms and its opposites."""
    sides: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for line in PAIRS:
        one, other = (frozenset(stem(word) for word in side.split()) for side in line.split(":"))
        for own, against in ((one, other), (other, one)):
            for word in own:
                mine, theirs = sides.get(word, (frozenset(), frozenset()))
                sides[word] = mine | own, theirs | against
    for line in SETS:
        group = [stem(word) for word in line.split()]
        for word in group:
            mine, theirs = sides.get(word, (frozenset({word}), frozenset()))
            sides[word] = mine, theirs | frozenset(group) - {word}
    return sides


def opposed(one: Token, other: Token) -> bool:
    """Whether two words are opposites, such as 'open' and 'closed', or 'used' and 'unused'."""
    return other.stem in _sides().get(one.stem, _NEITHER)[1] or _bare(one) == other.word or one.word == _bare(other)


def _bare(token: Token) -> str:
    """The word without its negative prefix; empty if it has none."""
    found = DENYING.match(token.word)
    return found[1] if found else ""


def opposite_said(statement: str, quote: str) -> str:
    """The reason if a word in a statement is the opposite of one in the words cited; both are plain texts."""
    said, cited = tokens(statement), tokens(quote)
    held = {token.stem for token in cited}
    for n, token in enumerate(said):
        if token.stem in held or _sides().get(token.stem, _NEITHER)[0] & held or not token.is_word:
            continue
        around = near(said, n, REACH)
        for m, other in enumerate(cited):
            if not opposed(token, other) or _denied(said, n) != _denied(cited, m):
                continue
            least = 1 if _bare(token) == other.word or _bare(other) == token.word else min(2, len(around))
            if around and len(around & near(cited, m, REACH)) >= least:
                return f"the words cited say '{other.word}', not '{token.word}'"
    return ""


def _denied(found: Sequence[Token], at: int) -> bool:
    return any(token.word in ("not", "no", "never", "without", "nor", "unable") for token in found[max(0, at - 4) : at])


def duty_differs(statement: str, quote: str) -> str:
    """The reason if a statement says must, should, may or will where the words cited say another of these."""
    said, cited = tokens(statement), tokens(quote)
    theirs = list(_modals(cited))
    for verb, mine, at in _modals(said):
        around = near(said, at, REACH)
        same = [(len(around & near(cited, place, REACH)), kind) for stem, kind, place in theirs if stem == verb]
        nearest = max((count for count, _ in same), default=0)
        kinds = {kind for count, kind in same if count == nearest}
        if nearest and mine not in kinds and any({mine, other} in CONFLICTS for other in kinds):
            return f"the words cited say '{min(kinds)}', not '{mine}', of '{verb}'"
    return ""


def _kind_of(found: Sequence[Token], n: int) -> str | None:
    """The duty a word gives the verb after it: 'is required to' is must, 'will be able to' is may."""
    word = found[n].word
    following = [token.word for token in found[n + 1 : n + 3]]
    if following[:1] == ["not"] or following in (["have", "to"], ["need", "to"]):
        return None
    if word in MODALS:
        beyond = {token.word for token in found[n + 1 : n + 4]}
        return "may" if "able" in beyond else "must" if beyond & {"required", "obliged"} else MODALS[word]
    return PHRASES.get(word) if following[:1] == ["to"] else None


def _modals(found: Sequence[Token]) -> Iterable[tuple[str, str, int]]:
    """The stem of each verb after a modal, the duty it gives, and the modal's position."""
    for n, token in enumerate(found):
        kind = _kind_of(found, n)
        if not kind or (token.written == "May" and n):
            continue
        verb = next((each for each in found[n + 1 : n + 5] if each.carries_meaning), None)
        if verb and verb.clause == token.clause:
            yield verb.stem, kind, n
