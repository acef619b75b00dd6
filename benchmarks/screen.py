"""Measures the speed of the screen: start-up, keys during other work, a long conversation, a long paper."""

import asyncio
import fcntl
import json
import os
import pty
import re
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

from textual import events
from textual.pilot import Pilot

from assistant.answer import Answer, Citation, Statement
from assistant.conversations.events import Step, Tell, Wrote
from assistant.query.question import Question
from assistant.session import Answered, Session
from assistant.settings import Settings
from benchmarks.asking import QUESTION
from benchmarks.budgets import Line
from benchmarks.papers import ROOT, write_papers
from benchmarks.processes import POLICY, spent
from ingest.paper import Block, Paper
from tui.app import PolicyApp
from tui.screens.ask import AskScreen
from tui.shelving import Shelving
from tui.widgets.conversation import Conversation
from tui.widgets.exchange import Exchange
from tui.widgets.question_box import QuestionBox
from tui.widgets.source import Source
from tui.widgets.title_bar import TitleBar

KEYS = 200
SIZE = (160, 48)
WORD = "integrated"
ANSWER = b"April 2021"  # to asking.QUESTION
CONTROLS = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|[@-Z\\-_])")  # ECMA-48
FIRST_ANSWER = 2.0  # seconds
DELAY = 0.05


def opening(environment: dict[str, str]) -> Iterator[Line]:
    """From the start of `policy` to its first picture, and from there to the first answer, with the quick reader."""
    toolkit, pictures, answers = [], [], []
    for _ in range(4):
        picture, answer = _opened(environment | {"POLICY_READER": "quick"})
        pictures.append(picture)
        answers.append(answer)
        toolkit.append(spent([sys.executable, "-c", "import textual.app"], environment).seconds)
    yield Line("picture", statistics.median(pictures[1:]), statistics.median(toolkit[1:]))
    yield Line("answer", statistics.median(answers[1:]), FIRST_ANSWER)


def _opened(environment: dict[str, str]) -> tuple[float, float]:
    """Processor seconds of `policy` until the question box is drawn, and from then until an answer is."""
    process, terminal = pty.fork()
    if process == 0:
        os.environ.update(environment, TERM="xterm-256color", COLORTERM="truecolor")
        os.execv(sys.executable, [sys.executable, POLICY])
    try:
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
        _drawn(terminal, b"sk your papers")  # the first letter is drawn separately, under the cursor
        picture = _processor_seconds(process)
        os.write(terminal, f"\x1b[200~{QUESTION}\x1b[201~\r".encode())  # pasted: 57 keys would be drawn one by one
        _drawn(terminal, ANSWER)
        return picture, _processor_seconds(process) - picture
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(terminal)


def _drawn(terminal: int, words: bytes) -> None:
    drawn = b""
    while words not in CONTROLS.sub(b"", drawn):
        if not select.select([terminal], [], [], 120)[0]:
            raise TimeoutError(f"policy did not draw {words.decode()!r}")
        drawn += os.read(terminal, 1 << 16)


def _processor_seconds(process: int) -> float:
    """Of a process and of those that it started and that have ended, as Linux counts them: in hundredths."""
    counts = Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()
    return sum(map(int, counts[11:15])) / os.sysconf("SC_CLK_TCK")


def growth(environment: dict[str, str], early: int, late: int) -> Iterator[Line]:
    """Megabytes of a screen on which so many questions have been asked."""
    command = [sys.executable, "-m", "benchmarks.long_session", str(early), str(late)]
    ran = subprocess.run(
        command, env=os.environ | environment | {"POLICY_READER": "quick"}, cwd=ROOT, stdout=subprocess.PIPE, check=True
    )
    yield Line(f"growth {late}", *reversed(json.loads(ran.stdout)))


def smooth(settings: Settings, scratch: Path) -> Iterator[Line]:
    """Delays that people would notice, by the clock."""
    keys = {
        "streaming": keys_while_streaming(settings),
        "ingesting": keys_while_ingesting(settings, write_papers(scratch / "in", 40)),
    }
    for name, (median, late) in keys.items():
        yield Line(f"key {name}", median, DELAY)
        yield Line(f"late {name}", late, DELAY)
    yield Line("conversation", long_conversation(settings), 1.0)
    yield Line("paper", long_paper(settings), 0.3)


class Streaming(Session):
    """Answers with 50 words a second, like a fast model, until it is stopped."""

    def answer(self, question: Question, tell: Tell, stop: threading.Event) -> Answered:
        tell(Step("write"))
        while not stop.wait(0.02):
            tell(Wrote(f"{WORD} "))
        return Answered(Answer(question=question.text, status="stopped"))


def keys_while_streaming(settings: Settings) -> tuple[float, float]:
    """Seconds from a key to the screen update, median and 95th percentile, while an answer streams."""

    async def busy(pilot: Pilot[None]) -> None:
        screen = _screen(pilot)
        screen.query_one(QuestionBox).write("What streams?")
        await screen.action_ask()
        await asyncio.sleep(1)

    return asyncio.run(_keys(Streaming(lambda: settings), busy))


def keys_while_ingesting(settings: Settings, papers: Path) -> tuple[float, float]:
    """The same, while papers are being added."""
    stopping: list[Callable[[], None]] = []

    async def busy(pilot: Pilot[None]) -> None:
        screen = _screen(pilot)
        shelving: Shelving = screen._shelving
        stopping.append(shelving.stop)
        screen.run_worker(shelving.add_places([str(papers)]))
        deadline = time.monotonic() + 60
        while not screen.query_one("IngestStrip").outcomes:  # type: ignore[attr-defined]
            if time.monotonic() > deadline:
                raise TimeoutError("no paper was added for a minute")
            await asyncio.sleep(0.1)

    try:
        return asyncio.run(_keys(Session(lambda: settings), busy))
    finally:
        for stop in stopping:
            stop()


async def _keys(session: Session, busy: Callable[[Pilot[None]], Awaitable[None]]) -> tuple[float, float]:
    app = PolicyApp(session)
    async with app.run_test(size=SIZE) as pilot:
        await busy(pilot)
        box = _screen(pilot).query_one(QuestionBox)
        box.focus()
        await pilot.pause()
        delays = []
        for n in range(KEYS):
            drawn = asyncio.Event()
            started = time.perf_counter()
            app.post_message(events.Key("a", "a"))
            while len(box.text) <= n:
                await asyncio.sleep(0)
            box.call_after_refresh(drawn.set)
            await drawn.wait()
            delays.append(time.perf_counter() - started)
            await asyncio.sleep(0.03)  # a fast typist
    ordered = sorted(delays)
    return statistics.median(ordered), ordered[int(0.95 * len(ordered))]


def long_conversation(settings: Settings, answers: int = 500) -> float:
    """Seconds until a saved conversation is on the screen, including reading it from disk; the models are loaded."""
    session = Session(lambda: settings)
    kept = session.conversations
    conversation = kept.start("A long one")
    for n in range(answers):
        kept.keep(conversation, f"Question {n}?", _answer(n))

    async def opened() -> float:
        async with PolicyApp(session).run_test(size=SIZE) as pilot:
            screen = _screen(pilot)
            await pilot.pause(0.5)
            while screen.query_one(TitleBar).state:  # loading the models is timed elsewhere
                await pilot.pause(0.1)
            started = time.perf_counter()
            await screen.query_one(Conversation).open(kept.turns(conversation))
            await pilot.pause()
            assert screen.query(Exchange)
            return time.perf_counter() - started

    return asyncio.run(opened())


def long_paper(settings: Settings, pages: int = 300) -> float:
    """Seconds until a paper with this many pages is open at a quotation near its end."""
    page = " ".join(["The board agreed the plan, and the committee noted the report."] * 40)
    text = "\n\n".join([page] * pages)
    size = len(page) + 2
    blocks = [Block("paragraph", n * size, n * size, n * size + len(page), n + 1) for n in range(pages)]
    paper = Paper("p", "A long paper", "Board", None, "/p.pdf", "p.pdf", "pdf", "0", text)
    start = (pages - 2) * size
    citation = _citation(start, text[start : start + 60])

    async def opened() -> float:
        async with PolicyApp(Session(lambda: settings)).run_test(size=SIZE) as pilot:
            screen = _screen(pilot)
            screen.add_class("-source")
            await pilot.pause()
            started = time.perf_counter()
            screen.query_one(Source).show_citation(paper, blocks, citation, [citation])
            await pilot.pause()
            return time.perf_counter() - started

    return asyncio.run(opened())


def _screen(pilot: Pilot[None]) -> AskScreen:
    screen = pilot.app.screen
    assert isinstance(screen, AskScreen)
    return screen


def _answer(n: int) -> Answer:
    statements = tuple(
        Statement(text=f"Statement {k} of answer {n}. " * 3, citations=(k,), support="quoted") for k in (1, 2, 3)
    )
    citations = tuple(_citation(k, "words").model_copy(update={"n": k}) for k in (1, 2, 3))
    return Answer(question=f"Question {n}?", status="answered", statements=statements, citations=citations)


def _citation(start: int, quote: str) -> Citation:
    return Citation(
        n=1,
        document="p.pdf",
        paper="p",
        title="A long paper",
        organisation="Board",
        date=None,
        headings=("Part",),
        number=None,
        page=None,
        quote=quote,
        start=start,
        end=start + len(quote),
    )
