"""Finds changes in a statement that repeats most of a sentence: a name, a figure, a 'not', a bound, an opposite."""

from collections.abc import Hashable, Iterable, Sequence, Set
from difflib import SequenceMatcher

from assistant.text.negation import STRONG, denies, reverses
from assistant.text.opposites import opposed
from assistant.text.plain import Token
from assistant.verification.alignment import Alignment, Change, Item, align

AROUND = 2  # matching words needed on each side of a changed name or figure; with fewer, only the wording differs
MOVED = 20  # places to compare with each other
JOINING = frozenset("and or the a an of for to in on at by".split())
SHORT = 4  # words; a longer change is a different wording
BOUNDS = (
    frozenset({"least", "minimum", "more", "over", "above", "exceeding"}),
    frozenset({"most", "maximum", "up", "fewer", "less", "under", "below"}),
)
DUTIES = {"must": "must", "shall": "must", "may": "may", "can": "may", "might": "may", "will": "will"}


def changed(statement: str, sentences: Iterable[str]) -> str:
    """Why a statement contradicts the sentence it mostly repeats; empty if it doesn't."""
    alignment = align(statement, sentences)
    if alignment.changes and (reason := _exchanged(alignment)):
        return reason
    cited = {item.key for item in alignment.cited}
    balanced = _times_denied(alignment.said) == _times_denied(alignment.cited)
    for change in alignment.changes:
        if reason := _named_or_counted(change, cited) or _turned(change, balanced) or _bounded(change):
            return reason
    return ""


def _exchanged(alignment: Alignment) -> str:
    """Names or figures that have swapped places while the words after them have not."""
    ours, theirs = _places(alignment.said), _places(alignment.cited)
    matcher = SequenceMatcher(None, [word for word, _ in ours], [word for word, _ in theirs], autojunk=False)
    pairs = [
        (ours[block.a + n][1], theirs[block.b + n][1])
        for block in matcher.get_matching_blocks()
        for n in range(block.size)
    ]
    apart = [(one - other, other - one) for one, other in pairs if one - other and other - one]
    for n, (put, left) in enumerate(apart[:MOVED]):
        for other_put, other_left in apart[n + 1 : MOVED]:
            if put & other_left and other_put & left:
                return "the words cited have these names or figures the other way round"
    return ""


def _places(items: Sequence[Item]) -> list[tuple[Hashable, frozenset[Hashable]]]:
    """Each word that is not a name or figure, with the names and figures before it."""
    made: list[tuple[Hashable, frozenset[Hashable]]] = []
    held: list[Hashable] = []
    for n, item in enumerate(items):
        if item.kind or (n == 0 and item.token.written[0].isupper()):
            held.append(item.key)
        elif item.key not in JOINING:
            made.append((item.key, frozenset(held)))
            held = []
    return [*made, ("", frozenset(held))]


def _named_or_counted(change: Change, cited: Set[Hashable]) -> str:
    if not (change.opens or change.before >= AROUND) or not (change.closes or change.after >= AROUND):
        return ""
    for kind in ("name", "figure", "date"):
        ours, theirs = _all_of(change.ours, kind), _all_of(change.theirs, kind)
        if ours and not theirs and change.theirs and change.theirs[0].kind == kind != "name":
            theirs = [item for item in change.theirs if item.kind == kind]  # part of a clause that was left out
        if kind == "name" and any(i.key in cited for i in ours) and all(i.written.isupper() for i in theirs):
            continue  # 'the services of GSA' for 'GSA's services (TTS)'
        if ours and theirs and not _stand_for(ours, theirs):
            return _instead(change)
    return ""


def _all_of(items: Sequence[Item], kind: str) -> list[Item]:
    """The items of a kind, if only small words come with them."""
    return [item for item in items if item.kind == kind] if all(i.kind == kind or i.small for i in items) else []


def _stand_for(ours: Sequence[Item], theirs: Sequence[Item]) -> bool:
    """Whether one is part of the other, its acronym, or the same date with less detail."""
    one, other = {item.key for item in ours}, {item.key for item in theirs}
    if one <= other or other <= one:
        return True
    if len(ours) == len(theirs) == 1 and ours[0].kind == "date":
        first, second = ours[0].key, theirs[0].key
        return all(a == b or None in (a, b) for a, b in zip(first, second, strict=True))  # type: ignore[call-overload]
    return _is_acronym(ours, theirs) or _is_acronym(theirs, ours)


def _is_acronym(short: Sequence[Item], long: Sequence[Item]) -> bool:
    initials = "".join(item.written[0].lower() for item in long)
    return len(long) > 1 and any(
        item.written[:-1].isupper() and item.written.lower().removesuffix("s") in initials for item in short
    )


def _is_amid(change: Change) -> bool:
    """Whether enough words around a change match for it to be more than a different wording."""
    edges = change.before + change.after
    return edges >= 3 and bool(change.before or change.opens) and bool(change.after or change.closes)


def _times_denied(items: Sequence[Item]) -> int:
    return sum(reverses(item.token) for item in items)


def _turned(change: Change, balanced: bool) -> str:
    """One negation more or less, or an opposite in place of a word; both together cancel out.

    `balanced`: the statement has as many negations as the sentence, so one has only moved.
    """
    if not _is_amid(change) or max(len(change.ours), len(change.theirs)) > SHORT:
        return ""
    ours, theirs = ([item.token for item in side if not item.kind] for side in (change.ours, change.theirs))
    if any(token.word == "than" for token in (*ours, *theirs)):
        return ""  # 'no more than' is 'at most': left to the rule for figures
    opposite = any(opposed(one, other) for one in ours for other in theirs)
    if opposite != (not balanced and _is_denied_once(ours, theirs)):
        return _instead(change)
    one, other = _duties(ours), _duties(theirs)
    return _instead(change) if one and other and not one & other else ""


def _is_denied_once(ours: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Whether only one side is negated, and the other has not even a word such as 'except'."""
    alone = not ours or not theirs
    times = [sum(each.word in STRONG if alone else reverses(each) for each in side) for side in (ours, theirs)]
    if sum(times) % 2 == 0:
        return False
    return all(times[n] or not any(map(denies, side)) for n, side in enumerate((ours, theirs)))


def _duties(words: Sequence[Token]) -> set[str]:
    said = {token.word for token in words}
    if said & {"required", "obliged"}:
        return {"must"}
    return {"may"} if "able" in said else {DUTIES[word] for word in said & DUTIES.keys()}


def _bounded(change: Change) -> str:
    if not _is_amid(change) or max(len(change.ours), len(change.theirs)) > SHORT:
        return ""
    ours, theirs = ({item.token.word for item in side} for side in (change.ours, change.theirs))
    if (ours | theirs) & STRONG:
        return ""
    crossed = any(ours & one and theirs & other for one, other in (BOUNDS, BOUNDS[::-1]))
    return _instead(change) if crossed else ""


def _instead(change: Change) -> str:
    ours, theirs = (" ".join(item.written for item in side) for side in (change.ours, change.theirs))
    if not ours:
        return f"the words cited also say '{theirs}' there"
    return (
        f"the words cited say '{theirs}' there, not '{ours}'"
        if theirs
        else f"the words cited do not say '{ours}' there"
    )
