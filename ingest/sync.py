"""Keeps a library in step with files, folders and addresses."""

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Literal

from ingest.errors import NoPaper, PaperError, PolicyError
from ingest.fetch import fetched
from ingest.library import Library, unwritable
from ingest.load import FORMATS, READERS, Loaded, known_format
from ingest.members import is_holder
from ingest.paper import Source, source_of
from ingest.places import Place, expand, file_name, full_path, is_address, parted, shown
from ingest.prepare import Prepared, prepare
from ingest.safe_read import NO_FILE, contents, reached, too_large
from ingest.unread import summary
from ingest.worker import Limits, Reader, Recognising, Unread

Status = Literal["added", "changed", "unchanged", "same", "skipped", "removed", "gone"]


@dataclass(frozen=True)
class Outcome:
    """What happened to one path or address, as it is shown.

    `same`: another one has the same contents; `gone`: no longer in its folder. A paper that was added has a
    `reason` if not all of it could be read.
    """

    location: str
    status: Status
    title: str = ""
    passages: int = 0
    reason: str = ""
    cure: str = ""
    failed: bool = False


@dataclass(frozen=True)
class PageProgress:
    """Which page of a paper is being recognised: the nth (`page`) of the `pages` that have to be."""

    location: str
    page: int
    pages: int

    @property
    def told(self) -> str:
        """The paper and its page, on one line: 'minutes.pdf, page 3 of 12'."""
        return f"{file_name(self.location)}, page {self.page} of {self.pages}".replace("\n", "␊")


Report = Callable[[Outcome], None]
Preparing = Callable[[Iterable[Unread]], Iterator[tuple[Unread, Prepared | PolicyError | Recognising]]]
Workers = Callable[[Library, Limits], AbstractContextManager[Preparing]]


@contextmanager
def here(library: Library, limits: Limits) -> Iterator[Preparing]:
    """Reads papers in a child process, and encodes them in this one."""

    def preparing(papers: Iterable[Unread]) -> Iterator[tuple[Unread, Prepared | PolicyError | Recognising]]:
        for paper, read in reader.read(papers):
            yield paper, prepare(read, library.encoder) if isinstance(read, Loaded) else read

    with Reader(limits, library.recognised_folder) as reader:
        yield preparing


def sync(
    library: Library,
    arguments: Sequence[str | Place],
    limits: Limits,
    report: Report,
    workers: Workers = here,
    progress: Callable[[PageProgress], None] = lambda progress: None,
) -> list[Outcome]:
    """Adds and replaces what is new or changed at the paths and addresses given; inside `library.writing()`.

    `report` gets each outcome as it comes, and `progress` each page that is recognised; `workers` read and encode. A
    paper that can't be added never stops the others. What is read is a private copy of its bytes, so that it is exactly
    what was checked.
    """
    outcomes: list[Outcome] = []

    def note(outcome: Outcome) -> None:
        outcomes.append(outcome)
        report(outcome)

    with workers(library, limits) as preparing, Reader(limits) as opening:
        for paper, prepared in preparing(_unread(library, expand(arguments), limits, opening, note)):
            if isinstance(prepared, Recognising):
                progress(PageProgress(shown(paper.source.location), prepared.page, prepared.pages))
                continue
            paper.path.unlink()
            note(_added(library, paper.source, prepared))
    return outcomes


def _unread(
    library: Library, places: Iterable[Place], limits: Limits, opening: Reader, report: Report
) -> Iterator[Unread]:
    """The papers that have to be read; the outcomes of the others are reported at once."""
    for place in places:
        try:
            for item in _examine(library, place, limits, opening):
                if isinstance(item, Outcome):
                    report(item)
                else:
                    yield item
        except PaperError as error:
            # A folder may hold files that are not papers; naming one is a mistake.
            report(_skipped(place.location, error, failed=place.named or _suffix(place.location) in FORMATS))


def _examine(library: Library, place: Place, limits: Limits, opening: Reader) -> Iterator[Unread | Outcome]:
    _need_utf8(place.location)
    found = _found(place, _seen(library, place.location), limits)
    if found is None:
        yield Outcome(shown(place.location), "unchanged")
        return
    data, suffix, modified = found
    source = source_of(place.location, data, modified)
    if is_holder(place.location):
        yield from _inside(library, source, _copy(data, suffix, library), opening)
    if suffix in READERS:
        yield _new(library, source) or Unread(_copy(data, suffix, library), source)


def _seen(library: Library, location: str) -> tuple[int, int] | None:
    """When a file was changed that was added whole, and its size. An e-mail is only whole with what is attached."""
    if is_holder(location):
        return library.catalogue.whole(location)
    known = library.catalogue.source(location)
    return (known.modified, known.size) if known else None


def _inside(library: Library, holder: Source, path: Path, opening: Reader) -> Iterator[Unread | Outcome]:
    """What the file `holder` holds, of which there is a copy at `path`."""
    files = opening.copied_out(path)
    path.unlink()
    places = [(f"{holder.location}/{file.name}", file) for file in files]
    own = [holder.location] if _suffix(holder.location) in READERS else []
    papers = [location for location, file in places if file.path]
    library.catalogue.put_holder(holder.location, holder.size, holder.modified, [*papers, *own])
    for location, file in places:
        if file.path is None:
            yield _skipped(location, file.error or PaperError("it could not be read"), _suffix(location) in FORMATS)
            continue
        source = source_of(location, contents(file.path), holder.modified)
        if outcome := _new(library, source):
            file.path.unlink()
        yield outcome or Unread(file.path, source)
    if not papers and not own:
        yield _skipped(holder.location, PaperError("no papers in it", f"formats: {', '.join(FORMATS)}"), failed=False)


def _new(library: Library, source: Source) -> Outcome | None:
    """The outcome where these contents need not be read."""
    known = library.catalogue.source(source.location)
    if known and known.sha256 == source.sha256:
        library.move(source)
        return Outcome(shown(source.location), "unchanged")
    return _copied(library, source)


def _suffix(location: str) -> str:
    return Path(location).suffix.lower()


def _found(place: Place, seen: tuple[int, int] | None, limits: Limits) -> tuple[bytes, str, int] | None:
    """The contents of a path or address, its suffix, and when it changed; None if it is unchanged."""
    if place.closed:
        raise PaperError("the folder could not be opened", "check that you have permission to read it")
    try:
        if place.address is not None:
            with fetched(place.address, limits.file_bytes, limits.private_addresses) as fresh:
                return contents(fresh), fresh.suffix, 0
        path = Path(place.location)
        with reached(path, place.folder) as (name, within):
            facts = os.stat(name, dir_fd=within, follow_symlinks=False)
            if not stat.S_ISREG(facts.st_mode):
                raise PaperError("a folder, not a file" if stat.S_ISDIR(facts.st_mode) else NO_FILE)
            suffix = known_format(path)
            if facts.st_size > limits.file_bytes:
                raise too_large(facts.st_size, limits.file_bytes)
            modified = max(facts.st_mtime_ns, facts.st_ctime_ns)  # a copy may keep the old time, a clock be set back
            if seen == (modified, facts.st_size):
                return None
            return contents(name, limits.file_bytes, within), suffix, modified
    except OSError as error:
        raise PaperError(
            f"could not be read: {error.strerror}", "check that it exists and that you have permission to read it"
        ) from error


def _copy(data: bytes, suffix: str, library: Library) -> Path:
    try:
        with NamedTemporaryFile(dir=library.reading_folder, suffix=suffix, delete=False) as file:
            file.write(data)
    except OSError as error:
        raise unwritable(library.folder, error) from error
    return Path(file.name)


def _need_utf8(location: str) -> None:
    try:
        location.encode()
    except UnicodeEncodeError as error:
        raise PaperError("its name has bytes that are not UTF-8", "rename it") from error


def _copied(library: Library, source: Source) -> Outcome | None:
    """The outcome if the library has the contents from another source, or has another paper with this id."""
    paper = library.catalogue.paper(source.paper)
    if paper is None:
        return None
    if paper.sha256 != source.sha256:
        error = PaperError(
            f"it was made to pass for {paper.document}", "check who wrote them, and remove that one first"
        )
        return _skipped(source.location, error, failed=True)
    others = (known.location for known in library.catalogue.sources_of(paper.id) if known.location != source.location)
    reason = f"the same contents as {shown(next(others, ''))}"
    library.move(source)
    return Outcome(shown(source.location), "same", paper.title, reason=reason)


def _added(library: Library, source: Source, prepared: Prepared | PolicyError) -> Outcome:
    if isinstance(prepared, PolicyError):
        return _skipped(source.location, prepared, failed=not isinstance(prepared, NoPaper))
    paper = prepared.paper
    if copied := _copied(library, source):  # the other source was still being read when this one was checked
        return copied
    status: Status = "changed" if library.catalogue.source(source.location) else "added"
    library.add(prepared, source)
    reason, cure = summary(paper.warnings)
    return Outcome(shown(source.location), status, paper.title, len(prepared.passages), reason, cure)


def _skipped(location: str, error: PolicyError, failed: bool) -> Outcome:
    return Outcome(shown(location), "skipped", reason=str(error), cure=error.cure, failed=failed)


def gone(library: Library, arguments: list[str]) -> list[str]:
    """Known sources below the folders among the arguments that no longer exist."""
    folders = [Path(full_path(argument)) for argument in arguments if not is_address(argument)]
    return [
        source.location
        for source in library.catalogue.sources()
        if not is_address(source.location)
        and _is_gone(library, source.location)
        and any(folder.is_dir() and Path(source.location).is_relative_to(folder) for folder in folders)
    ]


def _is_gone(library: Library, location: str) -> bool:
    """Whether there is no such file, or no such paper in the file that holds it; one that merely can't be reached now
    is not gone.
    """
    holder, name = parted(location)
    if name and os.path.isfile(holder):
        return location not in (library.catalogue.held(holder) or {location})
    try:
        os.stat(location)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
