"""Events while an answer is being made."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A step of the chain has started: 'search', 'quotes', 'write', 'check' ..."""

    name: str


@dataclass(frozen=True)
class Wrote:
    """The next words from a language model, not yet checked against the papers."""

    words: str


Tell = Callable[[Step | Wrote], None]


class Stopped(Exception):
    """The person stopped the answer; raised inside the step that was running."""
