"""Makes more vectors from real text than there are passages: from passages, sentences, and near copies."""

import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ingest.library import Library
from ingest.paper import Block
from ingest.sentences import block_sentences

PART = 2_000  # texts to encode before saving, so that a stopped run can continue
LEAST, MOST = 40, 160  # characters of a sentence; shorter ones say little, longer ones are slow to encode
ABOVE = 40  # characters of the headings


def real_vectors(library: Library, count: int, kept: Path) -> np.ndarray:
    """`count` vectors, one a row, in random order; sentences are encoded once and saved in the folder `kept`."""
    kept.mkdir(parents=True, exist_ok=True)
    parts = [passage_vectors(library)]
    texts = list(_sentences(library))
    random.Random(2).shuffle(texts)
    for at in range(0, len(texts), PART):
        path = kept / f"vectors-{at}.npy"
        if not path.exists():
            np.save(path, library.encoder.encode(texts[at : at + PART]))
        parts.append(np.load(path))
    vectors, draw = np.concatenate(parts), np.random.default_rng(1)
    print(f"{len(vectors):,} encoded", flush=True)
    missing = max(0, count - len(vectors))
    vectors = np.concatenate([vectors, near(vectors[draw.integers(0, len(vectors), missing)], draw)])
    return draw.permutation(vectors)[:count]


def near(rows: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Vectors with a cosine similarity of about 0.98 to these, as if some words were changed."""
    rows = rows + draw.normal(0, 0.01, rows.shape)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def passage_vectors(library: Library) -> np.ndarray:
    found = library.vectors._collection.get(include=["embeddings"])["embeddings"]
    return np.asarray(found, np.float32)


def _sentences(library: Library) -> Iterator[str]:
    for each in library.catalogue.papers():
        paper = library.catalogue.paper(each.id)
        assert paper is not None
        for passage in library.catalogue.passages(paper.id):
            text = paper.text[passage.start : passage.end]
            for start, end in block_sentences(text, Block("paragraph", 0, 0, len(text))):
                if end - start > LEAST:
                    yield f"{passage.context[-ABOVE:]}\n{text[start:end][:MOST]}"
