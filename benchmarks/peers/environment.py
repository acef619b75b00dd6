"""Virtual environments to throw away, one for each assistant."""

import datetime
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from benchmarks.peers.measured import Failed, Spent, run

INSTALLING = 3600  # seconds
# One torch for all that need it, the one of policy: unpinned, pip would give some of them gigabytes of CUDA.
TORCH = "torch==2.13.0"
OURS = ("POLICY_", "XDG_", "PYTHON", "VIRTUAL_ENV")
LOADS_EXTENSIONS = "import sqlite3; sqlite3.Connection.enable_load_extension"


@dataclass(frozen=True)
class Installed:
    """`megabytes` is what the environment grew by, with the models beside it."""

    version: str
    spent: Spent
    megabytes: float
    day: str


class Environment:
    """A folder of one assistant: its packages, its home, and what it makes."""

    def __init__(self, folder: Path, python: str = sys.executable, packages: Path | None = None):
        self.folder = folder
        self.packages = packages or folder / "venv"
        self.home, self.models = folder / "home", folder / "models"
        self.python = python
        self.settings: dict[str, str] = {}
        self.home.mkdir(parents=True, exist_ok=True)

    def install(
        self, name: str, *requirements: str, prepare: Callable[[], Spent] = lambda: Spent(0, 0, 0)
    ) -> Installed:
        """Installs into a new virtual environment, compiled and without pip's cache, and prepares what is run there.

        What an earlier run has installed of the same requirements is kept, with what that took then.
        """
        kept = self.folder / "installed.json"
        if kept.exists() and (before := json.loads(kept.read_text("utf-8"))).pop("requirements") == [*requirements]:
            return Installed(**before | {"spent": Spent(**before["spent"])})
        kept.unlink(missing_ok=True)
        subprocess.run([self.python, "-m", "venv", "--clear", self.packages], check=True)
        pip = [str(self.bin("python")), "-m", "pip", "install", "--quiet", "--no-cache-dir"]
        empty = size(self.packages)
        _, spent = run([*pip, *requirements], self.folder, os.environ, INSTALLING)  # pip has its settings at home
        spent += prepare()
        megabytes = size(self.packages) - empty + size(self.models)
        print_version = f"from importlib.metadata import version; print(version({name!r}))"
        version, _ = run([str(self.bin("python")), "-c", print_version], self.folder, self.variables(), INSTALLING)
        made = Installed(version.strip(), spent, megabytes, str(datetime.date.today()))
        kept.write_text(json.dumps(asdict(made) | {"requirements": requirements}), "utf-8")
        return made

    def bin(self, name: str) -> Path:
        return self.packages / "bin" / name

    def variables(self) -> dict[str, str]:
        """A home of its own, no settings of anybody, and nothing fetched from Hugging Face."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        return kept | {"HOME": str(self.home), "HF_HUB_OFFLINE": "1"} | self.settings


def size(folder: Path) -> float:
    """Megabytes of the files in a folder."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


@cache
def other_python(check: str) -> str:
    """A Python in which a line of code runs. Raises Failed if there is none on the path or beside this one."""
    for python in _pythons():
        if subprocess.run([python, "-c", check], capture_output=True, check=False).returncode == 0:
            return python
    raise Failed(f"no Python on the path or beside {sys.base_prefix} runs: {check}")


def _pythons() -> Iterator[str]:
    yield sys.executable
    names = [f"python3.{minor}" for minor in range(11, 16)]
    for folder in os.get_exec_path():
        yield from (str(path) for name in names if (path := Path(folder) / name).exists())
    # pyenv keeps its Pythons side by side
    yield from map(str, sorted(Path(sys.base_prefix).parent.glob("3.*/bin/python3")))
