"""Questions in plain text: one a line, blank lines between them as you like."""

from assistant.briefing.questions import Asked, Questions, lines_of
from assistant.query.question import Question

CURE = "write one question a line"


def read(data: bytes) -> Questions:
    return Questions(tuple(Asked(Question(line)) for _, line in lines_of(data)))
