"""Measures the cost of growth: `python -m benchmarks.growth LIBRARY` writes docs/scale.json and docs/scale.svg.

LIBRARY has real papers, including the five that `evals/datasets/papers-plain.jsonl` asks about. It is copied, with some
words changed, to 1,000, 10,000 and 100,000 passages, and its vectors alone to 1,000,000. The copies get vectors near
the originals', without encoding: that costs the same for every passage, and is measured separately.
"""

import argparse
import hashlib
import json
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from assistant.settings import load_settings
from benchmarks.real_vectors import near, real_vectors
from ingest.acronyms import acronyms
from ingest.chroma import Folder
from ingest.encode import Encoder
from ingest.library import Library, make_library
from ingest.paper import Passage, Source
from ingest.prepare import Prepared, encoded_text
from ingest.vectors import Vectors

ROOT = Path(__file__).parents[1]
SIZES = (1_000, 10_000, 100_000)
MOST = 1_000_000  # vectors alone
NEAR = 20  # recall is measured in this many results
SAME_LENGTH = {"board": "panel", "plan": "deal", "local": "rural", "report": "survey", "people": "adults"}
WORDS = re.compile(r"\b(?:" + "|".join(SAME_LENGTH) + r")\b|\d")

Figures = dict[str, float]


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("library", type=Path)
    given.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "policy-growth")
    given.add_argument("--most", type=int, default=MOST)
    given.add_argument("--only", choices=("libraries", "vectors"))
    options = given.parse_args()
    settings = load_settings(library=options.library, models=os.environ.get("POLICY_MODELS", ROOT / ".models"))
    measured: dict[str, Figures | list[Figures]] = {}
    with Library(settings.library, settings.encoder, settings.models) as real:
        if options.only != "vectors":
            measured["encoding"] = encoding(real)
            measured["libraries"] = libraries(real, options.work / "libraries")
        if options.only != "libraries":
            measured["vectors"] = vectors(real, options.work, options.most)
    out = ROOT / "docs" / "scale.json"
    found = (json.loads(out.read_text("utf-8")) if out.exists() else {}) | measured
    out.write_text(json.dumps(found, indent=1), "utf-8")
    from benchmarks.growth_plot import plot

    plot(found, ROOT / "docs" / "scale.svg")


def encoding(real: Library) -> Figures:
    """Real passages that the encoder encodes in a second."""
    texts = []
    for each in real.catalogue.papers():
        paper = real.catalogue.paper(each.id)
        assert paper is not None
        texts += [encoded_text(paper, passage) for passage in real.catalogue.passages(paper.id)[:4]]
    texts = texts[:: max(1, len(texts) // 300)][:300]
    began = time.perf_counter()
    real.encoder.encode(texts)
    return {"passages_a_second": len(texts) / (time.perf_counter() - began)}


# Whole libraries


def libraries(real: Library, work: Path) -> list[Figures]:
    """Figures for libraries of each size. Each question goes to all in turn, so that other load affects all alike."""
    made = [grow(real, work / str(size), size) for size in SIZES]
    asked: list[list[Figures]] = [[] for _ in SIZES]
    for _ in range(3):
        for n, size in enumerate(SIZES):
            asked[n].append(questions(work / str(size)))
    medians = [{name: statistics.median(turn[name] for turn in turns) for name in turns[0]} for turns in asked]
    return [each | turn for each, turn in zip(made, medians, strict=True)]


def grow(real: Library, folder: Path, size: int) -> Figures:
    """Copies papers into a library until it has `size` passages."""
    with Library(make_library(folder), real._encoder_name, real._models) as library:
        held, began = library.catalogue.passage_count(), time.perf_counter()
        start = held
        if held < size:
            with library.writing():
                for prepared in copies(real):
                    if held >= size:
                        break
                    if library.catalogue.holds(prepared.paper.id):
                        continue
                    paper = prepared.paper
                    library.add(prepared, Source(f"/{paper.id}.md", 1, 1, paper.sha256, paper.id))
                    held += len(prepared.passages)
        seconds = time.perf_counter() - began
    figures = {"passages": float(held), "catalogue_bytes": size_of(folder / "catalogue.db")}
    figures["index_bytes"] = sum(size_of(path) for path in (folder / "chroma").rglob("*") if path.is_file())
    kept = folder / "written.json"
    if held > start:
        kept.write_text(json.dumps((held - start) / seconds))
    return figures | {"written_a_second": json.loads(kept.read_text())}


def copies(real: Library) -> Iterator[Prepared]:
    """The papers of a library, over and over; after the first time with some words changed and vectors nearby."""
    stored = real.vectors._collection.get(include=["embeddings"])
    at = {id: n for n, id in enumerate(stored["ids"])}
    every, random = np.asarray(stored["embeddings"], np.float32), np.random.default_rng(3)
    copy = 0
    while True:
        for each in sorted(real.catalogue.papers(), key=lambda paper: (not paper.document.startswith("0"), paper.id)):
            paper, passages = real.catalogue.paper(each.id), real.catalogue.passages(each.id)
            assert paper is not None
            rows = every[[at[passage.id] for passage in passages]]
            if copy:
                id = hashlib.sha256(f"{copy} {paper.id}".encode()).hexdigest()[:16]
                paper = replace(paper, id=id, text=changed(paper.text, copy), sha256=id * 4)
                rows = near(rows, random)
            blocks = tuple(real.catalogue.blocks(each.id))
            yield Prepared(paper, blocks, tuple(moved(p, paper.id) for p in passages), rows, acronyms(paper.text))
        copy += 1


def changed(text: str, copy: int) -> str:
    """Replaces words and figures with others of the same length, so that all offsets stay valid."""

    def other(found: re.Match[str]) -> str:
        word = found.group()
        return str((int(word) + copy) % 10) if word.isdigit() else SAME_LENGTH[word]

    return WORDS.sub(other, text)


def moved(passage: Passage, paper: str) -> Passage:
    return replace(passage, paper=paper, id=f"{paper}-{passage.id.rpartition('-')[2]}")


def size_of(path: Path) -> float:
    return float(path.stat().st_size)


def questions(folder: Path) -> Figures:
    """Opens the library and asks questions in a new process."""
    ran = subprocess.run(
        [sys.executable, "-m", "benchmarks.growth_questions", folder],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )
    return json.loads(ran.stdout.splitlines()[-1])


# Vectors alone


class Unencoded(Encoder):
    """A stand-in for the encoder, for vectors that exist already."""

    def __init__(self) -> None:
        self.name = self.fingerprint = "unencoded"


def vectors(real: Library, work: Path, most: int) -> list[Figures]:
    """Figures for the index alone, from a thousand vectors to `most`; the first hundred thousand are from real text."""
    first, asked = real_vectors(real, SIZES[-1], work / "real-vectors"), real.encoder.encode(asked_of_papers())
    random, figures = np.random.default_rng(4), []
    folder = work / f"index-{os.getpid()}"
    store = Vectors(Folder(folder), Unencoded())
    every = np.empty((0, first.shape[1]), np.float32)
    for size in [*SIZES, *(size for size in (200_000, 400_000, 700_000, MOST) if size <= most)]:
        fresh = (
            first[len(every) : size]
            if size <= len(first)
            else near(first[random.integers(0, len(first), size - len(every))], random)
        )
        began = time.perf_counter()
        store.add([f"v{len(every) + n}" for n in range(len(fresh))], fresh, ["p"] * len(fresh))
        seconds = time.perf_counter() - began
        every = np.concatenate([every, fresh])
        figures.append(
            {"vectors": float(size), "written_a_second": len(fresh) / seconds} | searching(store, every, asked)
        )
        figures[-1]["index_bytes"] = sum(size_of(path) for path in folder.rglob("*") if path.is_file())
        figures[-1]["memory_bytes"] = memory()
        print(json.dumps(figures[-1]), flush=True)
    return figures


def searching(store: Vectors, every: np.ndarray, asked: np.ndarray) -> Figures:
    """How long one search takes, and how many of the true nearest neighbours it finds."""
    taken, found = [], 0
    for vector in asked:
        began = time.perf_counter()
        got = store.search(vector.tolist(), NEAR, None, 1)
        taken.append(time.perf_counter() - began)
        nearest = np.argpartition(-(every @ vector), NEAR)[:NEAR]
        found += len({id for id, _ in got} & {f"v{n}" for n in nearest})
    return {"recall": found / (NEAR * len(asked))} | times(taken)


def asked_of_papers() -> list[str]:
    """The questions of our own suites."""
    files = [
        ROOT / "evals" / "datasets" / "papers-plain.jsonl",
        *sorted((ROOT / "evals" / "datasets" / "digests").glob("*.jsonl")),
    ]
    return [json.loads(line)["question"] for file in files for line in file.read_text("utf-8").splitlines() if line]


def times(taken: Sequence[float]) -> Figures:
    ordered = sorted(taken)
    return {"median": statistics.median(ordered), "95th": ordered[math.ceil(0.95 * len(ordered)) - 1]}


def memory() -> float:
    """Bytes that this process uses now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return float(pages * os.sysconf("SC_PAGE_SIZE"))


if __name__ == "__main__":
    main()
