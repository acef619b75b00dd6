"""Words that contradict each other: opposites, and words of which only one can be true."""

from collections.abc import Sequence
from functools import cache

from assistant.support.text import Token, near, tokens
from assistant.words import stem

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
SAME = {
    "annually": "annual",
    "yearly": "annual",
    "year": "annual",
    "month": "monthly",
    "week": "weekly",
    "big": "large",
}
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
DUTY = frozenset("must shall requir oblig mandatori compulsori need duti ha have had to bound oblige".split())
REACH = 5


@cache
def _sides() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Of each stem, the words of its own side and those of the other."""
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


def opposed(one: str, other: str) -> bool:
    """Whether two stems are opposites."""
    return one in _sides() and other in _sides()[one][1]


def opposite_said(statement: str, quote: str, denied: Sequence[bool] = ()) -> str:
    """Why a word of a statement is the opposite of what the words cited say there; both are plain texts."""
    said, cited = tokens(statement), tokens(quote)
    held = {token.stem for token in cited}
    for n, token in enumerate(said):
        if token.stem not in _sides() or _sides()[token.stem][0] & held:
            continue
        around = near(said, n, REACH)
        for m, other in enumerate(cited):
            if not opposed(token.stem, other.stem) or _denied(said, n) != _denied(cited, m):
                continue
            if len(around & near(cited, m, REACH)) >= min(2, len(around)) and around:
                return f"the words cited say '{other.word}', not '{token.word}'"
    return ""


def _denied(found: Sequence[Token], at: int) -> bool:
    return any(token.word in ("not", "no", "never", "without", "nor", "unable") for token in found[max(0, at - 4) : at])


def duty_differs(statement: str, quote: str) -> str:
    """Why a statement says must, should, may or will of a verb of which the words cited say another of these."""
    said, cited = tokens(statement), tokens(quote)
    ours, theirs = _modal_of(said), _modal_of(cited)
    for verb, modals in ours.items():
        others = theirs.get(verb)
        if not others or modals & others:
            continue
        mine, other = sorted(modals)[0], sorted(others)[0]
        if {mine, other} in ({"must", "may"}, {"should", "may"}, {"must", "should"}, {"will", "may"}):
            return f"the words cited say '{other}', not '{mine}', of '{verb}'"
    return ""


def _modal_of(found: Sequence[Token]) -> dict[str, set[str]]:
    """Of each verb after a modal, which modals stand before it."""
    made: dict[str, set[str]] = {}
    for n, token in enumerate(found):
        kind = MODALS.get(token.word)
        if not kind or (token.word == "may" and token.written == "May" and n):
            continue
        verb = next((each for each in found[n + 1 : n + 5] if each.carries_meaning), None)
        if verb and verb.clause == token.clause:
            made.setdefault(verb.stem, set()).add(kind)
    return made
