"""The results of a run (one suite with one answerer): for each question the passages found, the answer, the figures."""

import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from evals.datasets.gold import Gold
from ingest.errors import PolicyError


class Seen(BaseModel):
    """A passage found: `text` is `document`'s text from `start` to `end`.

    `rank` counts from 1; `holds` is whether it overlaps gold evidence.
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
    """One question: the `answer` from `Answer.as_json`, and its figures, None for any that doesn't apply."""

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
    """Someone else's result for our figure `name`: on `what`, and how it `differs` from ours."""

    model_config = ConfigDict(frozen=True)

    name: str
    value: float
    what: str
    differs: str


class LibraryFacts(BaseModel):
    """The library used."""

    model_config = ConfigDict(frozen=True)

    papers: int
    passages: int
    encoder: str


class Run(BaseModel):
    """`figures` has an entry for each group of questions ('all', 'kind: list', 'paper: x.md'), with figures by name."""

    model_config = ConfigDict(frozen=True)

    suite: str
    title: str
    description: str
    model: str
    version: str
    made: datetime.date
    library: LibraryFacts
    outcomes: tuple[Outcome, ...]
    figures: dict[str, dict[str, Interval]]
    published: tuple[Published, ...] = ()


class Runs(BaseModel):
    """The contents of a file from `policy eval --json FILE`."""

    runs: tuple[Run, ...]


def load_runs(path: Path) -> Runs:
    """Reads the file of an earlier run. Raises PolicyError if it is not one."""
    try:
        return Runs.model_validate_json(path.read_bytes())
    except OSError as error:
        raise PolicyError(f"{path} could not be read: {error.strerror}", "make one: policy eval --json FILE") from error
    except ValidationError as error:
        raise PolicyError(
            f"{path} does not contain the results of a run", "make one: policy eval --json FILE"
        ) from error
