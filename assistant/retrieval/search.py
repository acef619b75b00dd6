"""The search for a query: in all papers, then again in the papers about the entities in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from assistant.query.entities import Entity, known_entities, relevance
from assistant.query.query import Query
from assistant.query.standing import Standing, standing_at
from assistant.query.terms import QueryTerms, query_terms
from assistant.retrieval.hybrid import HybridRetriever, RetrievedPassage

DISTINCT = 0.3  # how much more about an entity one paper must be than papers are on average, for it to choose papers
NEARLY = 0.6  # of the relevance of the best paper, for a paper to be searched again
MOST_THERE = 8  # passages at the places that a query refers to
UNDECIDED = 0.5  # the relevance of every paper where no entity chooses


@dataclass(frozen=True)
class Retrieved:
    """The passages for a query, best first; the entities in it; and how relevant each paper is to them.

    `standing` are the places that the query refers to ('section 4'); the passages there come first. `terms` are the
    words that the query and the papers can share.
    """

    query: Query
    passages: list[RetrievedPassage]
    entities: tuple[Entity, ...] = ()
    relevance: Mapping[str, float] = field(default_factory=dict)
    by_entity: Mapping[Entity, Mapping[str, float]] = field(default_factory=dict)
    standing: tuple[Standing, ...] = ()
    terms: QueryTerms = field(default_factory=QueryTerms)

    def stands_there(self, paper: str, block: int) -> bool:
        """Whether a block stands at a place of a paper that the query refers to."""
        return any(each.paper == paper and each.first <= block <= each.last for each in self.standing)

    def chosen_by(self, paper: str) -> list[Entity]:
        """The entities of the query that tell the papers apart, and that this paper is about."""
        return [
            entity
            for entity, about in self.by_entity.items()
            if distinctness(about) >= DISTINCT and about.get(paper, 0.0) >= NEARLY * max(about.values())
        ]

    @property
    def chooses_papers(self) -> bool:
        """Whether any entity tells the papers apart."""
        return any(distinctness(about) >= DISTINCT for about in self.by_entity.values())


def search(retriever: HybridRetriever, query: Query) -> Retrieved:
    first = retriever.retrieve(query.search_text, query.papers)
    retrieved = _with_entities(retriever, Retrieved(query, first))
    about = _papers_about(retrieved)
    if not about or set(about) == set(retrieved.relevance):
        return _with_places(retriever, retrieved)
    again = retriever.retrieve(query.search_text, about)
    known = {each.passage.id for each in again}
    others = [each for each in first if each.passage.id not in known]
    return _with_places(retriever, replace(retrieved, passages=[*again, *others[: len(others) // 2]]))


def _with_places(retriever: HybridRetriever, retrieved: Retrieved) -> Retrieved:
    """With the passages that stand at the places of the query, in the papers most about it."""
    query, catalogue = retrieved.query, retriever.library.catalogue
    if not query.places:
        return retrieved
    likeliest = sorted(retrieved.relevance, key=lambda paper: -retrieved.relevance[paper])
    found = [each for place in query.places for each in standing_at(catalogue, place, likeliest)]
    about = _papers_about(retrieved)
    found = [each for each in found if each.paper in about] or found
    there = [
        passage
        for each in found
        for passage in catalogue.passages(each.paper)
        if passage.first <= each.last and each.first <= passage.last
    ]
    known = {each.passage.id: each for each in retrieved.passages}
    best = [known.pop(each.id, RetrievedPassage(each, 0.0)) for each in dict.fromkeys(there)]
    best.sort(key=lambda each: -each.score)
    return replace(retrieved, passages=[*best[:MOST_THERE], *known.values()], standing=tuple(found))


def _with_entities(retriever: HybridRetriever, retrieved: Retrieved) -> Retrieved:
    catalogue, query = retriever.library.catalogue, retrieved.query
    texts = [catalogue.words_of(each.passage.id) for each in retrieved.passages]
    entities = known_entities(query.search_text, texts, catalogue.acronyms())
    asked = None if query.papers is None else set(query.papers)
    papers = [paper for paper in catalogue.papers() if asked is None or paper.id in asked]
    counts = catalogue.counts()
    by_entity = {entity: relevance(catalogue, entity, papers, counts) for entity in entities}
    together = _together(by_entity, [paper.id for paper in papers])
    terms = query_terms(catalogue, query, entities)
    return replace(retrieved, entities=tuple(entities), by_entity=by_entity, relevance=together, terms=terms)


def _together(by_entity: Mapping[Entity, Mapping[str, float]], papers: list[str]) -> dict[str, float]:
    """The relevance of each paper to all entities together; an entity that few papers are about counts more."""
    weights = {entity: distinctness(about) for entity, about in by_entity.items()}
    total = sum(weights.values())
    if total < DISTINCT:
        return dict.fromkeys(papers, UNDECIDED)
    return {paper: sum(weights[e] * about[paper] for e, about in by_entity.items()) / total for paper in papers}


def distinctness(about: Mapping[str, float]) -> float:
    """How much more about an entity one paper is than papers are on average."""
    return max(about.values()) - sum(about.values()) / len(about) if about else 0.0


def _papers_about(retrieved: Retrieved) -> tuple[str, ...]:
    best = max(retrieved.relevance.values(), default=0.0)
    if best == UNDECIDED:
        return ()
    return tuple(paper for paper, about in retrieved.relevance.items() if about >= NEARLY * best)
