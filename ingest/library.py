"""The library: the catalogue and the vectors together, with one writer and any number of readers."""

import datetime
import os
import shlex
import shutil
import sqlite3
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import chain, islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from platformdirs import user_data_path

from ingest.catalogue import Catalogue, State, unusable
from ingest.corrections import corrections, keep
from ingest.disk_space import ROOM, is_full
from ingest.errors import LibraryError, SettingsError
from ingest.in_force import SENTENCES, Correction, Standing, standings
from ingest.on_day import on_day
from ingest.owned_files import CATALOGUE, LOCK, RECOGNISED, need_ours
from ingest.paper import Source
from ingest.pending import is_pending
from ingest.permissions import FILE, FOLDER, make_file, make_private
from ingest.recognition.remembered import forget_all_but
from ingest.stated import stated
from ingest.trust import allow, is_allowed
from ingest.weights import derived_forms

if TYPE_CHECKING:
    from ingest.chroma import Server, Store
    from ingest.encode import Encoder
    from ingest.prepare import Prepared
    from ingest.vectors import Vectors

PROGRAM_FAULTS = (sqlite3.ProgrammingError, sqlite3.IntegrityError)  # our own; SQLite's other errors are the disk's


def make_library(folder: Path) -> Path:
    """Creates an empty library if there is none; returns the folder. Raises LibraryError."""
    catalogue = folder / CATALOGUE
    if not catalogue.exists():
        need_ours(folder)
        make_folder(folder)
        try:
            make_file(catalogue)
        except OSError as error:
            raise unwritable(folder, error) from error
        with suppress(SettingsError):
            allow(catalogue)
    return folder


def make_folder(folder: Path) -> Path:
    """Creates a folder for its owner alone if there is none; returns it. Raises LibraryError."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=FOLDER)
    except OSError as error:
        cure = ROOM if is_full(folder, error) else "choose another folder: --library"
        raise LibraryError(f"the library folder {folder} could not be created: {error.strerror}", cure) from error
    return folder


def unwritable(folder: Path, error: OSError) -> LibraryError:
    """The system's error about a library that can't be written, for people."""
    cure = ROOM if is_full(folder, error) else "check its permissions"
    return LibraryError(f"the library {folder} could not be written: {error.strerror}", cure)


def need_trusted(folder: Path) -> None:
    """Raises LibraryError for a library that somebody else made: it may not decide what is read or fetched again.

    One in the user's own data folder counts as made here, as earlier versions did not record that.
    """
    own = user_data_path("policy", appauthor=False)
    if not is_allowed(folder / CATALOGUE) and folder.resolve() != own.resolve():
        raise LibraryError(
            f"the library in {folder} was not made by you here, and names files and addresses that would be read again",
            f"if you trust it: policy allow {shlex.quote(str(folder))}. Otherwise choose another: --library",
        )


class Library:
    """Papers on disk, in `folder`. `models` holds the encoders' ONNX forms.

    The vectors are in the folder too, or on a Chroma `server`. They and the encoder are opened when first needed, so
    that listing papers stays instant. Raises LibraryError if there is no library.
    """

    def __init__(self, folder: Path, encoder: str, models: Path | None = None, server: "Server | None" = None):
        need_ours(folder)
        self.folder = folder
        self._encoder_name = encoder
        self._models = models or derived_forms()
        self._server = server
        self.catalogue = Catalogue(folder / CATALOGUE)
        self._encoder: Encoder | None = None  # once it is needed
        self._vectors: Vectors | None = None  # once they are needed
        self._whole: State | None = None  # the state in which no vector was missing
        self._opened = ExitStack()

    @property
    def encoder(self) -> "Encoder":
        if self._encoder is None:
            from ingest.encode import load_encoder

            self._encoder = load_encoder(self._encoder_name, self._models)
        return self._encoder

    @property
    def vectors(self) -> "Vectors":
        if self._vectors is None:
            self._vectors = self._opened_vectors()
        return self._vectors

    def _opened_vectors(self) -> "Vectors":
        from ingest.vectors import Vectors

        kept, sought = self.catalogue.meta("server") or "", self._server.url if self._server else ""
        if kept != sought and self.catalogue.passage_count():
            raise LibraryError(
                f"this library keeps its vectors {f'on the Chroma server {kept}' if kept else 'in its own folder'}",
                "set --chroma, or the setting, to match; or move them: policy ingest --rebuild",
            )
        state = self.catalogue.state
        vectors = Vectors(store_of(self.folder, self._server), self.encoder, state)
        self._opened.callback(vectors.close)
        return vectors

    def another(self, encoder: "Encoder") -> "Library":
        """A view of the same library for another thread, with its own catalogue and an encoder that may be shared.

        The vectors are those of this library, which must stay open.
        """
        vectors = self.vectors  # opened first: where that fails, no view is left open
        view = Library(self.folder, self._encoder_name, self._models, self._server)
        view._encoder, view._vectors = encoder, vectors
        return view

    def close(self) -> None:
        try:
            self._opened.close()
        finally:
            self.catalogue.close()

    def __enter__(self) -> "Library":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()
        if isinstance(error, sqlite3.DatabaseError):
            with self.translated_errors():
                raise error

    @contextmanager
    def translated_errors(self) -> Iterator[None]:
        """Turns SQLite's errors about the disk into a LibraryError."""
        try:
            yield
        except PROGRAM_FAULTS:
            raise
        except sqlite3.DatabaseError as error:
            raise unusable(self.catalogue.path, error) from error

    def need_papers(self) -> None:
        """Raises LibraryError if there is nothing to ask, or only a part of what there should be."""
        self._need_all_sources()
        self._reopen_if_replaced()
        if not self.catalogue.paper_count():
            raise LibraryError(f"the library in {self.folder} has no papers", "add some papers: policy ingest FOLDER")
        self.refresh()

    def refresh(self) -> None:
        """Notices what other processes have changed.

        Raises LibraryError if the library is gone, is being rebuilt or has lost vectors, so that no answer silently
        comes from a part of it.
        """
        self._need_all_sources()
        self._reopen_if_replaced()
        state = self.catalogue.state
        if state == self._whole:
            return
        self.vectors.catch_up(state)
        lost = self.catalogue.passage_count() - self.vectors.count()
        if lost > 0 and self.catalogue.state == state:  # else somebody is writing, and it is checked again
            raise LibraryError(
                f"the library in {self.folder} has lost {lost} of its vectors", "repair it: policy doctor"
            )
        self._whole = state

    def _need_all_sources(self) -> None:
        if is_pending(self.folder):
            raise LibraryError(
                f"the library in {self.folder} is being rebuilt",
                "wait until it has finished; if it was stopped, continue with: policy ingest",
            )

    def _reopen_if_replaced(self) -> None:
        """Reopens the catalogue if another file has taken its place."""
        if self.catalogue.replaced():
            before, self.catalogue = self.catalogue, Catalogue(self.catalogue.path)
            before.close()

    @contextmanager
    def as_it_is(self) -> Iterator[None]:
        """The papers as they are when the block begins, for as long as it lasts; inside another, as in that one."""
        if not self.catalogue.is_held:  # a look at what stands there now could put another catalogue in its place
            self.refresh()
        with self.catalogue.snapshot():
            yield

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Lets one writer in. Raises LibraryError if another process is writing, and names it."""
        with only_writer(self.folder), self._fresh_reading_folder():
            self._reopen_if_replaced()
            if self._vectors:  # a writer before us may have been killed, so the state says nothing
                self._vectors.reopen(self.catalogue.state)
            if not self.catalogue.passage_count():
                self.catalogue.set_meta("server", self._server.url if self._server else "")
                self._begin_vectors()
            self._sweep()
            self.catalogue.set_meta("writing", "yes")
            try:
                yield
                self._settle_standings()
            finally:
                make_private(self.folder)
            self.catalogue.set_meta("writing", "")
            if not is_pending(self.folder):
                forget_all_but(self.recognised_folder, self.catalogue.paper_ids())
            with suppress(sqlite3.OperationalError):  # no room for a copy of it: the next writer tries again
                self.catalogue.wipe_removed()

    @property
    def reading_folder(self) -> Path:
        """Where copies of papers are kept while they are read; only inside `writing`."""
        return self.folder / "reading"

    @property
    def recognised_folder(self) -> Path:
        """Where the lines of recognised pages are kept, so that no page is recognised twice; a rebuild keeps it."""
        return self.folder / RECOGNISED

    @contextmanager
    def _fresh_reading_folder(self) -> Iterator[None]:
        """Creates the reading folder, without what a killed writer left in it, and removes it afterwards."""
        shutil.rmtree(self.reading_folder, ignore_errors=True)
        try:
            self.reading_folder.mkdir(mode=FOLDER)
        except OSError as error:
            raise unwritable(self.folder, error) from error
        try:
            yield
        finally:
            shutil.rmtree(self.reading_folder, ignore_errors=True)

    def _begin_vectors(self) -> None:
        """In an empty library, vectors that can't be opened are created again: a full disk may have broken them."""
        try:
            self.vectors.count()
        except LibraryError:
            if self._server:
                raise
            shutil.rmtree(self.folder / "chroma", ignore_errors=True)

    def _sweep(self) -> None:
        """Drops vectors that no passage names: the unfinished work of a killed writer."""
        if self.catalogue.meta("writing"):
            self.vectors.remove(sorted(self.vectors.ids() - self.catalogue.passage_ids()))

    def add(self, prepared: "Prepared", source: Source) -> None:
        """Adds a paper and its source; what that source held before goes at the same moment.

        Its vectors are written first, then all its rows in one transaction, then the old vectors are dropped, so that a
        kill leaves the old paper or the new one. Only inside `writing`.
        """
        ids = [passage.id for passage in prepared.passages]
        self.vectors.add(ids, prepared.vectors, [prepared.paper.id] * len(ids))
        with self._replacing(source):
            self.catalogue.add(prepared.paper, prepared.blocks, prepared.passages, prepared.acronyms)
            self.catalogue.put_stated(prepared.paper.id, stated(prepared.paper, prepared.blocks))
            self.catalogue.put_source(source)

    def correct(self, paper: str, correction: Correction | None) -> None:
        """Keeps what a person says of a paper's status, or None to go by its words again. Only inside `writing`."""
        said = corrections(self.folder)
        said.pop(paper, None)
        try:
            keep(self.folder, said | ({paper: correction} if correction else {}))
        except OSError as error:
            raise unwritable(self.folder, error) from error

    def standings(self) -> dict[str, Standing]:
        """The status of each paper that has one, by id, as it is today."""
        return on_day(self.catalogue.standings(), datetime.date.today())

    def _settle_standings(self) -> None:
        """Works out which papers are in force, as the library is now."""
        found = standings(self.catalogue.stated_papers(), self._sentences, corrections(self.folder))
        if found != self.catalogue.standings():
            with self.catalogue.change():
                self.catalogue.put_standings(found)

    def _sentences(self, id: str) -> list[str]:
        from ingest.sentences import block_sentences

        paper, blocks = self.catalogue.paper(id), self.catalogue.blocks(id)
        assert paper is not None
        said = (block_sentences(paper.text, block) for block in blocks if block.kind not in ("matter", "heading"))
        return [paper.text[start:end] for start, end in islice(chain.from_iterable(said), SENTENCES)]

    def move(self, source: Source) -> None:
        """Records that a source now has a paper that is already in the library. Only inside `writing`."""
        with self._replacing(source):
            self.catalogue.put_source(source)

    def forget(self, location: str) -> None:
        """Drops a source, and its paper if no other source has it. Only inside `writing`."""
        known = self.catalogue.source(location)
        if known:
            with self._dropping(known):
                self.catalogue.drop_source(location)

    def remove(self, paper: str) -> None:
        """Drops a paper with all its sources. Only inside `writing`.

        Raises LibraryError while the library is being rebuilt, as the paper would come back.
        """
        self._need_all_sources()
        passages = [passage.id for passage in self.catalogue.passages(paper)]
        with self.catalogue.change():
            self.catalogue.remove(paper)
        self.vectors.remove(passages)

    @contextmanager
    def _replacing(self, source: Source) -> Iterator[None]:
        before = self.catalogue.source(source.location)
        if before is None or before.paper == source.paper:
            with self.catalogue.change():
                yield
        else:
            with self._dropping(before):
                yield

    @contextmanager
    def _dropping(self, source: Source) -> Iterator[None]:
        """A change that takes `source` from its paper, and removes the paper if that was its last source."""
        last = len(self.catalogue.sources_of(source.paper)) == 1
        passages = [passage.id for passage in self.catalogue.passages(source.paper)] if last else []
        with self.catalogue.change():
            yield
            if last:
                self.catalogue.remove(source.paper)
            else:
                self.catalogue.name_by_source(source.paper)
        self.vectors.remove(passages)


@contextmanager
def only_writer(folder: Path) -> Iterator[None]:
    """Holds the lock of the library in `folder`. Raises LibraryError if another process does, and names it."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK, mode=FILE)
    holder = folder / "writer.pid"
    try:
        lock.acquire(timeout=0)
        holder.unlink(missing_ok=True)
        with holder.open("x", encoding="utf-8") as note:  # a new file: the old one may be a link to another
            note.write(str(os.getpid()))
    except Timeout as error:
        who = holder.read_text("utf-8") if holder.exists() else "unknown"
        raise LibraryError(
            f"process {who} is writing to this library", "wait until it has finished, and try again"
        ) from error
    except OSError as error:
        lock.release()
        raise unwritable(folder, error) from error
    try:
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def store_of(folder: Path, server: "Server | None") -> "Store":
    """Where the vectors of the library in `folder` are kept."""
    from ingest.chroma import Folder, Served

    return Served(server, f"policy-{_identity(folder)}") if server else Folder(folder / "chroma")


def _identity(folder: Path) -> str:
    """Tells the library from others on the same server; created once, and kept when the library is rebuilt."""
    path = folder / "identity"
    if not path.exists():
        with tempfile.NamedTemporaryFile("w", dir=folder) as file:
            file.write(uuid.uuid4().hex)
            file.flush()
            with suppress(FileExistsError):  # another process was first
                os.link(file.name, path)
    return path.read_text("utf-8")


def wipe(folder: Path, server: "Server | None") -> None:
    """Removes everything that ingest made, for a rebuild; keeps the encoder's ONNX form.

    Raises LibraryError for a folder that is not a library.
    """
    need_ours(folder)
    if server:
        from ingest.vectors import drop

        drop(store_of(folder, server))
    for name in (CATALOGUE, f"{CATALOGUE}-wal", f"{CATALOGUE}-shm", f"{CATALOGUE}-journal"):
        (folder / name).unlink(missing_ok=True)
    make_file(folder / CATALOGUE)  # so that a screen that looks now does not think the library is gone
    shutil.rmtree(folder / "chroma", ignore_errors=True)
