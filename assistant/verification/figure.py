"""The noun of a figure: what it is, what it is worth, and what stands around it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assistant.verification.bounds import Bound

Kind = Literal["number", "money", "percent", "points", "ordinal", "label", "code"]


@dataclass(frozen=True)
class Figure:
    """`value` in the canonical unit (£, %, the measure); letters for a label or code. `text[start:end]` says it.

    `unit`: currency, measure, or a label's noun. `counts`: stems of the next words. `per`: '£5 a week' is 'week'.
    `bare`: a number without its measure, 2 of '2 weeks'. `whole`: the 30 of '5 of 30'. One that is not `firm`, as in
    'one of them', need not stand in the cited words.
    """

    kind: Kind
    value: Fraction | str
    start: int
    end: int
    unit: str = ""
    counts: tuple[str, ...] = ()
    per: str = ""
    bound: Bound = ""
    bare: Fraction | str | None = None
    whole: Fraction | str | None = None
    firm: bool = True
