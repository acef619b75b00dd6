"""What a program takes, with all that it starts."""

import os
import sys
from pathlib import Path

import pytest

from benchmarks.peers.measured import Failed, run

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc")

WORK = "held = bytearray(100_000_000)\nfor n in range(3_000_000): pass\nimport time; time.sleep(0.5)"
TWO = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {WORK!r}])"


def test_processor_time_and_memory_of_what_a_program_starts_are_counted(tmp_path: Path) -> None:
    _, alone = run([sys.executable, "-c", "pass"], tmp_path, os.environ, 600)
    _, both = run([sys.executable, "-c", TWO], tmp_path, os.environ, 600)
    assert both.megabytes > alone.megabytes + 100
    assert both.processor > alone.processor
    assert both.wall > 0.5


def test_what_a_program_writes_is_given(tmp_path: Path) -> None:
    assert run([sys.executable, "-c", "print('said')"], tmp_path, os.environ, 600)[0] == "said\n"


def test_a_program_that_fails_is_told_with_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"ended with code 4.*\n.*no papers"):
        run([sys.executable, "-c", "import sys; print('no papers', file=sys.stderr); sys.exit(4)"], tmp_path, {}, 600)


def test_a_program_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"took longer than 0\.2 s"):
        run([sys.executable, "-c", "import time; time.sleep(600)"], tmp_path, os.environ, 0.2)
