"""Asks many questions on one screen, in its own process, and prints how many megabytes it takes after so many.

python -m benchmarks.long_session EARLY LATE
"""

import asyncio
import json
import sys

from assistant.session import Session
from assistant.settings import load_settings
from benchmarks.asking import questions
from benchmarks.growth import memory
from tui.app import PolicyApp
from tui.screens.ask import AskScreen
from tui.widgets.conversation import Conversation
from tui.widgets.question_box import QuestionBox


async def asked(counts: list[int]) -> list[float]:
    """Megabytes after each of these numbers of questions, in rising order."""
    found = []
    app = PolicyApp(Session(load_settings))
    async with app.run_test(size=(160, 48)):
        screen = app.screen
        assert isinstance(screen, AskScreen)
        for n, question in enumerate(questions(counts[-1]), 1):
            screen.query_one(QuestionBox).write(question)
            await screen.action_ask()
            while (last := screen.query_one(Conversation).exchanges[-1]).turn is None:
                await asyncio.sleep(0.05)
            assert last.turn.answer.status != "error", last.turn.answer.why
            if n in counts:
                found.append(memory() / 1e6)
    return found


if __name__ == "__main__":
    print(json.dumps(asyncio.run(asked([int(count) for count in sys.argv[1:]]))))
