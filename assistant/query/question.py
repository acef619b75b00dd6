"""A question as it is asked."""

import datetime
from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """`text` as asked; `history` the (question, answer) pairs before it; `papers` the ids to ask, None for all.

    `as_of` asks what held on a day: papers dated later, or not at all, are left out.
    """

    text: str
    history: tuple[tuple[str, str], ...] = ()
    papers: tuple[str, ...] | None = None
    id: str | None = None
    as_of: datetime.date | None = None
