"""Turns a loaded paper into what the library keeps of it: passages and their vectors."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.acronyms import acronyms
from ingest.chunking import chunk
from ingest.load import Loaded
from ingest.paper import Block, Paper, Passage

if TYPE_CHECKING:
    import numpy as np

    from ingest.encode import Encoder


@dataclass(frozen=True)
class Prepared:
    """A paper ready for the library. `vectors` has one row of unit length per passage, float32."""

    paper: Paper
    blocks: tuple[Block, ...]
    passages: tuple[Passage, ...]
    vectors: "np.ndarray"
    acronyms: dict[str, str]


def prepare(loaded: Loaded, encoder: "Encoder") -> Prepared:
    """Packs and encodes; the same paper and encoder give the same passages, ids and vectors on every machine."""
    passages = chunk(loaded.paper, list(loaded.blocks), encoder.count)
    vectors = encoder.encode([encoded_text(loaded.paper, passage) for passage in passages])
    return Prepared(loaded.paper, loaded.blocks, tuple(passages), vectors, acronyms(loaded.paper.text))


def encoded_text(paper: Paper, passage: Passage) -> str:
    """What the encoder sees of a passage: title and headings, then the words."""
    return f"{passage.context}\n{paper.text[passage.start : passage.end]}"
