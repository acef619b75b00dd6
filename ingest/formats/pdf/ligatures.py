"""Ligatures that a PDF calls by another letter: 'informa4on', 'soTware', 'beƩer'.

Programs that write no table of the letters of a font give its ligatures the codes of other letters, each document its
own. Words that every paper has tell which ligature a letter stands for.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

INSIDE = re.compile(r"(?<=[a-z])[^\sa-z'’\-–—.,;:/()_•](?=[a-z])")
WORD = re.compile(r"[^\s.,;:/()“”\"'’–—-]+")
FEWEST = 2  # known words; one may be a name or a code, unless another letter is known to stand for a ligature
LEAST = 0.2  # of the words with that letter inside: 'ti' is in many that are not listed
KNOWN = {
    "ti": """action actions activities additional administration application applications communication completion
        condition conditions consultation education election evaluation existing function identified implementation
        information institution introduction legislation location meeting motion national objective objectives operation
        option options organisation organisations participants particular partnership particularly position practice
        protection public question questions regulation regulations relation section sections situation sometimes
        statistics station strategic testing times transition until within writing""",
    "ft": """after afternoon aircraft craft draft drafted drafting drafts fifty gift gifts left lift lifted often shift
        shifts soft software swift theft thereafter""",
    "tt": """admitted attached attachment attempt attend attendance attended attending attention attitudes better bottom
        committed committee committees cutting getting letter letters little matter matters pattern patterns permitted
        putting setting settings settlement submitted written""",
    "fi": """benefit benefits confirm confirmed defined figure figures final finance financial find first fiscal five
        identified office officer officers official profit satisfied specific specified""",
    "ff": """affairs affect affected different difficult effect effective effects efficient effort efforts office
        offer offered officer staff sufficient""",
    "fl": """conflict conflicts flat flexible flight flood floods flow influence reflect reflected reflects""",
}
SETS = {ligature: frozenset(words.split()) for ligature, words in KNOWN.items()}


def ligatures(texts: Iterable[str]) -> dict[str, str]:
    """The ligature that each letter stands for, as far as the words of a paper tell."""
    words: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        if INSIDE.search(text):
            for word in WORD.findall(text):
                for letter in set(INSIDE.findall(word)):
                    words[letter].add(word)
    return dict(_told(words, 1)) if any(_told(words, FEWEST)) else {}


def _told(words: Mapping[str, set[str]], fewest: int) -> Iterator[tuple[str, str]]:
    for letter, held in words.items():
        known = {
            ligature: sum(_repaired(word, {letter: ligature}).lower() in listed for word in held)
            for ligature, listed in SETS.items()
        }
        best = max(known, key=lambda ligature: known[ligature])
        if known[best] >= max(fewest, LEAST * len(held)):
            yield letter, best


def repaired(text: str, found: Mapping[str, str]) -> str:
    """The text with the ligatures for the letters that stand for them inside words."""
    return WORD.sub(lambda word: _repaired(word[0], found), text) if found and INSIDE.search(text) else text


def _repaired(word: str, found: Mapping[str, str]) -> str:
    return INSIDE.sub(lambda letter: found.get(letter[0], letter[0]), word)
