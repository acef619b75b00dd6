"""While one process adds, changes and removes papers, any number of others ask."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import LONG, take
from libraries import PLACES, ROOT, write_papers

from ingest.library import Library

READERS = 4 if LONG else 2
SECONDS = 120 if LONG else 1
SOON = 2.0  # seconds after which what was added must be found
STAY, MOVING = PLACES[:1], PLACES[4:8] if LONG else PLACES[4:5]


@contextmanager
def reader(folder: Path, out: Path) -> Iterator[None]:
    """A process that asks about all places all the time, and writes what it is told to `out`."""
    command = [sys.executable, Path(__file__).with_name("asking.py"), folder, *STAY, *MOVING]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (
        out.open("w") as told,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=told) as process,
    ):
        while out.stat().st_size == 0 and process.poll() is None:
            time.sleep(0.05)
        yield
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=240) == 0


def change_for(library: Library, papers: Path, seconds: float) -> list[tuple[str, float, float, float, float]]:
    """Adds, changes and removes the moving papers in turn; returns when each was begun
    and done: (place, adding, added, removing, removed), in monotonic time."""
    held = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for place in MOVING:
            path = papers / f"{place.lower()}.md"
            write_papers(papers, [place])
            adding = time.monotonic()
            take(library, path)
            added = time.monotonic()
            time.sleep(SOON + 3)
            write_papers(papers, [place], year=2024)
            take(library, path)
            time.sleep(1)
            removing = time.monotonic()
            with library.writing():
                library.forget(str(path))
            held.append((place, adding, added, removing, time.monotonic()))
    return held


@pytest.mark.timeout(600)
def test_readers_see_what_is_there_and_nothing_that_was_removed(library: Library, tmp_path: Path, record_property: Any):
    papers = tmp_path / "papers"
    write_papers(papers, STAY)
    take(library, papers)
    outs = [tmp_path / f"reader-{n}.jsonl" for n in range(READERS)]
    with ExitStack() as readers:
        for out in outs:
            readers.enter_context(reader(library.folder, out))
        held = change_for(library, papers, SECONDS)
    answers = [json.loads(line) for out in outs for line in out.read_text().splitlines()]

    assert [answer for answer in answers if answer["status"] == "error"] == []
    missed, stale, found = [], [], 0
    for answer in answers:
        name = f"{answer['place'].lower()}.md"
        if answer["place"] in STAY:
            assert name in answer["cited"], answer
            continue
        spans = [times for place, *times in held if place == answer["place"]]
        asked, told = answer["asked"], answer["told"]
        there = any(added + SOON <= asked and told <= removing for _, added, removing, _ in spans)
        away = not any(adding <= told and asked <= removed for adding, _, _, removed in spans)
        found += there
        missed += [answer] if there and name not in answer["cited"] else []
        stale += [answer] if away and name in answer["cited"] else []
    assert missed == []
    assert stale == []
    assert found
    record_property(
        "counted",
        f"readers: {len(answers)} answers by {READERS} processes during {len(held) * 3} changes, {found} from papers "
        f"just added; 0 errors, 0 from removed papers",
    )
