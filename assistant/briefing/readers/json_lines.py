"""Questions in JSON lines: objects with `question` and, if wanted, `id`, `history`, `section` and other columns."""

import json
from collections.abc import Iterator

from assistant.briefing.questions import Asked, PassedOver, Questions, at_line, from_row, lines_of, wrong

CURE = 'each line is like {"id": "q1", "question": "..."}'


def read(data: bytes) -> Questions:
    return Questions.of(_rows(data))


def _rows(data: bytes) -> Iterator[Asked | PassedOver]:
    for number, line in lines_of(data):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise wrong(at_line(number), "it is not JSON", CURE) from error
        yield from_row(row if isinstance(row, dict) else {}, at_line(number), CURE)
