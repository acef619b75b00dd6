"""Of statements that say the same of several bodies, places or years, the one that is of what is asked about.

Readers go by the subject and weigh a name too little: 'The board of Copper Valley was set up in 2012' can look as good
an answer as the same said of Harbour Town, whose board was asked about.
"""

import re
from collections.abc import Iterable, Sequence, Set
from difflib import SequenceMatcher

from assistant.ranking.candidates import Candidate
from assistant.text.tokens import STOP, words

WORD = re.compile(r"[^\W_]+(?:[.,'’-][^\W_]+)*")
YEAR = re.compile(r"(?:19|20)\d\d")
ALIKE = 0.5  # share of their words, in order and whatever the figures, that parallel statements have in common


def of_what_is_asked(question: str, parts: Sequence[Candidate], others: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The parts of an answer, each once; in place of one that is of another, the parallel one.

    That is another part, or for an answer of one part any of the others.
    """
    asked, among = frozenset(words(question)), parts if len(parts) > 1 else others
    kept = (next((each for each in among if is_of_another(part.text, each.text, asked)), part) for part in parts)
    return tuple(dict.fromkeys(kept))


def is_of_another(statement: str, one: str, asked: Set[str]) -> bool:
    """Whether it says of another what `one` says of a body, a place or a year among the words asked."""
    mine, its = WORD.findall(one), WORD.findall(statement)
    matcher = SequenceMatcher(None, [*map(_form, mine)], [*map(_form, its)], autojunk=False)
    if any(share() < ALIKE for share in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)):
        return False
    said = set(words(statement))
    for step, start, end, its_start, its_end in matcher.get_opcodes():
        named, instead = _names(mine[start:end]), _names(its[its_start:its_end])
        if step != "replace" or not instead or _is_year(named) != _is_year(instead):
            continue
        if (named & asked) - said and not instead & asked:
            return True
    return False


def _form(word: str) -> str:
    """A word as it is compared: figures but years are all alike."""
    return "#" if any(map(str.isdigit, word)) and not YEAR.fullmatch(word) else word.lower()


def _names(run: Iterable[str]) -> set[str]:
    """The words of names and the years in a run of words, in lower case."""
    named = [word for word in run if YEAR.fullmatch(word) or (word[0].isupper() and word.lower() not in STOP)]
    return {part for word in named for part in words(word)}


def _is_year(names: Iterable[str]) -> bool:
    return any(map(YEAR.fullmatch, names))
