"""Checks whether a statement denies what the words cited affirm, or affirms what they deny."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.text.opposites import opposed
from assistant.text.plain import Token, near, tokens

STRONG = frozenset("not no never none nor neither nobody nothing nowhere without".split())
WEAK = frozenset(  # words with a negative meaning; they may match a 'not' in the other text
    """
    unable fail fails failed failing failure refuse refuses refused refusing refusal reject rejects rejected rejecting
    decline declined declines deny denies denied lack lacks lacking lacked prevent prevents prevented preventing
    prohibit prohibits prohibited forbid forbids forbidden ban bans banned exclude excludes excluded excluding omit
    omitted absent absence cease ceases ceased avoid avoids avoided avoiding hardly barely rarely seldom scarcely few
    little except unless impossible free exempt exempts exempted exemption rather instead only stop stops stopped
    oppose opposes opposed withdrawn cancelled abolish abolished scrap scrapped missing ineligible insufficient
    inadequate incomplete inappropriate inaccurate inconsistent ineffective invalid illegal unlawful disallow disallowed
    disapply disagree disagreed discontinue discontinued disqualified otherwise waive waived waives optional voluntary
    irrespective regardless limits limited constraints gone""".split()
)
FLIPPING = frozenset("unable fail refuse reject decline deny lack prevent prohibit forbid ban exclud ceas".split())
NO_DENIAL = re.compile(  # 'not' and 'no' without a negative meaning
    r"\b(?:not only|not just|not merely|not simply|not limited to|no doubt|whether or not|not least|if not|why not|"
    r"not? (?:more|less|fewer|greater|higher|lower|longer|older|younger|later|earlier) than|not(?: to)? exceed(?:ing)?|"
    r"or not|not over|not under|no\.? ?\d+|not-for-profit|not for profit|"
    r"(?:can)?not be (?:over|under)(?:stated|estimated))\b",
    re.IGNORECASE,
)
ASIDE = frozenset("example instance therefore however necessarily yet currently fully directly".split())
SENTENCE_ENDS = frozenset(".;?!|")
ENDS = frozenset([*".;?!|", "but", "although", "though", "whereas", "while", "whilst"])
LINKS = frozenset("and or so which that , because if".split())
BEFORE, AFTER = 9, 6  # tokens before and after a word in which a negation may apply to it
COVERED = 0.6  # share of a negated clause's words that makes a statement without a negation its opposite


@dataclass(frozen=True)
class Denial:
    """A negation at `tokens[at]`, and the first word with meaning after it, at `tokens[head]`."""

    at: int
    head: int | None


def denial_differs(statement: str, quote: str) -> str:
    """The reason if one of two plain texts denies what the other affirms; empty if they agree."""
    said, cited = tokens(statement), tokens(quote)
    return _denied_here_only(statement, quote, said, cited) or _denied_there_only(statement, quote, said, cited)


def denials(text: str, found: Sequence[Token]) -> list[Denial]:
    """The negations in a plain text."""
    left_out = {n for match in NO_DENIAL.finditer(text) for n in range(*match.span())}
    made = []
    for n, token in enumerate(found):
        if token.word in STRONG and token.start not in left_out:
            made.append(Denial(n, _head(found, n)))
        elif token.stem in FLIPPING or token.word == "unable":
            made.append(Denial(n, _head(found, n) if token.word != "lack" else n))
    return made


def _head(found: Sequence[Token], at: int) -> int | None:
    for n in range(at + 1, min(len(found), at + 8)):
        if found[n].clause != found[at].clause:
            return None
        if found[n].carries_meaning and found[n].word not in ASIDE:
            return n
    return None


def _denied_here_only(statement: str, quote: str, said: Sequence[Token], cited: Sequence[Token]) -> str:
    for denial in denials(statement, said):
        if said[denial.at].stem in {token.stem for token in cited} and said[denial.at].word not in STRONG:
            continue
        if denial.head is None:
            if not any(denies(token) for token in cited):
                return f"the words cited do not say '{said[denial.at].word}'"
            continue
        head = said[denial.head]
        places = [n for n, token in enumerate(cited) if token.stem == head.stem]
        if places and any(_is_denied(cited, n) for n in places):
            continue
        if not places and (_clause_denied(said, denial, cited) or any(opposed(head, t) for t in cited)):
            continue
        if places and _by_opposite(said, denial.head, cited):
            continue
        return f"the words cited do not say '{_around(said, denial)}'"
    return ""


def _denied_there_only(statement: str, quote: str, said: Sequence[Token], cited: Sequence[Token]) -> str:
    for denial in denials(quote, cited):
        if denial.head is None:
            continue
        head = cited[denial.head]
        reason = f"the words cited say '{_around(cited, denial)}'"
        places = [n for n, token in enumerate(said) if token.stem == head.stem]
        if not places:
            if _is_covered(cited, denial, said) and not any(denies(token) for token in said):
                return reason
            continue
        if any(_is_denied(said, n) for n in places) or _by_opposite(cited, denial.head, said):
            continue
        around = max((near(said, n) for n in places), key=len)
        here = len(near(cited, denial.head) & around)
        if not here and len(around) > 1:
            continue
        elsewhere = [n for n, token in enumerate(cited) if token.stem == head.stem and not _is_denied(cited, n)]
        if not any(len(near(cited, n) & around) >= here for n in elsewhere):
            return reason
    return ""


def denies(token: Token) -> bool:
    return (
        token.word in STRONG
        or token.word in WEAK
        or token.stem in FLIPPING
        or (
            token.word.startswith(("un", "non")) and len(token.word) > 5 and not token.word.startswith(("uni", "under"))
        )
    )


def reverses(token: Token) -> bool:
    """Whether a word alone reverses the meaning."""
    return token.word in STRONG or token.stem in FLIPPING or token.word == "unable"


def _is_denied(found: Sequence[Token], at: int) -> bool:
    """Whether a negation is close enough to a word, in the same sentence, to apply to it."""
    before = range(at - 1, max(-1, at - BEFORE - 1), -1), ENDS
    after = range(at, min(len(found), at + AFTER + 1)), ENDS | LINKS
    for way, ends in (before, after):
        for n in way:
            if found[n].word in ends:
                break
            if denies(found[n]):
                return True
    return False


def _clause_denied(said: Sequence[Token], denial: Denial, cited: Sequence[Token]) -> bool:
    """Whether the sentence closest to the statement's clause has a negation; if none is close, whether any has."""
    clause = {t.stem for t in said if t.clause == said[denial.at].clause and t.carries_meaning}
    parts = _sentences(cited)
    most = max((len(clause & {token.stem for token in part}) for part in parts), default=0)
    return any(
        map(denies, next((p for p in parts if len(clause & {t.stem for t in p}) == most), ()) if most else cited)
    )


def _sentences(found: Sequence[Token]) -> list[Sequence[Token]]:
    ends = [n for n, token in enumerate(found) if token.word in SENTENCE_ENDS]
    return [found[start:end] for start, end in pairwise([0, *(n + 1 for n in ends), len(found)])]


def _by_opposite(one: Sequence[Token], head: int, other: Sequence[Token]) -> bool:
    """Whether the other text has the opposite of the head word: 'not open' is 'closed'."""
    return any(opposed(one[head], token) for token in other)


def _is_covered(cited: Sequence[Token], denial: Denial, said: Sequence[Token]) -> bool:
    """Whether a statement has most words of a negated clause, and no other sentence has more of the statement's."""
    clause = {t.stem for t in cited if t.clause == cited[denial.at].clause and t.carries_meaning}
    stems = {token.stem for token in said if token.carries_meaning}
    if len(clause) <= 2 or len(clause & stems) < COVERED * len(clause):
        return False
    shares = [(len(stems & {token.stem for token in part}), part) for part in _sentences(cited)]
    own = max((share for share, part in shares if cited[denial.at] in part), default=0)
    return own >= max(share for share, _ in shares)


def _around(found: Sequence[Token], denial: Denial) -> str:
    last = denial.at if denial.head is None else denial.head
    return " ".join(token.word for token in found[denial.at : last + 1])
