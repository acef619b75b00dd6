"""What is told of an answer while it comes about."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """A step of the chain has begun: 'search', 'quotes', 'write', 'check' ..."""

    name: str


@dataclass(frozen=True)
class Wrote:
    """The next words of a language model, not yet checked against the papers."""

    words: str


Tell = Callable[[Step | Wrote], None]


class Stopped(Exception):
    """Somebody stopped the answer; raised inside the step that was going on."""
