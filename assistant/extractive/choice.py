"""What a language model chose among the candidates, joined with what the ranker says (docs/adr/0030)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from assistant.query.query import Query
from assistant.ranking.answers import PossibleAnswer
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.ranker import Ranked

SHOWN = 8  # candidates that a model chooses among; a digit names each
OF_A_LIST = 2  # items of one list among them
NAMED, NONE = 1.0, 1.0  # log odds that an answer gains where its parts are the whole choice, or loses where 'none' is


@dataclass(frozen=True)
class Choice:
    """What the model named `by` says of the candidates that it was shown.

    `shares` has how far it chose each, and `none` how far it said that none answers, 0 to 1; they add up to at most 1,
    and to less where it wavered. `note` says what was wrong with its reply: then it chose nothing.
    """

    by: str
    shares: Mapping[Candidate, float]
    none: float = 0.0
    note: str = ""

    @property
    def named(self) -> tuple[Candidate, ...]:
        """The candidates that it chose, those first that it chose most."""
        chosen = [each for each, share in self.shares.items() if share]
        return tuple(sorted(chosen, key=lambda each: -self.shares[each]))

    def of(self, answer: PossibleAnswer) -> float:
        """How far it chose the parts of an answer together."""
        return sum(self.shares.get(part, 0.0) for part in answer.parts)


class Chooser(Protocol):
    def choose(self, query: Query, candidates: Sequence[Candidate], papers: PaperCache) -> Choice:
        """What answers the query, of at most `SHOWN` candidates, of which the likeliest come first."""


def to_show(ranked: Sequence[Ranked], papers: PaperCache) -> list[Candidate]:
    """The likeliest candidates, with few items of one list, so that a list leaves room for others."""
    shown: list[Candidate] = []
    lists: dict[tuple[str, str], int] = {}
    for candidate in dict.fromkeys(each.candidate for each in ranked):
        if papers.blocks(candidate.paper)[candidate.n].kind == "item":
            place = (candidate.paper, papers.lead_in(candidate.paper, candidate.n))
            lists[place] = lists.get(place, 0) + 1
            if lists[place] > OF_A_LIST:
                continue
        shown.append(candidate)
    return shown[:SHOWN]


def with_named(possible: Sequence[PossibleAnswer], choice: Choice) -> list[PossibleAnswer]:
    """The possible answers, and after them each candidate that the model names and that is none yet."""
    return list(dict.fromkeys([*possible, *(PossibleAnswer("single", (each,)) for each in choice.named)]))


def joined(possible: Sequence[PossibleAnswer], likelihood: np.ndarray, choice: Choice) -> np.ndarray:
    """How likely each answer is right once the model's choice is known: shape [answers], 0 to 1."""
    gained = NAMED * np.array([choice.of(each) for each in possible]) - NONE * choice.none
    odds = likelihood / (1 - likelihood) * np.exp(gained)
    return odds / (1 + odds)
