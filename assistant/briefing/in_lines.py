"""Questions in JSON lines: objects with `question` and, if wanted, `id`, `history`, `section` and other columns."""

import json

from assistant.briefing.questions import Questions, from_row, lines_of, wrong


def read(data: bytes) -> Questions:
    asked = []
    for number, line in lines_of(data):
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise wrong(number, "it is not JSON") from error
        asked.append(from_row(row if isinstance(row, dict) else {}, number))
    return Questions(tuple(asked))
