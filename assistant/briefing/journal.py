"""The journal next to a pack: one JSON line for each answer, written to disk before the next question starts.

If the process is killed, only a half-written last line is lost, and cut off when the journal is next opened. Each line
has a seal (`seal`), or anyone who passes on a folder could put answers into a pack by leaving a journal in it.
"""

import hmac
import json
import os
import shlex
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from filelock import FileLock, Timeout
from pydantic import ValidationError

from assistant.answer import Answer
from assistant.briefing.seal import own_key, seal
from ingest.errors import PolicyError
from ingest.permissions import FILE
from ingest.safe_write import need_place, open_own, remove_drafts, replace

SUFFIX = ".journal"
SEAL = "seal"
FORM = 2  # the version of the format
UNSEALED = 1  # the version before, which can still be allowed
BEGINNING = b'{"form": '
ELSEWHERE = "move it away, or choose another place: --out"


def answer_from(facts: Mapping[str, Any]) -> Answer:
    """The answer from `Answer.model_dump` or `Answer.as_json`. Raises PolicyError for anything else.

    `as_json` leaves out a statement's `about` and `listed`, so they can't be restored from it.
    """
    try:
        return Answer.model_validate(facts)
    except ValidationError as error:
        first = error.errors()[0]
        raise PolicyError(f"this is not an answer: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error


def journal_of(out: Path) -> Path:
    """The path of a pack's journal."""
    return out.with_name(out.name + SUFFIX)


@contextmanager
def only_writer(out: Path) -> Iterator[None]:
    """Lets only one process write a pack. Raises PolicyError if another is writing it."""
    path = out.with_name(f".{out.name}.lock")
    lock = FileLock(path)  # follows no links and truncates nothing
    try:
        need_place(path)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise PolicyError(f"another process is writing {out}", "wait until it has finished") from error
    except OSError as error:
        raise PolicyError(f"the lock {path} can't be used: {error.strerror}", ELSEWHERE) from error
    try:
        remove_drafts(out)
        yield
    finally:
        with suppress(OSError):  # Windows can't remove an open file
            path.unlink()
        lock.release()


class Journal:
    """A file of JSON lines. `head`, the first, says what the journal belongs to; `lines` are the rest."""

    def __init__(self, path: Path, head: Mapping[str, Any]):
        """Opens the journal, or starts one with this first line if there is none.

        Raises PolicyError, and changes nothing, for a file that is not a journal or was not written by this user.
        """
        self.path = path
        self._key, self._last = own_key(), ""
        self._file = _opened(path)
        try:
            rows, size = _rows(self._file, path)
            for row in rows:
                self._need_sealed(row)
            self._cut(size)
            if not rows:
                rows = [{"form": FORM, **head}]
                self.add(rows[0])
        except PolicyError:
            self.close()
            raise
        self.head, self.lines = rows[0], rows[1:]

    def add(self, facts: Mapping[str, Any]) -> None:
        """Adds a line, which is on disk when this returns."""
        sealed = seal(self._key, self._last, facts)
        try:
            self._file.write(_line(facts, sealed))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise PolicyError(
                f"{self.path} can't be written: {error.strerror}", "free up disk space, then: --resume"
            ) from error
        self._last = sealed

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _need_sealed(self, row: dict[str, Any]) -> None:
        """Checks the seal of the next line, and removes it from the line."""
        said, self._last = str(row.pop(SEAL, "")), seal(self._key, self._last, row)
        if not hmac.compare_digest(ascii(said), ascii(self._last)):
            raise PolicyError(
                f"{self.path} was not written by you on this machine",
                f"if you trust it: policy allow {shlex.quote(str(self.path))}. If not, {ELSEWHERE}",
            )

    def _cut(self, size: int) -> None:
        try:
            self._file.truncate(size)
        except OSError as error:
            raise PolicyError(f"{self.path} can't be used: {error.strerror}", "check its permissions") from error


def allow(path: Path) -> list[Answer]:
    """Seals a journal from another machine as if this user had written it here; returns its answers.

    Raises PolicyError for a file that is not a journal.
    """
    if path.suffix != SUFFIX:
        raise PolicyError(f"{path} is not the journal of a pack", f"use the journal: {journal_of(path)}")
    with only_writer(path.with_suffix("")):
        with _opened(path) as file:
            rows, _ = _rows(file, path)
        if not rows:
            raise _no_journal(path)
        answers = [answer_from(row.get("answer") or {}) for row in rows[1:]]
        rows[0]["form"] = FORM
        try:
            replace(path, _sealed(rows), FILE)
        except OSError as error:
            raise PolicyError(f"{path} can't be written: {error.strerror}", "check its folder") from error
    return answers


def _sealed(rows: list[dict[str, Any]]) -> bytes:
    key, last, lines = own_key(), "", b""
    for row in rows:
        row.pop(SEAL, None)
        last = seal(key, last, row)
        lines += _line(row, last)
    return lines


def _line(facts: Mapping[str, Any], sealed: str) -> bytes:
    return json.dumps({**facts, SEAL: sealed}).encode() + b"\n"


def _opened(path: Path) -> BinaryIO:
    try:
        return open_own(path)
    except OSError as error:
        raise PolicyError(f"{path} can't be used: {error.strerror}", ELSEWHERE) from error


def _rows(file: BinaryIO, path: Path) -> tuple[list[dict[str, Any]], int]:
    """The complete lines, with their seals, and their length in bytes; a half-written line may follow them."""
    try:
        lines = file.read().splitlines(keepends=True)
    except OSError as error:
        raise PolicyError(f"{path} can't be used: {error.strerror}", "check its permissions") from error
    torn = lines.pop() if lines and not _is_whole(lines[-1]) else b""
    if not lines and not (torn.startswith(BEGINNING) or BEGINNING.startswith(torn)):
        raise _no_journal(path)
    rows = [_facts(line, n, path) for n, line in enumerate(lines, 1)]
    if rows and "form" not in rows[0]:
        raise _no_journal(path)
    if rows and rows[0]["form"] not in (FORM, UNSEALED):
        raise PolicyError(f"{path} is from another version of policy", f"delete {path} to start again")
    return rows, sum(len(line) for line in lines)


def _facts(line: bytes, number: int, path: Path) -> dict[str, Any]:
    facts = _parsed(line)
    if not isinstance(facts, dict) and number == 1:
        raise _no_journal(path)
    if not isinstance(facts, dict):
        raise PolicyError(f"line {number} of {path} is damaged", f"delete {path} to start again")
    return facts


def _is_whole(line: bytes) -> bool:
    return line.endswith(b"\n") and isinstance(_parsed(line), dict)


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _no_journal(path: Path) -> PolicyError:
    return PolicyError(f"{path} is not a policy journal", ELSEWHERE)
