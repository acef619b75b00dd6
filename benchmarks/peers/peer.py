"""What every assistant that is compared can be asked to do, each in a process of its own."""

import json
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import httpx

from benchmarks.peers.environment import Environment, Installed
from benchmarks.peers.judging import Shown
from benchmarks.peers.measured import Failed, Program, Spent, run

INGESTING = 3600  # seconds
ANSWERING = 600
BUSY = 429  # come again later
CLIENT = httpx.Client(timeout=ANSWERING, trust_env=False)  # one, as each reads the certificates


@dataclass(frozen=True)
class Warm:
    """A program that stays and answers one question after another."""

    program: Program
    ask: Callable[[str], Shown]


class Peer(Protocol):
    """An assistant: what it is, and how it is made to run offline.

    `ways` are the ways to ask that are measured, on one installation and one library; `told` is what a reader has to
    know. A `shelf` is a folder with the papers of one library in `papers`, and what the assistant makes of them. All
    raise Failed.
    """

    name: str
    ways: tuple[str, ...]
    told: str

    def install(self) -> Installed: ...

    def ingest(self, papers: Sequence[Path], shelf: Path) -> Spent: ...

    def ask(self, question: str, shelf: Path, way: str) -> tuple[Shown, Spent]: ...

    def warm(self, shelf: Path, way: str) -> AbstractContextManager[Warm]: ...


def copied(papers: Sequence[Path], shelf: Path) -> Path:
    """A folder of the shelf that has copies of the papers."""
    folder = shelf / "papers"
    folder.mkdir(parents=True, exist_ok=True)
    for paper in papers:
        (folder / paper.name).write_bytes(paper.read_bytes())
    return folder


def asked(
    environment: Environment, command: Sequence[str], shelf: Path, fine: Sequence[int] = (0,)
) -> tuple[Any, Spent]:
    """What a program says in JSON, and what it took."""
    out, spent = run(command, shelf, environment.variables(), ANSWERING, fine)
    return json.loads(out), spent


@contextmanager
def serving(environment: Environment, command: Sequence[str], shelf: Path) -> Iterator[Program]:
    """A program that serves until the block is left."""
    log = shelf / "serving.log"
    with log.open("wb") as said, Program(command, shelf, environment.variables(), said) as program:
        yield program


def posted(program: Program, address: str, sent: dict[str, Any], headers: dict[str, str] | None = None) -> Any:
    """What a server answers, once it is there and not too busy."""
    end = time.monotonic() + ANSWERING
    while time.monotonic() < end and program.process.poll() is None:
        try:
            answer = CLIENT.post(address, json=sent, headers=headers)
        except httpx.ConnectError:
            time.sleep(0.1)
            continue
        if answer.status_code != BUSY:
            answer.raise_for_status()
            return answer.json()
        time.sleep(5)
    raise Failed(f"nothing answers at {address}")


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]
