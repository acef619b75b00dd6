"""The journal beside a pack: one JSON line for each answer, on the disk before the next question is begun.

A line is whole or it is not there: what a kill has torn is cut off when the journal is opened again, and nothing
else is. Each has a seal (`seal`), since whoever hands on a folder could put answers into a pack with a journal in it.
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
from ingest.files import need_place, open_own, remove_drafts, replace
from ingest.private import FILE

SUFFIX = ".journal"
SEAL = "seal"
FORM = 2  # of the lines; raised when an older journal can't be read any more
UNSEALED = 1  # the form before, which can still be allowed
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
    return out.with_name(out.name + SUFFIX)


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

        Raises PolicyError for a file that is no journal, or was not written by this user; it stays as it is.
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
        """Keeps one line; when this returns it outlasts a kill."""
        sealed = seal(self._key, self._last, facts)
        try:
            self._file.write(_line(facts, sealed))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise PolicyError(f"{self.path} can't be written: {error.strerror}", "make room, then: --resume") from error
        self._last = sealed

    def close(self) -> None:
        self._file.close()

    def __enter__(self) -> "Journal":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _need_sealed(self, row: dict[str, Any]) -> None:
        """Takes the seal off the facts of the next line."""
        said, self._last = str(row.pop(SEAL, "")), seal(self._key, self._last, row)
        if not hmac.compare_digest(ascii(said), ascii(self._last)):
            raise PolicyError(
                f"nothing shows that you wrote {self.path} on this machine",
                f"look at it, and if it is yours: policy allow {shlex.quote(str(self.path))}. Else {ELSEWHERE}",
            )

    def _cut(self, size: int) -> None:
        try:
            self._file.truncate(size)
        except OSError as error:
            raise PolicyError(f"{self.path} can't be used: {error.strerror}", "check its permissions") from error


def allow(path: Path) -> list[Answer]:
    """Seals a journal that was written elsewhere, as it is, as if this user had written it here; returns its answers.

    Raises PolicyError for what is no journal.
    """
    if path.suffix != SUFFIX:
        raise PolicyError(f"{path} is no journal of a pack", f"name that: {journal_of(path)}")
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
    """The facts of the whole lines, seals included, and how many bytes these have; what is torn stands behind them."""
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
        raise PolicyError(f"{path} was kept by another version of policy", f"delete {path} to begin again")
    return rows, sum(len(line) for line in lines)


def _facts(line: bytes, number: int, path: Path) -> dict[str, Any]:
    facts = _parsed(line)
    if not isinstance(facts, dict) and number == 1:
        raise _no_journal(path)
    if not isinstance(facts, dict):
        raise PolicyError(f"line {number} of {path} is damaged", f"delete {path} to begin again")
    return facts


def _is_whole(line: bytes) -> bool:
    return line.endswith(b"\n") and isinstance(_parsed(line), dict)


def _parsed(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _no_journal(path: Path) -> PolicyError:
    return PolicyError(f"{path} is no journal of policy", ELSEWHERE)
