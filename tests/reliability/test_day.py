"""A real day: two screens and a shell at once over one library, in any order. Afterwards all of it is sound.

Two people add, remove and ask, while commands take in, change, prune, remove and make again. The order is drawn by
hypothesis; the last line of a failure says which. What has to hold: nobody is told of a fault that there is not, an
answer quotes what is there and nothing that was removed, no process has a database open that another has deleted, and
in the end each paper is whole and found.
"""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from conftest import long_only
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from libraries import PLACES, ROOT, policy, question_about, write_papers

from ingest.encode import DEFAULT
from ingest.library import CATALOGUE, Library

pytestmark = [pytest.mark.xdist_group("day"), long_only]

DAYS, STEPS = 6, 40
STAY, FOLDER, ADDED = PLACES[:2], PLACES[2:6], PLACES[6:10]
PASSING = ("is writing to this library", "being rebuilt")  # what somebody may be told while a command goes on


class Somebody:
    """A process with a screen over a library."""

    def __init__(self, folder: Path):
        command = [sys.executable, Path(__file__).with_name("at_the_screen.py"), folder]
        self._process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(ROOT), "HOME": str(folder.parent)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._heard() == {"said": "ready"}

    def does(self, do: str, what: object = "") -> dict[str, Any]:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": do, "what": str(what)}) + "\n")
        self._process.stdin.flush()
        return self._heard()

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the screen has ended"
        return json.loads(line)

    def deleted(self) -> list[str]:
        """The databases that it has open and that are no longer there."""
        handles = Path(f"/proc/{self._process.pid}/fd")
        names = [os.readlink(handle) for handle in handles.iterdir()] if handles.is_dir() else []
        return [name for name in names if name.endswith("(deleted)") and (".db" in name or "chroma" in name)]

    def leaves(self) -> None:
        assert self._process.stdin is not None
        self._process.communicate('{"do": "leave"}\n', timeout=60)
        assert self._process.returncode == 0

    def ends(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.communicate()


def title(place: str, year: int) -> str:
    return f"The {place} plan of {year}"


def day_over(home: Path, models: Path, fault: Callable[[str], Any]) -> type[RuleBasedStateMachine]:
    class Day(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.home = Path(tempfile.mkdtemp(dir=home))
            self.library, self.papers, self.added = (self.home / name for name in ("library", "papers", "added"))
            self.years = dict.fromkeys(PLACES, 2020)
            self.held: set[str] = set()
            self.command: subprocess.Popen[str] | None = None
            self.people: list[Somebody] = []

        @initialize()
        def morning(self) -> None:
            write_papers(self.papers, [*STAY, *FOLDER[:2]])
            self.shell("ingest", self.papers)
            self.held = {*STAY, *FOLDER[:2]}
            self.people = [Somebody(self.library) for _ in range(2)]
            for who in (0, 1):  # what damaged four of four libraries, so in each of the days
                self.add(ADDED[who], who)
                self.remove(ADDED[who], who)

        # At a screen

        @rule(place=st.sampled_from(ADDED), who=st.integers(0, 1))
        def adds(self, place: str, who: int) -> None:
            self.add(place, who)

        def add(self, place: str, who: int) -> None:
            if place not in self.held:
                write_papers(self.added, [place], self.years[place])
            said = self.people[who].does("add", self.added / f"{place.lower()}.md")["said"]
            if not self.may_pass(said):
                assert said.startswith("Done: "), said
                self.held.add(place)

        @precondition(lambda self: self.held & set(ADDED))
        @rule(which=st.integers(0, 3), who=st.integers(0, 1))
        def removes(self, which: int, who: int) -> None:
            there = sorted(self.held & set(ADDED))
            self.remove(there[which % len(there)], who)

        def remove(self, place: str, who: int) -> None:
            said = self.people[who].does("remove", title(place, self.years[place]))["said"]
            if not self.may_pass(said):
                assert said == "", said
                self.held.remove(place)

        @rule(place=st.sampled_from(PLACES[:10]), who=st.integers(0, 1))
        def asks(self, place: str, who: int) -> None:
            told = self.people[who].does("ask", question_about(place))
            name = f"{place.lower()}.md"
            if self.command and (place in FOLDER or self.may_pass(told["error"] or "")):
                return  # what is being changed may be there or not
            assert told["error"] is None, told
            assert (name in told["cited"]) == (place in self.held), (place, told, self.held)

        # In a shell

        @rule(place=st.sampled_from(FOLDER))
        def changes(self, place: str) -> None:
            self.settle()
            self.change(place)
            self.shell("ingest", self.papers)
            self.holds_the_folder()

        @rule(place=st.sampled_from(FOLDER), again=st.booleans())
        def begins_to_change(self, place: str, again: bool) -> None:
            """And does not wait until that is done."""
            self.settle()
            self.change(place)
            words = ["ingest", *(["--rebuild"] if again else []), str(self.papers), "--library", str(self.library)]
            self.command = subprocess.Popen(
                [sys.executable, "-m", "assistant", *words],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )

        @precondition(lambda self: self.held & set(FOLDER))
        @rule(which=st.integers(0, 3))
        def prunes(self, which: int) -> None:
            self.settle()
            there = sorted(self.held & set(FOLDER))
            place = there[which % len(there)]
            (self.papers / f"{place.lower()}.md").unlink()
            self.shell("ingest", "--prune", self.papers)
            self.holds_the_folder()

        @precondition(lambda self: self.held & set(ADDED))
        @rule(which=st.integers(0, 3))
        def removes_in_the_shell(self, which: int) -> None:
            self.settle()
            there = sorted(self.held & set(ADDED))
            place = there[which % len(there)]
            self.shell("papers", "remove", self.id_of(place))
            self.held.remove(place)

        @rule()
        def makes_again(self) -> None:
            self.settle()
            self.shell("ingest", "--rebuild")

        @rule()
        def sees_the_doctor(self) -> None:
            self.settle()
            said = self.shell("doctor")
            assert "repaired" not in said, said

        # What they rest on

        def change(self, place: str) -> None:
            self.years[place] += 1
            write_papers(self.papers, [place], self.years[place])

        def shell(self, *words: str | Path) -> str:
            ended = policy(*words, folder=self.library)
            assert ended.returncode == 0, ended.stdout + ended.stderr
            return ended.stdout

        def settle(self) -> None:
            """Waits for the command that was begun. It may have found the library taken by what a screen adds."""
            if self.command:
                said, _ = self.command.communicate(timeout=240)
                refused = self.command.returncode == 1 and PASSING[0] in said
                assert self.command.returncode == 0 or refused, said
                self.command = None
                if refused:
                    self.shell("ingest", self.papers)
                self.holds_the_folder()

        def may_pass(self, said: str) -> bool:
            return self.command is not None and any(words in " ".join(said.split()) for words in PASSING)

        def holds_the_folder(self) -> None:
            names = {path.stem.capitalize() for path in self.papers.iterdir()}
            self.held = names | (self.held & set(ADDED))

        def id_of(self, place: str) -> str:
            with closing(sqlite3.connect(f"{(self.library / CATALOGUE).as_uri()}?mode=ro", uri=True)) as db:
                (found,) = db.execute("SELECT paper FROM sources WHERE location LIKE ?", (f"%/{place.lower()}.md",))
            return found[0]

        def teardown(self) -> None:
            try:
                if self.people:
                    with fault("a day of two screens and a shell"):
                        self.evening()
            finally:
                for somebody in self.people:
                    somebody.ends()
                if self.command:
                    self.command.kill()
                    self.command.communicate()

        def evening(self) -> None:
            self.settle()
            expected = sorted(title(place, self.years[place]) for place in self.held)
            for somebody in self.people:
                assert f"{STAY[0].lower()}.md" in somebody.does("ask", question_about(STAY[0]))["cited"]
                assert somebody.deleted() == []
                assert sorted(somebody.does("look")["titles"]) == expected
                somebody.leaves()
            said = self.shell("doctor")
            assert "repaired" not in said, said
            for name in (CATALOGUE, "conversations.db", "chroma/chroma.sqlite3"):
                with closing(sqlite3.connect(self.library / name)) as db:
                    assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            with Library(self.library, DEFAULT, models) as library:
                assert library.catalogue.faults() == []
                assert library.vectors.ids() == library.catalogue.passage_ids()
                assert library.vectors.unfindable() == set()
                assert sorted(paper.title for paper in library.catalogue.papers()) == expected

    return Day


@pytest.mark.timeout(3000)
def test_two_screens_and_a_shell_at_once_leave_a_sound_library(tmp_path: Path, models: Path, fault: Any):
    run_state_machine_as_test(
        day_over(tmp_path, models, fault),
        settings=settings(
            max_examples=DAYS,
            stateful_step_count=STEPS,
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
