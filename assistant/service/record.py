"""The log: who asked what, what was said, and which places of which papers it rests on."""

import datetime
import json
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.answer import Answer, Citation
from assistant.api.results import FoundPassage
from assistant.service.database import service_database
from ingest.database import empty_log, rewrite

COLUMNS = "at, person, through, question, understood, status, reason, answer, cited"
DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Entry:
    """A question, or the words of a search (status 'searched'), and what came of it.

    `through` is the server it came to: 'api', 'mcp' or 'serve'. `understood` is how a follow-up was understood, where
    that has other words. `reason` is why the papers do not say. `cited` has a dict for each place: `paper` (its id),
    `title`, `document`, `date`, `place`, `start` and `end`; the words quoted are in `answer` alone.
    """

    person: str
    through: str
    question: str
    status: str
    understood: str = ""
    reason: str = ""
    answer: str = ""
    cited: Sequence[dict[str, Any]] = ()
    at: datetime.datetime = field(default_factory=lambda: datetime.datetime.now().astimezone())

    @classmethod
    def of_answer(cls, person: str, through: str, answer: Answer) -> "Entry":
        return cls(
            person,
            through,
            answer.question,
            answer.status,
            answer.asked_as,
            answer.refusal.reason if answer.refusal else "",
            answer.error or answer.text or "\n".join(answer.told),
            [_place(citation) for citation in (*answer.citations, *answer.otherwise)],
        )

    @classmethod
    def of_search(cls, person: str, through: str, words: str, found: Sequence[FoundPassage]) -> "Entry":
        return cls(person, through, words, "searched", cited=[_place(passage) for passage in found])

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(timespec="seconds"),
            "person": self.person,
            "through": self.through,
            "question": self.question,
            "understood": self.understood,
            "status": self.status,
            "reason": self.reason,
            "answer": self.answer,
            "cited": list(self.cited),
        }


def _place(words: Citation | FoundPassage) -> dict[str, Any]:
    return {
        "paper": words.paper,
        "title": words.title,
        "document": words.document,
        "date": words.date.isoformat() if words.date else None,
        "place": words.place,
        "start": words.start,
        "end": words.end,
    }


class Record:
    """The log of the library in a folder, of the last `days` days; 0 keeps none. Any thread may call.

    Raises LibraryError if the file can't be used.
    """

    def __init__(self, library: Path, days: int):
        self._database = service_database(library)
        self._days = days
        self._cleared: datetime.date | None = None
        self._clearing = threading.Lock()

    def add(self, entry: Entry) -> None:
        if not self._days:
            return
        self._clear_daily()
        values = entry.as_json() | {"cited": json.dumps(entry.cited, ensure_ascii=False)}
        with self._database.open() as db:
            db.execute(f"INSERT INTO asked ({COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?)", list(values.values()))

    def entries(self) -> Iterator[Entry]:
        """The whole log, oldest first."""
        with self._database.open() as db:
            rows = db.execute(f"SELECT {COLUMNS} FROM asked ORDER BY id").fetchall()
        for at, person, through, question, understood, status, reason, answer, cited in rows:
            when = datetime.datetime.fromisoformat(at)
            yield Entry(person, through, question, status, understood, reason, answer, json.loads(cited), when)

    def _clear_daily(self) -> None:
        with self._clearing:
            today = datetime.date.today()
            if self._cleared != today:
                self.clear()
                self._cleared = today

    def clear(self) -> None:
        """Erases from the disk what is older than is to be kept. Servers do so when they start, and then once a day."""
        if not self._database.path.exists():
            return
        oldest = datetime.datetime.now().astimezone() - self._days * DAY
        with self._database.open() as db:
            rows = db.execute("SELECT id, at FROM asked").fetchall()
            old = [(id,) for id, at in rows if datetime.datetime.fromisoformat(at) < oldest]
            db.executemany("DELETE FROM asked WHERE id = ?", old)
            db.commit()
            if old:
                rewrite(db)
                empty_log(db)
