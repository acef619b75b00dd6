"""Questions in plain text: one a line; blank lines are ignored."""

from assistant.briefing.questions import QuestionRow, Questions, lines_of
from assistant.query.question import Question

CURE = "write one question a line"


def read(data: bytes) -> Questions:
    return Questions(tuple(QuestionRow(Question(line)) for _, line in lines_of(data)))
