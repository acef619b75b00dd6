"""Keeps a library in step with files, folders and addresses."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ingest.catalogue import Source
from ingest.contents import NO_FILE, contents, real, too_large
from ingest.errors import PaperError, PolicyError
from ingest.fetch import fetched
from ingest.library import Library
from ingest.load import READERS, Loaded, known_format
from ingest.pack import pack
from ingest.places import Place, expand, full_path, is_address
from ingest.worker import Reader, Unread

Status = Literal["added", "changed", "unchanged", "same", "skipped", "removed", "gone"]


@dataclass(frozen=True)
class Outcome:
    """What became of one place. `same`: another place holds the same contents; `gone`: no longer in its folder."""

    location: str
    status: Status
    title: str = ""
    passages: int = 0
    reason: str = ""
    cure: str = ""
    failed: bool = False


@dataclass(frozen=True)
class Limits:
    """`file_bytes` bounds a file or page, `read_seconds` and `read_memory` (in bytes) the reading of one.

    `private_addresses`: whether a server may send on to machines that are not public.
    """

    file_bytes: int
    read_seconds: float
    read_memory: int
    private_addresses: bool = False


Report = Callable[[Outcome], None]


def sync(library: Library, arguments: list[str], limits: Limits, report: Report) -> list[Outcome]:
    """Adds and replaces what is new or changed at the places the arguments name; inside `library.writing()`.

    `report` is told each outcome as it comes. A paper that can't be taken in never stops the others.
    """
    outcomes: list[Outcome] = []

    def tell(outcome: Outcome) -> None:
        outcomes.append(outcome)
        report(outcome)

    with Reader(limits.read_seconds, limits.read_memory) as reader, ExitStack() as files:
        for paper, loaded in reader.read(_unread(library, expand(arguments), limits, files, tell)):
            tell(_take(library, paper.source, loaded, limits))
    return outcomes


def _unread(
    library: Library, places: Iterable[Place], limits: Limits, files: ExitStack, tell: Report
) -> Iterator[Unread]:
    """The places that have to be read; the others are told of at once."""
    for place in places:
        try:
            item = _examine(library, place, limits, files)
        except PaperError as error:
            # A folder may hold files that are no papers; naming one is a mistake.
            tell(_skipped(place.location, error, failed=place.named or Path(place.location).suffix.lower() in READERS))
            continue
        if isinstance(item, Outcome):
            tell(item)
        else:
            yield item


def _examine(library: Library, place: Place, limits: Limits, files: ExitStack) -> Unread | Outcome:
    _need_utf8(place.location)
    known = library.catalogue.source(place.location)
    if place.address is not None:
        path = files.enter_context(fetched(place.address, limits.file_bytes, limits.private_addresses))
        lies_at, modified = path, 0
    else:
        path = Path(place.location)
        lies_at = real(path, place.folder)
        facts = _facts(path)
        known_format(path)
        if facts.st_size > limits.file_bytes:
            raise too_large(facts.st_size, limits.file_bytes)
        modified = facts.st_mtime_ns
        if known and (known.modified, known.size) == (modified, facts.st_size):
            return Outcome(place.location, "unchanged")
    source = _source(place.location, lies_at, modified, limits)
    if known and known.sha256 == source.sha256:
        library.move(source)
        return Outcome(place.location, "unchanged")
    return Unread(path, source)


def _need_utf8(location: str) -> None:
    try:
        location.encode()
    except UnicodeEncodeError as error:
        raise PaperError("its name has bytes that are not UTF-8", "rename it") from error


def _facts(path: Path) -> os.stat_result:
    try:
        facts = path.stat()
    except OSError as error:
        raise PaperError(
            f"can't be read: {error.strerror}", "check that it is there and that you may read it"
        ) from error
    if path.is_dir():
        raise PaperError("the folder can't be opened", "check that you may read it")
    if not stat.S_ISREG(facts.st_mode):
        raise PaperError(NO_FILE)
    return facts


def _source(location: str, path: Path, modified: int, limits: Limits) -> Source:
    try:
        data = contents(path, limits.file_bytes)
    except OSError as error:
        raise PaperError(f"can't be read: {error.strerror}", "check that you may read it") from error
    digest = hashlib.sha256(data).hexdigest()
    return Source(location, len(data), modified, digest, digest[:16])


def _take(library: Library, source: Source, loaded: Loaded | PolicyError, limits: Limits) -> Outcome:
    location = source.location
    if isinstance(loaded, PolicyError):
        return _skipped(location, loaded, failed=True)
    paper = loaded.paper
    if paper.sha256 != source.sha256:
        return _skipped(location, PaperError("changed while it was read", "ingest it again"), failed=True)
    if len(paper.text) > limits.file_bytes:  # a small file that unpacks to a day of encoding
        return _skipped(location, too_large(len(paper.text), limits.file_bytes), failed=True)
    before = library.catalogue.source(location)
    if library.catalogue.paper(paper.id):
        other = next(
            (known.location for known in library.catalogue.sources_of(paper.id) if known.location != location), ""
        )
        library.move(source)
        return Outcome(location, "same", paper.title, reason=f"the same contents as {other}")
    passages = pack(paper, list(loaded.blocks), library.encoder.count)
    library.add(paper, loaded.blocks, passages, source)
    return Outcome(location, "changed" if before else "added", paper.title, len(passages))


def _skipped(location: str, error: PolicyError, failed: bool) -> Outcome:
    return Outcome(location, "skipped", reason=str(error), cure=error.cure, failed=failed)


def gone(library: Library, arguments: list[str]) -> list[str]:
    """The places below the folders among the arguments that the library knows and that are no longer there."""
    folders = [Path(full_path(argument)) for argument in arguments if not is_address(argument)]
    return [
        source.location
        for source in library.catalogue.sources()
        if not is_address(source.location)
        and _is_gone(Path(source.location))
        and any(folder.is_dir() and Path(source.location).is_relative_to(folder) for folder in folders)
    ]


def _is_gone(path: Path) -> bool:
    """Whether there is no such file; one that merely can't be reached now is not gone."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
