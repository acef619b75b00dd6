"""Engines to hand to the app, the app opened, and what can be seen of it."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets._toast import Toast

from assistant.answer import Answer, Citation, Statement
from assistant.conversations.events import Step, Tell, Wrote
from assistant.conversations.store import Conversations, ReadPassage, Turn
from assistant.query.question import Question
from assistant.session import Answered, Shelved
from assistant.settings import Settings, changed
from ingest.catalogue import State
from ingest.errors import LibraryError, PolicyError
from ingest.in_force import Correction, Standing
from ingest.load import load
from ingest.paper import Block, Paper
from ingest.sync import Outcome, PageProgress
from tui.app import PolicyApp
from tui.widgets.exchange import Exchange

LONGEST_WAIT = 120.0  # seconds until a test gives up what it waits for, on a busy machine
ASKED = "When does North East London plan to become a single CCG?"
UNASKED = "How many submarines did Portugal sell to Norway during the war?"

PARKS = """---
title: Parks
organisation: Parks board
date: 2019-05-01
---

# Parks

## 1. The board

1.1 The parks board was set up in 2019. It meets in May.

1.2 It has nine members.

## 2. Money

2.1 The parks cost £3 million a year.
"""
QUAY = """---
title: Quay
organisation: Harbour board
date: 2020-01-31
---

# Quay

The quay is swept in May.
"""


# Engines


@dataclass
class Script:
    """How a question is answered: the words that are written, then, once it is `free`, the answer."""

    answer: Answer
    words: tuple[str, ...] = ()
    free: threading.Event | None = None
    passages: tuple[ReadPassage, ...] = ()


class ScriptedSession:
    """Answers as it was told to. Its papers are in memory, its conversations in a real file.

    What `loaded` and the `free` of a script hold back goes on when the app is closed.
    """

    def __init__(self, folder: Path):
        self.conversations = Conversations(folder / "conversations.db")
        self.folder = folder
        self.loaded = threading.Event()
        self.loaded.set()
        self.ended = threading.Event()
        self.asked: list[Question] = []
        self.scripts: dict[str, Script] = {}
        self.shelf: dict[str, tuple[Paper, list[Block]]] = {}
        self.intake = ScriptedIntake([])
        self.added: list[list[str]] = []
        self.corrected: dict[str, Standing] = {}
        self.changes = 0
        self.touched = threading.Event()  # files in the folder that is watched have changed
        self.fault: PolicyError | None = None  # of every call
        self.settings = Settings(library=folder)

    def put(self, *papers: tuple[Paper, list[Block]]) -> None:
        """Puts papers on the shelf, as another program might."""
        self.shelf |= {paper.id: (paper, blocks) for paper, blocks in papers}
        self.changes += 1

    def script(self, question: str, answer: Answer, *words: str, free: threading.Event | None = None) -> None:
        self.scripts[question] = Script(answer, words, free)

    def _check(self) -> None:
        if self.fault:
            raise self.fault

    def load(self) -> None:
        _wait(self.loaded, self.ended)
        self._check()

    def answer(self, question: Question, tell: Tell, stop: threading.Event) -> Answered:
        self.asked.append(question)
        _wait(self.loaded, self.ended, stop)
        script = self.scripts.get(question.text) or Script(refused(question.text))
        tell(Step("search"))
        tell(Step("quotes"))
        for word in script.words:
            tell(Wrote(word))
        if script.free:
            _wait(script.free, self.ended, stop)
        if stop.is_set():
            written = "".join(script.words)
            said = (Statement(text=written, citations=(), support="unsupported"),) if written else ()
            return Answered(Answer(question=question.text, status="stopped", statements=said))
        return Answered(script.answer, script.passages)

    def switch_answer(self) -> Settings:
        if not self.settings.has_model:
            raise PolicyError("no language model is named", "name one: policy --model NAME")
        self.settings = changed(self.settings, answer="prose" if self.settings.answer == "quotes" else "quotes")
        return self.settings

    def close(self) -> None:
        self.ended.set()

    def need_owner(self) -> None:
        """Whoever is at this screen may do everything."""

    def library_state(self) -> State:
        self._check()
        return None, self.changes

    def papers(self) -> list[Shelved]:
        self._check()
        held = sorted(self.shelf.values(), key=lambda each: each[0].title)
        return [Shelved(paper, len(blocks), self.corrected.get(paper.id)) for paper, blocks in held]

    def paper(self, id: str) -> tuple[Paper, list[Block]]:
        self._check()
        if id not in self.shelf:
            raise LibraryError("this paper is no longer in the library", "add it again, or ask the question again")
        return self.shelf[id]

    def remove(self, paper: str) -> None:
        self._check()
        del self.shelf[paper]
        self.changes += 1

    def correct(self, paper: str, correction: Correction | None) -> None:
        self._check()
        self.corrected.pop(paper, None)
        if correction:
            self.corrected[paper] = Standing(correction.status, correction.by, by_hand=True)
        self.changes += 1

    def take_in(self, places: list[str]) -> "ScriptedIntake":
        self._check()
        self.added.append(places)
        return self.intake

    def watch(self, folder: str, stop: threading.Event) -> Iterator[bool]:
        self._check()
        return self._looks(stop)

    def _looks(self, stop: threading.Event) -> Iterator[bool]:
        while not (stop.is_set() or self.ended.is_set()):
            yield self.touched.is_set()
            self.touched.clear()
            time.sleep(0.05)

    def export(self, title: str, turns: Sequence[Turn], out: Path) -> Path:
        self._check()
        out.write_text("\n".join([title, *(turn.question for turn in turns)]), "utf-8")
        return out

    def add_to_pack(self, turn: Turn, out: Path) -> int:
        self._check()
        with out.open("a", encoding="utf-8") as pack:
            pack.write(f"{turn.question}\n")
        return len(out.read_text("utf-8").splitlines())


class ScriptedIntake:
    """An ingest with these outcomes; it waits with the last of them until it is `free`, or stopped."""

    def __init__(
        self, outcomes: Sequence[Outcome | PageProgress], free: threading.Event | None = None, fault: str = ""
    ):
        self.files: int | None = len(outcomes)
        self.outcomes, self.free, self.fault = outcomes, free, fault
        self.stopped = threading.Event()

    def __iter__(self) -> Iterator[Outcome | PageProgress]:
        yield from self.outcomes[:-1]
        if self.free:
            _wait(self.free, self.stopped)
        if not self.stopped.is_set():
            yield from self.outcomes[-1:]
        if self.fault:
            raise PolicyError(self.fault, "wait until it has ended")

    def stop(self) -> None:
        self.stopped.set()


def _wait(*events: threading.Event) -> None:
    """Waits until one of the events is set."""
    end = time.monotonic() + LONGEST_WAIT
    while not any(event.is_set() for event in events) and time.monotonic() < end:
        time.sleep(0.005)


# Answers


def paper_of(text: str, path: Path) -> tuple[Paper, list[Block]]:
    """The paper that a file with this text is taken in as."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    loaded = load(path)
    return loaded.paper, list(loaded.blocks)


def cited(paper: Paper, n: int, quote: str, headings: tuple[str, ...] = (), page: int | None = None) -> Citation:
    start = paper.text.index(quote)
    return Citation(
        n=n,
        document=paper.document,
        paper=paper.id,
        title=paper.title,
        organisation=paper.organisation,
        date=paper.date,
        headings=headings,
        number=None,
        page=page,
        quote=quote,
        start=start,
        end=start + len(quote),
    )


def answered(question: str, *quotes: Citation, **facts: Any) -> Answer:
    """An answer that gives the quotations, a statement each."""
    said = tuple(Statement(text=quote.quote, citations=(quote.n,), support="quoted") for quote in quotes)
    return Answer(question=question, status="answered", statements=said, citations=quotes, confidence=0.8, **facts)


def refused(question: str, *nearest: Citation) -> Answer:
    return Answer(question=question, status="not_found", nearest=nearest)


def told(question: str, words: str) -> Answer:
    """An answer in the words of a language model."""
    statement = Statement(text=words, citations=(), support="supported")
    return Answer(question=question, status="answered", statements=(statement,), confidence=0.8)


# The screen


@dataclass
class Opened:
    """The app as a person has it before them."""

    app: PolicyApp
    pilot: Pilot[None]

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def write(self, text: str) -> None:
        """Types a text, key by key."""
        await self.press(*("ctrl+j" if c == "\n" else c for c in text))

    async def ask(self, question: str) -> Exchange:
        """Puts a question as if it had been pasted, waits for its answer, and gives the exchange."""
        await self.put(question)
        await self.until(lambda: self.exchanges and self.exchanges[-1].turn and not self.answering, question)
        await self.pilot.pause()
        return self.exchanges[-1]

    async def put(self, question: str) -> None:
        """Puts a question, and does not wait for the answer."""
        before = len(self.exchanges)
        box = self.app.screen.query_one("#question")
        box.focus()
        box.text = question
        await self.press("enter")
        await self.until(lambda: len(self.exchanges) == before + 1, "the question")

    async def until(self, true: Callable[[], object], what: str = "", seconds: float = LONGEST_WAIT) -> None:
        """Waits until something is true; fails where that takes too long."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                pytest.fail(f"waited in vain: {what}\n{self.text}")
            await asyncio.sleep(0.01)
        await self.pilot.pause()

    async def sees(self, *words: str) -> None:
        """Waits until all of the words can be read on the screen; line ends count as spaces."""
        await self.until(lambda: all(each in self.read for each in words), f"{words}")

    async def told(self, *words: str) -> None:
        """Waits until all of the words can be read in what pops up in the corner."""
        await self.until(lambda: all(each in self.notices for each in words), f"{words} in {self.notices}")

    @property
    def read(self) -> str:
        """The words on the screen."""
        return flowing(self.text)

    @property
    def notices(self) -> str:
        """The words of what pops up in the corner."""
        return " ".join(flowing(part_text(self.app, toast)) for toast in self.app.screen.query(Toast))

    def part(self, selector: str) -> str:
        """The words of a part of the screen."""
        return flowing(part_text(self.app, self.app.screen.query_one(selector)))

    @property
    def exchanges(self) -> list[Exchange]:
        return list(self.app.screen_stack[0].query(Exchange))

    @property
    def answering(self) -> bool:
        return self.app.screen_stack[0]._answering.going_on

    @property
    def text(self) -> str:
        return screen_text(self.app)


@asynccontextmanager
async def opened(session: Any, size: tuple[int, int] = (120, 40), at_once: bool = False) -> AsyncIterator[Opened]:
    """The app with an session, once it says what to do next, or `at_once`."""
    app = PolicyApp(session)
    async with app.run_test(size=size, notifications=True) as pilot:
        screen = Opened(app, pilot)
        if not at_once:
            await screen.until(lambda: app.screen.query("#hint"), "the first hint")
        try:
            yield screen
        finally:
            if isinstance(session, ScriptedSession):
                session.close()  # no thread is left waiting


def screen_strips(app: PolicyApp) -> list[Strip]:
    """What is drawn of the screen on top, line by line."""
    return app.screen._compositor.render_strips()


def screen_text(app: PolicyApp) -> str:
    """The characters that can be seen."""
    return "\n".join(strip.text.rstrip() for strip in screen_strips(app))


def part_text(app: PolicyApp, widget: Widget) -> str:
    """The characters that can be seen where a widget is."""
    x, y, width, height = widget.region
    lines = screen_strips(app)[y : y + height]
    return "\n".join(line.crop(x, x + width).text.rstrip() for line in lines)


def flowing(text: str) -> str:
    """The words of a screen with single spaces between them, and without the frames."""
    return " ".join(text.translate({ord(c): " " for c in "│▎▌▐█╭╮╰╯─━▁▔┃╸╹╺▊▋"}).split())
