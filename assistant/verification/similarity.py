"""How much of a statement the words cited support, by shared words and by the encoder's vectors."""

import re
from collections.abc import Sequence

import numpy as np

from assistant.text.plain import tokens
from assistant.verification.alignment import Item, items
from ingest.encode import Encoder
from ingest.sentences import sentences

SENTENCES = 40  # of the words cited that are encoded; beyond that, only shared words count
LONGEST = 1_500  # characters of a text to encode; the encoder reads no more
CLAUSE = 3  # words with meaning that a clause needs to be checked by itself
CLEAR = 0.5  # share of a clause's words in the words cited that needs no vector
MOST = 0.8  # the same for a whole statement
CUT = re.compile(
    r"[,;:] (?:(?:and|or|but|while|because|which|so|as) )?|(?<=[.?!]) |[()|]| - |"
    r" (?:but|while|because|whereas|which|who) | and (?=(?:[\w'-]+ ){3})"
)


def word_overlap(statement: str, cited: str) -> float:
    """The share of the statement's stems that are in the words cited; 1 if it has none with meaning.

    Leaves out figures, dates and acronyms, which other rules check in any notation.
    """
    said = {item.token.stem for item in items(statement) if _has_meaning(item)}
    return len(said & {token.stem for token in tokens(cited)}) / len(said) if said else 1.0


def similarity(encoder: Encoder, statement: str, quotes: Sequence[str], context: str) -> tuple[float, float]:
    """How well the whole statement, and its weakest clause, are supported: word overlap plus cosine, 0 to 2.

    A clause with half of its words in the texts counts as fully supported (2), as does a statement with most of its
    words in them. All are plain texts.
    """
    cited = f"{' . '.join(quotes)} . {context}"
    weak = [clause for clause in clauses(statement) if word_overlap(clause, cited) < CLEAR]
    if not weak and word_overlap(statement, cited) >= MOST:
        return 2.0, 2.0
    overlaps = [word_overlap(part, cited) for part in (statement, *weak)]
    sums = [sum(pair) for pair in zip(overlaps, cosines(encoder, [statement, *weak], quotes), strict=True)]
    return sums[0], min(sums[1:], default=2.0)


def _has_meaning(item: Item) -> bool:
    return item.kind in ("", "name") and item.token.carries_meaning and not item.written[:-1].isupper()


def clauses(statement: str) -> list[str]:
    """The clauses of a statement that say enough to be checked alone; none if it has only one."""
    parts = [part for part in CUT.split(statement) if part]
    kept = [part for part in parts if sum(map(_has_meaning, items(part))) >= CLAUSE]
    return kept[:SENTENCES] if len(parts) > 1 else []


def cosines(encoder: Encoder, texts: Sequence[str], quotes: Sequence[str]) -> list[float]:
    """For each text, its highest cosine with the words cited: all together, each quote, or a sentence of one."""
    parts = [" ".join(quotes), *quotes]
    for quote in quotes:
        parts += [quote[start:end] for start, end in sentences(quote, 0, len(quote))]
    wanted = list(dict.fromkeys(part[:LONGEST] for part in parts))[:SENTENCES]
    vectors = encoder.encode([*(text[:LONGEST] for text in texts), *wanted])
    return np.max(vectors[: len(texts)] @ vectors[len(texts) :].T, axis=1).tolist()
