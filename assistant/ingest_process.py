"""Papers taken in beside a conversation: `policy ingest` in a process of its own leaves this one free to answer."""

import json
import os
import subprocess
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from typing import Any, get_args

from assistant.settings import Settings, handed_on
from assistant.text.sanitize import visible
from ingest.child import command, environment
from ingest.errors import PolicyError
from ingest.sync import Outcome, Status

INGESTED_BY = set(  # settings
    "library encoder models chroma chroma_token chroma_ca chroma_seconds max_file_mb read_seconds read_memory_mb "
    "private_addresses".split()
)
LINES = 1000  # that are kept of what is said of a fault
BESIDE = 10  # how much the process gives way to others (its nice value): keys are answered first


class Intake:
    """An ingest that goes on; without places, of the digests that come with policy.

    Iterate for what becomes of each file; `files` is how many there are, once known. The places are told through
    standard input: an address may hold a key, and the arguments of a process are there for everybody to see.

    Raises PolicyError from the iteration where the ingest as a whole failed, for instance since another is going on.
    """

    def __init__(self, settings: Settings, places: list[str]):
        self.files: int | None = None
        named = ["--from", "-"] if places else ["--digests"]
        self._process = subprocess.Popen(
            command("-m", "assistant", "ingest", "--json", *named),
            env=environment() | handed_on(settings, INGESTED_BY),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,  # told for people, and never taken for an outcome
            start_new_session=True,  # Ctrl-C on the screen is not meant for it
        )
        if hasattr(os, "setpriority"):
            os.setpriority(os.PRIO_PROCESS, self._process.pid, BESIDE)
        assert self._process.stdin is not None
        with suppress(BrokenPipeError), self._process.stdin as given:  # it may have ended already, and says why
            given.write(b"".join(os.fsencode(place) + b"\0" for place in places))
        self._said: deque[bytes] = deque(maxlen=LINES)
        self._listening = threading.Thread(target=self._listen, daemon=True)  # a full pipe would hold the ingest up
        self._listening.start()

    def __iter__(self) -> Iterator[Outcome]:
        assert self._process.stdout is not None
        with self._process:
            for line in self._process.stdout:
                facts = _facts(line)
                if _forms(facts) == COUNTED:
                    self.files = facts["files"]
                elif _forms(facts) == TOLD and facts["status"] in get_args(Status):
                    yield Outcome(**facts)
            self._listening.join()
        said = [visible(line.decode("utf-8", "replace")).strip() for line in self._said]
        fault = next((n for n, line in enumerate(said) if line.startswith("Error: ")), None)
        if fault is not None:
            raise PolicyError(said[fault].removeprefix("Error: "), " ".join(said[fault + 1 :]))
        if self._process.returncode > 0 and self.files is None:  # papers that were skipped give 1 too
            raise PolicyError(": ".join(["the papers could not be added", *said[-1:]]), "run: policy doctor")

    def _listen(self) -> None:
        assert self._process.stderr is not None
        self._said.extend(self._process.stderr)

    def stop(self) -> None:
        """Ends it; what was taken in stays, and the library is sound."""
        if self._process.poll() is None:
            self._process.terminate()


def _facts(line: bytes) -> dict[str, Any]:
    """What a line of JSON holds, or nothing."""
    try:
        facts = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _forms(facts: dict[str, Any]) -> dict[str, type]:
    return {name: type(value) for name, value in facts.items()}


COUNTED = _forms({"files": 0})
TOLD = _forms(asdict(Outcome("", "added")))
