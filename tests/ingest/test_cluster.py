"""A library made on a Ray cluster is the same as one made here, whatever dies in between."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from ingest.cluster import on_ray
from ingest.cluster_worker import encoder_of, form_of
from ingest.encode import DEFAULT, Encoder
from ingest.errors import PolicyError
from ingest.library import Library, make_library
from ingest.sync import Outcome, sync
from ingest.worker import Limits
from tests.conftest import COUNTED, LIMITS, LONG, ROOT, long_only, take

pytestmark = [
    pytest.mark.xdist_group("ray"),
    pytest.mark.timeout(600),
    pytest.mark.skipif(not find_spec("ray"), reason="the extra ray is not installed"),
]

# Stands in for the reader of .csv on the cluster, which is {real}; its parent is the worker.
STAND_IN = """\
import os, re, signal, time
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

spec = spec_from_file_location("real", {real!r})
spec.loader.exec_module(real := module_from_spec(spec))

def read(path):
    words = path.read_text("utf-8")
    once = re.search("ends its worker once (\\S+)", words)
    if once and not Path(once[1]).exists(): Path(once[1]).touch(); end()
    if "ends its worker always" in words: end()
    if "hangs" in words: time.sleep(600)
    return real.read(path)

def end():
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(600)
"""
FINDER = """\
import sys, importlib.abc, importlib.util

class Finder(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "ingest.formats.csv":
            return importlib.util.spec_from_file_location(name, {reader!r})

sys.meta_path.insert(0, Finder())
"""


@contextmanager
def head(port: int, **environment: str) -> Iterator[Path]:
    """A cluster of one machine with two cores, on loopback alone; gives its folder."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="ray-", ignore_cleanup_errors=True) as folder:
        start = [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block", "--disable-usage-stats"]
        options = ["--num-cpus=2", f"--port={port}", "--include-dashboard=false", "--object-store-memory=500000000"]
        process = subprocess.Popen(
            [*start, *options, f"--temp-dir={folder}"],
            env=os.environ | {"TMPDIR": folder} | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            wait_for(port)
            yield Path(folder)
        finally:
            process.terminate()
            process.wait(30)


def wait_for(port: int) -> None:
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise TimeoutError(f"no cluster at port {port}")


@pytest.fixture(scope="module", autouse=True)
def ours() -> Iterator[None]:
    """Ray on loopback, with a token, and as urgent as the other tests: it would wait for those to end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RAY_worker_niceness", "0")
        patch.setenv("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "0")
        patch.setenv("RAY_AUTH_MODE", "token")
        patch.setenv("RAY_AUTH_TOKEN", "t" * 40)
        yield


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    stand_in = tmp_path_factory.mktemp("stand_in")
    (stand_in / "reader.py").write_text(STAND_IN.format(real=str(ROOT / "ingest/formats/csv.py")))
    (stand_in / "sitecustomize.py").write_text(FINDER.format(reader=str(stand_in / "reader.py")))
    with head(PORT, PYTHONPATH=os.pathsep.join([str(stand_in), str(ROOT)])) as folder:
        yield folder


PORT = 6391
ADDRESS = f"127.0.0.1:{PORT}"


@pytest.fixture
def make(tmp_path: Path, encoder: Encoder, models: Path) -> Iterator[Callable[[str], Library]]:
    """Makes empty libraries."""
    made: list[Library] = []

    def new(name: str) -> Library:
        made.append(Library(make_library(tmp_path / name), DEFAULT, models))
        return made[-1]

    yield new
    for library in made:
        library.close()


def take_on_ray(library: Library, folder: Path, limits: Limits = LIMITS) -> list[Outcome]:
    with library.writing():
        return sync(library, [str(folder)], limits, lambda outcome: None, on_ray(ADDRESS))


def tables(library: Library) -> dict[str, list[tuple]]:
    """All rows of all tables of the catalogue."""
    with sqlite3.connect(library.catalogue.path) as catalogue:
        names = [name for (name,) in catalogue.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = {name: sorted(catalogue.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}
    catalogue.close()
    return rows


def vectors(library: Library) -> dict[str, np.ndarray]:
    rows = library.vectors._collection.get(include=["embeddings"])
    return dict(zip(rows["ids"], rows["embeddings"], strict=True))


def need_the_same(one: Library, other: Library) -> None:
    assert tables(one) == tables(other)
    ours, theirs = vectors(one), vectors(other)
    assert ours.keys() == theirs.keys() == one.catalogue.passage_ids()
    assert max(np.abs(ours[id] - theirs[id]).max() for id in ours) < 1e-6
    assert not other.vectors.unfindable()


def busy_workers(folder: Path) -> list[int]:
    """The processes of a cluster that have a paper in hand."""
    ps = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in ps.stdout.splitlines()]
    nodes = {pid for pid, _, args in (row for row in rows if len(row) == 3) if "raylet" in args and str(folder) in args}
    return [int(row[0]) for row in rows if row[1] in nodes and row[2].startswith("ray::") and "prepared" in row[2]]


class Killer(threading.Thread):
    """Kills workers that have a paper in hand, one after the other."""

    def __init__(self, folder: Path, kills: int):
        super().__init__(daemon=True)
        self.folder, self.kills, self.done, self.over = folder, kills, 0, threading.Event()

    def run(self) -> None:
        while self.done < self.kills and not self.over.wait(0.3):
            if busy := busy_workers(self.folder):
                os.kill(busy[self.done % len(busy)], signal.SIGKILL)
                self.done += 1
                self.over.wait(2)  # so that few papers are hit four times


def by_name(outcomes: list[Outcome]) -> dict[str, Outcome]:
    return {Path(outcome.location).name: outcome for outcome in outcomes}


def fill(folder: Path, papers: int) -> Path:
    folder.mkdir()
    for n in range(papers):
        words = "\n\n".join(f"The keeper of park {n} opens gate {m} at dawn, in summer at four." for m in range(30))
        (folder / f"{n:02}.md").write_text(f"# Park {n}\n\n{words}\n", "utf-8")
    return folder


def need_no_change(one: Library, other: Library, folder: Path, outcomes: list[Outcome], killed: int) -> str:
    """A folder taken in here and, with workers killed meanwhile, on the cluster gives the same; tells of how many."""
    assert killed
    assert [Path(outcome.location).name for outcome in outcomes] == sorted(path.name for path in folder.iterdir())
    assert {outcome.status for outcome in outcomes} == {"added"}
    need_the_same(one, other)
    return f"ray: {killed} workers killed, 1 library of {len(outcomes)} papers the same"


@long_only
def test_killed_workers_change_nothing(
    make: Callable[[str], Library], cluster: Path, tmp_path: Path, record_property: Callable[[str, object], None]
):
    folder = fill(tmp_path / "papers", 12)
    ended = [tmp_path / f"ended-{n}" for n in range(3)]
    for n, marker in enumerate(ended):
        (folder / f"{n:02}.csv").write_text(f"Park,Note\n{n},It ends its worker once {marker}\n", "utf-8")
    one, other = make("here"), make("ray")
    take(one, folder)
    assert not any(marker.exists() for marker in ended)
    outcomes = take_on_ray(other, folder)

    assert all(marker.exists() for marker in ended)
    record_property(COUNTED, need_no_change(one, other, folder, outcomes, len(ended)))

    (folder / "00.md").write_text("# Park 0\n\nIts gates stay shut.\n", "utf-8")
    (folder / "01.md").unlink()
    for library, taking in ((one, take), (other, take_on_ray)):
        assert by_name(taking(library, folder))["00.md"].status == "changed"
        with library.writing():
            library.forget(str(folder / "01.md"))
    need_the_same(one, other)


@pytest.mark.skipif(not LONG, reason="takes minutes: LONG=1")
@pytest.mark.timeout(3600)
def test_killed_workers_change_nothing_of_real_papers(
    make: Callable[[str], Library],
    cluster: Path,
    shared: Path,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
):
    found = sorted(path for path in (shared / "documents").rglob("*") if path.suffix in (".pdf", ".html", ".docx"))
    (folder := tmp_path / "papers").mkdir()
    for n, path in enumerate([*(shared / "papers").glob("*.txt"), *found[::20]]):
        shutil.copyfile(path, folder / f"{n:03}{path.suffix}")
    one, other = make("here"), make("ray")
    take(one, folder)
    killer = Killer(cluster, 20)
    killer.start()
    outcomes = take_on_ray(other, folder)
    killer.over.set()
    killer.join()

    given_up = [n for n, outcome in enumerate(outcomes) if outcome.status == "skipped"]
    assert all(
        "died, 4 times over" in outcomes[n].reason for n in given_up
    )  # on a slow machine one may be hit so often
    later = by_name(take_on_ray(other, folder)) if given_up else {}
    outcomes = [later[Path(o.location).name] if n in given_up else o for n, o in enumerate(outcomes)]

    record_property(COUNTED, need_no_change(one, other, folder, outcomes, killer.done))


def test_a_bad_paper_costs_that_paper_alone(make: Callable[[str], Library], cluster: Path, tmp_path: Path):
    folder = fill(tmp_path / "papers", 2)
    (folder / "1-broken.pdf").write_bytes(b"%PDF-1.4 and no more")
    (folder / "1-ends.csv").write_text("It ends its worker always.", "utf-8")
    (folder / "1-hangs.csv").write_text("It hangs.", "utf-8")
    (folder / "1-empty.md").touch()
    outcomes = by_name(take_on_ray(make("ray"), folder, replace(LIMITS, read_seconds=10)))

    assert {name for name, outcome in outcomes.items() if outcome.status == "added"} == {"00.md", "01.md"}
    assert "damaged" in outcomes["1-broken.pdf"].reason
    assert outcomes["1-empty.md"].reason == "the file is empty"
    assert outcomes["1-hangs.csv"].reason == "reading it took longer than 10 s"
    assert outcomes["1-ends.csv"].reason == "the worker reading it died 4 times"
    assert outcomes["1-ends.csv"].cure


def test_another_version_on_the_cluster_is_told(
    make: Callable[[str], Library], cluster: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (info := tmp_path / "other" / "policy_assistant-9.9.9.dist-info").mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: policy-assistant\nVersion: 9.9.9\n", "utf-8")
    monkeypatch.setattr(sys, "path", [str(info.parent), *sys.path])  # the process that speaks with Ray gets this path

    with pytest.raises(PolicyError, match=r"has policy-assistant 0\.1\.0, and this one has 9\.9\.9") as told:
        take_on_ray(make("ray"), fill(tmp_path / "papers", 1))
    assert "9.9.9" in told.value.cure


def test_nothing_to_read_starts_no_ray(make: Callable[[str], Library], tmp_path: Path):
    folder = fill(tmp_path / "papers", 2)
    library = make("library")
    take(library, folder)
    with library.writing():
        outcomes = sync(library, [str(folder)], LIMITS, lambda outcome: None, on_ray("127.0.0.1:1"))
    assert [outcome.status for outcome in outcomes] == ["unchanged"] * 2


def test_a_cluster_that_is_not_there_is_told(make: Callable[[str], Library], tmp_path: Path):
    with (
        make("library") as library,
        library.writing(),
        pytest.raises(PolicyError, match="could not join a Ray cluster") as told,
    ):
        sync(library, [str(fill(tmp_path / "papers", 1))], LIMITS, lambda outcome: None, on_ray("127.0.0.1:1"))
    assert told.value.cure


@long_only
def test_ctrl_c_leaves_a_sound_library_and_no_ray(tmp_path: Path, models: Path):
    folder = fill(tmp_path / "papers", 60)
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", "ingest", str(folder), "--library", str(tmp_path / "library"), "--ray"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        process_group=0,
        cwd=ROOT,
    )
    try:
        assert process.stdout is not None
        for _ in range(3):
            assert process.stdout.readline().startswith("added")
        files = files_of_ray(process.pid)
        assert files.stat().st_mode & 0o077 == 0
        if sys.platform == "linux":
            heard = listening(descendants(str(process.pid)))
            assert heard
            assert all(address.endswith(LOOPBACK) for address in heard)
        os.killpg(process.pid, signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    finally:
        process.kill()
        process.communicate()

    assert (process.returncode, errors.strip()) == (130, "Stopped. The library is intact.")
    assert not files.exists()
    assert not running(files)
    with Library(make_library(tmp_path / "library"), DEFAULT, models) as library, library.writing():
        assert 0 < library.catalogue.paper_count() < 60
        assert library.vectors.ids() == library.catalogue.passage_ids()


def descendants(pid: str) -> dict[str, str]:
    """The processes below one, with their arguments."""
    ps = subprocess.run(["ps", "-wweo", "pid=,ppid=,args="], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2) for line in ps.stdout.splitlines()]
    found = {pid: ""}
    for _ in range(4):
        found |= {row[0]: row[2] for row in rows if len(row) == 3 and row[1] in found}
    return found


def files_of_ray(pid: int) -> Path:
    (folder,) = {name for args in descendants(str(pid)).values() for name in re.findall(r"/tmp/policy-\w+", args)}
    return Path(folder)


def running(folder: Path) -> list[str]:
    """The processes of a Ray that has its files there."""
    ps = subprocess.run(["ps", "-wweo", "pid=,args="], capture_output=True, text=True, check=True)
    return [line for line in ps.stdout.splitlines() if str(folder) in line]


LOOPBACK = ("0100007F", "00000000000000000000000001000000")  # as the kernel writes it; in IPv6 ::ffff:127.0.0.1 and ::1


def listening(pids: Iterable[str]) -> set[str]:
    """The addresses at which these processes listen."""
    links = {os.readlink(link) for pid in pids for link in Path(f"/proc/{pid}/fd").glob("*") if link.is_symlink()}
    rows = [row.split() for name in ("tcp", "tcp6") for row in Path(f"/proc/net/{name}").read_text().splitlines()[1:]]
    return {row[1].split(":")[0] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in links}


def test_an_encoder_that_travelled_gives_the_very_same_vectors(encoder: Encoder):
    texts = [f"The keeper of park {n} opens its gates" + " at dawn" * n for n in range(20)]
    assert np.array_equal(encoder.encode(texts), encoder_of(form_of(encoder)).encode(texts))
