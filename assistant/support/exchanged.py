"""Names and figures that a statement has changed or exchanged where all around them is as in the words cited."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.support.amounts import amounts
from assistant.support.moments import Moment, moments
from assistant.support.text import Token, tokens

SAME_AROUND = 2  # words on each side that must be the same, fewer only at the ends of the statement
LONGEST = 400  # words; longer texts are left to the other rules, since matching takes the square of the length


@dataclass(frozen=True)
class Item:
    """A word, or all the words of a figure or date as one thing; `key` is equal where they say the same."""

    key: Hashable
    written: str
    critical: bool
    small: bool


def exchanged(statement: str, sentence: str) -> str:
    """Why a name or figure of a statement is not the one of the sentence cited, of which it keeps the words around."""
    said, cited = _items(statement), _items(sentence)
    if max(len(said), len(cited)) > LONGEST:
        return ""
    matcher = SequenceMatcher(None, [item.key for item in said], [item.key for item in cited], autojunk=False)
    codes = matcher.get_opcodes()
    for n, (kind, start, end, other_start, other_end) in enumerate(codes):
        if kind == "replace" and _kept_around(codes, n, len(said)):
            ours, theirs = said[start:end], cited[other_start:other_end]
            if _are_critical(ours) and _are_critical(theirs) and not _stand_for(ours, theirs):
                return f"the words cited say '{_written(theirs)}' there, not '{_written(ours)}'"
    return ""


def _items(text: str) -> list[Item]:
    spans: list[tuple[int, int, Hashable]] = [(m.start, m.end, m) for m in moments(text)]
    spans += [(f.start, f.end, (f.kind, f.value, f.unit)) for f in amounts(text)]
    starts = {start: (end, key) for start, end, key in reversed(spans)}
    items: list[Item] = []
    until = 0
    for token in tokens(text):
        inside = next(
            ((end, key) for at in range(token.start, token.end) if (held := starts.get(at)) for end, key in [held]),
            None,
        )
        if token.start < until or (not token.is_word and not inside):
            continue
        if inside:
            until, key = inside
            dated = (key.year, key.month, key.day, key.other) if isinstance(key, Moment) else key
            items.append(Item(dated, text[token.start : until], True, False))
        else:
            items.append(_word(token))
    return items


def _word(token: Token) -> Item:
    named = token.written[0].isupper() and token.carries_meaning
    return Item(token.word, token.written, named, not token.carries_meaning)


def _kept_around(codes: Sequence[tuple[str, int, int, int, int]], n: int, length: int) -> bool:
    before = codes[n - 1] if n else None
    after = codes[n + 1] if n + 1 < len(codes) else None
    kept_before = before is None or (before[0] == "equal" and before[2] - before[1] >= min(SAME_AROUND, before[2]))
    kept_after = after is None or (after[0] == "equal" and after[2] - after[1] >= min(SAME_AROUND, length - after[1]))
    return kept_before and kept_after and (before is not None or after is not None)


def _are_critical(items: Sequence[Item]) -> bool:
    return len(items) <= 6 and all(item.critical or item.small for item in items) and any(i.critical for i in items)


def _stand_for(ours: Sequence[Item], theirs: Sequence[Item]) -> bool:
    """Whether one is a form of the other: part of a name or date, an acronym of it, or the same with other words."""
    one = {item.key for item in ours if item.critical}
    other = {item.key for item in theirs if item.critical}
    if one <= other or other <= one:
        return True
    if len(one) == len(other) == 1 and isinstance(first := next(iter(one)), tuple) and len(first) == 4:
        second = next(iter(other))
        return (
            isinstance(second, tuple)
            and len(second) == 4
            and all(a == b or None in (a, b) for a, b in zip(first, second, strict=True))
        )
    return _is_acronym(ours, theirs) or _is_acronym(theirs, ours)


def _is_acronym(short: Sequence[Item], long: Sequence[Item]) -> bool:
    return len(long) > 1 and any(
        len(item.written) > 1 and item.written.isupper() and item.written.lower() in _initials(long) for item in short
    )


def _initials(items: Sequence[Item]) -> str:
    return "".join(item.written[0].lower() for item in items if not item.small)


def _written(items: Sequence[Item]) -> str:
    return " ".join(item.written for item in items)
