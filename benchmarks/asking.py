"""Measures questions: in a new process, one after the other, and many at once."""

import json
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice
from pathlib import Path
from typing import TypeVar

from assistant.batch_runner import answering
from assistant.cli.batch import AT_ONCE
from assistant.opening import open_library
from assistant.pipeline import load, pipeline
from assistant.query.question import Question
from assistant.settings import ReaderName, Settings
from benchmarks.budgets import Line
from benchmarks.papers import ROOT, fill
from benchmarks.processes import POLICY, TORCH, in_turn, spent

QUESTION = "When does North East London plan to become a single CCG?"
READERS: tuple[ReaderName, ...] = ("quick", "careful")
MEGABYTES = 450
LARGE = 20_000  # passages

T = TypeVar("T")


def questions(count: int) -> list[str]:
    """The questions about the digests that stand alone, over and over."""
    lines = (ROOT / "evals" / "datasets" / "digests" / "questions.jsonl").read_text("utf-8").splitlines()
    return list(islice(cycle(each["question"] for each in map(json.loads, lines) if not each["history"]), count))


def cold(environment: dict[str, str]) -> Iterator[Line]:
    """`policy ask` in a new process, and the memory that it takes."""
    commands = [[POLICY, "ask", "--reader", reader, QUESTION] for reader in READERS]
    *asked, torch = in_turn([*commands, TORCH], 3, environment)
    for reader, took in zip(READERS, asked, strict=True):
        yield Line(f"cold {reader}", took.seconds, torch.seconds)
        yield Line(f"memory {reader}", took.megabytes, MEGABYTES)


def warm(settings: Settings, environment: dict[str, str], name: str) -> Iterator[Line]:
    """A question of the library of the settings, once its models are open, with each reader."""
    torch = spent(TORCH, environment).seconds
    for reader in READERS:
        chosen = settings.model_copy(update={"reader": reader})
        with open_library(chosen) as library:
            load(library, chosen)
            ask = pipeline(library, chosen).invoke
            asked = [Question(f"{QUESTION} {'and why ' * (n % 3)}") for n in range(12)]
            yield Line(f"{name} {reader}", median_of(ask, asked), torch)


def large(settings: Settings, environment: dict[str, str], folder: Path) -> Iterator[Line]:
    settings = settings.model_copy(update={"library": folder})
    with open_library(settings) as library:
        fill(library, LARGE)
    yield from warm(settings, environment, "large")


def pack(settings: Settings) -> Iterator[Line]:
    """Forty questions one by one, and then as `policy batch` answers them."""
    settings = settings.model_copy(update={"reader": "quick"})
    asked = [Question(text) for text in questions(40)]
    with open_library(settings) as library:
        load(library, settings)
        steps = pipeline(library, settings)
        alone = time.process_time()
        for question in asked:
            steps.invoke(question)
        began, clock = time.process_time(), time.perf_counter()
        alone = began - alone
        with answering(library, settings, AT_ONCE) as answer_all:
            assert len(list(answer_all(enumerate(asked)))) == len(asked)
        together, clock = time.process_time() - began, time.perf_counter() - clock
    yield Line("pack", together / len(asked), alone / len(asked))
    yield Line("cores", together / clock, AT_ONCE)


def median_of(action: Callable[[T], object], given: Sequence[T]) -> float:
    """Processor seconds of an action; the first time does not count."""
    taken = []
    for each in given:
        began = time.process_time()
        action(each)
        taken.append(time.process_time() - began)
    return statistics.median(taken[1:])
