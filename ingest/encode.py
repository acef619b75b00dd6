"""The encoder: turns texts into vectors, with the ONNX form of a sentence-transformers model.

Importing sentence_transformers takes about ten seconds, an onnxruntime session half a second, and both give the same
vectors (largest difference measured: 2e-7). So the model is converted to ONNX once, and torch is not needed again.
"""

import hashlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from filelock import FileLock

from ingest.child import command, environment
from ingest.errors import LibraryError
from ingest.export import EXPORTED
from ingest.onnx import open_session
from ingest.weights import DEFAULT, altered, fingerprint, layers_of, sha256, weights_of

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Encoding, Tokenizer

TOGETHER = 256  # word pieces in a batch, padded; see `_batches`

SAMPLES = [
    "Who approves the budget?",
    "The board approves the budget every spring, after the committee has seen it.",
    "2021",
]
FILES = ("tokenizer.json", "encoder.onnx", "encoder.json")  # the last one shows that all are there
REMEMBERED = 50_000  # vectors of 1.5 kB; 500 questions need no more than 16,000 sentences
SAME = 1e-4  # vectors of the two forms differ by 2e-7 if the export is right


class Encoder:
    """A sentence-transformers model in its ONNX form, loaded when the first text comes.

    `folder` holds what `derive` wrote; `threads` is how many one encoding uses, 0 for one per core. Vectors have unit
    length, so that their inner product is the cosine.
    Raises LibraryError if the folder does not hold an encoder.
    """

    def __init__(self, folder: Path, threads: int = 0):
        self.folder = folder
        self.threads = threads
        try:
            stated = json.loads((folder / "encoder.json").read_text("utf-8"))
            self.name: str = stated["name"]
            self.fingerprint: str = stated["weights"]
            self.longest: int = stated["longest"]
            self.size: int = stated["size"]
        except (OSError, ValueError, KeyError) as error:
            raise _unreadable(folder) from error

    @cached_property
    def tokenizer(self) -> "Tokenizer":
        """The word pieces, cut to what the model sees."""
        tokenizer = _tokenizer(self.folder)
        tokenizer.enable_truncation(self.longest)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> "InferenceSession":
        try:
            return open_session(self.folder / "encoder.onnx", self.threads)
        except Exception as error:  # onnxruntime's own errors have no other base in common
            raise _unreadable(self.folder) from error

    @cached_property
    def _counter(self) -> "Tokenizer":
        tokenizer = _tokenizer(self.folder)
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def ready(self) -> None:
        """Opens the model, so that the first text does not wait for it."""
        _ = self.tokenizer, self._session

    def count(self, texts: Sequence[str]) -> list[int]:
        """The number of word pieces in each text."""
        return [len(encoding.ids) for encoding in self._counter.encode_batch(list(texts), add_special_tokens=False)]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Vectors of unit length, one row per text, float32."""
        encodings = self.tokenizer.encode_batch(list(texts))
        vectors = np.empty((len(texts), self.size), np.float32)
        for batch in _batches([len(encoding.ids) for encoding in encodings]):
            vectors[batch] = self._vectors([encodings[n] for n in batch])
        return vectors

    def _vectors(self, encodings: "Sequence[Encoding]") -> np.ndarray:
        width = max(len(encoding.ids) for encoding in encodings)
        for encoding in encodings:
            encoding.pad(width)
        inputs = {
            "input_ids": np.array([encoding.ids for encoding in encodings], np.int64),
            "attention_mask": np.array([encoding.attention_mask for encoding in encodings], np.int64),
        }
        return self._session.run(None, inputs)[0]

    def embed_query(self, text: str) -> list[float]:
        return self.encode([text])[0].tolist()


class RememberingEncoder(Encoder):
    """For many questions in a row: encodes each text once, by itself and on one thread, for one of several workers.

    Texts encoded together change the last digits of each other's vectors, as they are padded to the same length. By
    itself, a text always gets the same vector, whatever was asked before.
    """

    def __init__(self, folder: Path):
        super().__init__(folder, threads=1)
        self._vector = lru_cache(REMEMBERED)(lambda text: self._vectors([self.tokenizer.encode(text)])[0])

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        return np.stack([self._vector(text) for text in texts]) if texts else np.empty((0, self.size), np.float32)


def load_encoder(name: str, models: Path) -> Encoder:
    """The encoder with this name, or in this folder; its ONNX form is derived below `models` the first time.

    Raises SettingsError for a name that is neither a folder nor the default, LibraryError for altered weights.
    """
    folder = models / _slug(name)
    if not (folder / "encoder.json").is_file():
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise LibraryError(
                f"the encoder's folder {folder} could not be created: {error.strerror}",
                "choose another folder: POLICY_MODELS",
            ) from error
        with FileLock(folder / "deriving.lock"):
            if not (folder / "encoder.json").is_file():
                with tempfile.TemporaryDirectory(dir=folder) as draft:
                    derive(name, Path(draft))
                    for file in FILES:
                        os.replace(Path(draft, file), folder / file)
    return Encoder(folder)


def derive(name: str, folder: Path) -> None:
    """Writes `FILES` into a folder that nobody reads until it is finished."""
    weights = weights_of(name)
    if cure := altered(name):
        raise LibraryError(f"the weights of {name} are not the published ones", cure)
    (folder / "tokenizer.json").write_bytes((weights.parent / "tokenizer.json").read_bytes())
    longest, expected = _export(name, weights.parent, folder)
    stated = {"name": name, "weights": fingerprint(name), "longest": longest, "size": expected.shape[1]}
    stated["onnx"] = sha256(folder / "encoder.onnx")
    (folder / "encoder.json").write_text(json.dumps(stated, indent=1), "utf-8")
    apart = float(np.abs(Encoder(folder).encode(SAMPLES) - expected).max())
    if apart > SAME:
        raise LibraryError(
            f"the ONNX form of '{name}' gives different vectors (by {apart:.1g})", "choose another encoder"
        )


def _export(name: str, source: Path, folder: Path) -> tuple[int, np.ndarray]:
    """Writes the whole model as ONNX, including pooling and normalising.

    Returns how many word pieces the model sees, and its own vectors for `SAMPLES`. In a process of its own: torch takes
    half a gigabyte, and its libraries are kept from the network by the environment that they start with.
    """
    ended = subprocess.run(
        command("-m", "ingest.export", str(source), str(layers_of(name) or ""), str(folder), *SAMPLES),
        env=environment() | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if ended.returncode:
        why = ended.stderr.strip().rpartition("\n")[2]
        raise LibraryError(f"the encoder '{name}' can't be turned into ONNX: {why}", "choose another encoder")
    made = json.loads((folder / EXPORTED).read_text("utf-8"))
    return made["longest"], np.array(made["vectors"], np.float32)


def _batches(sizes: Sequence[int]) -> Iterator[list[int]]:
    """Which texts are encoded together, given how many word pieces each has: all of them, the shortest first.

    Short texts go together, long ones alone. Padding costs as much as words do, and what a long text needs fits in the
    processor's cache only by itself. Against eight texts at a time, as near in length as characters can tell, the
    passages of a paper took .66 to .75 of the processor time, and sentences .77 to .79. With 512 pieces it was .67 to
    .74 and .87 to .89, with 1024 .78 to .85 and 1.05 to 1.07, with each text alone .65 to .72 and .99.
    """
    batch: list[int] = []
    for n in sorted(range(len(sizes)), key=sizes.__getitem__):
        if batch and (len(batch) + 1) * sizes[n] > TOGETHER:
            yield batch
            batch = []
        batch.append(n)
    if batch:
        yield batch


def _tokenizer(folder: Path) -> "Tokenizer":
    from tokenizers import Tokenizer

    try:
        return Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # tokenizers raises nothing narrower
        raise _unreadable(folder) from error


def _unreadable(folder: Path) -> LibraryError:
    return LibraryError(f"the encoder in {folder} could not be read", f"delete {folder}; it will be created again")


def _slug(name: str) -> str:
    if name == DEFAULT:
        return DEFAULT
    path = Path(name).expanduser().resolve()
    return f"{path.name}-{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"
