"""Lines without end, of all that patterns stumble over: the time that reading takes grows with the length alone."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import COUNTED, LONG

from ingest.acronyms import acronyms
from ingest.dates import read_date
from ingest.errors import PaperError
from ingest.formats.lines import element
from ingest.formats.text import outline
from ingest.load import load
from ingest.metadata import stated_organisation
from ingest.sentences import sentences

SIZE = 1_000_000 if LONG else 30_000  # characters; what grows as the square takes long enough to be seen at either
MARKDOWN_SIZE = SIZE // 4  # markdown-it takes 20 microseconds a character at the worst, the others one or two
TIMES = 4  # the longer line is so many times as long as the shorter one
# What grows as the square of the length takes 16 times as long for the longer line, what grows with the
# length 4 times; the rest is room for a busy machine.
GROWTH = 10
TOO_SHORT = 0.3 if LONG else 0.15  # seconds: nothing to measure
UNITS = [
    "1", ".", "1.", " ", "a" + " " * 9, "-", "- ", "- - ", "*", "*a_ ", "_", "__a ", "|", "| a ", "|-", "#", "(",
    "(a)", "\t", "a\t", "A ", "A", "of and ", "Ab Council and ", "NHS ", "i", "<", "</", "<!--", "<a b=", "<p>",
    "<b>", "<q>", "<br>", "<ul><li>", "<table>", "[", "[a](", "![", "[^a]: ", "`", "` ", "> ", "&#", '"', "\r",
    "\ufeff", "é", "2020 ", "1 january ", "(ICS) ", "S. ", "!", "\\", "=", "x@", "http://a.", "1) ", "~", "$", "a,",
    "\u202e", "Ⅷ", "ab-", "\xa0", "\xa0 ",
]  # fmt: skip


def reading(suffix: str) -> Callable[[str, Path], object]:
    def read(line: str, folder: Path) -> None:
        path = folder / f"a{suffix}"
        path.write_text(f"Parks\n\nThe gates open.\n\n{line}\n\nThe end.\n", "utf-8", newline="")
        with suppress(PaperError):
            load(path)

    return read


READINGS: dict[str, Callable[[str, Path], object]] = {
    **{suffix: reading(suffix) for suffix in (".txt", ".md", ".csv", ".html")},
    "acronyms": lambda line, _: acronyms(line),
    "dates": lambda line, _: read_date(line),
    "bodies": lambda line, _: stated_organisation(outline(f"{line}\n")),
    "office lines": lambda line, _: element(line, None),
    "sentences": lambda line, _: sentences(line, 0, len(line)),
}


@pytest.mark.parametrize("reading", READINGS)
def test_endless_lines_take_time_in_proportion(
    tmp_path: Path, reading: str, record_property: Callable[[str, object], None]
):
    """Measured in the time of this thread alone, and once more where it seems to grow too fast."""

    def took(unit: str, size: int) -> float:
        line = (unit * (size // len(unit) + 1))[:size]
        started = time.thread_time()
        READINGS[reading](line, tmp_path)
        return time.thread_time() - started

    def grows(unit: str) -> bool:
        longer = took(unit, size)
        return longer > TOO_SHORT and longer > GROWTH * took(unit, size // TIMES)

    size = MARKDOWN_SIZE if reading == ".md" else SIZE
    slow = [unit for unit in UNITS if grows(unit) and grows(unit)]
    assert not slow
    if LONG:
        record_property(COUNTED, f"endless lines, {reading}: {len(UNITS)} of {size:,} characters, none grows too fast")
