"""Hybrid retrieval: passages by vector and by words, fused by rank."""

from dataclasses import dataclass, field

from assistant.query.search_words import search_words
from assistant.timings import timed
from ingest.library import Library
from ingest.paper import Passage

FUSION = 60  # reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009, who measured 60

Hit = tuple[str, float]  # the id of a passage, and its score


@dataclass(frozen=True)
class RetrievedPassage:
    """A passage with its fused `score`, and its rank (from 1) and score in each retriever that found it."""

    passage: Passage
    score: float
    ranks: dict[str, int] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class HybridRetriever:
    """Takes the first `candidates` of each of two retrievers, and keeps the best `passages` of both."""

    library: Library
    candidates: int = 50
    passages: int = 12

    def retrieve(self, text: str, papers: tuple[str, ...] | None = None) -> list[RetrievedPassage]:
        """The best passages for a text, best first, in the library as it was at the last `refresh`."""
        with timed("encode the question"):
            vector = self.library.encoder.embed_query(text)
        known = self.library.catalogue.paper_count() if papers is not None else 0
        with timed("search by vectors"):
            by_vectors = self.library.vectors.search(vector, self.candidates, papers, known)
        with timed("search by words"):
            by_words = self.library.catalogue.search(search_words(text), self.candidates, papers)
        return self._fuse({"vectors": by_vectors, "words": by_words})[: self.passages]

    def _fuse(self, hits: dict[str, list[Hit]]) -> list[RetrievedPassage]:
        ranks: dict[str, dict[str, int]] = {}
        scores: dict[str, dict[str, float]] = {}
        for retriever, found in hits.items():
            for rank, (id, score) in enumerate(found, 1):
                ranks.setdefault(id, {})[retriever] = rank
                scores.setdefault(id, {})[retriever] = score
        fused = {id: sum(1 / (FUSION + rank) for rank in each.values()) for id, each in ranks.items()}
        order = sorted(fused, key=lambda id: (-fused[id], id))
        # Chroma may still hold a passage that the catalogue no longer does; the catalogue is the truth.
        passages = self.library.catalogue.passages_by_id(order)
        return [RetrievedPassage(passages[id], fused[id], ranks[id], scores[id]) for id in order if id in passages]
