"""Comparisons: a question about bodies, years or versions of papers, decomposed into one question for each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.query.compared import asks_of_each, compared, sets_side_by_side
from assistant.query.entities import Entity
from assistant.query.query import Query, about
from assistant.query.terms import content_stems, query_terms
from assistant.retrieval.hybrid import HybridRetriever
from assistant.retrieval.search import DISTINCT, Retrieved, distinctness
from assistant.text.tokens import index_stems, words
from ingest.paper import Paper

MOST_SIDES = 5
SAME = 0.9  # of the relevance of the best paper, for another to be as much about an entity
ENOUGH = 2  # content words that a side's own clauses must hold; with fewer they lean on the others
CLAUSE = re.compile(
    r"[:;,?()]|\s[–—-]\s|\b(?:vs\.?|versus|against|whereas|while)\s|\bwith (?=[A-Z])|"
    r"\band (?=(?:what|who|how|when|which|where|does|do|did|is|are|it|its)\b)",
)


@dataclass(frozen=True)
class Compared:
    """One side of a comparison: its `name` for the reader, and the search of its `papers` for what is asked of it."""

    name: str
    papers: tuple[str, ...]
    retrieved: Retrieved


@dataclass(frozen=True)
class _Named:
    name: str
    entity: Entity
    papers: tuple[str, ...]


def decompose(retriever: HybridRetriever, retrieved: Retrieved) -> list[Compared]:
    """One search for each side that the query compares, in the papers of that side; none where it compares none."""
    named = (
        _side_by_side(retrieved.query, _by_name(retriever, retrieved))
        or _each_paper(retriever, retrieved)
        or _side_by_side(retrieved.query, _by_entity(retrieved))
    )
    entities = [each.entity for each in named]
    searched = [_searched(retriever, retrieved, each, entities) for each in named[:MOST_SIDES]]
    return searched if len(searched) > 1 else []


def _side_by_side(query: Query, named: list[_Named]) -> list[_Named]:
    """The sides, if the query compares what it names."""
    return named if sets_side_by_side(query.text, [each.entity.forms for each in named]) else []


def _by_name(retriever: HybridRetriever, retrieved: Retrieved) -> list[_Named]:
    """The sides that are named by words of papers' names."""
    catalogue, query = retriever.library.catalogue, retrieved.query
    counts = cache(catalogue.counts)

    def asked() -> list[Paper]:
        if query.papers is None:
            return catalogue.papers()
        wanted = set(query.papers)
        return [paper for paper in catalogue.papers() if paper.id in wanted]

    def shares(stem: str) -> dict[str, float]:
        return {paper: many / counts()[paper] for paper, many in catalogue.holding(index_stems(stem)).items()}

    found = compared(query.text, asked, shares)
    return [
        _Named(name, Entity(tuple(dict.fromkeys([" ".join(words(name)), *words(name)]))), tuple(sorted(papers)))
        for name, papers in found.items()
    ]


def _each_paper(retriever: HybridRetriever, retrieved: Retrieved) -> list[_Named]:
    """The papers found first, of a question that is put to all alike."""
    if not asks_of_each(retrieved.query.text):
        return []
    found = list(dict.fromkeys(each.passage.paper for each in retrieved.passages))[:MOST_SIDES]
    papers = [paper for id in found if (paper := retriever.library.catalogue.paper(id))]
    return [_Named(paper.title, Entity((paper.title.lower(),)), (paper.id,)) for paper in papers]


def _by_entity(retrieved: Retrieved) -> list[_Named]:
    """The bodies and areas that some papers are about more than others."""
    homes: dict[tuple[str, ...], Entity] = {}
    for entity, relevance in retrieved.by_entity.items():
        if distinctness(relevance) >= DISTINCT:
            best = max(relevance.values())
            homes.setdefault(tuple(paper for paper, much in relevance.items() if much >= SAME * best), entity)
    return [_Named(_as_written(retrieved.query, entity), entity, papers) for papers, entity in homes.items()]


def _as_written(query: Query, entity: Entity) -> str:
    """The name of a body as the question has it."""
    written = (re.search(rf"\b{re.escape(form)}\b", query.text, re.IGNORECASE) for form in entity.forms)
    found = next((match[0] for match in written if match), entity.forms[0])
    return next((name for name in query.names if found in name), found)


def _searched(retriever: HybridRetriever, retrieved: Retrieved, side: _Named, entities: Sequence[Entity]) -> Compared:
    others = [other for other in entities if other is not side.entity]
    query = about(retrieved.query, asked_of(retrieved.query.text, side.entity, others), side.papers)
    found = retriever.retrieve(query.search_text, side.papers)
    terms = query_terms(retriever.library.catalogue, query, (side.entity,))
    relevance = dict.fromkeys(side.papers, 1.0)
    return Compared(side.name, side.papers, Retrieved(query, found, (side.entity,), relevance, terms=terms))


def asked_of(text: str, entity: Entity, others: Sequence[Entity]) -> str:
    """What a question asks of one of the bodies that it names: without the clauses that are about the others alone."""
    clauses = [clause.strip() for clause in CLAUSE.split(text) if clause.strip()]
    own = [clause for clause in clauses if entity.is_in(clause) or not any(other.is_in(clause) for other in others)]
    kept = " ".join(own)
    return kept if len(content_stems(kept, [entity, *others])) >= ENOUGH else text
