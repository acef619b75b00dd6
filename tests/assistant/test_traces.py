"""Whom a day's work with policy calls, and what it leaves behind: nobody, and nothing outside library and exports.

The work is done once, from a fresh home, under a umask that hides nothing, and where the system allows it in a network
that has no way out. Two things watch: each Python process notes its own calls, and the system counts what any code,
also that in C++ and Rust, has tried to send.
"""

import json
import os
import pickletools
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import COUNTED, LONG, ROOT

HERE = Path(__file__).parent
ALONE = ["unshare", "--map-root-user", "--net"]  # a network of its own: no address, no route, nobody to answer

pytestmark = [pytest.mark.xdist_group("traces"), pytest.mark.skipif(os.name != "posix", reason="modes and namespaces")]


@dataclass(frozen=True)
class Day:
    folder: Path
    codes: dict[str, int]
    counted: dict[str, int]  # what the network's counters had risen by
    alone: bool
    notes: list[tuple[str, str, str]]  # event, what, and the command line of the process

    @property
    def library(self) -> Path:
        return self.folder / "home" / "data" / "policy"

    def files(self) -> list[str]:
        found = [path for path in self.folder.rglob("*") if path.is_file()]
        return sorted(str(path.relative_to(self.folder)) for path in found)


def day_in(folder: Path, models: Path | None) -> Day:
    alone = shutil.which("unshare") and subprocess.run([*ALONE, "true"], capture_output=True).returncode == 0
    for name in ("home", "tmp", "here"):
        (folder / name).mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("POLICY_", "XDG_"))}
    environment |= {
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "WATCHED": str(folder / "notes"),
        "PYTHONPATH": f"{HERE / 'watching'}:{ROOT}",
        "PYTHONDONTWRITEBYTECODE": "1",
    } | {f"XDG_{name}_HOME": str(folder / "home" / name.lower()) for name in ("DATA", "STATE", "CONFIG", "CACHE")}
    environment |= {"POLICY_MODELS": str(models)} if models else {}
    before = os.umask(0)
    try:
        ended = subprocess.run(
            [*(ALONE if alone else []), sys.executable, str(HERE / "day.py")],
            cwd=folder / "here",
            env=environment,
            capture_output=True,
            text=True,
            timeout=560,
        )
    finally:
        os.umask(before)
    assert ended.returncode == 0, ended.stderr
    told = json.loads(ended.stdout)
    risen = {name: now - told["before"].get(name, 0) for name, now in told["after"].items()}
    notes = (folder / "notes").read_text("utf-8").splitlines() if (folder / "notes").exists() else []
    split = [(event, what, who) for event, what, who in (line.split("\t") for line in notes)]
    return Day(folder, told["codes"], {name: by for name, by in risen.items() if by}, bool(alone), split)


@pytest.fixture(scope="session")
def day(tmp_path_factory: pytest.TempPathFactory, encoder: object, models: Path) -> Day:
    return day_in(tmp_path_factory.mktemp("day"), models)


# Nobody is called


def test_everything_works_without_a_network(day: Day, record_property: Callable[[str, object], None]):
    assert set(day.codes.values()) == {0}, day.codes
    where = "in a network without a way out" if day.alone else "with the network of this machine"
    record_property(COUNTED, f"offline: {len(day.codes) - 1} commands and the screen, {where}, all done")


def test_no_code_tries_to_send_anything(day: Day):
    if not day.alone:
        pytest.skip("no network of its own could be had here: unshare")
    assert day.counted == {}


def test_no_connection_is_tried_and_no_name_looked_up(day: Day):
    """But for sockets that are files of this machine, which have a path for an address."""
    calls = [note for note in day.notes if note[0].startswith("socket.")]

    assert [note for note in calls if not note[1].startswith(("('/", "(b'/"))] == []


@pytest.mark.skipif(not LONG, reason="takes a minute: make reliability")
def test_the_encoder_is_derived_without_a_network(tmp_path: Path):
    day = day_in(tmp_path, None)

    assert set(day.codes.values()) == {0}, day.codes
    assert day.counted == {} or not day.alone
    assert (day.folder / "home" / "cache" / "policy" / "models" / "policy-MiniLM" / "encoder.onnx").is_file()
    assert open_to_others(day.library) == []


# Nothing is left behind that others can read


def open_to_others(folder: Path) -> list[Path]:
    paths = [folder, *folder.rglob("*")]
    return [path for path in paths if path.lstat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]


def test_only_the_library_with_a_note_of_its_making_the_exports_and_the_kept_evaluation_are_written(day: Day):
    given = ("here/papers/", "here/suite/", "here/questions.txt", "notes")
    noted = ("home/state/policy/allowed/", "home/state/policy/journal.key")
    kept = ("home/data/policy/", *noted, "here/eval/libraries/")

    assert [file for file in day.files() if not file.startswith(given + kept)] == [
        "here/feedback.jsonl",
        "here/pack.docx",
        "here/pack.jsonl",
    ]
    assert list((day.folder / "tmp").iterdir()) == []


def test_a_library_is_its_owners_alone_whatever_the_umask(day: Day):
    assert {"catalogue.db", "conversations.db", "chroma"} <= {path.name for path in day.library.iterdir()}
    assert open_to_others(day.library) == []
    assert stat.S_IMODE(day.library.stat().st_mode) == 0o700
    assert all(open_to_others(folder) == [] for folder in (day.folder / "here" / "eval" / "libraries").iterdir())


def test_a_pack_is_shared_as_its_owner_likes(day: Day):
    assert stat.S_IMODE((day.folder / "here" / "pack.docx").stat().st_mode) == 0o666


# No database is opened but by the SQLite that has it open


def test_a_database_is_opened_by_its_own_sqlite_alone(day: Day):
    """To close any other handle on it would drop its locks: those of Python's SQLite, and of the one inside Chroma."""
    connected = [what for event, what, _ in day.notes if event == "sqlite3.connect"]

    assert any("catalogue.db" in what for what in connected)  # the watch is on
    assert [what for what in connected if "chroma" in what] == []
    assert [note for note in day.notes if note[0] == "open"] == []


# Nothing is pickled


def test_no_file_of_a_library_is_a_pickle(day: Day):
    assert [path for path in day.library.rglob("*") if path.is_file() and is_pickle(path.read_bytes())] == []


def test_nothing_is_unpickled_but_what_our_own_processes_tell_each_other(day: Day):
    """The process that reads papers gets a path and gives back a paper or a fault; that is the one use."""
    found = [note for note in day.notes if note[0] == "pickle.find_class"]

    assert found  # the watch is on
    assert {what for _, what, _ in found if not what.startswith(BETWEEN_PROCESSES)} == set()
    assert {who for _, _, who in found if not who.startswith(READING)} == set()


BETWEEN_PROCESSES = (
    "('ingest.",
    "('multiprocessing.",
    "('concurrent.futures.process', ",
    "('pathlib', ",
    "('pathlib._local', ",  # where it stands in Python 3.13
    "('datetime', 'date')",
    "('ctypes', 'c_int')",  # how many pages of a scan have been recognised
)
READING = ("'policy ingest ", "'policy eval ", "'-c --multiprocessing-fork'")


def test_our_own_code_neither_pickles_nor_loads_what_may_run_code():
    named = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for room in ("assistant", "ingest", "tui", "evals")
        for path in (ROOT / room).rglob("*.py")
        if (found := RUNS_CODE.search(path.read_text("utf-8")))
    ]
    assert named == []


RUNS_CODE = re.compile(
    r"\bimport (?:\w*pickle|joblib|marshal|shelve|dill)\b|\btorch\.load\(|allow_pickle=True|\byaml\.(?:unsafe_)?load\("
    r"|(?<![\w. ])(?:eval|exec)\(|shell=True|os\.system\(|trust_remote_code=True"
)


def is_pickle(data: bytes) -> bool:
    if not data.startswith(b"\x80"):
        return False
    try:
        return any(op.name == "STOP" for op, _, _ in pickletools.genops(data))
    except ValueError:
        return False


def test_a_pickle_is_known_as_one():
    import pickle

    assert is_pickle(pickle.dumps({"a": [1]}))
    assert not is_pickle(b"\x80 is no pickle")
