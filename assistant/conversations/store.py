"""Stores conversations: questions, answers, the passages read for them, and people's ratings.

They have a file of their own next to the catalogue (docs/adr/0009): a library can be rebuilt from its sources, but
questions and ratings can't.
"""

import datetime
import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from ingest.database import empty_log, rewrite
from ingest.errors import LibraryError
from ingest.own_database import OwnDatabase

if TYPE_CHECKING:  # the screen is drawn before pydantic is there
    from assistant.answer import Answer

VERSION = 1  # of the tables; stored as SQLite's user_version
TITLE = 80  # characters of the first question, used as the title until someone renames the conversation

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

Made = TypeVar("Made")


@dataclass(frozen=True)
class ReadPassage:
    """A passage read for an answer: `start` to `end` in the text of the paper with this id."""

    paper: str
    start: int
    end: int


@dataclass(frozen=True)
class Rating:
    good: bool
    note: str = ""


@dataclass(frozen=True)
class Turn:
    """A question, the ids of the papers searched (None for all), the answer, and its rating if any."""

    id: int
    question: str
    answer: "Answer"
    papers: tuple[str, ...] | None = None
    passages: tuple[ReadPassage, ...] = ()
    rating: Rating | None = None


@dataclass(frozen=True)
class Conversation:
    id: int
    title: str
    changed: datetime.datetime
    turns: int


class Conversations:
    """The conversations of a library, in the file `path`, created at the first call and readable only by its owner.

    Each call opens the file, and is committed to disk when it returns; any thread may call. Raises LibraryError if the
    file can't be used or has disappeared.
    """

    def __init__(self, path: Path):
        self._file = OwnDatabase(path, TABLES, VERSION, "the conversations")
        self._open = self._file.open

    def start(self, question: str) -> int:
        """Adds a conversation, titled with its first question; returns its id."""
        with self._open() as db:
            row = (_title(question), _now(), _now())
            return db.execute("INSERT INTO conversations (title, started, changed) VALUES (?,?,?)", row).lastrowid or 0

    def keep(
        self,
        conversation: int,
        question: str,
        answer: "Answer",
        papers: tuple[str, ...] | None = None,
        passages: Sequence[ReadPassage] = (),
    ) -> Turn:
        """Adds an answered question to the end of a conversation."""
        read = json.dumps([[p.paper, p.start, p.end] for p in passages])
        asked = None if papers is None else json.dumps(papers)
        with self._open() as db:
            self._touch(db, conversation, question)
            if answer.status != "replied":
                _entitle(db, conversation, question)
            row = (conversation, question, asked, answer.model_dump_json(), read, _now())
            added = db.execute(
                "INSERT INTO turns (conversation, question, papers, answer, passages, asked) VALUES (?,?,?,?,?,?)", row
            )
        return Turn(added.lastrowid or 0, question, answer, papers, tuple(passages))

    def _touch(self, db: sqlite3.Connection, conversation: int, question: str) -> None:
        """Updates the time of a conversation, and restores it if another screen has deleted it."""
        known = db.execute("UPDATE conversations SET changed = ?, deleted = NULL WHERE id = ?", (_now(), conversation))
        if not known.rowcount:
            row = (conversation, _title(question), _now(), _now())
            db.execute("INSERT INTO conversations (id, title, started, changed) VALUES (?,?,?,?)", row)

    def find(self, sought: str = "") -> list[Conversation]:
        """The conversations with all these words in their title, questions or answers, most recent first.

        Leaves out empty ones. The order is that of asking, not of the clock, which may be set back.
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
        """The turns of a conversation, in order."""
        return self._turns("WHERE t.conversation = ?", conversation)

    def rated(self) -> list[Turn]:
        """Every rated turn, in the order asked."""
        return self._turns("WHERE j.turn IS NOT NULL AND c.deleted IS NULL")

    def before(self, turn: int) -> list[Turn]:
        """The turns before this one in the same conversation."""
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
        """The rows as objects. Raises LibraryError for any that this program can't have written."""
        with self._open() as db:
            rows = db.execute(query, values).fetchall()
        try:
            return [made_of(row) for row in rows]
        except (ValueError, TypeError, RecursionError) as error:
            raise LibraryError(
                f"{self._file.told} are damaged", "move that file away and a new one will be made"
            ) from error

    def rename(self, conversation: int, title: str) -> None:
        with self._open() as db:
            db.execute("UPDATE conversations SET title = ? WHERE id = ?", (title, conversation))

    def delete(self, conversation: int) -> None:
        """Hides a conversation; `restore` brings it back until `empty_bin` is called."""
        with self._open() as db:
            db.execute("UPDATE conversations SET deleted = ? WHERE id = ?", (_now(), conversation))

    def restore(self, conversation: int) -> None:
        with self._open() as db:
            db.execute("UPDATE conversations SET deleted = NULL WHERE id = ?", (conversation,))

    def empty_bin(self) -> None:
        """Erases deleted conversations from the disk, with their answers and ratings."""
        with self._open() as db:
            emptied = db.execute("DELETE FROM conversations WHERE deleted IS NOT NULL").rowcount
            db.commit()
            if emptied:
                rewrite(db)
                empty_log(db)

    def rate(self, turn: int, rating: Rating | None) -> None:
        """Saves or replaces the rating of an answer; None removes it."""
        with self._open() as db:
            db.execute("DELETE FROM judgments WHERE turn = ?", (turn,))
            if rating:
                row = (turn, rating.good, rating.note, _now())
                db.execute("INSERT INTO judgments VALUES (?,?,?,?)", row)


def history(turns: Sequence[Turn]) -> tuple[tuple[str, str], ...]:
    """The (question, answer) pairs that a follow-up builds on: those answered or refused."""
    return tuple((t.question, t.answer.text) for t in turns if t.answer.status in ("answered", "not_found"))


def _conversation(row: tuple) -> Conversation:
    id, title, changed, turns = row
    _need(str, title)
    return Conversation(id, title, datetime.datetime.fromisoformat(changed), turns)


def _turn(row: tuple) -> Turn:
    from assistant.answer import Answer

    id, question, answer, papers, passages, good, note = row
    asked = None if papers is None else tuple(json.loads(papers))
    read = tuple(ReadPassage(*each) for each in json.loads(passages))
    rating = None if good is None else Rating(bool(good), note)
    _need(str, question, *(asked or ()), *(each.paper for each in read), *([note] if rating else []))
    _need(int, *(n for each in read for n in (each.start, each.end)), *([good] if rating else []))
    return Turn(id, question, Answer.model_validate_json(answer), asked, read, rating)


def _need(kind: type, *values: object) -> None:
    if not all(isinstance(value, kind) for value in values):
        raise TypeError


def _entitle(db: sqlite3.Connection, conversation: int, question: str) -> None:
    """Titles a conversation that began with 'hello' with its first question about the papers."""
    replied = "json_valid(answer) AND answer ->> '$.status' = 'replied'"
    rows = db.execute(f"SELECT question, {replied} FROM turns WHERE conversation = ? ORDER BY id", (conversation,))
    before = rows.fetchall()
    if before and all(is_reply for _, is_reply in before):
        values = (_title(question), conversation, _title(before[0][0]))
        db.execute("UPDATE conversations SET title = ? WHERE id = ? AND title = ?", values)


def _title(question: str) -> str:
    title = " ".join(question.split())
    return title if len(title) <= TITLE else title[:TITLE].rsplit(" ", 1)[0] + " …"


def _now() -> str:
    return datetime.datetime.now().astimezone().isoformat(timespec="seconds")
