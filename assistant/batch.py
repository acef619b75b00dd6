"""`policy batch`: answers a file of questions, JSON lines in and out."""

import json
import sys
from pathlib import Path
from typing import IO, Any

from assistant.answer import Answer
from assistant.chain import chain
from assistant.clean import whole
from assistant.question import Question
from assistant.settings import Settings
from ingest.errors import PolicyError
from ingest.library import Library


def run_batch(library: Library, settings: Settings, questions: str, out: str) -> int:
    """Writes one answer for each question, in order; returns the exit code: 1 for errors, 3 for some not found."""
    asked = read_questions(_read(questions))
    answers = []
    answering = chain(library, settings)
    with _opened(out) as file:
        for question in asked:
            try:
                answer = answering.invoke(question)
            except PolicyError as error:
                answer = Answer(question=question.text, status="error", error=str(error), id=question.id)
            answers.append(answer)
            file.write(_line(answer))
    counts = {
        status: sum(answer.status == status for answer in answers) for status in ("answered", "not_found", "error")
    }
    print(f"{counts['answered']} answered, {counts['not_found']} not found, {counts['error']} errors", file=sys.stderr)
    return 1 if counts["error"] else 3 if counts["not_found"] else 0


def _read(questions: str) -> str:
    try:
        return sys.stdin.read() if questions == "-" else Path(questions).read_text("utf-8")
    except OSError as error:
        raise PolicyError(f"{questions} can't be read: {error.strerror}", "check that you may read it") from error
    except UnicodeDecodeError as error:
        raise PolicyError("the questions are not in UTF-8", "save them as UTF-8") from error


def _opened(out: str) -> IO[str]:
    try:
        return Path(out).open("w", encoding="utf-8")
    except OSError as error:
        raise PolicyError(f"{out} can't be written: {error.strerror}", "choose another place: --out") from error


def _line(answer: Answer) -> str:
    line = json.dumps(answer.as_json(), ensure_ascii=False)
    for end in "\x85\u2028\u2029":  # some programs end a line there too
        line = line.replace(end, f"\\u{ord(end):04x}")
    return line + "\n"


def read_questions(text: str) -> list[Question]:
    """Questions from JSON lines. Raises PolicyError that names the line that is wrong; nothing is run then."""
    questions = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            questions.append(_question(line, number))
    return questions


def _question(line: str, number: int) -> Question:
    try:
        facts: Any = json.loads(line)
    except ValueError as error:
        raise _wrong(number, "it is not JSON") from error
    if not isinstance(facts, dict) or not isinstance(text := facts.get("question"), str):
        raise _wrong(number, "there is no 'question' in it")
    if not text.strip():
        raise _wrong(number, "the question is empty")
    history = facts.get("history") or []
    if not isinstance(history, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in history):
        raise _wrong(number, "its history is no list of [question, answer] pairs")
    id = facts.get("id")
    return Question(whole(text), tuple((str(q), str(a)) for q, a in history), id=None if id is None else str(id))


def _wrong(number: int, what: str) -> PolicyError:
    return PolicyError(
        f"line {number} of the questions is wrong: {what}", 'each line is like {"id": "q1", "question": "..."}'
    )
