"""`policy ingest --watch` keeps the library in step with a folder until Ctrl-C."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from assistant.settings import Settings, as_environment
from assistant.watching import changes
from ingest.child import command, environment
from ingest.errors import PolicyError

GATES = "The keeper of the northern park opens its gates at dawn.\n"
pytestmark = pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent in another way elsewhere")
SOON = 120  # seconds, on a busy machine


class Watching:
    """A running `policy ingest --watch`; `line` waits for the next line that it prints with these words."""

    def __init__(self, settings: Settings, *arguments: str):
        given = {"library", "models"}
        self._process = subprocess.Popen(
            command("-m", "assistant", "ingest", "--watch", *arguments),
            env=environment() | as_environment(settings, given),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        self._lines: Queue[str] = Queue()
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as said:
            for line in said:
                self._lines.put(line.strip())

    def line(self, words: str) -> str:
        end = time.monotonic() + SOON
        while words not in (line := self._lines.get(timeout=max(0.1, end - time.monotonic()))):
            pass
        return line

    def stop(self) -> int:
        self._process.send_signal(signal.SIGINT)
        return self.ended()

    def ended(self) -> int:
        self._listening.join(SOON)
        return self._process.wait(SOON)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._listening.join()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (folder := tmp_path / "papers").mkdir()
    (folder / "a.md").write_text(f"# Gates\n\n{GATES}", "utf-8")
    return folder


@pytest.fixture
def watching(tmp_path: Path, models: Path, folder: Path) -> Iterator[Watching]:
    running = Watching(Settings(library=folder / "library", models=models), str(folder))
    yield running
    running.kill()


def test_what_changes_in_a_folder_is_added_and_nothing_is_removed(watching: Watching, folder: Path):
    assert watching.line("a.md").startswith("added")

    with (folder / "b.md").open("w", encoding="utf-8") as file:
        for _ in range(4):
            file.write("The board pays for the lamps of the town, and it meets in May.\n\n")
            file.flush()
            time.sleep(0.5)
    assert watching.line("b.md").startswith("added")

    (folder / "a.md").unlink()
    assert watching.line("a.md").startswith("gone")

    assert watching.stop() == 0
    assert watching.line("Stopped") == "Stopped watching. The library is intact."


def test_a_file_is_no_folder_to_watch(tmp_path: Path, models: Path, folder: Path):
    running = Watching(Settings(library=tmp_path / "library", models=models), str(folder / "a.md"))

    assert running.line("needs folders")
    assert running.ended() == 2


def test_what_is_no_folder_is_told_before_anything_is_watched(tmp_path: Path):
    with pytest.raises(PolicyError, match="there is no folder at"):
        changes([str(tmp_path / "nowhere")], tmp_path / "library")


def test_changes_are_told_until_it_is_stopped(tmp_path: Path):
    stop = threading.Event()
    looks = changes([str(tmp_path)], tmp_path / "library", stop)
    next(looks)
    (tmp_path / "a.md").write_text(GATES, "utf-8")

    assert any(next(looks) for _ in range(SOON))
    stop.set()
    assert not any(looks)
