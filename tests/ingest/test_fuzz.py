"""Every reader on files that are almost sound: it makes a sound paper of them or says what is wrong, and in time.

FUZZ_SECONDS=300 pytest -n 0 tests/ingest/test_fuzz.py is the long form: so many seconds for each format.
"""

import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest
import seeds
from conftest import COUNTED
from hypothesis import given, settings, strategies
from mutants import mutant
from soundness import unsound

from ingest.errors import PaperError
from ingest.load import load
from ingest.recognition import recogniser

SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
LONGEST = 10  # seconds for one file, after which the long form says that it hangs: all of them are small
SHORT = 40  # files of each format, in the short form


@pytest.fixture(autouse=True)
def _unrecognised() -> Iterator[None]:
    """Odd files may have letters that are no words; to recognise one page takes as long as to read a hundred files."""
    recogniser.begin(recogniser.NONE, None, [0, 0])
    yield
    recogniser.begin(recogniser.USUAL, None, [0, 0])


def fault(path: Path, content: bytes) -> str:
    """What a reader does wrong with this file, or nothing. What it raises besides PaperError is raised."""
    path.write_bytes(content)
    try:
        return unsound(load(path))
    except PaperError:
        return ""


@pytest.mark.filterwarnings("ignore")  # of openpyxl, about what it leaves out
@pytest.mark.skipif(SECONDS > 0, reason="the long form is asked for")
@pytest.mark.parametrize("suffix", seeds.MADE)
def test_odd_files_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, suffix: str):
    path = tmp_path_factory.mktemp("fuzz") / f"a{suffix}"
    sound = seeds.MADE[suffix]()
    assert not fault(path, sound)

    @settings(max_examples=SHORT, derandomize=True, deadline=None, database=None)
    @given(strategies.integers(0, 2**32))
    def check(seed: int) -> None:
        assert not fault(path, mutant(suffix, sound, random.Random(seed)))

    check()


def _hangs(signum: int, frame: FrameType | None) -> None:
    raise TimeoutError("the reader hangs")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.timeout(0)
@pytest.mark.skipif(SECONDS == 0, reason="FUZZ_SECONDS is not set")
@pytest.mark.parametrize("suffix", seeds.MADE)
def test_many_odd_files_are_read_or_refused(
    tmp_path: Path, suffix: str, record_property: Callable[[str, object], None]
):
    sound, first = seeds.MADE[suffix](), random.randrange(2**32)
    signal.signal(signal.SIGALRM, _hangs)
    end, tried = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        signal.alarm(LONGEST)
        content = mutant(suffix, sound, random.Random(first + tried))
        try:
            wrong = fault(tmp_path / f"a{suffix}", content)
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"
        finally:
            signal.alarm(0)
        tried += 1
        assert not wrong, f"seed {first + tried - 1}: {wrong}"
    record_property(COUNTED, f"fuzzing {suffix}: {tried} files in {SECONDS:.0f} s, no fault")
