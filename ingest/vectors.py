"""The vectors of the passages: one Chroma collection, through langchain-chroma."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
from chromadb.config import Settings
from chromadb.errors import ChromaError
from langchain_chroma import Chroma

from ingest.encode import Encoder
from ingest.errors import LibraryError
from ingest.private import FOLDER

COLLECTION = "passages"
BATCH = 5_000  # Chroma takes at most 5,461 rows at once, and langchain-chroma does not split
# Recall@20 on 100,000 clustered vectors was 0.77 with the default ef_search of 100 and 0.94 with 400, at 6.7 ms.
INDEX = {"hnsw": {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 400}}
WIDE = 0.25  # share of the papers; a filter that keeps more is slower in Chroma than asking for more and filtering here


class Vectors:
    """The vectors in `folder`, as `encoder` makes them. Raises LibraryError where they are of another encoder."""

    def __init__(self, folder: Path, encoder: Encoder):
        self.folder = folder
        self.encoder = encoder
        self.open()

    def open(self) -> None:
        """Opens the folder; again, to see what another process has written since."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=FOLDER)  # Chroma would let everybody in
            self._client = chromadb.PersistentClient(self.folder, Settings(anonymized_telemetry=False))
            self.store = Chroma(
                COLLECTION,
                self.encoder,
                client=self._client,
                collection_metadata={"encoder": self.encoder.fingerprint},
                collection_configuration=INDEX,  # type: ignore[arg-type]
            )
            self._collection = self._client.get_collection(COLLECTION, embedding_function=None)
        except (ChromaError, ValueError, OSError) as error:
            raise LibraryError(
                f"the vectors in {self.folder} can't be opened ({type(error).__name__})",
                "make the library again from its sources: policy ingest --rebuild",
            ) from error
        made_by = (self._collection.metadata or {}).get("encoder")
        if made_by != self.encoder.fingerprint:
            raise LibraryError(
                f"this library was made with another encoder than '{self.encoder.name}'",
                "name that encoder in the settings, or make the library again: policy ingest --rebuild",
            )

    def close(self) -> None:
        self._client.close()  # type: ignore[attr-defined]

    def add(self, ids: Sequence[str], texts: Sequence[str], papers: Sequence[str]) -> None:
        """Encodes the texts and keeps their vectors; ids already there are written again."""
        for at in range(0, len(ids), BATCH):
            part = slice(at, at + BATCH)
            self.store.add_texts(texts[part], [{"paper": paper} for paper in papers[part]], list(ids[part]))

    def search(
        self, vector: Sequence[float], limit: int, papers: Sequence[str] | None, of: int
    ) -> list[tuple[str, float]]:
        """Passage ids by cosine similarity, best first. `papers` narrows to some of the `of` papers there are."""
        count = self._collection.count()
        if not count or papers == []:
            return []
        narrow = papers is not None and len(papers) <= WIDE * of
        wanted = limit if papers is None or narrow else limit * 5
        found = self._query(
            query_embeddings=np.asarray([vector], np.float32),
            n_results=min(wanted, count),
            where={"paper": {"$in": list(papers)}} if narrow and papers else None,
            include=["distances", "metadatas"],
        )
        rows = zip(found["ids"][0], found["distances"][0], found["metadatas"][0], strict=True)
        kept = [(id, 1 - distance) for id, distance, data in rows if papers is None or data["paper"] in papers]
        return kept[:limit]

    def _query(self, **asked: Any) -> Any:
        try:
            return self._collection.query(**asked)
        except ChromaError as error:
            raise LibraryError(f"the vectors in {self.folder} can't be searched", "run: policy doctor") from error

    def ids(self) -> set[str]:
        return set(self._collection.get(include=[])["ids"])

    def unfindable(self) -> set[str]:
        """Ids whose own vector does not lead a query to them, among its first few: the index has lost them."""
        lost = set()
        try:
            rows = self._collection.get(include=["embeddings"])
        except ChromaError:
            return self.ids()  # the index can't even give its vectors back
        for at in range(0, len(rows["ids"]), 500):
            part = rows["ids"][at : at + 500]
            found = self._collection.query(query_embeddings=rows["embeddings"][at : at + 500], n_results=10, include=[])  # type: ignore[index]
            lost |= {id for id, near in zip(part, found["ids"], strict=True) if id not in near}
        return lost

    def count(self) -> int:
        return self._collection.count()

    def remove(self, ids: Sequence[str]) -> None:
        for at in range(0, len(ids), BATCH):
            self._collection.delete(ids=list(ids[at : at + BATCH]))
