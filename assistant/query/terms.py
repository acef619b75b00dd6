"""The words of a query that carry meaning, with their weights."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from assistant.query.entities import Entity
from assistant.query.query import NUMERALS, Query
from assistant.text.tokens import STOP, index_stems, stem, words
from ingest.catalogue import Catalogue

PAPER = {"paper", "papers", "report", "reports", "document", "documents"}  # said of a paper, not in it
FROM_CONTEXT = 0.4  # what a word counts that comes from the conversation or the preamble


@dataclass(frozen=True)
class QueryTerms:
    """The stems of a query with their weights, their rarity in the papers; those of entities are left out.

    `asked` are those of the question itself; `weights` also those of the conversation and the preamble, which count
    less.
    """

    asked: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=dict)


def query_terms(catalogue: Catalogue, query: Query, entities: Iterable[Entity]) -> QueryTerms:
    def rarity(stem: str) -> float:
        return min(map(catalogue.rarity, index_stems(stem)))

    entities = tuple(entities)
    around = content_stems(f"{query.history_context} {query.preamble}", entities)
    asked = {stem: rarity(stem) for stem in content_stems(query.text, entities)}
    return QueryTerms(asked, {stem: FROM_CONTEXT * rarity(stem) for stem in around} | asked)


def content_stems(text: str, entities: Iterable[Entity]) -> list[str]:
    """The stems of a text that carry meaning and are neither part of an entity nor a numeral."""
    in_names = {word for entity in entities for form in entity.forms for word in form.split()}
    kept = [stem(word) for word in words(text) if word not in STOP | PAPER | in_names | set(NUMERALS)]
    return list(dict.fromkeys(kept))
