"""Comparisons: a question about bodies of several papers, decomposed into one question for each."""

import re
from collections.abc import Sequence

from assistant.query.entities import Entity
from assistant.query.query import about
from assistant.ranking.features import content_stems
from assistant.retrieval.hybrid import HybridRetriever
from assistant.retrieval.search import DISTINCT, Retrieved, distinctness

SAME = 0.9  # of the relevance of the best paper, for another to be as much about an entity
ENOUGH = 2  # content words that a side's own clauses must hold; with fewer they lean on the others
CLAUSE = re.compile(
    r"[:;,?()]|\s[–—-]\s|\b(?:vs\.?|versus|against|whereas|while)\s|\bwith (?=[A-Z])|"
    r"\band (?=(?:what|who|how|when|which|where|does|do|did|is|are|it|its)\b)",
)


def decompose(retriever: HybridRetriever, retrieved: Retrieved) -> list[Retrieved]:
    """One search for each body that the query compares, in the papers about it; none where it compares none."""
    homes: dict[tuple[str, ...], Entity] = {}
    for entity, relevance in retrieved.by_entity.items():
        if distinctness(relevance) >= DISTINCT:
            best = max(relevance.values())
            homes.setdefault(tuple(paper for paper, much in relevance.items() if much >= SAME * best), entity)
    if len(homes) < 2:
        return []
    entities = list(homes.values())
    return [_side(retriever, retrieved, entity, papers, entities) for papers, entity in homes.items()]


def _side(
    retriever: HybridRetriever, retrieved: Retrieved, entity: Entity, papers: tuple[str, ...], entities: list[Entity]
) -> Retrieved:
    others = [other for other in entities if other is not entity]
    query = about(retrieved.query, asked_of(retrieved.query.text, entity, others), papers)
    found = retriever.retrieve(query.search_text, papers)
    return Retrieved(query, found, (entity,), dict.fromkeys(papers, 1.0))


def asked_of(text: str, entity: Entity, others: Sequence[Entity]) -> str:
    """What a question asks of one of the bodies that it names: without the clauses that are about the others alone."""
    clauses = [clause.strip() for clause in CLAUSE.split(text) if clause.strip()]
    own = [clause for clause in clauses if entity.is_in(clause) or not any(other.is_in(clause) for other in others)]
    kept = " ".join(own)
    return kept if len(content_stems(kept, [entity, *others])) >= ENOUGH else text
