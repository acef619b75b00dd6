"""Splits text into words, stems them, and tells stop words from words with meaning."""

import re
from functools import cache, lru_cache
from threading import Lock

import snowballstemmer

from assistant.text.irregular import BASE, GROUPS, forms

WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
STOP = frozenset(
    """a about after all also am an and any anybody are as at be because been before being between both but by can
    could did do does doing don done for from further get gets give given go goes going got had has have
    having he her here him his how i if in into is it its itself just let like ll may me might more most much
    must my no nor not now of off on once one only or other our out over own please re really s say says said see shall
    she should so some such t tell than that the their them then there these they this those through to too
    under until up us very want was we were what whats when where which while who whom whose why will with
    would you your""".split()
)
DOTTED = re.compile(r"(?<![\w.])(?:[^\W\d_]\.){2,}(?:[^\W\d_](?!\w))?")  # P.M.O.
SPACED = re.compile(r"(?<![\w.])[A-Z](?: [A-Z]){2,}(?![\w.])")  # P M O
ACRONYM = re.compile(r"\b[A-Z]{2,6}\b")
NOTE_MARKS = str.maketrans(dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹", " "))  # '2019⁴' is the year 2019
_stemmer = snowballstemmer.stemmer("porter")  # the algorithm that FTS5 uses
_stemming = Lock()  # the stemmer is not thread-safe


@lru_cache(4_096)
def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case; 'City & Hackney's' gives city, hackney, and 'P.M.O.' gives pmo."""
    found = WORD.findall(joined(text).translate(NOTE_MARKS).lower())
    return tuple(part for word in found for part in ((word,) if word.isalnum() else _parts(word.replace("’", "'"))))


def joined(text: str) -> str:
    """The text with its acronyms as one word: 'P.M.O.' and 'P M O' become 'PMO'."""
    without_dots = DOTTED.sub(lambda found: found[0].replace(".", ""), text)
    return SPACED.sub(lambda found: found[0].replace(" ", ""), without_dots)


def content_words(text: str) -> list[str]:
    """The words to search for: those that carry meaning, or all where none does, with their other forms, each once.

    The index of the papers has regular stems alone, and the letters of 'P.M.O.' one by one.
    """
    every = words(text)
    kept = [word for word in every if word not in STOP] or list(every)
    spelt = [".".join(acronym.lower()) for acronym in ACRONYM.findall(joined(text))] if not text.isupper() else []
    return list(dict.fromkeys([*kept, *(form for word in kept for form in forms(word)), *spelt]))


def bare(text: str) -> str:
    """The text for comparison: without case, punctuation at the ends, or kind of quotation mark."""
    return " ".join(re.sub(r"[’‘`]", "'", text).split()).strip(" .;:,'\"“”").casefold()


@lru_cache(4_096)
def stems(text: str) -> frozenset[str]:
    """The stems of the words that are not stop words."""
    return frozenset(stem(word) for word in words(text) if word not in STOP)


@lru_cache(50_000)
def stem(word: str) -> str:
    """The stem of a word, which the forms of an irregular word share: 'led' and 'leads' have that of 'lead'."""
    with _stemming:
        return _stemmer.stemWord(BASE.get(word, word))


def index_stems(stem: str) -> tuple[str, ...]:
    """The stems under which the index of the papers may have a stem of ours: 'lead' and 'led' for 'lead'."""
    return _indexed().get(stem, (stem,))


@cache
def _indexed() -> dict[str, tuple[str, ...]]:
    with _stemming:
        return {_stemmer.stemWord(group[0]): tuple(dict.fromkeys(_stemmer.stemWords(group))) for group in GROUPS}


def _parts(word: str) -> list[str]:
    word = word.removesuffix("'s")
    return [part for part in re.split(r"['-]|\.(?!\d)", word) if part]
