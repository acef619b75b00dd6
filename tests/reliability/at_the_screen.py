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

from textual.widgets import Button, Input, Static

from assistant.engine import Engine
from assistant.settings import load_settings
from tui.app import PolicyApp
from tui.screens.confirm import Confirm
from tui.screens.prompt import Prompt
from tui.widgets.exchange import Exchange
from tui.widgets.question_box import QuestionBox
from tui.widgets.shelf import Shelf
from tui.widgets.title_bar import TitleBar

PATIENCE = 120.0  # seconds


class Seen(PolicyApp):
    """The app, with all that it has told."""

    def __init__(self, engine: Engine):
        super().__init__(engine)
        self.told: list[str] = []

    def notify(self, message: str, **options: Any) -> None:
        self.told.append(message)
        super().notify(message, **options)


async def until(true: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not true():
            await asyncio.sleep(0.02)


async def ask(app: Seen, engine: Engine, what: str) -> dict[str, object]:
    box = app.screen.query_one(QuestionBox)
    asked = len(app.screen.query(Exchange))
    box.focus()
    box.text = what
    box.action_ask()
    await until(lambda: len(app.screen.query(Exchange)) > asked and app.screen.query(Exchange).last().turn)
    answer = app.screen.query(Exchange).last().answer
    assert answer is not None
    cited = [citation.document for citation in answer.citations]
    return {"status": answer.status, "cited": cited, "error": answer.error}


async def add(app: Seen, engine: Engine, what: str) -> dict[str, object]:
    screen = app.screen
    screen.action_add_papers()  # type: ignore[attr-defined]
    await until(lambda: isinstance(app.screen, Prompt))
    line = app.screen.query_one(Input)
    line.value = what
    await line.action_submit()
    state = screen.query_one("#intake-state", Static)
    await until(lambda: screen._shelving._intake is not None or said(state).startswith("process"))  # type: ignore[attr-defined]
    await until(lambda: screen._shelving._intake is None)  # type: ignore[attr-defined]
    return {"said": said(state)}


def said(state: Static) -> str:
    return str(state.content)


async def remove(app: Seen, engine: Engine, what: str) -> dict[str, object]:
    screen, shelf, told = app.screen, app.screen.query_one(Shelf), len(app.told)
    await until(lambda: any(each.paper.title == what for each in shelf._papers))
    shelved = next(each for each in shelf._papers if each.paper.title == what)
    shelf.post_message(Shelf.RemoveWanted(shelved))
    await until(lambda: isinstance(app.screen, Confirm))
    app.screen.query_one("#yes", Button).press()
    await until(lambda: app.screen is screen)
    await until(lambda: len(app.told) > told or what not in [each.paper.title for each in shelf._papers])
    return {"said": " ".join(app.told[told:])}


async def look(app: Seen, engine: Engine, what: str) -> dict[str, object]:
    return {"titles": [each.paper.title for each in engine.papers()]}


DEEDS = {"ask": ask, "add": add, "remove": remove, "look": look}


async def main(folder: str) -> None:
    engine = Engine(lambda: load_settings(library=Path(folder)))
    app = Seen(engine)
    lines: asyncio.Queue[str] = asyncio.Queue()
    loop = asyncio.get_running_loop()
    loop.run_in_executor(None, lambda: [loop.call_soon_threadsafe(lines.put_nowait, line) for line in sys.stdin])
    async with app.run_test(size=(120, 36)):
        await until(lambda: app.screen.query(TitleBar) and app.screen.query_one(TitleBar).state)
        await until(lambda: not app.screen.query_one(TitleBar).state)
        print(json.dumps({"said": "ready"}), flush=True)
        while (deed := json.loads(await lines.get()))["do"] != "leave":
            print(json.dumps(await DEEDS[deed["do"]](app, engine, deed.get("what", ""))), flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
