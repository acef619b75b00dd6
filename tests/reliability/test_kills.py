"""`policy ingest` may be killed at any moment: what it leaves is whole, answers, and goes on to the same library."""

import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from conftest import COUNTED, LONG, take
from libraries import PLACES, ROOT, Held, held, question_about, write_papers

from assistant.cli.doctor import examine
from assistant.cli.ingest import run_ingest
from assistant.cli.ingest_progress import JsonLines
from assistant.pipeline import pipeline
from assistant.query.question import Question
from assistant.settings import load_settings
from ingest.encode import DEFAULT
from ingest.library import Library, make_library

KILLS = 100 if LONG else 2
STAY, CHANGE, GO, COME = PLACES[:3], PLACES[3:7], PLACES[7:10], PLACES[10:15]


class Undisturbed:
    """A library before and after an ingest that changes, removes and adds papers, and how long that takes."""

    def __init__(self, home: Path, models: Path):
        self.papers, self.before, self.models = home / "papers", home / "before", models
        write_papers(self.papers, STAY + CHANGE + GO)
        with Library(make_library(self.before), DEFAULT, models) as library:
            take(library, self.papers)
        self.old = held(self.before, models)

        write_papers(self.papers, CHANGE, year=2024)
        write_papers(self.papers, COME)
        for place in GO:
            (self.papers / f"{place.lower()}.md").unlink()
        after = home / "after"
        shutil.copytree(self.before, after)
        process = writing(self.papers, after)
        began = time.monotonic()
        assert process.wait(timeout=240) == 0
        self.seconds = time.monotonic() - began
        self.new = held(after, models)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, models: Path) -> Undisturbed:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICY_MODELS", str(models))
        return Undisturbed(tmp_path_factory.mktemp("kills"), models)


def writing(papers: Path, folder: Path) -> "subprocess.Popen[bytes]":
    """An ingest that has just begun to write."""
    command = [sys.executable, "-m", "assistant", "ingest", papers, "--prune", "--library", folder]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT)
    while not (folder / "writer.pid").exists() and process.poll() is None:
        time.sleep(0.002)
    return process


def check_whole(undisturbed: Undisturbed, now: Held) -> None:
    """Every paper is as it was or as it is to be, and has all its vectors."""
    for row in now.papers:
        id = row[0]
        assert now.of(id) in (undisturbed.old.of(id), undisturbed.new.of(id))
    assert {row[3] for row in now.sources} == {row[0] for row in now.papers}
    for row in now.passages:
        expected = {undisturbed.old.vectors.get(row[0]), undisturbed.new.vectors.get(row[0])}
        assert now.vectors[row[0]] in expected


def check_answers(folder: Path, models: Path) -> None:
    with Library(folder, DEFAULT, models) as library:
        library.need_papers()
        answer = pipeline(library, load_settings(library=folder)).invoke(Question(question_about(STAY[0])))
    assert answer.status == "answered"
    assert f"Mara {STAY[0]}" in answer.text


def check_doctor(folder: Path) -> None:
    for finding in examine(load_settings(library=folder)):
        assert not finding.cure, finding


def survive(undisturbed: Undisturbed, folder: Path, after: float, mends: bool) -> str:
    """Kills an ingest so many seconds after its first write, and returns whether that was amid its changes."""
    models = undisturbed.models
    shutil.copytree(undisturbed.before, folder)
    process = writing(undisturbed.papers, folder)
    time.sleep(after)
    process.kill()
    process.wait(timeout=240)

    now = held(folder, models)
    check_whole(undisturbed, now)
    check_answers(folder, models)
    if mends:
        check_doctor(folder)  # ingest need not rely on it
    run_ingest(
        load_settings(library=folder), [str(undisturbed.papers)], prune=True, rebuild=False, reporter=JsonLines()
    )
    assert held(folder, models) == undisturbed.new
    check_doctor(folder)
    shutil.rmtree(folder)
    return "before" if now == undisturbed.old else "after" if now == undisturbed.new else "amid"


@pytest.mark.timeout(0 if LONG else 600)
def test_a_kill_at_any_moment_leaves_a_whole_library_that_goes_on_to_the_same_end(
    undisturbed: Undisturbed, tmp_path: Path, fault: Any, record_property: Any
):
    draw, moments = random.Random(6), Counter[str]()
    for n in range(KILLS):
        with fault("ingest killed at a random moment"):
            after = draw.uniform(n, n + 1) / KILLS * undisturbed.seconds
            moments[survive(undisturbed, tmp_path / f"{n}", after, n % 2 > 0)] += 1
    record_property(COUNTED, f"ingest killed: {dict(moments)} its changes")
