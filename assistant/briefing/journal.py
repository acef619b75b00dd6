"""The journal beside a pack: one JSON line for each answer, on the disk before the next question is begun.

A line is whole or it is not there: what a kill has torn is cut off when the journal is opened again, and nothing
else is.
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
from ingest.files import need_place, open_own, remove_drafts

FORM = 1  # of the lines; raised when an older journal can't be read any more
BEGINNING = b'{"form": '
ELSEWHERE = "move it away, or choose another place: --out"


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
    path = out.with_name(f".{out.name}.lock")
    lock = FileLock(path)  # which follows no link and cuts nothing
    try:
        need_place(path)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise PolicyError(f"another process is writing {out}", "wait until it has ended") from error
    except OSError as error:
        raise PolicyError(f"the lock {path} can't be used: {error.strerror}", ELSEWHERE) from error
    try:
        remove_drafts(out)
        yield
    finally:
        with suppress(OSError):  # Windows does not remove a file that is open
            path.unlink()
        lock.release()


class Journal:
    """Lines of facts in a file; the first says what the journal belongs to. `lines` are those that follow."""

    def __init__(self, path: Path, head: Mapping[str, Any]):
        """Opens the journal, or begins one with this first line where there is none or not even that was kept.

        Raises PolicyError for a file that is no journal, or not ours alone; it stays as it is.
        """
        self.path = path
        try:
            self._file = open_own(path)
        except OSError as error:
            raise PolicyError(f"{path} can't be used: {error.strerror}", ELSEWHERE) from error
        try:
            rows = self._rows()
            if not rows:
                rows = [{"form": FORM, **head}]
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

    def _rows(self) -> list[dict[str, Any]]:
        """The facts of the whole lines; what is torn behind them is cut off, once this is known for a journal."""
        try:
            lines = self._file.read().splitlines(keepends=True)
            torn = lines.pop() if lines and not _is_whole(lines[-1]) else b""
            if not lines and not (torn.startswith(BEGINNING) or BEGINNING.startswith(torn)):
                raise self._no_journal()
            rows = [self._facts(line, n) for n, line in enumerate(lines, 1)]
            if rows and "form" not in rows[0]:
                raise self._no_journal()
            if rows and rows[0]["form"] != FORM:
                raise PolicyError(
                    f"{self.path} was kept by another version of policy", f"delete {self.path} to begin again"
                )
            self._file.truncate(sum(len(line) for line in lines))
        except OSError as error:
            raise PolicyError(f"{self.path} can't be used: {error.strerror}", "check its permissions") from error
        return rows

    def _facts(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            facts = json.loads(line)
        except ValueError:
            facts = None
        if not isinstance(facts, dict) and number == 1:
            raise self._no_journal()
        if not isinstance(facts, dict):
            raise PolicyError(f"line {number} of {self.path} is damaged", f"delete {self.path} to begin again")
        return facts

    def _no_journal(self) -> PolicyError:
        return PolicyError(f"{self.path} is no journal of policy", ELSEWHERE)


def _is_whole(line: bytes) -> bool:
    try:
        return line.endswith(b"\n") and isinstance(json.loads(line), dict)
    except ValueError:
        return False
