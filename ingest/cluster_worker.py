"""What a worker of a cluster does with a paper: the same as is done here, with nothing but what was sent to it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryDirectory
from typing import Any

from ingest.catalogue import Source
from ingest.encode import Encoder
from ingest.errors import PolicyError
from ingest.prepare import Prepared, prepare
from ingest.worker import Limits, Reader, Unread

FORM = ("encoder.onnx", "tokenizer.json", "encoder.json")


@dataclass(frozen=True)
class Parcel:
    """A paper as it travels, since the machines of a cluster need not share a file system."""

    data: bytes
    suffix: str
    source: Source
    limits: Limits


def parcel_of(sent: dict[str, Any]) -> Parcel:
    """The parcel out of plain values: they arrive also where another version of us, or none, could not open it."""
    source, limits = Source(**sent["source"]), Limits(**sent["limits"])
    return Parcel(sent["data"], sent["suffix"], source, limits)


_encoder: Encoder | None = None  # a process works for one ingest, and so with one encoder


def prepared(parcel: Parcel, form: Callable[[], dict[str, bytes]]) -> Prepared | PolicyError:
    """The paper ready for the library, or why it can't be read. `form` fetches the encoder, the first time."""
    global _encoder
    if _encoder is None:
        _encoder = encoder_of(form())
    with NamedTemporaryFile(suffix=parcel.suffix) as file:
        file.write(parcel.data)
        file.flush()
        ((_, loaded),) = _reader(parcel.limits).read([Unread(Path(file.name), parcel.source)])
    return loaded if isinstance(loaded, PolicyError) else prepare(loaded, _encoder)


@lru_cache(1)
def _reader(limits: Limits) -> Reader:
    return Reader(limits)


def form_of(encoder: Encoder) -> dict[str, bytes]:
    """The files of an encoder, so that every worker encodes with the very same ones."""
    return {name: (encoder.folder / name).read_bytes() for name in FORM}


def encoder_of(form: dict[str, bytes]) -> Encoder:
    """On one thread: a worker has one core. The number of threads does not change a bit of the vectors (measured)."""
    with TemporaryDirectory() as folder:
        for name, data in form.items():
            (Path(folder) / name).write_bytes(data)
        encoder = Encoder(Path(folder), threads=1)
        encoder.count([""])  # these two load all that is in the folder, so that nothing of it has to stay
        encoder.encode([""])
    return encoder
