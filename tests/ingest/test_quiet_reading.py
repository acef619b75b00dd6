"""What libraries say while they read a paper may be the paper's own words: nobody is told them."""

import subprocess
import sys
from pathlib import Path

import pytest
from talking_book import talking_book

from ingest.library import Library
from tests.conftest import ROOT, take

READS = """\
import sys
from ingest.child import Child
from ingest.worker import _begin

if __name__ == "__main__":
    reading = Child(_begin, 1_000_000_000, "none", None, [0, 0])
    for code in sys.argv[1:]:
        reading.submit(exec, code).result()
    reading.kill()
"""
WAYS = [
    "import warnings; warnings.warn('odd words')",
    "import logging; logging.getLogger('odd').error('odd words')",
    "print('odd words', flush=True)",
    "import sys; print('odd words', file=sys.__stderr__, flush=True)",
    "import os; os.write(1, b'odd words'); os.write(2, b'odd words')",
]


def test_a_paper_that_has_a_library_warn_is_taken_in_without_a_word(
    library: Library, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    (outcome,) = take(library, talking_book(tmp_path / "gates.xlsx", "odd words"))

    assert (outcome.status, outcome.failed) == ("added", False)
    assert capfd.readouterr() == ("", "")


def test_nothing_said_in_the_process_that_reads_leaves_it(tmp_path: Path):
    (tmp_path / "reads.py").write_text(READS)
    ran = subprocess.run(
        [sys.executable, str(tmp_path / "reads.py"), *WAYS],
        cwd=ROOT,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


def test_such_a_book_does_have_openpyxl_warn(tmp_path: Path):
    import openpyxl

    with pytest.warns(UserWarning, match="odd words"):
        openpyxl.load_workbook(talking_book(tmp_path / "gates.xlsx", "odd words"), read_only=True)
