"""What a cluster worker does with a paper: the same as this machine would, using only what was sent to it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

from ingest.encode import Encoder
from ingest.errors import PolicyError
from ingest.paper import Source
from ingest.prepare import Prepared, prepare
from ingest.worker import Limits, Reader, Recognising, Unread

FORM = ("encoder.onnx", "tokenizer.json", "encoder.json")


@dataclass(frozen=True)
class Parcel:
    """A paper as it is sent, since the machines of a cluster need not share a file system."""

    data: bytes
    suffix: str
    source: Source
    limits: Limits


def parcel_of(sent: dict[str, Any]) -> Parcel:
    """The parcel from plain values, which arrive even if another version of policy, or none, could not open it."""
    source, limits = Source(**sent["source"]), Limits(**sent["limits"])
    return Parcel(sent["data"], sent["suffix"], source, limits)


_encoder: Encoder | None = None  # a process works for one ingest, and so with one encoder


def prepared(parcel: Parcel, form: Callable[[], dict[str, bytes]]) -> Prepared | PolicyError:
    """The paper ready for the library, or why it could not be read. `form` fetches the encoder, the first time."""
    global _encoder
    if _encoder is None:
        _encoder = encoder_of(form())
    with NamedTemporaryFile(suffix=parcel.suffix) as file:
        file.write(parcel.data)
        file.flush()
        *_, (_, loaded) = _reader(parcel.limits).read([Unread(Path(file.name), parcel.source)])
    assert not isinstance(loaded, Recognising)
    return loaded if isinstance(loaded, PolicyError) else prepare(loaded, _encoder)


@lru_cache(1)
def _reader(limits: Limits) -> Reader:
    return Reader(limits)


def form_of(encoder: Encoder) -> dict[str, bytes]:
    """The files of an encoder, so that every worker encodes with exactly the same ones."""
    return {name: (encoder.folder / name).read_bytes() for name in FORM}


def encoder_of(form: dict[str, bytes]) -> Encoder:
    """On one thread: a worker has one core. The number of threads does not change the vectors at all (measured)."""
    with TemporaryDirectory() as folder:
        for name, data in form.items():
            (Path(folder) / name).write_bytes(data)
        encoder = Encoder(Path(folder), threads=1)
        encoder.count([""])  # these two load everything in the folder, so that none of it has to stay
        encoder.encode([""])
    return encoder
