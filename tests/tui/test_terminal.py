"""A real `policy` in a real terminal, to which bytes are sent at once."""

import os
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from fcntl import ioctl
from pathlib import Path

import pytest

from assistant.conversations.store import Conversations
from ingest.library import Library
from ingest.owned_files import CONVERSATIONS

SECONDS = 90


class Terminal:
    """What a person has before them: what was drawn, and a way to send bytes."""

    def __init__(self, command: list[str], environment: dict[str, str]):
        self._end, other = pty.openpty()
        ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self._process = subprocess.Popen(
            command, stdin=other, stdout=other, stderr=other, env=environment, start_new_session=True
        )
        os.close(other)
        self._drawn = b""

    def send(self, data: bytes) -> None:
        os.write(self._end, data)

    def sees(self, words: str) -> None:
        """Waits until words have been drawn since they were last waited for."""
        end = time.monotonic() + SECONDS
        while words not in re.sub(r"\x1b\[[0-9;:?>=]*[a-zA-Z]", "", self._drawn.decode("utf-8", "replace")):
            assert time.monotonic() < end, f"{words!r} was not drawn"
            if select.select([self._end], [], [], 0.5)[0]:
                self._drawn += os.read(self._end, 65536)
        self._drawn = b""

    def leave(self) -> None:
        self.send(b"\x11")  # Ctrl+Q
        end = time.monotonic() + SECONDS
        while self._process.poll() is None and time.monotonic() < end:
            if select.select([self._end], [], [], 0.1)[0]:
                try:
                    os.read(self._end, 65536)
                except OSError:  # nobody holds the other end any more
                    break
        assert self._process.wait(SECONDS) == 0
        os.close(self._end)


@pytest.fixture
def library(digests: Library, tmp_path: Path) -> Path:
    shutil.copytree(digests.folder, tmp_path / "library")
    return tmp_path / "library"


@pytest.fixture
def terminal(library: Path, models: Path) -> Iterator[Terminal]:
    environment = os.environ | {"POLICY_MODELS": str(models), "TERM": "xterm-256color"}
    terminal = Terminal([sys.executable, "-m", "assistant", "--library", str(library)], environment)
    terminal.sees("Press F1 to see all keys")
    yield terminal
    terminal.leave()


def test_questions_and_keys_sent_at_once_are_taken_in_order(terminal: Terminal, library: Path):
    one, two = "Who votes on the merger?", "What does South East London\ncall its ICS?"
    pasted = two.replace("\n", "\r").encode()
    terminal.send(one.encode() + b"\r\x1b[200~" + pasted + b"\x1b[201~\r\x0cno, I mean every dad 2 weeks + x\ris kept")
    terminal.sees("Of answers like this one")
    terminal.send(b"!")
    terminal.sees("is kept!")

    kept = Conversations(library / CONVERSATIONS)
    (conversation,) = kept.find()
    end = time.monotonic() + SECONDS
    while len(kept.turns(conversation.id)) < 2 and time.monotonic() < end:
        time.sleep(0.1)
    assert [turn.question for turn in kept.turns(conversation.id)] == [one, two]
    assert [turn.papers for turn in kept.turns(conversation.id)] == [None, None]
