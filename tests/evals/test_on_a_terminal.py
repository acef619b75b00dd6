"""What `policy eval` prints of a stranger's suite does nothing to the terminal."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from assistant.text.sanitize import json_text
from evals.proposals.review import edited
from evals.suites import from_folder
from tests.conftest import LONG, ROOT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="names that other systems do not have")
CLIPBOARD, TITLE, CSI = "\x1b]52;c;ZWNobw==\x07", "\x1b]0;owned\x07", "\x9b2J"
PAPER = "# Minutes\n\nThe board meets every second Tuesday in Leeds.\n"


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    """A suite that writes to the clipboard wherever it can have words of its own."""
    folder = tmp_path / f"suite{CLIPBOARD}"
    folder.mkdir()
    (folder / f"minutes{TITLE}.md").write_text(PAPER)
    question = {"kind": f"factoid{CSI}", "question": f"Who decides?{CLIPBOARD}", "answerable": False}
    (folder / "questions.jsonl").write_text(json.dumps(question | {"id": f"q1{TITLE}"}))
    (folder / "suite.toml").write_text(f"title = {json.dumps(f'S{CSI}')}\ndescription = {json.dumps(CLIPBOARD)}\n")
    return folder


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-P", "-m", "assistant", *map(str, words)]


def on_a_terminal(*words: str | Path) -> bytes:
    """What is drawn, without what rich itself draws with."""
    end, other = pty.openpty()
    with subprocess.Popen(command(*words), stdin=other, stdout=other, stderr=other, cwd=ROOT) as process:
        os.close(other)
        drawn = b""
        while part := _read(end):
            drawn += part
        process.wait(240)
    os.close(end)
    return drawn


def _read(end: int) -> bytes:
    try:
        return os.read(end, 65536)
    except OSError:  # nobody holds the other end any more
        return b""


def harmless(printed: bytes) -> bool:
    return not any(mark.encode() in printed for mark in ("\x1b]", "\x07", "\x9b"))


@pytest.mark.parametrize("options", [[], ["--json"], ["--list"]] if LONG else [[]])
def test_a_suite_writes_no_escape_sequences(suite: Path, tmp_path: Path, options: list[str]):
    words = ["eval", suite, "--work", tmp_path / "work", *options]
    piped = subprocess.run(command(*words), capture_output=True, cwd=ROOT, timeout=240)
    assert piped.returncode == 0
    assert "52;c;" in (piped.stdout + piped.stderr).decode()
    assert harmless(piped.stdout + piped.stderr)
    drawn = on_a_terminal(*words)
    assert "52;c;" in drawn.decode()
    assert harmless(drawn)


@pytest.mark.parametrize(
    "words", [["eval", "init", "{}", "{}"], ["doctor", "--{}"], ["batch", "--at-once", "{}", "{}"]]
)
def test_what_is_wrong_with_a_command_is_said_without_them(suite: Path, words: list[str]):
    ran = subprocess.run(command(*(word.format(suite) for word in words)), capture_output=True, cwd=ROOT, timeout=240)
    assert ran.returncode == 2
    assert harmless(ran.stderr)


def test_the_question_that_is_to_be_edited_is_shown_harmlessly_and_kept_as_it_is():
    line: dict[str, Any] = {
        "question": f"Who?{CLIPBOARD}",
        "answer": f"We.{TITLE}",
        "facts": [f"we{CSI}"],
        "answerable": True,
    }
    line["evidence"] = [{"doc": "minutes.md", "start": 0, "end": 2, "quote": "We"}]
    with CliRunner().isolation(input="\n\n\n") as (out, _, _):
        given = edited(line, lambda words: None)
        printed = out.getvalue()
    assert "Who?␛]52;c;" in printed.decode()
    assert harmless(printed)
    assert given == {name: line[name] for name in ("question", "answer", "facts")}
    with CliRunner().isolation(input="Why?\n\nyou; they\n"):
        assert edited(line, lambda words: None) == {
            "question": "Why?",
            "answer": line["answer"],
            "facts": ["you", "they"],
        }


def test_json_says_the_same_without_them(suite: Path):
    held = from_folder(suite).gold[0].model_dump_json()
    assert harmless(json_text(held).encode())
    assert json.loads(json_text(held)) == json.loads(held)
