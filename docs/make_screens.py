"""Makes the pictures of the pages: `python docs/make_screens.py`, with the digests that come with policy."""

import asyncio
import os
import re
import tempfile
from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from assistant.cli.ingest import DIGESTS
from assistant.session import Session
from assistant.settings import load_settings
from tui.app import PolicyApp
from tui.themes import DARK
from tui.widgets.exchange import Exchange
from tui.widgets.question_box import QuestionBox

HERE = Path(__file__).parent / "screens"
FETCHED = re.compile(r",\s*url\(\"https?:[^)]*\)(?: format\(\"\w+\"\))?")  # fonts: pages fetch nothing from elsewhere
QUESTIONS = (
    "When does North East London plan to become a single CCG?",
    "What are the four questions on which NHSE/I asked for views?",
)


async def make(session: Session) -> None:
    app = PolicyApp(session)
    async with app.run_test(size=(120, 38)) as pilot:
        app.theme = DARK.name  # whatever the terminal that makes the pictures can show
        for question in QUESTIONS:
            await _ask(pilot, question)
        _picture(app, "conversation")
        await pilot.press("1", "enter")
        await pilot.pause(0.5)
        _picture(app, "source")
        await pilot.press("escape", "ctrl+l")
        await pilot.pause(0.5)
        await pilot.press("enter")
        await pilot.pause(0.5)
        _picture(app, "papers")
        await pilot.press("escape", "ctrl+o")
        await pilot.pause(0.5)
        _picture(app, "conversations")


async def _ask(pilot: Pilot[None], question: str) -> None:
    before = len(pilot.app.screen.query(Exchange))
    box = pilot.app.screen.query_one(QuestionBox)
    box.focus()
    box.text = question
    await pilot.press("enter")
    await _until(pilot, lambda: len(pilot.app.screen.query(Exchange)) > before)
    await _until(pilot, lambda: pilot.app.screen.query(Exchange).last().turn is not None)
    await pilot.pause(0.5)


async def _until(pilot: Pilot[None], true: Callable[[], bool]) -> None:
    while not true():
        await pilot.pause(0.1)


def _picture(app: PolicyApp, name: str) -> None:
    drawn = FETCHED.sub("", app.export_screenshot(title="policy"))
    (HERE / f"{name}.svg").write_text(drawn + "\n", "utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        session = Session(lambda: load_settings(library=Path(folder, "library")))
        for _ in session.take_in([str(DIGESTS)]):
            pass
        asyncio.run(make(session))
