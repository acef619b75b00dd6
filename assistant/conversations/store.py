"""The conversations: questions with their answers, what was read for them, and how people judged them.

They stand in a file of their own beside the catalogue (docs/adr/0009): a library can be made again from its sources,
what people asked and judged can not.
"""

import datetime
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ingest.database import connect, empty_log, made_by, rewrite, statements
from ingest.errors import LibraryError
from ingest.private import FOLDER, make_file

if TYPE_CHECKING:  # the screen is drawn before pydantic is there
    from assistant.answer import Answer

VERSION = 1  # of the tables, kept as SQLite's user_version
TITLE = 80  # characters of the first question that name a conversation until somebody gives it a name

TABLES = """
CREATE TABLE conversations (
    id INTEGER PRIMARY KEY, title TEXT NOT NULL, started TEXT NOT NULL, changed TEXT NOT NULL, deleted TEXT);
CREATE TABLE turns (
    id INTEGER PRIMARY KEY, conversation INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    question TEXT NOT NULL, papers TEXT, answer TEXT NOT NULL, passages TEXT NOT NULL, asked TEXT NOT NULL);
CREATE INDEX turns_by_conversation ON turns (conversation);
CREATE TABLE judgments (
    turn INTEGER PRIMARY KEY REFERENCES turns (id) ON DELETE CASCADE, good INTEGER NOT NULL, note TEXT NOT NULL,
    judged TEXT NOT NULL);
"""

MADE = made_by(TABLES)
Made = TypeVar("Made")


@dataclass(frozen=True)
class Read:
    """A passage that was read for an answer: `start` to `end` of the text of a paper, named by its id."""

    paper: str
    start: int
    end: int


@dataclass(frozen=True)
class Judgment:
    good: bool
    note: str = ""


@dataclass(frozen=True)
class Turn:
    """A question, the ids of the papers it was put to (None for all), its answer, and what somebody thought of it."""

    id: int
    question: str
    answer: "Answer"
    papers: tuple[str, ...] | None = None
    passages: tuple[Read, ...] = ()
    judgment: Judgment | None = None


@dataclass(frozen=True)
class Conversation:
    id: int
    title: str
    changed: datetime.datetime
    turns: int


class Conversations:
    """The conversations of a library, in `path`; made at the first call, readable by their owner alone.

    Every call is whole and on the disk when it returns. May be called from any thread; each call opens the file anew.
    Raises LibraryError where the file can't be used, or is gone later on.
    """

    def __init__(self, path: Path):
        self._path = path

    @cached_property
    def _folder(self) -> Path:
        """Made where there is none, but only once: one that is gone later was moved or deleted with all it held."""
        self._path.parent.mkdir(parents=True, exist_ok=True, mode=FOLDER)
        return self._path.parent.absolute()

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            file = self._folder / self._path.name
            make_file(file)
            with closing(connect(file)) as db:
                db.execute("PRAGMA foreign_keys = ON")
                self._make(db)
                with db:
                    yield db
        except (sqlite3.DatabaseError, OSError) as error:
            if not self._path.parent.exists():
                raise LibraryError(
                    f"the conversations in {self._path} are gone: their folder was moved or deleted", "put it back"
                ) from error
            raise LibraryError(
                f"the conversations in {self._path} can't be used: {error}",
                "check the disk and your permissions; if the file is damaged, move it away: a new one is made",
            ) from error

    def _make(self, db: sqlite3.Connection) -> None:
        known = db.execute("PRAGMA user_version").fetchone()[0]
        if known > VERSION:
            raise LibraryError(
                f"the conversations in {self._path} were kept by a newer version of policy", "install that version"
            )
        if known < VERSION:
            with db:
                db.execute("BEGIN IMMEDIATE")
                if not db.execute("PRAGMA user_version").fetchone()[0]:  # another process may have been first
                    for statement in TABLES.split(";\n"):
                        db.execute(statement)
                    db.execute(f"PRAGMA user_version = {VERSION}")
        if statements(db) != MADE:
            raise sqlite3.DatabaseError("its tables are not as they were made")

    def start(self, question: str) -> int:
        """A new conversation, named after its first question."""
        with self._open() as db:
            row = (_title(question), _now(), _now())
            return db.execute("INSERT INTO conversations (title, started, changed) VALUES (?,?,?)", row).lastrowid or 0

    def keep(
        self,
        conversation: int,
        question: str,
        answer: "Answer",
        papers: tuple[str, ...] | None = None,
        passages: Sequence[Read] = (),
    ) -> Turn:
        """Adds an answered question to the end of a conversation."""
        read = json.dumps([[p.paper, p.start, p.end] for p in passages])
        asked = None if papers is None else json.dumps(papers)
        with self._open() as db:
            self._need(db, conversation, question)
            row = (conversation, question, asked, answer.model_dump_json(), read, _now())
            added = db.execute(
                "INSERT INTO turns (conversation, question, papers, answer, passages, asked) VALUES (?,?,?,?,?,?)", row
            )
        return Turn(added.lastrowid or 0, question, answer, papers, tuple(passages))

    def _need(self, db: sqlite3.Connection, conversation: int, question: str) -> None:
        """Notes that somebody goes on with a conversation, and brings it back where another screen has deleted it."""
        known = db.execute("UPDATE conversations SET changed = ?, deleted = NULL WHERE id = ?", (_now(), conversation))
        if not known.rowcount:
            row = (conversation, _title(question), _now(), _now())
            db.execute("INSERT INTO conversations (id, title, started, changed) VALUES (?,?,?,?)", row)

    def find(self, sought: str = "") -> list[Conversation]:
        """Those whose title, questions or answers hold all the words sought, last asked in first; none is empty.

        The order is that of asking and not of the clock, which may be set back.
        """
        where, values = "", []
        for word in sought.split():
            pattern = f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
            where += (
                " AND (c.title LIKE ? ESCAPE '!' OR EXISTS (SELECT 1 FROM turns s WHERE s.conversation = c.id"
                " AND (s.question LIKE ? ESCAPE '!' OR EXISTS (SELECT 1 FROM json_each(s.answer, '$.statements') e"
                " WHERE e.value ->> 'text' LIKE ? ESCAPE '!'))))"
            )
            values += [pattern] * 3
        return self._read(
            _conversation,
            "SELECT c.id, c.title, c.changed, count(*) FROM conversations c JOIN turns t ON t.conversation = c.id"
            f" WHERE c.deleted IS NULL {where} GROUP BY c.id ORDER BY max(t.id) DESC",
            *values,
        )

    def turns(self, conversation: int) -> list[Turn]:
        """The questions of a conversation with their answers, in order."""
        return self._turns("WHERE t.conversation = ?", conversation)

    def judged(self) -> list[Turn]:
        """Everything that somebody has judged, in the order asked."""
        return self._turns("WHERE j.turn IS NOT NULL AND c.deleted IS NULL")

    def before(self, turn: int) -> list[Turn]:
        """What was asked in the same conversation before a turn."""
        return self._turns(
            "WHERE t.id < ? AND t.conversation = (SELECT conversation FROM turns WHERE id = ?)", turn, turn
        )

    def _turns(self, where: str, *values: int) -> list[Turn]:
        return self._read(
            _turn,
            "SELECT t.id, t.question, t.answer, t.papers, t.passages, j.good, j.note FROM turns t"
            " JOIN conversations c ON c.id = t.conversation LEFT JOIN judgments j ON j.turn = t.id"
            f" {where} ORDER BY t.id",
            *values,
        )

    def _read(self, made_of: Callable[[tuple], Made], query: str, *values: str | int) -> list[Made]:
        """What rows stand for. Raises LibraryError for any that can't have been kept by us."""
        with self._open() as db:
            rows = db.execute(query, values).fetchall()
        try:
            return [made_of(row) for row in rows]
        except (ValueError, TypeError, RecursionError) as error:
            raise LibraryError(
                f"the conversations in {self._path} are damaged", "move that file away: a new one is made"
            ) from error

    def rename(self, conversation: int, title: str) -> None:
        with self._open() as db:
            db.execute("UPDATE conversations SET title = ? WHERE id = ?", (title, conversation))

    def delete(self, conversation: int) -> None:
        """Takes a conversation out of the list; `restore` brings it back until `empty_bin`."""
        with self._open() as db:
            db.execute("UPDATE conversations SET deleted = ? WHERE id = ?", (_now(), conversation))

    def restore(self, conversation: int) -> None:
        with self._open() as db:
            db.execute("UPDATE conversations SET deleted = NULL WHERE id = ?", (conversation,))

    def empty_bin(self) -> None:
        """Deletes for good what was deleted, with its answers and judgments, and takes it from the disk."""
        with self._open() as db:
            emptied = db.execute("DELETE FROM conversations WHERE deleted IS NOT NULL").rowcount
            db.commit()
            if emptied:
                rewrite(db)
                empty_log(db)

    def judge(self, turn: int, judgment: Judgment | None) -> None:
        """Keeps what somebody thinks of an answer, in place of what was thought before; None takes it back."""
        with self._open() as db:
            db.execute("DELETE FROM judgments WHERE turn = ?", (turn,))
            if judgment:
                row = (turn, judgment.good, judgment.note, _now())
                db.execute("INSERT INTO judgments VALUES (?,?,?,?)", row)


def history(turns: Sequence[Turn]) -> tuple[tuple[str, str], ...]:
    """The (question, answer) pairs that a follow-up goes on from: those that were answered or refused."""
    return tuple((t.question, t.answer.text) for t in turns if t.answer.status in ("answered", "not_found"))


def _conversation(row: tuple) -> Conversation:
    id, title, changed, turns = row
    _need(str, title)
    return Conversation(id, title, datetime.datetime.fromisoformat(changed), turns)


def _turn(row: tuple) -> Turn:
    from assistant.answer import Answer

    id, question, answer, papers, passages, good, note = row
    asked = None if papers is None else tuple(json.loads(papers))
    read = tuple(Read(*each) for each in json.loads(passages))
    judgment = None if good is None else Judgment(bool(good), note)
    _need(str, question, *(asked or ()), *(each.paper for each in read), *([note] if judgment else []))
    _need(int, *(n for each in read for n in (each.start, each.end)), *([good] if judgment else []))
    return Turn(id, question, Answer.model_validate_json(answer), asked, read, judgment)


def _need(kind: type, *values: object) -> None:
    if not all(isinstance(value, kind) for value in values):
        raise TypeError


def _title(question: str) -> str:
    title = " ".join(question.split())
    return title if len(title) <= TITLE else title[:TITLE].rsplit(" ", 1)[0] + " …"


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")
