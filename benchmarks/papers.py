"""Papers to measure with: variants of the digests, and a large library of them that nothing was encoded for."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ingest.acronyms import acronyms
from ingest.chunking import chunk
from ingest.encode import Encoder
from ingest.library import Library
from ingest.load import load
from ingest.paper import Source
from ingest.prepare import Prepared, encoded_text

ROOT = Path(__file__).parents[1]


def digests() -> list[Path]:
    return sorted((ROOT / "corpus").glob("*.md"))


def write_papers(folder: Path, count: int) -> Path:
    """Variants of the digests, each with different contents."""
    folder.mkdir()
    sources = digests()
    for n in range(count):
        text = sources[n % len(sources)].read_text("utf-8")
        (folder / f"paper-{n}.md").write_text(text.replace("London", f"Newtown {n}"), "utf-8")
    return folder


def write_notes(folder: Path, count: int) -> Path:
    folder.mkdir()
    paragraphs = [p for digest in digests() for p in digest.read_text("utf-8").split("\n\n") if len(p) > 200]
    for n in range(count):
        body = "\n\n".join(paragraphs[(n + k) % len(paragraphs)] for k in range(3))
        (folder / f"note-{n}.md").write_text(f"# Note {n}\n\n{body}\n", "utf-8")
    return folder


def passages_of(papers: list[Path], encoder: Encoder) -> list[str]:
    """The passages of the papers, as they are encoded."""
    texts = []
    for path in papers:
        loaded = load(path)
        texts += [encoded_text(loaded.paper, p) for p in chunk(loaded.paper, list(loaded.blocks), encoder.count)]
    return texts


def fill(library: Library, size: int) -> None:
    """Adds copies of the digests with changed words, until the library has `size` passages."""
    real, random = library.encoder.encode(passages_of(digests(), library.encoder)), np.random.default_rng(7)
    held = library.catalogue.passage_count()
    with library.writing():
        for path in _copies(library.folder):
            if held >= size:
                return
            loaded = load(path)
            passages = chunk(loaded.paper, list(loaded.blocks), lambda texts: [len(text) // 5 for text in texts])
            vectors = _jittered(real, len(passages), random)
            prepared = Prepared(loaded.paper, loaded.blocks, tuple(passages), vectors, acronyms(loaded.paper.text))
            library.add(prepared, Source(str(path), 0, 0, loaded.paper.sha256, loaded.paper.id))
            held += len(passages)


def _copies(folder: Path) -> Iterator[Path]:
    """One copy after another, each there until the next is asked for."""
    copy = 0
    while True:
        for digest in digests():
            path = folder / f"{digest.stem}-{copy}.md"
            text = digest.read_text("utf-8").replace("plan", f"plan{copy % 97}")
            path.write_text(f"{text}\n\nThis is copy {copy}.\n", "utf-8")
            yield path
            path.unlink()
        copy += 1


def _jittered(real: np.ndarray, count: int, random: np.random.Generator) -> np.ndarray:
    """Vectors near those of real passages, without encoding, so that the index sees a large library."""
    rows = real[random.integers(0, len(real), count)]
    rows = rows + random.normal(0, 0.03, rows.shape)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
