"""Hybrid retrieval: passages by vector and by words, fused by rank."""

from dataclasses import dataclass, field

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from assistant.question import Question
from assistant.text.tokens import STOP, words
from ingest.library import Library
from ingest.paper import Passage

FUSION = 60  # reciprocal rank fusion: Cormack, Clarke and Büttcher, SIGIR 2009, who measured 60


@dataclass(frozen=True)
class Found:
    """A passage with the fused `score`, and the rank (from 1) and score of each part of the search that offered it."""

    passage: Passage
    score: float
    ranks: dict[str, int] = field(default_factory=dict)
    scores: dict[str, float] = field(default_factory=dict)


class PassageRetriever(BaseRetriever):
    """LangChain's view of `find`: documents with title, paper, offsets, page, ranks and scores in their metadata."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    library: Library
    candidates: int = 50
    passages: int = 12

    def find(self, question: Question) -> list[Found]:
        """The best passages for a question, best first, in the library as `refresh` has last seen it."""
        vector = self.library.encoder.embed_query(question.text)
        known = self.library.catalogue.paper_count() if question.papers is not None else 0
        parts = {
            "vectors": self.library.vectors.search(vector, self.candidates, question.papers, known),
            "words": self.library.catalogue.search(match_any(question.text), self.candidates, question.papers),
        }
        return self._fuse(parts)[: self.passages]

    def _fuse(self, parts: dict[str, list[tuple[str, float]]]) -> list[Found]:
        ranks: dict[str, dict[str, int]] = {}
        scores: dict[str, dict[str, float]] = {}
        for part, rows in parts.items():
            for rank, (id, score) in enumerate(rows, 1):
                ranks.setdefault(id, {})[part] = rank
                scores.setdefault(id, {})[part] = score
        fused = {id: sum(1 / (FUSION + rank) for rank in each.values()) for id, each in ranks.items()}
        order = sorted(fused, key=lambda id: (-fused[id], id))
        # Chroma may still hold a passage that the catalogue no longer does; the catalogue is the truth.
        passages = self.library.catalogue.passages_by_id(order)
        return [Found(passages[id], fused[id], ranks[id], scores[id]) for id in order if id in passages]

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        with self.library.as_it_is():
            return [self._document(found) for found in self.find(Question(query))]

    def _document(self, found: Found) -> Document:
        passage = found.passage
        paper = self.library.catalogue.paper(passage.paper)
        assert paper is not None
        facts = {
            "paper": paper.id,
            "title": paper.title,
            "document": paper.document,
            "start": passage.start,
            "end": passage.end,
            "page": passage.page,
            "context": passage.context,
            "score": found.score,
            "ranks": found.ranks,
            "scores": found.scores,
        }
        return Document(paper.text[passage.start : passage.end], id=passage.id, metadata=facts)


def match_any(text: str) -> str:
    """An FTS5 expression for passages with any of the words that carry meaning, or any word where none does."""
    every = dict.fromkeys(words(text))
    kept = [word for word in every if word not in STOP] or list(every)
    return " OR ".join(f'"{word}"' for word in kept) or '""'
