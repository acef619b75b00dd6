"""A run: one suite put to one answerer, with what was found, what was answered and the figures of each question."""

import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.datasets.gold import Gold
from ingest.errors import PolicyError


class Seen(BaseModel):
    """A passage that the search found: `text` is `document`'s text from `start` to `end`.

    `rank` counts from 1; `holds` says whether it overlaps gold evidence.
    """

    model_config = ConfigDict(frozen=True)

    rank: int
    document: str
    start: int
    end: int
    headings: tuple[str, ...] = ()
    text: str = ""
    holds: bool = False


class Outcome(BaseModel):
    """One question: the `answer` as `Answer.as_json` gives it, and its figures; None where one does not apply."""

    model_config = ConfigDict(frozen=True)

    gold: Gold
    answer: dict[str, Any]
    found: tuple[Seen, ...] = ()
    figures: dict[str, float | None] = {}


class Interval(BaseModel):
    """A figure over `n` questions, with the ends of its 95% bootstrap interval."""

    model_config = ConfigDict(frozen=True)

    mean: float
    low: float
    high: float
    n: int


class Published(BaseModel):
    """Someone else's figure to stand beside ours: on `what`, and how it `differs`. `name` is that of our figure."""

    model_config = ConfigDict(frozen=True)

    name: str
    value: float
    what: str
    differs: str


class Held(BaseModel):
    """The library that was asked."""

    model_config = ConfigDict(frozen=True)

    papers: int
    passages: int
    encoder: str


class Run(BaseModel):
    """`figures` are by group of questions: 'all', 'kind: list', 'paper: x.md'; each then by the figure's name."""

    model_config = ConfigDict(frozen=True)

    suite: str
    title: str
    description: str
    model: str
    version: str
    made: datetime.date
    library: Held
    outcomes: tuple[Outcome, ...]
    figures: dict[str, dict[str, Interval]]
    published: tuple[Published, ...] = ()


class Runs(BaseModel):
    """What `policy eval --json FILE` writes."""

    runs: tuple[Run, ...]


def load_runs(path: Path) -> Runs:
    """What an earlier run wrote. Raises PolicyError where the file is none of those."""
    try:
        return Runs.model_validate_json(path.read_bytes())
    except OSError as error:
        raise PolicyError(f"{path} can't be read: {error.strerror}", "make it: policy eval --json FILE") from error
    except ValidationError as error:
        raise PolicyError(f"{path} does not hold the figures of a run", "make it: policy eval --json FILE") from error
