"""A figure in a text: its kind, its value, and its context."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assistant.notations.bounds import Bound

Kind = Literal["number", "money", "percent", "points", "ordinal", "label", "code"]


@dataclass(frozen=True)
class Figure:
    """The figure at `text[start:end]`. `value` is in the canonical unit (£, %, the measure), or letters for a label.

    `unit`: a currency, a measure, or a label's noun. `counts`: stems of the next words. `per`: 'week' in '£5 a week'.
    `bare`: the number before conversion, 2 in '2 weeks'. `whole`: 30 in '5 of 30'. `firm` is false if the figure need
    not be in the cited words, as in 'one of them'.
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
