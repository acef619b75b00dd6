"""Who hears of what is asked: nobody because of the environment, and whom a program chooses for its own chains."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from conftest import LONG, ROOT, take

from ingest.library import Library

MINE = "what the program says itself"
ASKED = "When is the quay of Lower Vale swept?"

BEGIN = """
from langchain_core.runnables import RunnableLambda
from langchain_core.tracers.context import tracing_v2_enabled
from langchain_core.tracers.langchain import LangChainTracer, wait_for_all_tracers
from langsmith.run_helpers import tracing_context
from assistant import open_library
from assistant.cli.main import cli

def command(*arguments):
    try:
        cli(list(arguments), standalone_mode=False)
    except SystemExit as end:
        assert end.code == 0

library = open_library("library")
"""
END = """
wait_for_all_tracers()
library.close()
"""
HIDDEN = {
    "ask": "library.ask(ASKED)",
    "search": "library.search(ASKED)",
    "the runnable": "library.as_runnable().invoke(ASKED)",
    "many of it": "library.as_runnable().batch([ASKED, ASKED])",
    "a stream of it": "list(library.as_runnable().stream(ASKED))",
    "the retriever": "library.as_retriever().invoke(ASKED)",
    "waited for": "import asyncio; asyncio.run(library.as_runnable().ainvoke(ASKED))",
    "the retriever, waited for": "import asyncio; asyncio.run(library.as_retriever().ainvoke(ASKED))",
    "the command": 'command("ask", "--library", "library", ASKED)',
    "packs": 'command("batch", "--library", "library", "asked.txt", "-o", "out.jsonl")',
    "inside what a program traces": "RunnableLambda(lambda said: library.ask(ASKED) and said).invoke(MINE)",
}
TRACED = "callbacks=[LangChainTracer()]"
HEARD = {
    "a chain of the program's": ("(RunnableLambda(lambda said: ASKED) | library.as_runnable()).invoke(MINE)", "search"),
    "its tracer handed over": (f"library.as_runnable().invoke(ASKED, dict({TRACED}))", "search"),
    "its tracer for the retriever": (f"library.as_retriever().invoke(ASKED, dict({TRACED}))", "PolicyRetriever"),
    "tracing that it turns on": ("with tracing_context(enabled=True): library.as_runnable().invoke(ASKED)", "search"),
    "or for the old way": ("with tracing_v2_enabled(): library.as_runnable().invoke(ASKED)", "search"),
}


class Heard(BaseHTTPRequestHandler):
    """A server of LangSmith's kind, which keeps what it is sent."""

    bodies: list[bytes]

    def do_GET(self) -> None:
        self._answer(b"{}")

    def do_POST(self) -> None:
        self.bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(b"{}")

    do_PATCH = do_POST

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def langsmith() -> Iterator[tuple[str, list[bytes]]]:
    handler = type("Kept", (Heard,), {"bodies": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", handler.bodies  # type: ignore[attr-defined]
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def home(library: Library, tmp_path: Path) -> Path:
    """A folder with a library that says when the quay is swept."""
    (tmp_path / "quay.md").write_text("# The quay\n\nThe quay of Lower Vale is swept in May.\n", "utf-8")
    (tmp_path / "asked.txt").write_text(f"{ASKED}\n", "utf-8")
    take(library, tmp_path / "quay.md")
    return tmp_path


def sent(home: Path, program: str) -> bytes:
    """What a program that is traced by its environment sends to LangSmith."""
    with langsmith() as (address, bodies):
        names = ("LANGSMITH_TRACING", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING_V2")
        traced = dict.fromkeys(names, "true") | {"LANGSMITH_ENDPOINT": address, "LANGSMITH_API_KEY": "none"}
        code = f"ASKED, MINE = {ASKED!r}, {MINE!r}\n{BEGIN}{program}\n{END}"
        ran = subprocess.run(
            [sys.executable, "-c", code],
            cwd=home,
            env=os.environ | traced | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert ran.returncode == 0, ran.stderr
    return b"\n".join(bodies)


def test_the_environment_has_nothing_of_ours_traced(home: Path):
    """In one program, as each start takes seconds. What it does with LangChain itself is heard, before and after."""
    own = "RunnableLambda(lambda said: said).invoke(MINE)"

    heard = sent(home, "\n".join([own, *HIDDEN.values(), own]))
    assert heard.count(MINE.encode()) >= 3
    assert b"quay" not in heard
    assert b"May" not in heard


SOME = HEARD if LONG else dict([*HEARD.items()][::3])


@pytest.mark.parametrize(("program", "step"), SOME.values(), ids=SOME)
def test_a_program_may_trace_the_steps_that_are_part_of_its_chain(home: Path, program: str, step: str):
    heard = sent(home, program)

    assert ASKED.encode() in heard
    assert b"swept in May" in heard
    assert b'"name":"%s"' % step.encode() in heard
