"""Whoever stands in a stranger's folder runs none of the modules that lie there, in no process of ours."""

import os
import site
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from assistant.import_path import leave_current_folder
from ingest.child import Child
from tests.conftest import ROOT, long_only

PLANTED = (
    "multiprocessing concurrent assistant ingest tui evals encodings json re sqlite3 pickle threading "
    "numpy onnxruntime tokenizers chromadb httpx click ray sitecustomize usercustomize"
).split()
LATE = "multiprocessing concurrent ingest tui evals sqlite3 numpy onnxruntime tokenizers chromadb".split()
PAPER = "# Parks\n\nThe keeper opens the gates of the northern park at dawn.\n"
QUESTION = "When does the keeper open the gates of the northern park?"
ENTRY = """\
import sys
from assistant.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
"""  # what pip writes for `policy`
READS = """\
import sys
from pathlib import Path
from ingest.paper import Source
from ingest.worker import Limits, Reader, Unread

if __name__ == "__main__":
    paper = Path(sys.argv[1], "parks.md")
    with Reader(Limits(1_000_000, 60, 1_000_000_000)) as reader:
        ((_, loaded),) = reader.read([Unread(paper, Source(str(paper), paper.stat().st_size, 0, "", ""))])
    print(loaded.paper.title)
"""
TAKES_IN = """\
import sys
from assistant.ingest_process import IngestProcess
from assistant.settings import load_settings

if __name__ == "__main__":
    print(*(f"{outcome.status} {outcome.title}" for outcome in IngestProcess(load_settings(), [sys.argv[1]])))
"""


class Stranger:
    """A folder with modules that leave a mark when they are run, and a place elsewhere for what a person runs."""

    def __init__(self, folder: Path, library: Path):
        self.here, self.papers, self._programs = folder / "here", folder / "papers", folder / "bin"
        self._marks = folder / "marks"
        for made in (self.here, self.papers, self._programs):
            made.mkdir()
        (self.papers / "parks.md").write_text(PAPER)
        (folder / "questions.txt").write_text(QUESTION + "\n")
        self._environment = os.environ | {"POLICY_LIBRARY": str(library), "PYTHONPATH": str(ROOT)}

    def plant(self, names: list[str]) -> None:
        """Some as a file, some as a package."""
        for n, name in enumerate(names):
            path = self.here / (f"{name}.py" if n % 2 else f"{name}/__init__.py")
            path.parent.mkdir(exist_ok=True)
            path.write_text(f"with open({str(self._marks)!r}, 'a') as marks:\n    marks.write({name!r} + ' ')\n")

    def run(self, program: str, *arguments: str, **environment: str) -> str:
        """What a program of the person's own says, who stands in the stranger's folder."""
        script = self._programs / "program"
        script.write_text(program)
        ran = subprocess.run(
            [sys.executable, str(script), *arguments],
            cwd=self.here,
            env=self._environment | environment,
            capture_output=True,
            text=True,
            timeout=240,
        )
        assert self.marks() == "", ran.stderr
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def marks(self) -> str:
        return self._marks.read_text() if self._marks.exists() else ""


@pytest.fixture
def stranger(tmp_path: Path) -> Stranger:
    stranger = Stranger(tmp_path, tmp_path / "library")
    stranger.plant(PLANTED)
    return stranger


def test_the_modules_that_are_planted_would_be_run(stranger: Stranger):
    subprocess.run([sys.executable, "-c", "import tui"], cwd=stranger.here, check=False, capture_output=True)

    assert "tui" in stranger.marks()


def test_no_command_runs_what_lies_in_the_folder(stranger: Stranger):
    assert "added" in stranger.run(ENTRY, "ingest", "../papers")
    assert "at dawn" in stranger.run(ENTRY, "ask", QUESTION)
    stranger.run(ENTRY, "batch", "../questions.txt", "-o", "../pack.docx")
    assert "Python" in stranger.run(ENTRY, "doctor")


def test_nor_does_the_reader_in_a_program_of_somebody_else(stranger: Stranger):
    assert stranger.run(READS, str(stranger.papers)) == "Parks\n"


def test_nor_does_an_ingest_that_the_screen_has_begun(stranger: Stranger):
    assert stranger.run(TAKES_IN, str(stranger.papers)) == "added Parks\n"


@long_only
@pytest.mark.xdist_group("ray")
@pytest.mark.timeout(600)
@pytest.mark.skipif(find_spec("ray") is None, reason="the extra ray is not installed")
def test_nor_do_the_workers_of_ray(stranger: Stranger):
    assert "added" in stranger.run(ENTRY, "ingest", "--ray", "../papers")


@pytest.mark.parametrize("named", ["", ".", "../here"])
def test_a_path_that_names_the_current_folder_is_left_once_the_program_has_begun(tmp_path: Path, named: str):
    stranger = Stranger(tmp_path, tmp_path / "library")
    stranger.plant(LATE)

    assert "added" in stranger.run(ENTRY, "ingest", "../papers", PYTHONPATH=os.pathsep.join([named, str(ROOT)]))


def test_what_is_named_for_good_stays_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    here, packages, lasting = str(tmp_path), site.getsitepackages()[0], str(tmp_path / "lasting")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(["", "lib", lasting]))
    monkeypatch.setattr(sys, "path", ["", here, f"{here}/lib", lasting, str(ROOT), packages])

    leave_current_folder()

    assert sys.path == [lasting, str(ROOT), packages]
    assert os.environ["PYTHONPATH"] == lasting
    for standing in (str(ROOT), packages):
        monkeypatch.chdir(standing)
        leave_current_folder()
        assert sys.path == [lasting, str(ROOT), packages]


def test_an_editable_installation_is_found_without_the_entry_that_a_folder_could_stand_for(
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr(sys, "path", ["/bin", "__editable__.policy.__path_hook__"])

    leave_current_folder()

    assert sys.path == ["/bin", str(ROOT)]


def test_a_person_may_stand_in_a_folder_that_is_gone(stranger: Stranger):
    gone = "import os, tempfile\nos.chdir(gone := tempfile.mkdtemp())\nos.rmdir(gone)\n"

    assert "Ask questions about your policy papers" in stranger.run(gone + ENTRY, "--help")


def test_other_processes_of_that_program_are_started_as_before(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PYTHONSAFEPATH", raising=False)
    monkeypatch.setenv("PYTHONPATH", "lib")
    before = dict(os.environ)

    process = Child(os.chdir, os.curdir)
    started = process.submit(os.getenv, "PYTHONSAFEPATH").result(240)
    process.kill()

    assert started == "1"
    assert dict(os.environ) == before
