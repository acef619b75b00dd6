"""`make ask`: the digests can be tried without touching a library, or going by a setting, of the person who tries."""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, take

from ingest.library import Library

ASKED = 'When does "North East London" plan to become a single CCG?'


@pytest.fixture
def clone(tmp_path: Path, models: Path) -> Path:
    """A copy of the project, installed, as far as the demo can tell."""
    clone = tmp_path / "a clone"
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".models").symlink_to(models)
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, clone)
    policy = clone / ".venv" / "bin" / "policy"
    command = f"PYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} -m assistant"
    policy.write_text(f'#!/bin/sh\n{command} "$@"\n', "utf-8")
    policy.chmod(0o755)
    (clone / ".venv" / ".installed").touch()
    return clone


def contents(folder: Path) -> dict[str, str]:
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.skipif(shutil.which("make") is None, reason="there is no make")
def test_the_demo_answers_from_the_digests_and_leaves_everything_else_alone(
    clone: Path, library: Library, tmp_path: Path
):
    (tmp_path / "parks.md").write_text("# Parks\n\nThe gates open at dawn.\n", "utf-8")
    take(library, tmp_path / "parks.md")
    library.close()
    before = contents(library.folder)
    elsewhere = f'library = "{library.folder}"\nchroma = "http://127.0.0.1:1"\n'
    (clone / "policy.toml").write_text(elsewhere, "utf-8")
    for home in (tmp_path / "home" / ".config", tmp_path / "config"):
        (home / "policy").mkdir(parents=True)
        (home / "policy" / "policy.toml").write_text(elsewhere, "utf-8")
    theirs = {
        "HOME": str(tmp_path / "home"),
        "XDG_CONFIG_HOME": str(tmp_path / "config"),
        "POLICY_HOME": str(library.folder),
        "POLICY_LIBRARY": str(library.folder),
        "POLICY_MODELS": str(library.folder),
        "POLICY_CHROMA": "http://127.0.0.1:1",
        "POLICY_PASSAGES": "1",
    }

    ran = subprocess.run(
        ["make", "ask", f"Q={ASKED}"], cwd=clone, env=os.environ | theirs, capture_output=True, text=True, timeout=200
    )
    assert ran.returncode == 0, ran.stderr
    assert "April 2021" in ran.stdout
    assert contents(library.folder) == before

    again = subprocess.run(
        ["make", "ask"], cwd=clone, env=os.environ | theirs, capture_output=True, text=True, timeout=200
    )
    assert (again.returncode, "added" in again.stdout) == (0, False)
