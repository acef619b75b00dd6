"""`policy batch`: answers a file of questions, JSON lines in and out."""

import json
import sys
from pathlib import Path
from typing import Any

from assistant.answer import Answer
from assistant.chain import chain
from assistant.question import Question
from assistant.settings import Settings
from ingest.errors import PolicyError
from ingest.library import Library


def run_batch(library: Library, settings: Settings, questions: str, out: str) -> int:
    """Writes one answer for each question, in order; returns the exit code: 1 for errors, 3 for some not found."""
    asked = read_questions(sys.stdin.read() if questions == "-" else Path(questions).read_text("utf-8"))
    answers = []
    answering = chain(library, settings)
    with Path(out).open("w", encoding="utf-8") as file:
        for question in asked:
            try:
                answer = answering.invoke(question)
            except PolicyError as error:
                answer = Answer(question=question.text, status="error", error=str(error), id=question.id)
            answers.append(answer)
            file.write(json.dumps(answer.as_json(), ensure_ascii=False) + "\n")
    counts = {
        status: sum(answer.status == status for answer in answers) for status in ("answered", "not_found", "error")
    }
    print(f"{counts['answered']} answered, {counts['not_found']} not found, {counts['error']} errors", file=sys.stderr)
    return 1 if counts["error"] else 3 if counts["not_found"] else 0


def read_questions(text: str) -> list[Question]:
    """Questions from JSON lines. Raises PolicyError that names the line that is wrong; nothing is run then."""
    questions = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            questions.append(_question(line, number))
    return questions


def _question(line: str, number: int) -> Question:
    try:
        facts: Any = json.loads(line)
        history = tuple((str(q), str(a)) for q, a in facts.get("history") or ())
        text = facts["question"]
        if not isinstance(text, str) or not text.strip():
            raise ValueError("the question is empty")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        what = "there is no 'question'" if isinstance(error, KeyError) else str(error)
        raise PolicyError(
            f"line {number} of the questions is wrong: {what}", 'each line is like {"id": "q1", "question": "..."}'
        ) from error
    return Question(text, history, id=facts.get("id") and str(facts["id"]))
