"""Questions with gold answers, one JSON object a line."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from ingest.errors import PolicyError
from ingest.safe_read import of_named

LARGEST = 100_000_000  # bytes in a file of questions


class Evidence(BaseModel):
    """The words with the answer: `start` to `end` in the text of the paper with the file name `doc`.

    `quote` is those words, or only their beginning if we may not reproduce the paper.
    """

    model_config = ConfigDict(frozen=True)

    doc: str
    start: int
    end: int
    quote: str = ""


class Gold(BaseModel):
    """A question and what a right answer contains.

    `facts` are strings in a right answer ('a|b' are alternatives). Each item of `evidence` is a place with part of the
    answer. `papers` are the files to ask; if empty, all in the suite. Proposed questions are not `accepted` until a
    person has read them.
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
        """The files the question is about: those with the evidence, or else those it asks."""
        return tuple(dict.fromkeys(item.doc for item in self.evidence)) or self.papers


def load_gold(path: Path) -> list[Gold]:
    """The questions in a file. Raises PolicyError with the number of a line that is not a valid question."""
    gold = []
    try:
        lines = of_named(path, LARGEST).decode().splitlines()
    except UnicodeDecodeError as error:
        raise PolicyError(f"the questions in {path} could not be read: {error}") from error
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
