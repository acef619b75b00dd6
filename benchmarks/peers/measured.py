"""What a program takes of the machine, with all processes that it starts: time by the clock, processor time, memory."""

import os
import resource
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

PROC = Path("/proc")
PAGE = os.sysconf("SC_PAGE_SIZE")
TICK = os.sysconf("SC_CLK_TCK")
OFTEN, SELDOM = 0.02, 0.5  # seconds between two looks at the memory: at the beginning, and later
GRACE = 20  # seconds that a program has to end when it is told to


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock and of processor time, and the most megabytes that all processes had at one time."""

    wall: float
    processor: float
    megabytes: float

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.wall + other.wall, self.processor + other.processor, max(self.megabytes, other.megabytes))


class Failed(Exception):
    """A program that did not do what it should; the message says which, and the end of what it said."""


class Program:
    """A program that runs: its standard input and output, and what it and all that it started have taken so far."""

    def __init__(self, command: Sequence[str], folder: Path, environment: Mapping[str, str], said: IO[bytes]):
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said
        )
        self.megabytes = 0.0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    def __enter__(self) -> "Program":
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._over.set()
        self._watch.join()
        started = [*_tree(self.process.pid)]
        with suppress(BrokenPipeError):
            if self.process.stdin:
                self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        for left in started[1:]:
            with suppress(ProcessLookupError):
                os.kill(left, 9)

    def processor(self) -> float:
        """Seconds of processor time of all its processes, as Linux counts them: in hundredths."""
        return sum(sum(map(int, row[11:15])) for pid in _tree(self.process.pid) if (row := _counts(pid, "stat"))) / TICK

    def spent(self) -> Spent:
        return Spent(time.monotonic() - self.began, self.processor(), self.megabytes)

    def _look(self) -> None:
        while not self._over.wait(min(SELDOM, OFTEN + (time.monotonic() - self.began) / 50)):
            # A process that is just being started still shares the memory of the one that starts it: the same counts.
            counts = {tuple(_counts(pid, "statm")) for pid in _tree(self.process.pid)}
            pages = sum(int(count[1]) for count in counts if count)
            self.megabytes = max(self.megabytes, pages * PAGE / 1e6)


def run(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], limit: float, fine: Sequence[int] = (0,)
) -> tuple[str, Spent]:
    """What a program writes to standard output, and what it took.

    Raises Failed if it takes longer than `limit` seconds, or ends with a code that is not `fine`.
    """
    before, name = _of_children(), Path(command[0]).name
    log = folder / f"{name}.log"
    with log.open("wb") as said, Program(command, folder, environment, said) as program:
        try:
            out, _ = program.process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            raise Failed(f"{name} took longer than {limit:g} s: {' '.join(command)}") from None
        wall = time.monotonic() - program.began
    if program.process.returncode not in fine:
        told = (log.read_text("utf-8", "replace") + out.decode("utf-8", "replace"))[-2000:]
        raise Failed(f"{name} ended with code {program.process.returncode}: {' '.join(command)}\n{told}")
    return out.decode("utf-8", "replace"), Spent(wall, _of_children() - before, program.megabytes)


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _tree(root: int) -> Iterator[int]:
    """The process and all that it started, and those started, that are still there."""
    parents: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (row := _counts(int(entry.name), "stat")):
            parents.setdefault(int(row[1]), []).append(int(entry.name))
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += parents.get(pid, [])


def _counts(pid: int, file: str) -> list[str]:
    """What Linux says of a process in `stat`, from its state on, or in `statm`; nothing if it has ended."""
    try:
        return (PROC / str(pid) / file).read_text().rpartition(") ")[2].split()
    except OSError:
        return []
