"""The journal beside a pack: one JSON line for each answer, on the disk before the next question is begun.

A line is whole or it is not there: what a kill has torn is cut off when the journal is opened again.
"""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout
from pydantic import ValidationError

from assistant.answer import Answer
from ingest.errors import PolicyError
from ingest.private import FILE

FORM = 1  # of the lines; raised when an older journal can't be read any more


def answer_from(facts: Mapping[str, Any]) -> Answer:
    """The answer that `Answer.model_dump` or `Answer.as_json` gave. Raises PolicyError for what is no answer.

    What the JSON of the batch leaves out (what a statement is about, whether it is listed) is not there again.
    """
    try:
        return Answer.model_validate(facts)
    except ValidationError as error:
        first = error.errors()[0]
        raise PolicyError(f"this is no answer: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def journal_of(out: Path) -> Path:
    """Where the journal of a pack stands."""
    return out.with_name(f"{out.name}.journal")


@contextmanager
def only_writer(out: Path) -> Iterator[None]:
    """Lets one process write a pack. Raises PolicyError where another does."""
    lock = FileLock(out.with_name(f".{out.name}.lock"))
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise PolicyError(f"another process is writing {out}", "wait until it has ended") from error
    except OSError as error:
        raise PolicyError(f"{out} can't be written: {error.strerror}", "choose another place: --out") from error
    try:
        yield
    finally:
        with suppress(OSError):  # Windows does not remove a file that is open
            Path(lock.lock_file).unlink()
        lock.release()


class Journal:
    """Lines of facts in a file; the first says what the journal belongs to. `lines` are those that follow."""

    def __init__(self, path: Path, head: Mapping[str, Any]):
        """Opens the journal, or begins one with this first line where there is none or not even that was kept."""
        self.path = path
        kept = self._whole_lines()
        rows = [self._facts(line, n) for n, line in enumerate(kept, 1)]
        if rows and rows[0].get("form") != FORM:
            raise PolicyError(f"{path} was kept by another version of policy", f"delete {path} to begin again")
        try:
            path.touch(FILE)
            self._file = path.open("ab")
            self._file.truncate(sum(len(line) for line in kept))
        except OSError as error:
            raise PolicyError(f"{path} can't be written: {error.strerror}", "choose another place: --out") from error
        if not rows:
            rows = [{"form": FORM, **head}]
            try:
                self.add(rows[0])
            except PolicyError:
                self.close()
                raise
        self.head, self.lines = rows[0], rows[1:]

    def add(self, facts: Mapping[str, Any]) -> None:
        """Keeps one line; when this returns it outlasts a kill."""
        try:
            self._file.write(json.dumps(facts, ensure_ascii=True).encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise PolicyError(f"{self.path} can't be written: {error.strerror}", "make room, then: --resume") from error

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _whole_lines(self) -> list[bytes]:
        try:
            data = self.path.read_bytes() if self.path.exists() else b""
        except OSError as error:
            raise PolicyError(f"{self.path} can't be read: {error.strerror}", "check its permissions") from error
        lines = data.splitlines(keepends=True)
        return lines[:-1] if lines and not _is_whole(lines[-1]) else lines

    def _facts(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            facts = json.loads(line)
        except ValueError:
            facts = None
        if not isinstance(facts, dict):
            raise PolicyError(f"line {number} of {self.path} is damaged", f"delete {self.path} to begin again")
        return facts


def _is_whole(line: bytes) -> bool:
    try:
        return line.endswith(b"\n") and isinstance(json.loads(line), dict)
    except ValueError:
        return False
