"""Splits text into words, stems them, and tells stop words from words with meaning."""

import re
from functools import lru_cache
from threading import Lock

import snowballstemmer

WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
STOP = frozenset(
    """a about after all also am an and any anybody are as at be because been before being between both but by can
    could did do does doing don done for from further get gets give given go goes going got had has have
    having he her here him his how i if in into is it its itself just let like ll me more most much my no
    nor not now of off on once one only or other our out over own please re really s say says said see shall
    she should so some such t tell than that the their them then there these they this those through to too
    under until up us very want was we were what whats when where which while who whom whose why will with
    would you your""".split()
)
_stemmer = snowballstemmer.stemmer("porter")  # the algorithm that FTS5 uses
_stemming = Lock()  # the stemmer is not thread-safe


@lru_cache(4_096)
def words(text: str) -> tuple[str, ...]:
    """The words of a text in lower case; 'City & Hackney's' gives city, hackney."""
    found = WORD.findall(text.lower())
    return tuple(part for word in found for part in ((word,) if word.isalnum() else _parts(word.replace("’", "'"))))


def content_words(text: str) -> list[str]:
    """The words of a text that carry meaning, each once; all of them where none does."""
    every = dict.fromkeys(words(text))
    return [word for word in every if word not in STOP] or list(every)


def bare(text: str) -> str:
    """The text for comparison: without case, punctuation at the ends, or kind of quotation mark."""
    return " ".join(re.sub(r"[’‘`]", "'", text).split()).strip(" .;:,'\"“”").casefold()


@lru_cache(4_096)
def stems(text: str) -> frozenset[str]:
    """The stems of the words that are not stop words."""
    return frozenset(stem(word) for word in words(text) if word not in STOP)


@lru_cache(50_000)
def stem(word: str) -> str:
    with _stemming:
        return _stemmer.stemWord(word)


def _parts(word: str) -> list[str]:
    word = word.removesuffix("'s")
    return [part for part in re.split(r"['-]|\.(?!\d)", word) if part]
