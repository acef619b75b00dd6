"""Adds papers while the screen is open: runs `policy ingest` in another process, so this one can still answer."""

import json
import os
import subprocess
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any, get_args

from assistant.settings import Settings, as_environment
from assistant.text.sanitize import visible
from ingest.child import command, environment
from ingest.errors import PolicyError
from ingest.sync import Outcome, PageProgress, Status

INGEST_SETTINGS = set(
    "library encoder models chroma chroma_token chroma_ca chroma_seconds max_file_mb read_seconds read_memory_mb "
    "recognition private_addresses".split()
)
LINES = 1000  # of error output to keep
NICENESS = 10  # of the process, so that the screen stays responsive


class IngestProcess:
    """A running ingest of `places`, or of the sample digests if there are none.

    Iterate to get the result for each file, and before that each page that is recognised; `files` is the number of
    files, once known. Places are passed on standard input: an address may contain a key, and every user can see a
    process's arguments.

    Iterating raises PolicyError if the whole ingest fails, for example because another is running.
    """

    def __init__(self, settings: Settings, places: list[str]):
        self.files: int | None = None
        what = ["--from", "-"] if places else ["--digests"]
        self._process = subprocess.Popen(
            command("-m", "assistant", "ingest", "--json", *what),
            env=environment() | as_environment(settings, INGEST_SETTINGS),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,  # separate, so that an error is never taken for a result
            start_new_session=True,  # so that Ctrl-C on the screen does not stop it
        )
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, NICENESS)
        assert self._process.stdin is not None
        with (
            suppress(BrokenPipeError),
            self._process.stdin as given,
        ):  # it may have failed already; its error is read below
            given.write(b"".join(os.fsencode(place) + b"\0" for place in places))
        self._said: deque[bytes] = deque(maxlen=LINES)
        self._listening = threading.Thread(target=self._listen, daemon=True)  # a full pipe would block it
        self._listening.start()

    def __iter__(self) -> Iterator[Outcome | PageProgress]:
        assert self._process.stdout is not None
        with self._process:
            for line in self._process.stdout:
                facts = _facts(line)
                if _types(facts) == COUNTED:
                    self.files = facts["files"]
                elif _types(facts) == RESULT and facts["status"] in get_args(Status):
                    yield Outcome(**facts)
                elif _types(facts) == RECOGNISED:
                    yield PageProgress(**facts)
            self._listening.join()
        said = [visible(line.decode("utf-8", "replace")).strip() for line in self._said]
        fault = next((n for n, line in enumerate(said) if line.startswith("Error: ")), None)
        if fault is not None:
            raise PolicyError(said[fault].removeprefix("Error: "), " ".join(said[fault + 1 :]))
        if self._process.returncode > 0 and self.files is None:  # skipped papers also give exit code 1
            raise PolicyError(": ".join(["the papers could not be added", *said[-1:]]), "repair it: policy doctor")

    def _listen(self) -> None:
        assert self._process.stderr is not None
        self._said.extend(self._process.stderr)

    def stop(self) -> None:
        """Stops it. Papers already added stay, and the library is intact."""
        if self._process.poll() is None:
            self._process.terminate()


def _facts(line: bytes) -> dict[str, Any]:
    """The object in a line of JSON; an empty one if there is none."""
    try:
        facts = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _types(facts: dict[str, Any]) -> dict[str, type]:
    return {name: type(value) for name, value in facts.items()}


COUNTED = _types({"files": 0})
RESULT = _types(asdict(Outcome("", "added")))
RECOGNISED = _types(asdict(PageProgress("", 1, 1)))
