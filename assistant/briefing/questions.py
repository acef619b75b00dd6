"""Questions from a file: text, Markdown, YAML, CSV, Excel or JSON lines.

What is plainly no question is passed over and told of; what may be meant as one and can't be read is an error that
names its line.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from assistant.query.question import Question
from assistant.text.sanitize import visible, whole
from ingest.contents import of_named
from ingest.errors import PolicyError

# The module of each form, with `read(data) -> Questions` and CURE, how to write them; imported when needed.
MODULES = {
    ".txt": "text",
    ".md": "markdown",
    ".yaml": "yaml_file",
    ".yml": "yaml_file",
    ".csv": "csv_file",
    ".xlsx": "excel",
    ".jsonl": "json_lines",
}
LARGEST = 10_000_000  # bytes; 10,000 questions with columns of their own have some 5 million
# Lines of one letter took up to 0.2 GB and 7 s for each million bytes, but in these 0.6 GB and 18 s.
LARGEST_OF = {".md": 2_000_000, ".yaml": 2_000_000, ".yml": 2_000_000}
MISSING = object()
OURS = ("question", "id", "section", "history")  # what a row may say besides its own columns


@dataclass(frozen=True)
class Asked:
    """A question as it stands in the file: under which heading, and with which columns of its own."""

    question: Question
    section: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PassedOver:
    """What stands in the file and is no question: where, and why not."""

    where: str
    why: str

    @property
    def told(self) -> str:
        return f"{self.where} is passed over: {self.why}"


@dataclass(frozen=True)
class Questions:
    """The questions of a file in their order, the title that it gives them, if any, and what is none."""

    asked: tuple[Asked, ...]
    title: str | None = None
    passed_over: tuple[PassedOver, ...] = ()

    @classmethod
    def of(cls, found: Iterable[Asked | PassedOver], title: str | None = None) -> "Questions":
        every = list(found)
        asked = tuple(each for each in every if isinstance(each, Asked))
        return cls(asked, title, tuple(each for each in every if isinstance(each, PassedOver)))


def read_questions(place: str) -> Questions:
    """The questions at a path, or on standard input for '-' (JSON lines, or one question a line).

    Raises PolicyError that names the line where something is wrong, or says that there is no question at all.
    """
    if place == "-":
        data = sys.stdin.buffer.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise PolicyError(
                f"there are more than {LARGEST / 1e6:.0f} MB of questions on standard input",
                "make several packs of them",
            )
        ending = ".jsonl" if data.lstrip().startswith(b"{") else ".txt"
    else:
        ending = Path(place).suffix.lower()
        if ending not in MODULES:
            raise PolicyError(f"'{place}' has no ending that is known for questions", f"use one of {' '.join(MODULES)}")
        data = of_named(Path(place), LARGEST_OF.get(ending, LARGEST))
    form = import_module(f"assistant.briefing.readers.{MODULES[ending]}")
    questions: Questions = form.read(data)
    if not questions.asked:
        first = [each.told for each in questions.passed_over[:1]]
        where = "on standard input" if place == "-" else f"in {place}"
        raise PolicyError("; ".join([f"there are no questions {where}", *first]), form.CURE)
    return questions


def lines_of(data: bytes) -> Iterator[tuple[int, str]]:
    """The lines in which there is something to see, with their numbers. Only a new line ends one."""
    for number, line in enumerate(text_of(data).split("\n"), 1):
        if visible(line).strip():
            yield number, line.strip()


def text_of(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise PolicyError(f"the questions are not in UTF-8 (line {line})", "save them as UTF-8") from error


def from_row(row: Mapping[str, Any], where: str, cure: str, section: str | None = None) -> Asked | PassedOver:
    """A question from named values; those that are not ours are kept as columns. Raises PolicyError that says where."""
    text = row.get("question", MISSING)
    if text is None or (isinstance(text, str) and not visible(text).strip()):
        return PassedOver(where, "the question is empty")
    if not isinstance(text, str):
        raise wrong(where, "there is no 'question' in it" if text is MISSING else "its question is no text", cure)
    history = row.get("history") or []
    if not isinstance(history, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in history):
        raise wrong(where, "its history is no list of [question, answer] pairs", cure)
    pairs = tuple((whole(str(asked)), whole(str(answered))) for asked, answered in history)
    id, named = row.get("id"), row.get("section")
    question = Question(whole(text), pairs, id=None if id is None else whole(str(id)))
    columns = {whole(str(name)): _cell(value) for name, value in row.items() if name not in OURS}
    return Asked(question, whole(str(named)).strip() if named else section, columns)


def at_line(number: int) -> str:
    return f"line {number} of the questions"


def wrong(where: str, what: str, cure: str) -> PolicyError:
    return PolicyError(f"{where} is wrong: {what}", cure)


def _cell(value: Any) -> str:
    """A value of a column as text; a list or an object as JSON."""
    import json

    if value is None:
        return ""
    return whole(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str))
