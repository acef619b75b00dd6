"""Measures adding papers, and the encoder that most of it waits for."""

import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.budgets import Line
from benchmarks.papers import digests, passages_of, write_notes, write_papers
from benchmarks.processes import POLICY, spent
from ingest.encode import Encoder
from ingest.weights import DEFAULT, weights_of

MEGABYTES = 600


def memory(environment: dict[str, str], scratch: Path) -> Iterator[Line]:
    yield Line("memory ingest", _ingested(write_papers(scratch / "some", 12), environment)[1], MEGABYTES)


def ingest(encoder: Encoder, environment: dict[str, str], scratch: Path) -> Iterator[Line]:
    yield Line("onnx", *_onnx_and_torch(encoder, passages_of(digests(), encoder)))
    folder = write_papers(scratch / "rate", 40)
    seconds, _ = _ingested(folder, environment)
    texts = passages_of(sorted(folder.iterdir()), encoder)
    began = time.process_time()
    encoder.encode(texts)
    yield Line("ingest", seconds, time.process_time() - began)
    notes = write_notes(scratch / "notes", 1000)
    first, _ = _ingested(notes, environment)
    yield Line("again", _ingested(notes, environment)[0], first)
    four, one = (_ingested(write_papers(scratch / name, count), environment) for name, count in (("4", 24), ("1", 6)))
    yield Line("ingest memory", four[1], one[1])


def _ingested(folder: Path, environment: dict[str, str]) -> tuple[float, float]:
    """Processor seconds and peak megabytes of adding a folder to the library beside it."""
    took = spent([POLICY, "ingest", str(folder), "--library", f"{folder}-library"], environment)
    return took.seconds, took.megabytes


def _onnx_and_torch(encoder: Encoder, texts: list[str]) -> tuple[float, float]:
    """Passages a second for the two forms of the encoder, as medians of three turns."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(weights_of(DEFAULT).parent), device="cpu", local_files_only=True)
    forms: list[Callable[[], object]] = [
        lambda: encoder.encode(texts),
        lambda: model.encode(texts, batch_size=16, show_progress_bar=False),
    ]
    turns = [[_seconds(form) for form in forms] for _ in range(3)]
    onnx, torch = (len(texts) / statistics.median(taken) for taken in zip(*turns, strict=True))
    return onnx, torch


def _seconds(action: Callable[[], object]) -> float:
    began = time.process_time()
    action()
    return time.process_time() - began
