"""The sides of a comparison: a question about bodies of several papers, taken apart into one question for each."""

import re
from dataclasses import replace

from assistant.query.entities import Name
from assistant.ranking.features import weigh
from assistant.retrieval.hybrid import PassageRetriever
from assistant.retrieval.search import TELLING, Searched, telling

SAME = 0.9  # of the standing of the best paper, for another to be as much about a name
ENOUGH = 2  # telling words that a side's own clauses must hold; with fewer they lean on the others
CLAUSE = re.compile(
    r"[:;,?()]|\s[–—-]\s|\b(?:vs\.?|versus|against|whereas|while)\s|\bwith (?=[A-Z])|"
    r"\band (?=(?:what|who|how|when|which|where|does|do|did|is|are|it|its)\b)",
)


def sides(retriever: PassageRetriever, searched: Searched) -> list[Searched]:
    """One search for each body that the question compares, in the papers about it; none where it compares none."""
    homes: dict[tuple[str, ...], Name] = {}
    for name, about in searched.by_name.items():
        if telling(about) >= TELLING:
            best = max(about.values())
            homes.setdefault(tuple(paper for paper, much in about.items() if much >= SAME * best), name)
    if len(homes) < 2:
        return []
    names = list(homes.values())
    return [_side(retriever, searched, name, papers, names) for papers, name in homes.items()]


def _side(
    retriever: PassageRetriever, searched: Searched, name: Name, papers: tuple[str, ...], names: list[Name]
) -> Searched:
    others = [other for other in names if other is not name]
    question = replace(searched.question, text=said_of(searched.question.text, name, others), papers=papers)
    found = retriever.find(replace(question, text=replace(searched, question=question).sought))
    standing = dict.fromkeys(papers, 1.0)
    return replace(searched, question=question, found=found, names=(name,), by_name={}, standing=standing)


def said_of(text: str, name: Name, others: list[Name]) -> str:
    """What a question asks of one of the bodies that it names: without the clauses that speak of the others alone."""
    clauses = [clause.strip() for clause in CLAUSE.split(text) if clause.strip()]
    own = [c for c in clauses if name.stands_in(c) or not any(other.stands_in(c) for other in others)]
    kept = " ".join(own)
    return kept if len(weigh(kept, [name, *others])) >= ENOUGH else text
