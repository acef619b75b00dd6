"""Short opaque keys for passages, such as 'k7f', that a model cites. Numbers would be confused with lists and years."""

import hashlib
from collections.abc import Sequence

LETTERS = "bcdfghjkmnpqrtvwxz"  # no vowels, so that no key is a word; no l, which looks like 1
FIGURES = "2345679"
EXAMPLES = ("q8x", "z8w")  # used in the prompt; never given to a passage, as no key has an 8
MOST_TRIES = 100_000  # there are 2,500 keys; no paper contains them all
SHAPE = r"[a-z]\d[a-z]"


def hand_out(question: str, passages: Sequence[str], texts: Sequence[str]) -> dict[str, str]:
    """The passage ids by key. The same question and passages get the same keys.

    No key occurs in `texts`, so nothing written in a paper can pass for one.
    """
    everything = "\n".join([question, *texts]).lower()
    keys: dict[str, str] = {}
    for passage in passages:
        tries = (_key(f"{question}\0{passage}\0{attempt}") for attempt in range(MOST_TRIES))
        keys[next(key for key in tries if key not in keys and key not in everything)] = passage
    return keys


def _key(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return LETTERS[digest[0] % len(LETTERS)] + FIGURES[digest[1] % len(FIGURES)] + LETTERS[digest[2] % len(LETTERS)]
