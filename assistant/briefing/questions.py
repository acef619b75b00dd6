"""Reads questions from a file: text, Markdown, YAML, CSV, Excel or JSON lines.

Anything that is clearly not a question is skipped and reported. Anything that may be one but can't be read is an error
that gives its line.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from assistant.query.question import Question
from assistant.text.sanitize import visible, whole
from ingest.errors import PolicyError
from ingest.safe_read import of_named

# The module for each format has `read(data) -> Questions` and CURE, which says how to write them. Imported when needed.
MODULES = {
    ".txt": "text",
    ".md": "markdown",
    ".yaml": "yaml_file",
    ".yml": "yaml_file",
    ".csv": "csv_file",
    ".xlsx": "excel",
    ".jsonl": "json_lines",
}
LARGEST = 10_000_000  # bytes; 10,000 questions with extra columns have some 5 million
# Lines of one letter took up to 0.2 GB and 7 s for each million bytes, but 0.6 GB and 18 s in these formats.
LARGEST_OF = {".md": 2_000_000, ".yaml": 2_000_000, ".yml": 2_000_000}
MISSING = object()
OURS = ("question", "id", "section", "history")  # the columns that mean something to us


@dataclass(frozen=True)
class QuestionRow:
    """A question from the file, with its section heading and extra columns."""

    question: Question
    section: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Skipped:
    """Something in the file that is not a question: where, and why not."""

    where: str
    why: str

    @property
    def message(self) -> str:
        return f"{self.where} was skipped: {self.why}"


@dataclass(frozen=True)
class Questions:
    """The questions in a file in order, their title if it gives one, and what was skipped."""

    asked: tuple[QuestionRow, ...]
    title: str | None = None
    skipped: tuple[Skipped, ...] = ()

    @classmethod
    def of(cls, found: Iterable[QuestionRow | Skipped], title: str | None = None) -> "Questions":
        every = list(found)
        asked = tuple(each for each in every if isinstance(each, QuestionRow))
        return cls(asked, title, tuple(each for each in every if isinstance(each, Skipped)))


def read_questions(place: str) -> Questions:
    """The questions in a file, or on standard input for '-' (JSON lines, or one question a line).

    Raises PolicyError with the line that is wrong, or if there are no questions.
    """
    if place == "-":
        data = sys.stdin.buffer.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise PolicyError(
                f"there are more than {LARGEST / 1e6:.0f} MB of questions on standard input",
                "split them into several packs",
            )
        ending = ".jsonl" if data.lstrip().startswith(b"{") else ".txt"
    else:
        ending = Path(place).suffix.lower()
        if ending not in MODULES:
            raise PolicyError(f"unknown format for questions: '{place}'", f"use one of {', '.join(MODULES)}")
        data = of_named(Path(place), LARGEST_OF.get(ending, LARGEST))
    form = import_module(f"assistant.briefing.readers.{MODULES[ending]}")
    questions: Questions = form.read(data)
    if not questions.asked:
        first = [each.message for each in questions.skipped[:1]]
        where = "on standard input" if place == "-" else f"in {place}"
        raise PolicyError("; ".join([f"there are no questions {where}", *first]), form.CURE)
    return questions


def lines_of(data: bytes) -> Iterator[tuple[int, str]]:
    """The lines that are not blank, with their numbers. Only a newline ends a line."""
    for number, line in enumerate(text_of(data).split("\n"), 1):
        if visible(line).strip():
            yield number, line.strip()


def text_of(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise PolicyError(f"the questions are not in UTF-8 (line {line})", "save the file as UTF-8") from error


def from_row(row: Mapping[str, Any], where: str, cure: str, section: str | None = None) -> QuestionRow | Skipped:
    """A question from named values; unknown names become extra columns. Raises PolicyError that says where."""
    text = row.get("question", MISSING)
    if text is None or (isinstance(text, str) and not visible(text).strip()):
        return Skipped(where, "the question is empty")
    if not isinstance(text, str):
        raise wrong(where, "it has no 'question'" if text is MISSING else "its question is not text", cure)
    history = row.get("history") or []
    if not isinstance(history, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in history):
        raise wrong(where, "its history is not a list of [question, answer] pairs", cure)
    pairs = tuple((whole(str(asked)), whole(str(answered))) for asked, answered in history)
    id, named = row.get("id"), row.get("section")
    question = Question(whole(text), pairs, id=None if id is None else whole(str(id)))
    columns = {whole(str(name)): _cell(value) for name, value in row.items() if name not in OURS}
    return QuestionRow(question, whole(str(named)).strip() if named else section, columns)


def at_line(number: int) -> str:
    return f"line {number} of the questions"


def wrong(where: str, what: str, cure: str) -> PolicyError:
    return PolicyError(f"{where} is wrong: {what}", cure)


def _cell(value: Any) -> str:
    """A column's value as text; a list or object as JSON."""
    import json

    if value is None:
        return ""
    return whole(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))
