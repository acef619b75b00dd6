"""A question as it is asked."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """`text` as asked; `history` the (question, answer) pairs before it; `papers` the ids to ask, None for all."""

    text: str
    history: tuple[tuple[str, str], ...] = ()
    papers: tuple[str, ...] | None = None
    id: str | None = None
