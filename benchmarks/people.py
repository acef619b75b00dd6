"""Many people ask one `policy api` at once: how long they wait, and whether each gets their own answer.

python -m benchmarks.people [--people 20] [--minutes 5] [--pause 10] [--reader careful] [--questions 40]

Makes a library of the digests and a token for each person. Everybody asks the first questions of the digests' suite,
in an order of their own, and pauses between them, 10 seconds on average. The answers are compared with those that
the same library gives when nobody else asks, and the log with what each asked.
"""

import argparse
import json
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from assistant import open_library
from assistant.service.people import People
from assistant.service.record import Record
from ingest.child import command

ROOT = Path(__file__).parents[1]
ALONE = ("seconds",)  # what of an answer may differ between two times that it is given


@dataclass
class Asked:
    """What one person asked, got and waited for; `away` counts how often they were told to come again."""

    name: str
    answers: list[dict[str, Any]] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    away: int = 0
    lost: list[str] = field(default_factory=list)


def put(
    address: str,
    tokens: Mapping[str, str],
    questions: Sequence[str],
    seconds: float,
    pause: float = 0,
    said: Callable[[str], None] = lambda line: None,
) -> list[Asked]:
    """Has everybody ask at `address` for so long; `pause` is the mean time between two questions of one person."""
    end = time.monotonic() + seconds
    everybody = [Asked(name) for name in tokens]
    over = threading.Event()

    def ask(asked: Asked) -> None:
        chance = random.Random(asked.name)
        with httpx.Client(headers={"Authorization": f"Bearer {tokens[asked.name]}"}, timeout=600) as client:
            over.wait(chance.uniform(0, pause))
            while time.monotonic() < end:
                question = chance.choice(questions)
                _put_one(client, address, question, asked)
                over.wait(chance.uniform(0, 2 * pause))

    with ThreadPoolExecutor(len(tokens)) as people:
        working = [people.submit(ask, asked) for asked in everybody]
        while not all(each.done() for each in working):
            over.wait(min(30, seconds))
            said(f"{sum(len(asked.answers) for asked in everybody)} answers")
        for each in working:
            each.result()
    return everybody


def _put_one(client: httpx.Client, address: str, question: str, asked: Asked) -> None:
    """Asks until there is an answer; the wait includes the times that one is told to come again."""
    began = time.monotonic()
    try:
        while (response := client.post(f"{address}/ask", json={"question": question})).status_code == 429:
            asked.away += 1
            time.sleep(int(response.headers["Retry-After"]))
        response.raise_for_status()
    except httpx.HTTPError as error:
        asked.lost.append(f"{question}: {error!r}")
        return
    asked.seconds.append(time.monotonic() - began)
    asked.answers.append(response.json())


def mixed_up(everybody: Iterable[Asked], alone: Mapping[str, dict[str, Any]], folder: Path) -> list[str]:
    """Answers that differ from the one to the same question put alone, and people whose log is not what they asked."""
    entries = list(Record(folder, 30).entries())
    faults = []
    for asked in everybody:
        for answer in asked.answers:
            if _same(answer) != _same(alone[answer["question"]]):
                faults.append(f"{asked.name} got another answer to: {answer['question']}")
        logged = Counter(entry.question for entry in entries if entry.person == asked.name)
        if logged != Counter(answer["question"] for answer in asked.answers):
            faults.append(f"the log of {asked.name} is not what they asked")
    return faults


def _same(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name not in ALONE}


def main() -> int:
    given = argparse.ArgumentParser(description="Many people ask one policy api at once.")
    given.add_argument("--people", type=int, default=20)
    given.add_argument("--minutes", type=float, default=5)
    given.add_argument("--pause", type=float, default=10, help="mean seconds between two questions of one person")
    given.add_argument("--reader", choices=["quick", "careful"], default="careful")
    given.add_argument("--questions", type=int, default=40, help="how many of the suite's questions are asked")
    options = given.parse_args()
    lines = (ROOT / "evals" / "datasets" / "digests" / "questions.jsonl").read_text("utf-8").splitlines()
    questions = [each["question"] for each in map(json.loads, lines) if not each["history"]][: options.questions]
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "library"
        with open_library(folder, reader=options.reader) as library:
            library.ingest(*sorted((ROOT / "corpus").glob("*.md")))
            began = time.monotonic()
            alone = {question: json.loads(json.dumps(library.ask(question).as_json())) for question in questions}
            one = (time.monotonic() - began) / len(questions)
        tokens = {f"person{n}": People(folder).add(f"person{n}") for n in range(options.people)}
        with ExitStack() as stack:
            address = _serving(stack, folder, options.reader)
            everybody = put(
                address, tokens, questions, 60 * options.minutes, options.pause, lambda line: print(line, flush=True)
            )
        faults = [*mixed_up(everybody, alone, folder), *(lost for asked in everybody for lost in asked.lost)]
    waits = sorted(wait for asked in everybody for wait in asked.seconds)
    print(f"{options.people} people, {options.minutes:g} minutes, reader {options.reader}")
    print(f"one question alone: {one:.2f} s")
    print(f"answers: {len(waits)}, lost: {sum(len(asked.lost) for asked in everybody)}")
    print(f"told to come again: {sum(asked.away for asked in everybody)}")
    print(f"wait: median {statistics.median(waits):.2f} s, 95th {waits[int(0.95 * len(waits))]:.2f} s")
    print("\n".join(faults) or "nobody got another's answer, and the log is what was asked")
    return 1 if faults else 0


def _serving(stack: ExitStack, folder: Path, reader: str) -> str:
    """The address of a `policy api` that goes on until the stack is left."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["api", "--library", str(folder), "--port", str(port), "--reader", reader]
    server = stack.enter_context(
        subprocess.Popen(command("-m", "assistant", *options), cwd=ROOT, stdout=subprocess.PIPE, text=True)
    )
    stack.callback(server.terminate)
    assert server.stdout
    if not server.stdout.readline():
        sys.exit("policy api did not start")
    return f"http://127.0.0.1:{port}"


if __name__ == "__main__":
    sys.exit(main())
