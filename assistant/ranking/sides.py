"""What could be given for the sides of a comparison: one statement of each, or two."""

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np

from assistant.ranking.answers import PossibleAnswer, log_odds
from assistant.ranking.ranker import Ranked
from assistant.text.tokens import stems

TRIED = 4  # candidates of each side, of which one is taken
MOST_TRIED = 4  # sides; of more, each gives its likeliest
LIKENESS = 3.0  # log odds that statements gain which have the same words


def together(sides: Sequence[Sequence[Ranked]]) -> list[PossibleAnswer]:
    """A statement of each side, alike as papers on one subject put the same thing; and the two likeliest of each.

    `sides` has the candidates of each, best first. None where there are no two sides, or one has none.
    """
    if len(sides) < 2 or not all(sides):
        return []
    likeliest = [each for side in sides for each in side[:2]]
    made = (tuple(dict.fromkeys(each.candidate for each in some)) for some in (_alike(sides), likeliest))
    return [PossibleAnswer("sides", parts) for parts in dict.fromkeys(made)]


def _alike(sides: Sequence[Sequence[Ranked]]) -> Sequence[Ranked]:
    """One of each, likely to answer and like the others."""
    if len(sides) > MOST_TRIED:
        return [side[0] for side in sides]
    return max(product(*(side[:TRIED] for side in sides)), key=_worth)


def _worth(some: Sequence[Ranked]) -> float:
    said = [_words(each.candidate.text) for each in some]
    alike = [len(one & other) / max(1.0, (len(one) * len(other)) ** 0.5) for one, other in combinations(said, 2)]
    return float(np.mean([log_odds(each.likelihood) for each in some]) + LIKENESS * np.mean(alike))


def _words(text: str) -> set[str]:
    """The stems of a statement but for figures, in which the sides differ."""
    return {stem for stem in stems(text) if not any(map(str.isdigit, stem))}
