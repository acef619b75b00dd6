"""A language model as a reader: it says by their numbers which candidates answer, and words nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

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
from assistant.steps import NOBODY, Watch

BETWEEN = re.compile(r"\band\b|[\s\[\](),.;]+")
NUMBER = re.compile(r"[0-9]")  # they are at most 9
UNTOLD = 0.6  # how probable a number is taken to have been where the server does not say; more did harm
LONGEST_PLACE, LONGEST_TEXT = 120, 400  # characters
NO_LIST = "The language model’s reply was no list of the numbers that it was shown, so it was left out of account."


def choose(selector: Selector, client: LLMClient, retrieved: Retrieved, watch: Watch = NOBODY) -> Answer:
    """The papers' own words, chosen with the model. Raises ModelError."""
    return quote(replace(selector, chooser=ModelChooser(client, watch)), retrieved)


@dataclass(frozen=True)
class ModelChooser:
    """Asks the model of the client; `watch` follows the answer in progress."""

    client: LLMClient
    watch: Watch = NOBODY

    def choose(self, query: Query, candidates: Sequence[Candidate], papers: PaperCache) -> Choice:
        """Raises ModelError. If they are too long for the model, it chooses from each half, and from what it chose."""
        shown = by_paper(candidates)
        try:
            reply = self.client.reply_in_numbers(
                choosing(query.in_context, extracts(shown, papers)), len(shown), self.watch.config
            )
        except ModelError as fault:
            if fault.kind != "context" or len(shown) < 2:
                raise
            return self._choose_by_halves(query, shown, papers)
        return read(reply, shown, self.client.name)

    def _choose_by_halves(self, query: Query, shown: Sequence[Candidate], papers: PaperCache) -> Choice:
        middle = (len(shown) + 1) // 2
        one, other = (self.choose(query, part, papers) for part in (shown[:middle], shown[middle:]))
        if not (one.named and other.named):
            return other if other.named else one
        winners = (one.named[0], other.named[0])
        if len(shown) == len(winners):
            return Choice(one.by, {each: half.shares[each] / 2 for half in (one, other) for each in half.named[:1]})
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
    """What a reply says of the candidates shown; a note where it is no list of their numbers.

    What it named counts as far as it was more probable than not.
    """
    named = [_number(word) for word in BETWEEN.sub(" ", reply.text).split()]
    each_once = len(named) == len(set(named)) > 0
    if not each_once or not set(named) <= set(range(len(shown) + 1)) or (0 in named and len(named) > 1):
        return Choice(by, {}, note=NO_LIST)
    told = _probable(reply)
    probable = told if len(told) == len(named) else [UNTOLD] * len(named)
    sure = {number: max(2 * share - 1, 0.0) for number, share in zip(named, probable, strict=True)}
    total = max(sum(sure.values()), 1.0)
    shares = {each: sure.get(n, 0.0) / total for n, each in enumerate(shown, 1)}
    return Choice(by, shares, sure.get(0, 0.0))


def _probable(reply: Reply) -> list[float]:
    """How probable each number of a reply was among the numbers in its place; none where the server does not say.

    None is surer than the one before it, which it was said after.
    """
    if "".join(token.text for token in reply.tokens).strip() != reply.text:
        return []  # it thought before it replied
    found: list[float] = []
    for token in reply.tokens:
        if (said := _number(token.text)) >= 0:
            numbers = [(_number(text), share) for text, share in token.probabilities.items() if _number(text) >= 0]
            total = sum(share for _, share in numbers)
            share = sum(share for number, share in numbers if number == said) / total if total else 0.0
            found.append(min([share, *found[-1:]]))
    return found


def _number(word: str) -> int:
    """The figure that a word is; -1 if it is none."""
    return int(word) if NUMBER.fullmatch(word := word.strip()) else -1
