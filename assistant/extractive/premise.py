"""A question that takes for granted what the papers deny: 'Why was the bid refused?' of a bid that was accepted."""

from collections.abc import Sequence

from assistant.extractive.neighbour import begins_with_neighbour
from assistant.query.query import Query
from assistant.ranking.candidates import Candidate
from assistant.ranking.ranker import Ranked
from assistant.text.negation import denial_differs
from assistant.text.opposites import opposite_said
from assistant.text.plain import plain
from assistant.text.tokens import stems

LOOKED_AT = 4  # the likeliest candidates
SUBJECT = 0.3  # share of the question's weight that one must hold to be about the same


def denying(query: Query, ranked: Sequence[Ranked]) -> Candidate | None:
    """The likeliest candidate that denies what a question takes for granted; None where none does, or nothing is.

    A question for yes or no takes nothing for granted.
    """
    if query.type.kind in ("yes_no", "list"):
        return None
    asked = plain(query.text)
    about = [each.candidate for each in ranked[:LOOKED_AT] if each.features["overlap"] >= SUBJECT]
    of_it = (each for each in about if not begins_with_neighbour(query.in_full, each.text))
    return next((each for each in of_it if _denies(plain(each.text), asked)), None)


def _denies(text: str, asked: str) -> bool:
    """Beside what is denied they share that of which it is: 'Alcohol is never paid for' denies no salary."""
    same_subject = len(stems(text) & stems(asked)) > 1
    return bool((same_subject and denial_differs(asked, text)) or opposite_said(asked, text))
