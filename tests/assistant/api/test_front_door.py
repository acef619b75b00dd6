"""What other programs see of us: the names that they may use, and nothing that changes for themselves."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

import assistant

HEAVY = ["chromadb", "langchain_core", "langsmith", "numpy", "onnxruntime", "pydantic", "tokenizers", "torch"]

STATE = """
import json, logging, os, signal, sys, warnings

def state():
    numbers = [number for number in signal.valid_signals() if number not in (signal.SIGKILL, signal.SIGSTOP)]
    return {
        "environment": dict(os.environ),
        "path": list(sys.path),
        "hooks": [repr(each) for each in (sys.excepthook, sys.stdout, sys.stderr, warnings.showwarning)],
        "warnings": [repr(each) for each in warnings.filters],
        "logging": [repr(each) for each in (logging.root.handlers, logging.root.level, logging.lastResort)],
        "signals": {int(number): repr(signal.getsignal(number)) for number in numbers},
        "folder": os.getcwd(),
        "umask": (os.umask(0o22), os.umask(0o22))[0],
    }
"""
IMPORTED = f"""{STATE}
before = state()
import assistant
for name in assistant.__all__:
    getattr(assistant, name)
print(json.dumps([before, state(), []]))
"""
USED = f"""{STATE}
before = state()
from assistant import open_library
with open_library("library") as library:
    statuses = [outcome.status for outcome in library.ingest("quay.md")]
    statuses.append(library.ask("When is the quay swept?").status)
    statuses.append(library.as_runnable().invoke("When is the quay swept?").status)
print(json.dumps([before, state(), statuses]))
"""


def run(code: str, folder: Path) -> str:
    """What a program says that knows this one by its path."""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r})\n{code}"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def test_these_names_are_for_other_programs():
    assert assistant.__all__ == [
        "Answer",
        "Citation",
        "Filter",
        "FoundPassage",
        "LibraryError",
        "ModelError",
        "Outcome",
        "PaperError",
        "PaperSummary",
        "Paragraph",
        "PolicyError",
        "PolicyLibrary",
        "Question",
        "Refusal",
        "SettingsError",
        "Statement",
        "open_library",
    ]
    assert all(getattr(assistant, name).__name__ == name for name in assistant.__all__)
    assert set(assistant.__all__) <= set(dir(assistant))
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = assistant.no_such_name


def test_importing_us_loads_nothing(tmp_path: Path):
    loaded = run(f"import assistant\nprint(sorted(set({HEAVY!r}) & set(sys.modules)))", tmp_path)

    assert loaded.strip() == "[]"


def test_importing_all_that_is_public_changes_nothing_in_a_program(tmp_path: Path):
    before, after, _ = json.loads(run(IMPORTED, tmp_path))

    assert after == before


def test_using_us_changes_nothing_in_a_program_but_that_onnxruntime_tells_its_maker_nothing(tmp_path: Path):
    (tmp_path / "quay.md").write_text("# The quay\n\nThe quay of Lower Vale is swept in May.\n", "utf-8")

    before, after, statuses = json.loads(run(USED, tmp_path))
    assert statuses == ["added", "answered", "answered"]
    warnings = before.pop("warnings")  # libraries beneath us add some for what is theirs when they are loaded
    assert [each for each in after.pop("warnings") if each in warnings] == warnings
    assert after.pop("environment") == before.pop("environment") | {"ORT_DISABLE_TELEMETRY": "1"}
    assert after == before
