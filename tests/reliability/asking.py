"""A reader in a process of its own: asks about one place after the other, and says what it was told and when."""

import itertools
import json
import sys
import threading
import time
from pathlib import Path

from libraries import question_about

from assistant.query.question import Question
from assistant.session import Session
from assistant.settings import load_settings

PAUSE = 0.3  # seconds after an answer; without it, such processes take all the time of the cores


def main(folder: str, *places: str) -> None:
    """A line of JSON for each answer, until the standard input is closed."""
    session, ended = Session(lambda: load_settings(library=Path(folder))), threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    for place in itertools.cycle(places):
        if ended.is_set():
            break
        asked = time.monotonic()
        answer = session.answer(Question(question_about(place)), lambda _: None, threading.Event()).answer
        facts = {"place": place, "asked": asked, "told": time.monotonic(), "status": answer.status}
        facts |= {"cited": [citation.document for citation in answer.citations], "error": answer.error}
        print(json.dumps(facts), flush=True)
        time.sleep(PAUSE)
    session.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
