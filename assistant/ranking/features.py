"""How well a candidate matches a query: the features that the ranker weighs, by name.

Training and serving both use these functions, so that they can't drift apart.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np

from assistant.query.entities import Entity
from assistant.query.query import NUMERALS
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.cross_encoder import CrossEncoder, shown
from assistant.ranking.feature_table import FeatureTable
from assistant.retrieval.search import Retrieved
from assistant.text.tokens import STOP, stem, stems, words
from ingest.library import Library

PAPER = {"paper", "papers", "report", "reports", "document", "documents"}  # said of a paper, not in it
FROM_CONTEXT = 0.4  # what a word counts that comes from the conversation or the preamble
SHORT = 6  # words; fewer are a fragment

LEXICAL = (
    "overlap",  # share of the query's weight that the candidate's own words hold
    "context_overlap",  # share that only title, headings and lead-in hold
    "heading_match",  # how nearly the nearest heading, lead-in or first cell is what is asked (F1 of words)
    "paper_relevance",  # how far the paper is about the entities named
    "entity_mentions",  # share of the entities in the candidate or its context
    "has_type",  # a date where a date is asked for, and the like
    "lacks_type",  # no such thing where one is asked for
    "length",  # log of 1 + words
    "is_fragment",
    "is_heading",
    "passage_rank",  # from the rank of its passage
)
SIMILARITY = "similarity"  # cosine of the sentence's vector and the question's
CROSS_ENCODER = "cross_encoder"  # log odds that the cross-encoder gives
BI_ENCODER = (*LEXICAL, SIMILARITY)
ALL = (*BI_ENCODER, CROSS_ENCODER)
TYPE = ("has_type", "lacks_type")


@dataclass(frozen=True)
class QueryTerms:
    """The stems of a query with their weights, their rarity in the papers; those of entities are left out.

    `asked` are those of the question itself; `weights` also those of the conversation and the preamble, which count
    less.
    """

    asked: Mapping[str, float]
    weights: Mapping[str, float]


def query_terms(library: Library, retrieved: Retrieved) -> QueryTerms:
    query, rarity = retrieved.query, library.catalogue.rarity
    around = content_stems(f"{query.history_context} {query.preamble}", retrieved.entities)
    asked = {stem: rarity(stem) for stem in content_stems(query.text, retrieved.entities)}
    return QueryTerms(asked, {stem: FROM_CONTEXT * rarity(stem) for stem in around} | asked)


def content_stems(text: str, entities: Iterable[Entity]) -> list[str]:
    """The stems of a text that carry meaning and are neither part of an entity nor a numeral."""
    in_names = {word for entity in entities for form in entity.forms for word in form.split()}
    kept = [stem(word) for word in words(text) if word not in STOP | PAPER | in_names | set(NUMERALS)]
    return list(dict.fromkeys(kept))


class Features(Protocol):
    """The features of some candidates. The expensive ones are computed only for the rows that need them."""

    @property
    def candidates(self) -> Sequence[Candidate]: ...

    @property
    def lexical(self) -> FeatureTable:
        """The columns `LEXICAL`, a row for each candidate."""

    def similarity(self, rows: np.ndarray) -> np.ndarray:
        """Shape [rows]."""

    def cross_encoder(self, rows: np.ndarray) -> np.ndarray:
        """Shape [rows]."""


@dataclass(frozen=True)
class CandidateFeatures:
    """The features of all candidates in the passages that were retrieved."""

    library: Library
    scorer: CrossEncoder
    papers: PaperCache
    retrieved: Retrieved

    @cached_property
    def candidates(self) -> list[Candidate]:
        return self.papers.candidates(self.retrieved.passages)

    @cached_property
    def lexical(self) -> FeatureTable:
        weights = query_terms(self.library, self.retrieved).weights
        rows = (
            lexical_features(weights, self.retrieved, candidate, self.papers.is_heading(candidate))
            for candidate in self.candidates
        )
        return FeatureTable.of(LEXICAL, rows)

    def similarity(self, rows: np.ndarray) -> np.ndarray:
        texts = [self.retrieved.query.in_context, *(self.candidates[n].text for n in rows)]
        vectors = self.library.encoder.encode(texts)
        return vectors[1:] @ vectors[0]

    def cross_encoder(self, rows: np.ndarray) -> np.ndarray:
        return self.scorer.scores(self.retrieved.query.in_context, [shown(self.candidates[n]) for n in rows])


def lexical_features(
    weights: Mapping[str, float], retrieved: Retrieved, candidate: Candidate, is_heading: bool
) -> dict[str, float]:
    own, above = stems(candidate.text), stems(candidate.context)
    total = sum(weights.values()) or 1.0
    held = sum(weight for stem, weight in weights.items() if stem in own)
    below = sum(weight for stem, weight in weights.items() if stem in above and stem not in own)
    mentions = [entity.is_in(f"{candidate.text} {candidate.context}") for entity in retrieved.entities]
    wanted = retrieved.query.type
    length = len(candidate.text.split())
    return {
        "overlap": held / total,
        "context_overlap": below / total,
        "heading_match": heading_match(weights, candidate),
        "paper_relevance": retrieved.relevance.get(candidate.paper, 0.0),
        "entity_mentions": float(np.mean(mentions)) if mentions else 0.0,
        "has_type": float(wanted.typed and wanted.holds(candidate.text)),
        "lacks_type": float(wanted.typed and not wanted.holds(candidate.text)),
        "length": float(np.log1p(length)),
        "is_fragment": float(length < SHORT),
        "is_heading": float(is_heading),
        "passage_rank": 1 / (candidate.rank + 2),
    }


def heading_match(weights: Mapping[str, float], candidate: Candidate) -> float:
    """The best F1, by weight, of the query's words and the words of one thing that stands over the candidate."""
    over = [
        candidate.headings[-1] if candidate.headings else "",
        candidate.before,
        candidate.text.split(":")[0] if ":" in candidate.text else "",
    ]
    return max(_f1(weights, stems(text)) for text in over)


def _f1(weights: Mapping[str, float], over: frozenset[str]) -> float:
    if not over or not weights:
        return 0.0
    usual = sum(weights.values()) / len(weights)
    shared = sum(weight for stem, weight in weights.items() if stem in over)
    recall = shared / sum(weights.values())
    precision = shared / sum(weights.get(stem, usual) for stem in over)
    return 2 * recall * precision / (recall + precision) if shared else 0.0
