"""Questions in JSON lines: objects with `question` and optionally `id`, `history`, `section` and extra columns."""

import json
from collections.abc import Iterator

from assistant.briefing.questions import QuestionRow, Questions, Skipped, at_line, from_row, lines_of, wrong

CURE = 'write each line like {"id": "q1", "question": "..."}'


def read(data: bytes) -> Questions:
    return Questions.of(_rows(data))


def _rows(data: bytes) -> Iterator[QuestionRow | Skipped]:
    for number, line in lines_of(data):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise wrong(at_line(number), "it is not JSON", CURE) from error
        yield from_row(row if isinstance(row, dict) else {}, at_line(number), CURE)
