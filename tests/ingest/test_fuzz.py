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
from ingest.formats.pdf import laid_out
from ingest.formats.pdf.glyphs import Marks, Rule
from ingest.formats.pdf.scans import Recognised
from ingest.formats.pdf.span import Span
from ingest.load import Loaded, load
from ingest.paper import Paper
from ingest.recognition import recogniser

SECONDS = float(os.environ.get("FUZZ_SECONDS", "0"))
LONGEST = 10  # seconds for one file, after which the long form says that it hangs: all of them are small
SHORT = 40  # files of each format, in the short form
FILES = seeds.MADE | {"-pack.pdf": seeds.pack_file}
WORDS = ("Agenda", "1. Boats", "Boats", "Park", "Fees", "2022", "£20", "(45)", "lamps.", "-", "☒", "•", "\u05d0\u05d1")


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
@pytest.mark.parametrize("name", FILES)
def test_odd_files_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, name: str):
    path = tmp_path_factory.mktemp("fuzz") / f"a{name}"
    sound = FILES[name]()
    assert not fault(path, sound)

    @settings(max_examples=SHORT if name in seeds.MADE else SHORT // 4, derandomize=True, database=None)
    @given(strategies.integers(0, 2**32))
    def check(seed: int) -> None:
        assert not fault(path, mutant(path.suffix, sound, random.Random(seed)))

    check()


def _hangs(signum: int, frame: FrameType | None) -> None:
    raise TimeoutError("the reader hangs")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.timeout(0)
@pytest.mark.skipif(SECONDS == 0, reason="FUZZ_SECONDS is not set")
@pytest.mark.parametrize("name", FILES)
def test_many_odd_files_are_read_or_refused(tmp_path: Path, name: str, record_property: Callable[[str, object], None]):
    path = tmp_path / f"a{name}"
    sound, first = FILES[name](), random.randrange(2**32)
    signal.signal(signal.SIGALRM, _hangs)
    end, tried = time.monotonic() + SECONDS, 0
    while time.monotonic() < end:
        signal.alarm(LONGEST)
        content = mutant(path.suffix, sound, random.Random(first + tried))
        try:
            wrong = fault(path, content)
        except Exception as error:
            wrong = f"{type(error).__name__}: {error}"
        finally:
            signal.alarm(0)
        tried += 1
        assert not wrong, f"seed {first + tried - 1}: {wrong}"
    record_property(COUNTED, f"fuzzing {path.name}: {tried} files in {SECONDS:.0f} s, no fault")


def _at(highest: int) -> strategies.SearchStrategy[float]:
    """Places a few points apart, so that many things are in line."""
    return strategies.integers(0, highest // 12).map(lambda at: 12.0 * at)


SPANS = strategies.builds(
    lambda text, x, base, size, bold: Span(text, x, x + 0.5 * size * len(text), base, size, bold),
    strategies.sampled_from(WORDS),
    _at(480),
    _at(700),
    strategies.sampled_from((8.0, 10.0, 14.0)),
    strategies.booleans(),
)
RULES = strategies.builds(
    lambda x, y, length, across: Rule(x, y, x + length * across, y + length * (not across)),
    _at(480),
    _at(700),
    _at(480),
    strategies.booleans(),
)
PAGES = strategies.builds(
    lambda spans, rules: Marks(spans, rules, 0.0, 600.0, 800.0),
    strategies.lists(SPANS, max_size=40),
    strategies.lists(RULES, max_size=24),
)


@pytest.mark.timeout(0)
@settings(max_examples=int(10 * SECONDS) or SHORT, derandomize=not SECONDS, database=None)
@given(strategies.lists(PAGES, min_size=1, max_size=3), strategies.integers(1, 8))
def test_words_and_lines_anywhere_on_a_page_are_laid_out(pages: list[Marks], times: int):
    outline = laid_out(Recognised([page for page in pages for _ in range(times)]), None)

    paper = Paper("a", "A", None, None, "a.pdf", "a.pdf", "pdf", "", outline.text, outline.pages)
    assert not unsound(Loaded(paper, outline.blocks))
