"""How much of a statement the words cited say: by its words, and by the encoder's vectors."""

from collections.abc import Sequence

import numpy as np

from assistant.support.text import tokens
from ingest.encode import Encoder
from ingest.sentences import sentences

SENTENCES = 40  # of the words cited that get a vector of their own; beyond, the words measure alone decides
LONGEST = 4_000  # characters of a text that the encoder is given; it sees no more word pieces than that


def held(statement: str, cited: str) -> float:
    """The share of the statement's stems that carry meaning which stand in the words cited; 1 where it has none."""
    said = {token.stem for token in tokens(statement) if token.carries_meaning}
    return len(said & {token.stem for token in tokens(cited)}) / len(said) if said else 1.0


def nearness(encoder: Encoder, statement: str, quotes: Sequence[str]) -> float:
    """The greatest cosine of the statement and all the words cited, each quote, or a sentence of one."""
    parts = [" ".join(quotes), *quotes]
    for quote in quotes:
        parts += [quote[start:end] for start, end in sentences(quote, 0, len(quote))]
    wanted = [part[:LONGEST] for part in dict.fromkeys(parts)][:SENTENCES]
    vectors = encoder.encode([statement[:LONGEST], *wanted])
    return float(np.max(vectors[1:] @ vectors[0]))
