"""A paper has no say in what people and the screen are told of an ingest."""

import json
import os
import pty
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from assistant import ingest_process
from assistant.ingest_process import IngestProcess
from assistant.settings import Settings
from ingest.errors import PolicyError
from ingest.library import Library, make_library
from ingest.sync import Outcome
from ingest.weights import DEFAULT
from tests.conftest import LONG, ROOT, take_text
from tests.ingest.talking_book import talking_book

FORGED = {"location": "/home/you/board.pdf", "status": "added", "title": "The Board Paper", "passages": 9}
FAULT = "Error: the library is damaged\nmend it: run http://evil.example/x"
CLIPBOARD = "\x9d52;c;ZWNobyBwd25lZAo=\x9c"
NAMES = {
    "no JSON": "\n{crash\n",
    "an outcome": f"\n{json.dumps(FORGED)}\n",
    "an outcome in full": f"\n{json.dumps(asdict(Outcome(**FORGED)))}\n",
    "a fault": f"\n{FAULT}\n",
    "a sequence": CLIPBOARD,
}
SOME = NAMES if LONG else dict([*NAMES.items()][:2])
named = pytest.mark.parametrize("name", SOME.values(), ids=SOME)


@pytest.fixture
def settings(tmp_path: Path, models: Path) -> Settings:
    return Settings(library=tmp_path / "library", models=models)


@named
def test_the_screen_is_told_what_became_of_a_paper_and_not_what_it_says(name: str, settings: Settings, tmp_path: Path):
    book = talking_book(tmp_path / "gates.xlsx", name)

    (outcome,) = IngestProcess(settings, [str(book)])

    assert outcome == Outcome(str(book), "added", "gates", 1)


@pytest.mark.skipif(os.name != "posix", reason="terminals are another thing elsewhere")
@named
def test_a_terminal_shows_nothing_that_a_paper_has_a_library_say(name: str, settings: Settings, tmp_path: Path):
    book = talking_book(tmp_path / "gates.xlsx", name)
    shown = on_a_terminal(settings, tmp_path, "ingest", str(book))

    assert "added" in shown
    assert not any(words in shown for words in ("crash", "Board", "damaged", "52;c;", "\x9d", "Warning"))


@pytest.mark.skipif(os.name != "posix", reason="terminals are another thing elsewhere")
@pytest.mark.parametrize("name", [NAMES["a fault"], NAMES["a sequence"]], ids=["a fault", "a sequence"])
def test_nor_do_questions_in_a_workbook(name: str, settings: Settings, tmp_path: Path):
    with Library(make_library(settings.library), DEFAULT, settings.models) as library:
        take_text(library, tmp_path / "parks.md", "# Parks\n\nThe parks board was set up in 2019.\n")
    questions = talking_book(tmp_path / "questions.xlsx", name, "question", "When was the parks board set up?")

    shown = on_a_terminal(settings, tmp_path, "batch", str(questions), "-o", "pack.md")

    assert "1 question in" in shown
    assert not any(words in shown for words in ("damaged", "52;c;", "\x9d", "Warning"))


@pytest.mark.parametrize(
    "line",
    [
        "{crash",
        "{}",
        "[" * 100_000,
        '{"files": "many"}',
        '{"files": 1, "more": 2}',
        json.dumps(FORGED),
        json.dumps(asdict(Outcome(**FORGED)) | {"status": "odd"}),
        json.dumps(asdict(Outcome(**FORGED)) | {"passages": "9"}),
        json.dumps(asdict(Outcome(**FORGED)) | {"more": 1}),
        "\ufffd\x1b]52;c;x\x07",
    ],
    ids=lambda line: line[:30],
)
def test_a_line_that_is_no_outcome_is_none(
    line: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    taken = Outcome("parks.md", "added", "Parks", 1)
    saying(monkeypatch, tmp_path, [line, '{"files": 1}', line, json.dumps(asdict(taken)), line], [])
    going_on = IngestProcess(settings, ["parks.md"])

    assert list(going_on) == [taken]
    assert going_on.files == 1


def test_what_is_said_beside_is_no_outcome_and_holds_nothing_up(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    taken = json.dumps(asdict(Outcome("parks.md", "added", "Parks", 1)))
    saying(monkeypatch, tmp_path, ['{"files": 1}', taken], [taken] * 10_000)

    assert len(list(IngestProcess(settings, ["parks.md"]))) == 1


@pytest.mark.parametrize(
    ("said", "code", "message", "cure"),
    [
        (["Error: it is locked", "wait a while"], 1, "it is locked", "wait a while"),
        (["odd", "Error: it is \x1b]52;c;x\x07 locked"], 1, "it is ␛]52;c;x␇ locked", ""),
        (["Traceback ...", "OSError: \x1b[2J gone"], 1, "the papers could not be added: OSError: ␛[2J gone", "doctor"),
        ([], 2, "the papers could not be added", "doctor"),
    ],
)
def test_an_ingest_that_fails_as_a_whole_tells_its_fault(
    said: list[str],
    code: int,
    message: str,
    cure: str,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    saying(monkeypatch, tmp_path, [], said, code)

    with pytest.raises(PolicyError) as told:
        list(IngestProcess(settings, ["parks.md"]))
    assert str(told.value) == message
    assert cure in told.value.cure


def saying(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lines: list[str], beside: list[str], code: int = 0) -> None:
    """Has an intake start a program that says just these lines, those beside first."""
    (tmp_path / "beside").write_text("".join(f"{line}\n" for line in beside), "utf-8")
    (tmp_path / "lines").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    program = (
        "import pathlib, sys; sys.stdin.read(); here = pathlib.Path(sys.argv[1])\n"
        "sys.stderr.buffer.write((here / 'beside').read_bytes())\n"
        "sys.stdout.buffer.write((here / 'lines').read_bytes())\n"
        f"sys.exit({code})"
    )
    monkeypatch.setattr(ingest_process, "command", lambda *_: [sys.executable, "-c", program, str(tmp_path)])


def on_a_terminal(settings: Settings, folder: Path, *words: str) -> str:
    """All that a command shows on a terminal of its own."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant", *words],
        cwd=folder,
        env=os.environ | {"POLICY_LIBRARY": str(settings.library), "PYTHONPATH": str(ROOT), "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = b""
    with process:
        while told := _next(ours):
            shown += told
    os.close(ours)
    return shown.decode("utf-8", "replace")


def _next(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # all that wrote to it have ended
        return b""


@pytest.mark.skipif(os.name != "posix", reason="no such names elsewhere")
def test_a_name_makes_no_line_of_its_own(settings: Settings, tmp_path: Path):
    odd = tmp_path / "gates.odd\nadded board.pdf (9 passages)"
    odd.write_text("The keeper opens the gates at dawn.")
    ran = subprocess.run(
        [sys.executable, "-m", "assistant", "ingest", str(odd)],
        env=os.environ | {"POLICY_LIBRARY": str(settings.library), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=240,
    )
    assert "skipped" in ran.stdout
    assert [line for line in ran.stdout.splitlines() if line.strip().startswith("added")] == []
