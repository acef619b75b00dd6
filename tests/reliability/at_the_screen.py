"""Somebody at a screen, in a process of their own: does what each line of JSON says, and tells what came of it.

{"do": "ask", "what": question} gives the status and the documents cited, {"do": "add", "what": file} and
{"do": "remove", "what": title} what the screen says, {"do": "look"} the titles on the shelf.
"""

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from assistant.session import Session
from assistant.settings import load_settings
from tui.app import PolicyApp
from tui.screens.confirm import Confirm
from tui.widgets.exchange import Exchange
from tui.widgets.line import Line
from tui.widgets.question_box import QuestionBox
from tui.widgets.shelf import Shelf
from tui.widgets.title_bar import TitleBar

PATIENCE = 120.0  # seconds


class Seen(PolicyApp):
    """The app, with all that it has told."""

    def __init__(self, session: Session):
        super().__init__(session)
        self.told: list[str] = []

    def notify(self, message: str, **options: Any) -> None:
        self.told.append(message)
        super().notify(message, **options)


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.02)


async def write(pilot: Pilot[None], text: str) -> None:
    await pilot.press(*("space" if character == " " else character for character in text))


async def ask(pilot: Pilot[None], session: Session, what: str) -> dict[str, object]:
    """In a conversation of its own: how a follow-up is understood is not what is tried here."""
    screen = pilot.app.screen
    await pilot.press("ctrl+n")
    screen.query_one(QuestionBox).text = what
    await pilot.press("enter")
    await until(lambda: screen.query(Exchange) and screen.query(Exchange).last().turn)
    answer = screen.query(Exchange).last().answer
    assert answer is not None
    cited = [citation.document for citation in answer.citations]
    return {"status": answer.status, "cited": cited, "error": answer.error}


async def add(pilot: Pilot[None], session: Session, what: str) -> dict[str, object]:
    screen = pilot.app.screen
    state = screen.query_one("#intake-state", Static)
    state.update("")
    await pilot.press("ctrl+l", "ctrl+a")
    pilot.app.screen.query_one(Line).value = what
    await pilot.press("enter")
    await until(lambda: said(state).startswith(("Done", *FAULTS)))
    await pilot.press("escape")
    return {"said": said(state)}


FAULTS = ("process", "the library", "the catalogue", "the vectors", "the papers")  # how those of a library begin


def said(state: Static) -> str:
    return str(state.content)


async def remove(pilot: Pilot[None], session: Session, what: str) -> dict[str, object]:
    app, screen, shelf = pilot.app, pilot.app.screen, pilot.app.screen.query_one(Shelf)
    assert isinstance(app, Seen)
    told = len(app.told)
    await until(lambda: what in titles(shelf))
    await pilot.press("ctrl+l")
    await write(pilot, what)
    await pilot.press("ctrl+d")
    assert isinstance(app.screen, Confirm)
    await pilot.press("right", "enter")
    assert app.screen is screen
    await until(lambda: len(app.told) > told or what not in titles(shelf))
    await pilot.press("escape")
    return {"said": " ".join(app.told[told:])}


def titles(shelf: Shelf) -> list[str]:
    return [each.paper.title for each in shelf._papers]


async def look(pilot: Pilot[None], session: Session, what: str) -> dict[str, object]:
    return {"titles": [each.paper.title for each in session.papers()]}


DEEDS = {"ask": ask, "add": add, "remove": remove, "look": look}


async def main(folder: str) -> None:
    session = Session(lambda: load_settings(library=Path(folder)))
    app = Seen(session)
    lines: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    loop.run_in_executor(None, lambda: [loop.call_soon_threadsafe(lines.put_nowait, line) for line in sys.stdin])
    async with app.run_test(size=(120, 36)) as pilot:
        await until(lambda: app.screen.query(TitleBar) and app.screen.query_one(TitleBar).state)
        await until(lambda: not app.screen.query_one(TitleBar).state)
        print(json.dumps({"said": "ready"}), flush=True)
        while (deed := json.loads(await lines.get()))["do"] != "leave":
            print(json.dumps(await DEEDS[deed["do"]](pilot, session, deed.get("what", ""))), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
