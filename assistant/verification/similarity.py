"""How much of a statement the words cited say: by its words, and by the encoder's vectors."""

import re
from collections.abc import Sequence

import numpy as np

from assistant.verification.alignment import Item, items
from assistant.verification.text import tokens
from ingest.encode import Encoder
from ingest.sentences import sentences

SENTENCES = 40  # of the words cited that get a vector of their own; beyond, the words alone decide
LONGEST = 1_500  # characters of a text that the encoder is given; it sees no more word pieces than that
CLAUSE = 3  # words that carry meaning, for a clause to be looked at by itself
CLEAR = 0.5  # of a clause's words in the words cited: no vector is needed
MOST = 0.8  # of a statement's words, likewise
CUT = re.compile(
    r"[,;:] (?:(?:and|or|but|while|because|which|so|as) )?|(?<=[.?!]) |[()|]| - |"
    r" (?:but|while|because|whereas|which|who) | and (?=(?:[\w'-]+ ){3})"
)


def held(statement: str, cited: str) -> float:
    """The share of the statement's stems that stand in the words cited; 1 where none carries meaning.

    Figures, dates and acronyms are left out: other rules look for them, whatever their notation.
    """
    said = {item.token.stem for item in items(statement) if _is_telling(item)}
    return len(said & {token.stem for token in tokens(cited)}) / len(said) if said else 1.0


def likeness(encoder: Encoder, statement: str, quotes: Sequence[str], context: str) -> tuple[float, float]:
    """How much of the whole statement is said, and of the clause of which least is: share of words plus cosine.

    0 to 2. A clause half of whose words are held counts as said, and so does a statement most of whose words are: both
    2. All are plain texts.
    """
    over = f"{' . '.join(quotes)} . {context}"
    weak = [clause for clause in clauses(statement) if held(clause, over) < CLEAR]
    if not weak and held(statement, over) >= MOST:
        return 2.0, 2.0
    shares = [held(part, over) for part in (statement, *weak)]
    sums = [share + near for share, near in zip(shares, nearness(encoder, [statement, *weak], quotes), strict=True)]
    return sums[0], min(sums[1:], default=2.0)


def _is_telling(item: Item) -> bool:
    return item.sort in ("", "name") and item.token.carries_meaning and not item.written[:-1].isupper()


def clauses(statement: str) -> list[str]:
    """The clauses of a statement that say enough to be judged by themselves; none where it is all one."""
    parts = [part for part in CUT.split(statement) if part]
    kept = [part for part in parts if sum(map(_is_telling, items(part))) >= CLAUSE]
    return kept[:SENTENCES] if len(parts) > 1 else []


def nearness(encoder: Encoder, texts: Sequence[str], quotes: Sequence[str]) -> list[float]:
    """Of each text, the greatest cosine with all the words cited, each quote, or a sentence of one."""
    parts = [" ".join(quotes), *quotes]
    for quote in quotes:
        parts += [quote[start:end] for start, end in sentences(quote, 0, len(quote))]
    wanted = list(dict.fromkeys(part[:LONGEST] for part in parts))[:SENTENCES]
    vectors = encoder.encode([*(text[:LONGEST] for text in texts), *wanted])
    return np.max(vectors[: len(texts)] @ vectors[len(texts) :].T, axis=1).tolist()
