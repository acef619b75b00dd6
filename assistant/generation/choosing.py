"""A language model as a reader: it says by their numbers which candidates answer, and words nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from langchain_core.runnables import RunnableConfig

from assistant.answer import Answer
from assistant.extractive.answerer import quote
from assistant.extractive.choice import Choice
from assistant.extractive.selection import Selector
from assistant.generation.errors import ModelError
from assistant.generation.llm_client import LLMClient, Reply
from assistant.generation.prompt import choosing
from assistant.query.query import Query
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.retrieval.search import Retrieved

BETWEEN = re.compile(r"\band\b|[\s\[\](),.;]+")
NUMBER = re.compile(r"[0-9]")  # they are at most 9
LONGEST_PLACE, LONGEST_TEXT = 120, 400  # characters
NO_LIST = "The language model’s reply was no list of the numbers that it was shown, so it was left out of account."


def choose(selector: Selector, client: LLMClient, retrieved: Retrieved, config: RunnableConfig | None = None) -> Answer:
    """The papers' own words, chosen with the model. Raises ModelError."""
    return quote(replace(selector, chooser=ModelChooser(client, config)), retrieved)


@dataclass(frozen=True)
class ModelChooser:
    """Asks the model of the client; `config` has the callbacks of the answer in progress."""

    client: LLMClient
    config: RunnableConfig | None = None

    def choose(self, query: Query, candidates: Sequence[Candidate], papers: PaperCache) -> Choice:
        """Raises ModelError. If they are too long for the model, it chooses from each half, and from what it chose."""
        shown = by_paper(candidates)
        try:
            reply = self.client.reply_in_numbers(
                choosing(query.in_context, extracts(shown, papers)), len(shown), self.config
            )
        except ModelError as fault:
            if fault.kind != "context" or len(shown) < 2:
                raise
            return self._choose_by_halves(query, shown, papers)
        return read(reply, shown, self.client.name)

    def _choose_by_halves(self, query: Query, shown: Sequence[Candidate], papers: PaperCache) -> Choice:
        half = (len(shown) + 1) // 2
        one, other = (self.choose(query, part, papers) for part in (shown[:half], shown[half:]))
        if not (one.named and other.named):
            return other if other.named else one
        winners = (one.named[0], other.named[0])
        if len(shown) == len(winners):
            return Choice(one.by, dict.fromkeys(winners, 0.5))
        return self.choose(query, winners, papers)


def by_paper(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with those of one paper together, and within it those of one section or list."""
    places = list(dict.fromkeys(place for each in candidates for place in (each.paper, _section(each))))
    return sorted(candidates, key=lambda each: (places.index(each.paper), places.index(_section(each))))


def extracts(shown: Sequence[Candidate], papers: PaperCache) -> list[tuple[str, list[str]]]:
    """The candidates in order as the model reads them, under their papers, and all cut where it is long.

    A heading and what leads into a list come once.
    """
    found: list[tuple[str, list[str]]] = []
    before: set[str] = set()
    for paper, candidates in groupby(shown, lambda each: each.paper):
        texts = []
        for each in candidates:
            over = [*each.headings[-1:], papers.lead_in(paper, each.n)]
            new = [words for words in over if words and words != each.title and words not in before]
            before.update(new)
            texts.append(" › ".join([*(words[:LONGEST_PLACE] for words in new), each.text[:LONGEST_TEXT]]))
        found.append((papers.banner(paper)[:LONGEST_PLACE], texts))
    return found


def _section(candidate: Candidate) -> tuple[str, tuple[str, ...]]:
    return candidate.paper, candidate.headings


def read(reply: Reply, shown: Sequence[Candidate], by: str) -> Choice:
    """What a reply says of the candidates shown; a note where it is no list of their numbers."""
    named = {_number(word) for word in BETWEEN.sub(" ", reply.text).split()}
    if not named or not named <= set(range(len(shown) + 1)) or (0 in named and len(named) > 1):
        return Choice(by, {}, note=NO_LIST)
    shares = _probable(reply, len(shown)) or {number: 1 / len(named) for number in named}
    return Choice(by, {each: shares.get(n, 0.0) for n, each in enumerate(shown, 1)}, shares.get(0, 0.0))


def _probable(reply: Reply, most: int) -> dict[int, float]:
    """How probable each number was as the first of the reply; empty where the server does not say."""
    if "".join(token.text for token in reply.tokens).strip() != reply.text:
        return {}  # it thought before it replied
    first = next((token for token in reply.tokens if _number(token.text) >= 0), None)
    found: dict[int, float] = {}
    for text, probability in (first.probabilities if first else {}).items():
        if 0 <= (number := _number(text)) <= most:
            found[number] = found.get(number, 0.0) + probability
    total = sum(found.values())
    return {number: probability / total for number, probability in found.items()} if total else {}


def _number(word: str) -> int:
    """The figure that a word is; -1 if it is none."""
    return int(word) if NUMBER.fullmatch(word := word.strip()) else -1
