"""The readers: transformers that read a question with a passage and say of each sentence how likely it answers.

Trained by `evals.training.train_reader`; the model cards beside their weights say on what, and how good they are.
"""

from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from assistant.ranking.reading import Pieces, Window, joined
from assistant.settings import ReaderName
from ingest.onnx import open_session

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

WEIGHTS = Path(__file__).parent / "weights"
DIGESTS = {
    "quick/model_int8.onnx": "ab71dc41dd393c99c9c7e562caf2f62a04ee97aeda4f043f7c6310de327e044a",
    "careful/model_int8.onnx": "c86a8eec0cea4803998e248e90e238a37fa232016b6a004eec09c5f509e62164",
    "careful/tokenizer.json": "b9b8c35f947582c6bd7a5c02a171bc079f11afd0b04e04f25382996102fc1e34",
    "quick/tokenizer.json": "d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
}


class Reader(Protocol):
    def odds(self, question: str, windows: Sequence[Window]) -> list[np.ndarray]:
        """For each window the log odds that each of its candidates answers: shape [candidates], float32."""


@cache
def load_reader(name: ReaderName, threads: int = 0) -> "OnnxReader":
    """The reader of this name, run on that many threads; 0 is one per core. Loaded once; threads can share it."""
    return OnnxReader(WEIGHTS / name, threads)


class OnnxReader:
    """A reader in ONNX form, loaded for the first question."""

    def __init__(self, folder: Path, threads: int = 0):
        self.folder = folder
        self.threads = threads

    @cached_property
    def _session(self) -> "InferenceSession":
        return open_session(self.folder / "model_int8.onnx", self.threads)

    @cached_property
    def _inputs(self) -> set[str]:
        return {each.name for each in self._session.get_inputs()}

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _ends(self) -> tuple[int, int]:
        """The pieces that the model's inputs begin and end with."""
        first, last = self._tokenizer.encode("").ids
        return first, last

    def ready(self) -> None:
        """Opens the model, so that the first question does not wait for it."""
        self._pieces(["ready"])
        _ = self._inputs

    def odds(self, question: str, windows: Sequence[Window]) -> list[np.ndarray]:
        asked = self._pieces([question])[0]
        parts: list[tuple[int, Pieces]] = []
        for n, window in enumerate(windows):
            context, *units = self._pieces([window.context, *(each.text for each in window.candidates)])
            if units:
                parts += [(n, part) for part in joined(asked, context, units, *self._ends)]
        found: list[list[np.ndarray]] = [[np.empty(0, np.float32)] for _ in windows]
        for n, part in parts:
            found[n].append(self._run(part))
        return [np.concatenate(each) for each in found]

    def _pieces(self, texts: Sequence[str]) -> list[list[int]]:
        return [each.ids for each in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def _run(self, part: Pieces) -> np.ndarray:
        """One at a time: beside others, 8-bit odds would depend on what else is read."""
        pool = np.zeros((1, len(part.spans), len(part.ids)), np.float32)
        for n, (start, end) in enumerate(part.spans):
            pool[0, n, start:end] = 1 / max(end - start, 1)
        given = {
            "input_ids": np.array([part.ids], np.int64),
            "attention_mask": np.ones((1, len(part.ids)), np.int64),
            "token_type_ids": np.array([part.types], np.int64),
            "pool": pool,
        }
        return self._session.run(None, {name: each for name, each in given.items() if name in self._inputs})[0][0]
