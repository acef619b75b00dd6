"""The reader: a small cross-encoder that says how likely a sentence, in its context, answers a question.

Its weights ship with the package, with a model card beside them; `evals/train_reader.py` makes them again.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.units import Unit
from ingest.weights import DEFAULT, weights_of

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

MODEL = Path(__file__).with_name("reader.onnx")
MARK = "[SEP]"  # BERT's own separator: what follows the last one is the sentence to judge, what precedes its context
LONGEST = 160  # word pieces of question, context and sentence
BATCH = 8
LONGEST_BEFORE = 30  # words; a longer sentence before is left out
LONGEST_HEADING = 14  # words


class Reader:
    """Loaded when the first question comes. It shares the word pieces of the encoder that it was trained from."""

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(weights_of(DEFAULT).with_name("tokenizer.json")))
        tokenizer.enable_truncation(LONGEST)
        tokenizer.enable_padding()
        return tokenizer

    @cached_property
    def _session(self) -> "InferenceSession":
        import onnxruntime

        return onnxruntime.InferenceSession(MODEL, providers=["CPUExecutionProvider"])

    def scores(self, question: str, units: Sequence[Unit]) -> np.ndarray:
        """One logit a unit: above 0, it more likely answers than not."""
        pairs = [(question, as_read(unit)) for unit in units]
        order = sorted(range(len(pairs)), key=lambda n: len(pairs[n][1]))
        logits = np.empty(len(pairs), np.float32)
        for at in range(0, len(order), BATCH):
            part = order[at : at + BATCH]
            logits[part] = self._batch([pairs[n] for n in part])
        return logits

    def _batch(self, pairs: list[tuple[str, str]]) -> np.ndarray:
        encodings = self._tokenizer.encode_batch(pairs)
        inputs = {
            "input_ids": np.array([encoding.ids for encoding in encodings], np.int64),
            "attention_mask": np.array([encoding.attention_mask for encoding in encodings], np.int64),
            "token_type_ids": np.array([encoding.type_ids for encoding in encodings], np.int64),
        }
        return self._session.run(None, inputs)[0]


def as_read(unit: Unit) -> str:
    return in_context(unit.text, unit.title, unit.headings[-1] if unit.headings else "", unit.before)


def in_context(sentence: str, title: str = "", heading: str = "", before: str = "") -> str:
    """'title › heading › sentence before [SEP] sentence': the form that the reader is trained on and asked in.

    `before` may also be what introduces a list.
    """
    parts = [_clipped(title), _clipped(heading), before if len(before.split()) <= LONGEST_BEFORE else ""]
    context = " › ".join(part for part in parts if part)
    return f"{context} {MARK} {sentence}" if context else sentence


def _clipped(heading: str) -> str:
    return " ".join(heading.split()[:LONGEST_HEADING])
