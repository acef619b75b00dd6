"""The cross-encoder: how well a sentence, seen in its context, answers a question.

Trained by `evals.training.train_cross_encoder`; the model card beside its weights says on what, and how good it is.
"""

from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from assistant.ranking.candidates import Candidate
from ingest.onnx import open_session

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

NAME = "policy-reader"
WEIGHTS = Path(__file__).parent / "weights" / "cross_encoder"
DIGESTS = {
    "model_int8.onnx": "d93d62099d997c3b5760b614767d5fd632295faff980128e24e966b848ecca69",
    "tokenizer.json": "1b19820b21bee2ab9a5d3f2ac461f9517c4589536c7d751d60d38877993c5e8b",
}
MARK = "[SEP]"  # BERT's own separator: everything after the last one is the sentence to judge, what precedes is context
LONGEST = 160  # word pieces that it sees; 99% of the pairs that it learned from are shorter
LONGEST_BEFORE = 30  # words; a longer sentence before is left out
LONGEST_HEADING = 14
BATCH = 8


class CrossEncoder(Protocol):
    def scores(self, question: str, sentences: Sequence[str]) -> np.ndarray:
        """How well each sentence in its context answers: log odds, shape [sentences], float32."""


def in_context(sentence: str, title: str = "", heading: str = "", previous: str = "") -> str:
    """'title › heading › previous sentence [SEP] sentence', the form that it is trained on and asked in."""
    parts = (_clip(title), _clip(heading), previous)
    before = " › ".join(part for part in parts if part and len(part.split()) <= LONGEST_BEFORE)
    return f"{before} {MARK} {sentence}" if before else sentence


def shown(candidate: Candidate) -> str:
    """A candidate as the cross-encoder sees it."""
    heading = candidate.headings[-1] if candidate.headings else ""
    return in_context(candidate.text, candidate.title, heading, candidate.before)


def _clip(heading: str) -> str:
    return " ".join(heading.split()[:LONGEST_HEADING])


@cache
def load_cross_encoder(threads: int = 0) -> CrossEncoder:
    """The cross-encoder, run on that many threads; 0 is one per core. Loaded once; threads can share it."""
    return OnnxCrossEncoder(WEIGHTS, threads)


class OnnxCrossEncoder:
    """A cross-encoder in ONNX form, loaded for the first question."""

    def __init__(self, folder: Path, threads: int = 0):
        self.folder = folder
        self.threads = threads

    @cached_property
    def _session(self) -> "InferenceSession":
        return open_session(self.folder / "model_int8.onnx", self.threads)

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.enable_truncation(LONGEST)
        tokenizer.enable_padding()
        return tokenizer

    def scores(self, question: str, sentences: Sequence[str]) -> np.ndarray:
        order = sorted(range(len(sentences)), key=lambda n: len(sentences[n]))
        odds = np.empty(len(sentences), np.float32)
        for at in range(0, len(order), BATCH):
            batch = order[at : at + BATCH]
            odds[batch] = self._batch([(question, sentences[n]) for n in batch])
        return odds

    def _batch(self, pairs: list[tuple[str, str]]) -> np.ndarray:
        made = self._tokenizer.encode_batch(pairs)
        inputs = {
            "input_ids": np.array([each.ids for each in made], np.int64),
            "attention_mask": np.array([each.attention_mask for each in made], np.int64),
            "token_type_ids": np.array([each.type_ids for each in made], np.int64),
        }
        return self._session.run(None, inputs)[0]
