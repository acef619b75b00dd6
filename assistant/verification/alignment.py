"""Aligns a statement with the sentence it shares most words with, and lists what it has changed."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.notations.amounts import amounts
from assistant.notations.dates import Moment, moments
from assistant.text.plain import AUXILIARY, Token, tokens

KEPT = 0.5  # share of a statement's words that a sentence must have, in order, to be aligned with it
CLAUSE = 4  # words; shorter clauses are not looked for elsewhere in the sentence
LONGEST = 400  # words; longer texts are left to the other rules, as matching time is quadratic


@dataclass(frozen=True)
class Item:
    """A word, or all the words of a figure or date together. Two with the same `key` say the same.

    `kind` is 'figure', 'date' or 'name' for things that must not change, or else empty. `token` is the first word.
    """

    key: Hashable
    written: str
    kind: str
    token: Token

    @property
    def small(self) -> bool:
        return not self.kind and not self.token.carries_meaning


@dataclass(frozen=True)
class Change:
    """Words of a statement in place of words of the sentence; either may be empty.

    `before` and `after` count the matching words around them; `opens` and `closes` say whether the statement has at
    most one word before or after.
    """

    ours: tuple[Item, ...]
    theirs: tuple[Item, ...]
    before: int
    after: int
    opens: bool
    closes: bool


@dataclass(frozen=True)
class Alignment:
    """The items of a statement and of the closest sentence, and what changed; no changes if they share too little."""

    said: tuple[Item, ...]
    cited: tuple[Item, ...]
    changes: tuple[Change, ...]


def align(statement: str, sentences: Iterable[str]) -> Alignment:
    """The alignment of a statement with the sentence it shares most words with."""
    said = items(statement)
    best: Sequence[tuple[str, int, int, int, int]] = []
    other: tuple[Item, ...] = ()
    most = 0
    for sentence in sentences:
        cited = items(sentence)
        if said and max(len(said), len(cited)) <= LONGEST:
            matcher = SequenceMatcher(None, [each.key for each in said], [each.key for each in cited], autojunk=False)
            kept = sum(block.size for block in matcher.get_matching_blocks())
            if kept > most:
                most, best, other = kept, matcher.get_opcodes(), cited
    if not said or most < KEPT * len(said):
        return Alignment(said, other, ())
    return Alignment(said, other, (*_changes(best, said, other), *_moved(best, said, other)))


def _moved(
    codes: Sequence[tuple[str, int, int, int, int]], said: Sequence[Item], cited: Sequence[Item]
) -> Iterable[Change]:
    """The changes in the longest clause that has moved within the sentence: 'If A, B' as 'B if A'."""
    ours = max((said[code[1] : code[2]] for code in codes if code[0] != "equal"), key=len, default=())
    theirs = max((cited[code[3] : code[4]] for code in codes if code[0] != "equal"), key=len, default=())
    if min(len(ours), len(theirs)) < CLAUSE:
        return []
    matcher = SequenceMatcher(None, [each.key for each in ours], [each.key for each in theirs], autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks())
    return _changes(matcher.get_opcodes(), ours, theirs) if kept >= KEPT * len(ours) else []


def _changes(
    codes: Sequence[tuple[str, int, int, int, int]], said: Sequence[Item], cited: Sequence[Item]
) -> Iterable[Change]:
    for n, (kind, start, end, other_start, other_end) in enumerate(codes):
        if kind != "equal":
            before = codes[n - 1][2] - codes[n - 1][1] if n else 0
            after = codes[n + 1][2] - codes[n + 1][1] if n + 1 < len(codes) else 0
            ours, theirs = tuple(said[start:end]), tuple(cited[other_start:other_end])
            yield Change(ours, theirs, before, after, opens=before == start <= 1, closes=after == len(said) - end <= 1)


@lru_cache(256)
def items(text: str) -> tuple[Item, ...]:
    """The words of a plain text; those of a figure or date make one item."""
    spans: list[tuple[int, int, Hashable, str]] = [
        (moment.start, moment.end, _key(moment), "date") for moment in moments(text)
    ]
    dated = [(start, end) for start, end, *_ in spans]
    for figure in amounts(text):
        if not any(start < figure.end and figure.start < end for start, end in dated[:LONGEST]):
            spans.append((figure.start, figure.end, (figure.kind, figure.value, figure.unit), "figure"))
    spans.sort(reverse=True, key=lambda span: span[0])
    made: list[Item] = []
    until = 0
    for token in tokens(text):
        while spans and spans[-1][1] <= token.start:
            spans.pop()
        if token.start < until:
            continue
        if spans and spans[-1][0] < token.end:
            start, until, key, kind = spans.pop()
            made.append(Item(key, text[min(start, token.start) : until], kind, token))
        elif token.is_word:
            made.append(Item(token.word, token.written, _kind(token, not made), token))
    return tuple(made)


def _key(moment: Moment) -> Hashable:
    return moment.year, moment.month, moment.day, moment.other


def _kind(token: Token, first: bool) -> str:
    capital = token.written[0].isupper() and token.carries_meaning and token.word not in AUXILIARY
    return "name" if capital and not (first and not token.written[1:].isupper()) else ""
