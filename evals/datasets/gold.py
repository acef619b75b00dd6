"""Questions with gold answers: one JSON object a line."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.contents import of_named
from ingest.errors import PolicyError

LARGEST = 100_000_000  # bytes of a file of questions


class Evidence(BaseModel):
    """The words that hold the answer: `start` to `end` of the text of the paper whose file is called `doc`.

    `quote` is those words, or only their beginning where the paper is not ours to repeat.
    """

    model_config = ConfigDict(frozen=True)

    doc: str
    start: int
    end: int
    quote: str = ""


class Gold(BaseModel):
    """A question and what a right answer holds.

    `facts` are strings that stand in a right answer ('a|b' are alternatives). Each of `evidence` is a place that holds
    part of the answer. `papers` are the files the question is put to; empty means all of the suite. Questions that the
    program proposed are not `accepted` until a person has read them.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str
    question: str
    history: tuple[tuple[str, str], ...] = ()
    answer: str = ""
    facts: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    answerable: bool = True
    papers: tuple[str, ...] = ()
    accepted: bool = True

    def about(self) -> tuple[str, ...]:
        """The files that the question is about: those that hold the evidence, else those it is put to."""
        return tuple(dict.fromkeys(item.doc for item in self.evidence)) or self.papers


def load_gold(path: Path) -> list[Gold]:
    """The questions of a file. Raises PolicyError with the number of the line that is no such question."""
    gold = []
    try:
        lines = of_named(path, LARGEST).decode().splitlines()
    except UnicodeDecodeError as error:
        raise PolicyError(f"the questions in {path} can't be read: {error}") from error
    for n, line in enumerate(lines, 1):
        if line.strip():
            try:
                gold.append(Gold.model_validate_json(line))
            except ValidationError as error:
                raise PolicyError(
                    f"line {n} of {path} is not a question with a gold answer: {_first(error)}"
                ) from error
    return gold


def _first(error: ValidationError) -> str:
    fault: Any = error.errors()[0]
    return f"{'.'.join(map(str, fault['loc'])) or 'the line'}: {fault['msg']}"
