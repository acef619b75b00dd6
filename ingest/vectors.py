"""The vectors of the passages: one Chroma collection."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np

from ingest.catalogue import State
from ingest.chroma import Store
from ingest.encode import Encoder
from ingest.errors import LibraryError, PolicyError
from ingest.importing_chroma import importing_chroma

with importing_chroma():
    import httpx
    from chromadb.errors import InternalError, NotFoundError

BATCH = 5_000  # Chroma accepts at most 5,461 rows at once
# Recall@20 of 160 questions among 100,000 vectors of real words, by ef_search: 100 .966, 200 .984, 400 .992, 800 .998
# (benchmarks/growth.py); comparing with all of them takes twice as long as the last.
INDEX = {"hnsw": {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 800}}
PAUSE = 0.5  # seconds before trying again after a fault that may pass
# A connection that broke, as when a server restarts; and a file of Chroma's index that another process is writing,
# which it does in place (seen once in 200 reads, next to a writer that wrote it all the time).
PASSING = (httpx.NetworkError, httpx.RemoteProtocolError, InternalError)
NO_FUNCTION = (None, {"type": "legacy"}, {"type": "unknown"})  # how Chroma records that a collection has none
WIDE = 0.25  # share of the papers; a filter that keeps more is slower in Chroma than asking for more and filtering here


class Vectors:
    """The vectors in `store`, as `encoder` makes them, when the library was in `state`. Shared between threads.

    Raises LibraryError if they are from another encoder, or in a collection that would run code here.
    """

    def __init__(self, store: Store, encoder: Encoder, state: State | None = None):
        self.store = store
        self.encoder = encoder
        self._state = state
        self._lock = threading.Lock()  # nobody asks while it is being reopened
        self._open()

    def reopen(self, state: State) -> None:
        """Reopens the store: an open Chroma answers as of then, and would write its older index over a newer one."""
        with self._lock:
            self.store.close(self._client)
            self._state = None  # until it is open
            self._open()
            self._state = state

    def catch_up(self, state: State) -> None:
        """Reopens the store if the library has changed since it was last opened."""
        if state != self._state:
            self.reopen(state)

    def _open(self) -> None:
        with translated_errors(self.store, "opened"):
            self._client = self.store.open()
        try:
            self._open_collection()
        except LibraryError:
            self.close()
            raise

    def _open_collection(self) -> None:
        with translated_errors(self.store, "opened"):
            collection = self._client.get_or_create_collection(
                self.store.collection,
                configuration=INDEX,  # type: ignore[arg-type]
                metadata={"encoder": self.encoder.fingerprint},
                embedding_function=None,
            )
            # As it is stored: Chroma does not parse it until it has to write.
            if names_function([collection.configuration_json, collection._model.get_serialized_schema()]):
                raise LibraryError(
                    f"somebody else made the collection {self.store.where}: it names an embedding function, which "
                    "Chroma would run here; nothing was run",
                    "rebuild it (policy ingest --rebuild), and check who can write there",
                )
        made_by = (collection.metadata or {}).get("encoder")
        if made_by != self.encoder.fingerprint:
            raise LibraryError(
                f"this library was made with an encoder other than '{self.encoder.name}'",
                "name that encoder in the settings, or rebuild the library: policy ingest --rebuild",
            )
        self._collection = collection

    def close(self) -> None:
        self.store.close(self._client)

    def add(self, ids: Sequence[str], vectors: np.ndarray, papers: Sequence[str]) -> None:
        """Stores vectors, one row for each id with the paper it belongs to; ids that exist are overwritten."""
        for at in range(0, len(ids), BATCH):
            part = slice(at, at + BATCH)
            rows = {"ids": list(ids[part]), "embeddings": vectors[part]}
            self._ask("written", "upsert", **rows, metadatas=[{"paper": paper} for paper in papers[part]])

    def search(
        self, vector: Sequence[float], limit: int, papers: Sequence[str] | None, of: int
    ) -> list[tuple[str, float]]:
        """Passage ids by cosine similarity, best first. `papers` limits it to some of the `of` papers there are."""
        if papers == [] or not self.count():
            return []
        narrow = papers is not None and len(papers) <= WIDE * of
        wanted = limit if papers is None or narrow else limit * 5
        found = self._query(
            np.asarray([vector], np.float32),
            n_results=wanted,
            where={"paper": {"$in": list(papers)}} if narrow and papers else None,
            include=["distances", "metadatas"],
        )
        rows = zip(found["ids"][0], found["distances"][0], found["metadatas"][0], strict=True)
        asked = None if papers is None else set(papers)
        # A row without data has been removed by another process since this client was opened.
        kept = [(id, 1 - distance) for id, distance, data in rows if data and (asked is None or data["paper"] in asked)]
        return kept[:limit]

    def ids(self) -> set[str]:
        return set(self._ask("read", "get", include=[])["ids"])

    def unfindable(self) -> set[str]:
        """Ids whose own vector does not find them among its first few results: the index has lost them."""
        lost = set()
        try:
            rows: Any = self._ask("read", "get", include=["embeddings"])
        except LibraryError:
            return self.ids()  # the index can't even return its vectors
        for at in range(0, len(rows["ids"]), 500):
            part = rows["ids"][at : at + 500]
            found = self._query(rows["embeddings"][at : at + 500], n_results=10, include=[])
            lost |= {id for id, near in zip(part, found["ids"], strict=True) if id not in near}
        return lost

    def count(self) -> int:
        return self._ask("read", "count")

    def remove(self, ids: Sequence[str]) -> None:
        for at in range(0, len(ids), BATCH):
            self._ask("written", "delete", ids=list(ids[at : at + BATCH]))

    def _query(self, vectors: np.ndarray, **asked: Any) -> Any:
        return self._ask("searched", "query", query_embeddings=vectors, **asked)

    def _ask(self, done: str, action: str, **given: Any) -> Any:
        """What Chroma answers; tries once more where the fault may pass.

        Every call of ours can be repeated safely, as ids say what is meant.
        """
        with self._lock, translated_errors(self.store, done):
            act = getattr(self._collection, action)
            try:
                return act(**given)
            except PASSING:
                time.sleep(PAUSE)
                return act(**given)


def drop(store: Store) -> None:
    """Removes all vectors from a store."""
    with translated_errors(store, "removed"):
        client = store.open()
        try:
            with suppress(NotFoundError):
                client.delete_collection(store.collection)
        finally:
            store.close(client)


def names_function(kept: object) -> bool:
    """Whether the configuration or the schema of a collection says, at any depth, how Chroma should make vectors."""
    if isinstance(kept, list):
        return any(map(names_function, kept))
    if isinstance(kept, dict):
        return kept.get("embedding_function") not in NO_FUNCTION or any(map(names_function, kept.values()))
    return False


@contextmanager
def translated_errors(store: Store, done: str) -> Iterator[None]:
    """Turns Chroma's errors into a LibraryError. Damaged files raise all sorts of them; its native part panics."""
    try:
        yield
    except PolicyError:
        raise
    except NotFoundError as error:
        raise LibraryError(f"the vectors {store.where} are gone", "repair it: policy doctor") from error
    except httpx.TimeoutException as error:
        raise LibraryError(f"the vectors {store.where} did not answer in time", store.cure(error)) from error
    except BaseException as error:
        name = type(error).__name__
        if isinstance(error, Exception) or name == "PanicException":
            raise LibraryError(f"the vectors {store.where} could not be {done} ({name})", store.cure(error)) from error
        raise
