"""The catalogue: papers, their blocks and passages, and the words of the passages, in one SQLite file.

It is the authority on what the library holds. Every change is one transaction, which raises `generation`.
"""

import datetime
import json
import math
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from ingest.database import connect, empty_log, made_by, rewrite, statements
from ingest.disk_space import ROOM, is_full
from ingest.errors import LibraryError
from ingest.full_text import any_form, any_word, phrase
from ingest.in_force import Held, Standing
from ingest.paper import Block, Paper, Passage, ReadingWarning, Source
from ingest.places import file_name, shown
from ingest.stated import Stated

FOLDERS = "folders"  # a key of `meta`
VERSION = "8"  # of the tables and of what the readers make of a file; raise it when libraries have to be rebuilt

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE papers (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, organisation TEXT, date TEXT, source TEXT NOT NULL,
    document TEXT NOT NULL, format TEXT NOT NULL, sha256 TEXT NOT NULL, text TEXT NOT NULL, pages TEXT NOT NULL,
    warnings TEXT NOT NULL, recognised TEXT NOT NULL, labels TEXT NOT NULL, sum INTEGER NOT NULL,
    blocks_sum INTEGER NOT NULL);
CREATE TABLE sources (
    location TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, sha256 TEXT NOT NULL,
    paper TEXT NOT NULL REFERENCES papers (id)) WITHOUT ROWID;
CREATE TABLE holders (
    location TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL, members TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX sources_by_paper ON sources (paper);
CREATE TABLE blocks (
    paper TEXT NOT NULL REFERENCES papers (id), n INTEGER NOT NULL, kind TEXT NOT NULL, first INTEGER NOT NULL,
    words INTEGER NOT NULL, last INTEGER NOT NULL, page INTEGER, number TEXT, headings TEXT NOT NULL,
    columns TEXT NOT NULL, level INTEGER NOT NULL, PRIMARY KEY (paper, n)) WITHOUT ROWID;
CREATE TABLE acronyms (
    short TEXT NOT NULL, long TEXT NOT NULL, paper TEXT NOT NULL REFERENCES papers (id),
    PRIMARY KEY (short, long, paper)) WITHOUT ROWID;
CREATE INDEX acronyms_by_paper ON acronyms (paper);
CREATE TABLE passages (
    n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, paper TEXT NOT NULL REFERENCES papers (id), start INTEGER NOT NULL,
    stop INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, page INTEGER, context TEXT NOT NULL);
CREATE INDEX passages_by_paper ON passages (paper);
CREATE TABLE standings (
    paper TEXT PRIMARY KEY REFERENCES papers (id), stated TEXT NOT NULL, standing TEXT NOT NULL) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (context, body, tokenize = "porter unicode61 remove_diacritics 2");
CREATE VIRTUAL TABLE vocabulary USING fts5vocab (words, row);
"""

MADE = made_by(TABLES)
META, SOURCES = (
    next(each for each in MADE if each.startswith(f"CREATE TABLE {name} ")) for name in ("meta", "sources")
)
REMAINS = "remains"  # the key in `meta` for removed words: '' when none are left in the file


File = tuple[int, int] | None  # identifies a file, even against an earlier one of the same name
State = tuple[File, int]
Read = TypeVar("Read")


class Catalogue:
    """One connection to `catalogue.db`, for one thread; an empty file gets its tables.

    Raises LibraryError if there is no such file: `make_library` creates it.
    """

    def __init__(self, path: Path):
        self.path = path
        self._kept: dict[str, Any] = {}  # what was read of generation `_kept_of`
        self._kept_of = -1
        self._is_changing = False
        self._file = _file(path)  # before it is opened: a file that is swapped meanwhile then counts as replaced
        self._db = _connected(path)
        try:
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("PRAGMA foreign_keys = ON")
            if not statements(self._db):
                self._create()
            made = statements(self._db)
            version = self.meta("version") if META in made else None
        except sqlite3.DatabaseError as error:
            self.close()
            raise unusable(path, error) from error
        if made != MADE and version in (None, VERSION):
            self.close()
            raise _damaged(path)
        if version != VERSION:
            self.close()
            raise LibraryError(
                f"this library was made by another version of policy (format {version}, this version needs {VERSION})",
                "rebuild it: policy ingest --rebuild",
            )

    def _create(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")
        if not statements(self._db):  # another process may have been first
            for statement in TABLES.split(";\n"):
                if statement.strip():
                    self._db.execute(statement)
            self._set("version", VERSION)
            self._set(REMAINS, "")
        self._db.execute("COMMIT")

    def close(self) -> None:
        self._db.close()

    def replaced(self) -> bool:
        """Whether the file at this path is no longer the one opened: rebuilt, restored from a copy, or gone."""
        return self._file != _file(self.path)

    @contextmanager
    def change(self) -> Iterator[None]:
        """One transaction: all of it is kept, or none. Raises the generation."""
        self._db.execute("BEGIN IMMEDIATE")
        self._is_changing = True
        try:
            yield
            self._set("generation", str(self.generation + 1))
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # SQLite rolls back by itself when the disk is full
                self._db.execute("ROLLBACK")
            raise
        finally:
            self._is_changing = False

    def _once(self, name: str, read: Callable[[], Read]) -> Read:
        """What `read` gives, which is read once for each generation; inside a change, each time."""
        if self._is_changing:
            return read()
        if (generation := self.generation) != self._kept_of:
            self._kept, self._kept_of = {}, generation
        if name not in self._kept:
            self._kept[name] = read()
        return self._kept[name]

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is as it was when the block began, whatever other processes write meanwhile.

        Inside another snapshot, or a change, it is part of that one.
        """
        if self.is_held:
            yield
            return
        self._db.execute("BEGIN")
        try:
            _ = self.generation  # SQLite takes its snapshot at the first read
            yield
        finally:
            self._db.execute("COMMIT")

    @property
    def is_held(self) -> bool:
        """Whether a snapshot or a change is under way."""
        return self._db.in_transaction

    @property
    def generation(self) -> int:
        """How many changes have been made."""
        kept = self.meta("generation") or "0"
        if not str(kept).isdecimal():
            raise _damaged(self.path)
        return int(kept)

    @property
    def state(self) -> State:
        """Differs after every change, and after a rebuild, which starts counting again."""
        return self._file, self.generation

    def meta(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row and row[0]

    def set_meta(self, key: str, value: str) -> None:
        with self.change():
            self._set(key, value)

    def _set(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @property
    def folders(self) -> list[str]:
        """The folders that papers were added from, each ending with a slash; a rebuild stays inside them."""
        return json.loads(self.meta(FOLDERS) or "[]")

    def add_folders(self, folders: Iterable[str]) -> None:
        """Records folders that somebody named."""
        known = self.folders
        if new := sorted({os.path.join(folder, "") for folder in folders} - set(known)):
            self.set_meta(FOLDERS, json.dumps([*known, *new]))

    # Papers

    def add(
        self, paper: Paper, blocks: Sequence[Block], passages: Sequence[Passage], acronyms: Mapping[str, str]
    ) -> None:
        """Only inside `change`. `acronyms`: what each one in the paper stands for."""
        rows = [_block_row(paper.id, n, block) for n, block in enumerate(blocks)]
        self._db.execute(
            "INSERT INTO papers VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (*_paper_row(paper), _paper_sum(paper), _sum(rows)),
        )
        self._db.executemany("INSERT INTO blocks VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows)
        pairs = [(short.lower(), long, paper.id) for short, long in acronyms.items()]
        self._db.executemany("INSERT INTO acronyms VALUES (?,?,?)", pairs)
        for p in passages:
            inserted = self._db.execute(
                "INSERT INTO passages (id, paper, start, stop, first, last, page, context) VALUES (?,?,?,?,?,?,?,?)",
                (p.id, p.paper, p.start, p.end, p.first, p.last, p.page, p.context),
            )
            words = (inserted.lastrowid, p.context, paper.text[p.start : p.end])
            self._db.execute("INSERT INTO words (rowid, context, body) VALUES (?,?,?)", words)

    def remove(self, paper: str) -> None:
        """Only inside `change`. Its words leave the disk with `erase`."""
        self._set(REMAINS, "yes")
        self._db.execute("DELETE FROM words WHERE rowid IN (SELECT n FROM passages WHERE paper = ?)", (paper,))
        for table in ("passages", "blocks", "acronyms", "sources", "standings"):
            self._db.execute(f"DELETE FROM {table} WHERE paper = ?", (paper,))
        self._db.execute("DELETE FROM papers WHERE id = ?", (paper,))

    # What is in force

    def put_stated(self, paper: str, stated: Stated) -> None:
        """What a paper says of its own standing. Only inside `change`."""
        self._db.execute("INSERT OR REPLACE INTO standings VALUES (?,?,'')", (paper, stated.as_json()))

    def stated_papers(self) -> list[Held]:
        """All papers, without their texts, each with what it says of its standing."""
        rows = dict(self._db.execute("SELECT paper, stated FROM standings"))
        try:
            said = {paper: Stated.of_json(row) for paper, row in rows.items()}
        except (ValueError, TypeError, AttributeError) as error:
            raise _damaged(self.path) from error
        return [Held(paper, said.get(paper.id, Stated())) for paper in self.papers()]

    def standings(self) -> dict[str, Standing]:
        """The status of each paper that has one, by id."""
        rows = self._db.execute("SELECT paper, standing FROM standings WHERE standing != ''")
        try:
            return {paper: Standing.of_json(standing) for paper, standing in rows}
        except (ValueError, TypeError, AttributeError) as error:
            raise _damaged(self.path) from error

    def put_standings(self, standings: Mapping[str, Standing]) -> None:
        """Replaces the status of every paper. Only inside `change`."""
        self._db.execute("UPDATE standings SET standing = ''")
        rows = [(standing.as_json(), paper) for paper, standing in standings.items()]
        self._db.executemany("UPDATE standings SET standing = ? WHERE paper = ?", rows)

    @property
    def remains(self) -> bool:
        """Whether words that were removed may still be in the file."""
        return self.meta(REMAINS) != ""

    def wipe_removed(self) -> None:
        """Removes deleted words from the disk too; a file from an earlier version may hold some."""
        try:
            if self.remains:
                self._db.execute("INSERT INTO words (words) VALUES ('optimize')")  # it keeps removed words until then
                rewrite(self._db)
                with self.change():
                    self._set(REMAINS, "")
        finally:
            empty_log(self._db)

    def papers(self) -> list[Paper]:
        """All papers, by title, without their texts."""
        return list(self._once("papers", self._read_papers))

    def _read_papers(self) -> list[Paper]:
        return [self._paper(row) for row in self._db.execute(f"SELECT {PAPER}, '' FROM papers ORDER BY title, id")]

    def paper_count(self) -> int:
        return self._once("paper count", lambda: self._db.execute("SELECT count(*) FROM papers").fetchone()[0])

    def paper_ids(self) -> set[str]:
        return {id for (id,) in self._db.execute("SELECT id FROM papers")}

    def holds(self, paper: str) -> bool:
        return bool(self._db.execute("SELECT 1 FROM papers WHERE id = ?", (paper,)).fetchone())

    def paper(self, id: str) -> Paper | None:
        """Raises LibraryError if the disk returns something other than what was written."""
        row = self._db.execute(f"SELECT {PAPER}, text, sum FROM papers WHERE id = ?", (id,)).fetchone()
        if row is None:
            return None
        *facts, written = row
        paper = self._paper(tuple(facts))
        if _paper_sum(paper) != written:
            raise self._altered(id)
        return paper

    def _paper(self, row: tuple) -> Paper:
        try:
            return _paper(row)
        except (ValueError, TypeError) as error:
            raise self._altered(row[0]) from error

    def blocks(self, paper: str) -> list[Block]:
        """Raises LibraryError if the disk returns something other than what was written."""
        rows = list(self._db.execute("SELECT * FROM blocks WHERE paper = ? ORDER BY n", (paper,)))
        written = self._db.execute("SELECT blocks_sum FROM papers WHERE id = ?", (paper,)).fetchone()
        if written and _sum(rows) != written[0]:
            raise self._altered(paper)
        return [_block(row) for row in rows]

    def _altered(self, paper: str) -> LibraryError:
        return LibraryError(
            f"the catalogue {self.path} is damaged: paper {paper} has changed since it was written",
            "rebuild it: policy ingest --rebuild",
        )

    def passages(self, paper: str) -> list[Passage]:
        rows = self._db.execute(f"SELECT {PASSAGE} FROM passages WHERE paper = ? ORDER BY start", (paper,))
        return [self._passage(row) for row in rows]

    def _passage(self, row: tuple) -> Passage:
        passage = Passage(*row)
        numbers = (passage.start, passage.end, passage.first, passage.last)
        if not all(isinstance(n, int) and n >= 0 for n in numbers):
            raise self._altered(passage.paper)
        return passage

    def passages_by_id(self, ids: Iterable[str]) -> dict[str, Passage]:
        """The passages with these ids; ids that are not in the catalogue are left out."""
        found = {}
        for id in ids:
            if row := self._db.execute(f"SELECT {PASSAGE} FROM passages WHERE id = ?", (id,)).fetchone():
                found[id] = self._passage(row)
        return found

    def passage_count(self) -> int:
        return self._once("passage count", lambda: self._db.execute("SELECT count(*) FROM passages").fetchone()[0])

    def passage_ids(self) -> set[str]:
        return {id for (id,) in self._db.execute("SELECT id FROM passages")}

    def counts(self) -> dict[str, int]:
        """The number of passages in each paper."""
        counted = "SELECT paper, count(*) FROM passages GROUP BY paper"
        return dict(self._once("counts", lambda: dict(self._db.execute(counted))))

    def search(self, words: Iterable[str], limit: int, papers: Sequence[str] | None = None) -> list[tuple[str, float]]:
        """The ids of passages with any of the words, by BM25, best first, with the score (higher is better)."""
        chosen = "CROSS JOIN passages ON passages.n = words.rowid AND paper IN (SELECT value FROM json_each(?))"
        within, among = ("", []) if papers is None else (chosen, [json.dumps(list(papers))])
        rows = self._db.execute(
            f"SELECT passages.id, found.score FROM (SELECT words.rowid AS n, -bm25(words, 0.5, 1.0) AS score "
            f"FROM words {within} WHERE words MATCH ? ORDER BY score DESC LIMIT ?) AS found JOIN passages USING (n) "
            "ORDER BY found.score DESC",  # only the best: joining all that match took a quarter of the time
            (*among, any_word(words), limit),
        )
        return list(rows)

    def acronyms(self) -> dict[str, list[str]]:
        """What each acronym stands for in the papers, both in lower case: {'ics': ['integrated care system']}."""
        return dict(self._once("acronyms", self._read_acronyms))

    def _read_acronyms(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for short, long in self._db.execute("SELECT DISTINCT short, long FROM acronyms ORDER BY short, long"):
            found.setdefault(short, []).append(long)
        return found

    def holding(self, forms: Iterable[str]) -> dict[str, int]:
        """How many passages of each paper have a name, in any of its forms: ('nel', 'north east london')."""
        rows = self._db.execute(
            "SELECT passages.paper, count(*) FROM words JOIN passages ON passages.n = words.rowid "
            "WHERE words MATCH ? GROUP BY passages.paper",
            (any_form(forms),),
        )
        return dict(rows)

    def with_phrase(self, words: str) -> set[str]:
        """The papers that have words that follow each other, in a passage or in the headings above one."""
        rows = self._db.execute(
            "SELECT DISTINCT passages.paper FROM words JOIN passages ON passages.n = words.rowid WHERE words MATCH ?",
            (phrase(words),),
        )
        return {paper for (paper,) in rows}

    def numbered(self, numbers: Sequence[str]) -> set[str]:
        """The papers with a block that has one of these printed numbers."""
        within = ",".join("?" * len(numbers))
        return {
            row[0] for row in self._db.execute(f"SELECT paper FROM blocks WHERE number IN ({within})", tuple(numbers))
        }

    def words_of(self, passage: str) -> str:
        """The words of a passage, without title and headings."""
        row = self._db.execute(
            "SELECT body FROM words JOIN passages ON passages.n = words.rowid WHERE passages.id = ?", (passage,)
        ).fetchone()
        return row[0] if row else ""

    def rarity(self, stem: str) -> float:
        """How distinctive a word is: the logarithm of all passages over those with it, at least 0 (BM25's idf)."""
        total, held = self.passage_count(), self._once(f"passages with {stem}", lambda: self._held(stem))
        return math.log(1 + (total - held + 0.5) / (held + 0.5))

    def _held(self, stem: str) -> int:
        row = self._db.execute("SELECT doc FROM vocabulary WHERE term = ?", (stem,)).fetchone()
        return row[0] if row else 0

    # Sources

    def source(self, location: str) -> Source | None:
        row = self._db.execute("SELECT * FROM sources WHERE location = ?", (location,)).fetchone()
        return row and Source(*row)

    def sources(self) -> list[Source]:
        return [Source(*row) for row in self._db.execute("SELECT * FROM sources ORDER BY location")]

    def sources_of(self, paper: str) -> list[Source]:
        return [
            Source(*row)
            for row in self._db.execute("SELECT * FROM sources WHERE paper = ? ORDER BY location", (paper,))
        ]

    def put_source(self, source: Source) -> None:
        """Only inside `change`."""
        row = (source.location, source.size, source.modified, source.sha256, source.paper)
        self._db.execute("INSERT OR REPLACE INTO sources VALUES (?,?,?,?,?)", row)

    def drop_source(self, location: str) -> None:
        """Only inside `change`."""
        self._db.execute("DELETE FROM sources WHERE location = ?", (location,))

    def held(self, holder: str) -> set[str] | None:
        """The locations of the papers that a file held when it was last opened; None if it never was."""
        row = self._db.execute("SELECT members FROM holders WHERE location = ?", (holder,)).fetchone()
        return row and set(json.loads(row[0]))

    def whole(self, holder: str) -> tuple[int, int] | None:
        """When a file that holds papers was last changed, and its size, if all that it held then is in the library."""
        row = self._db.execute("SELECT modified, size FROM holders WHERE location = ?", (holder,)).fetchone()
        return row if row and all(self.source(location) for location in self.held(holder) or ()) else None

    def put_holder(self, location: str, size: int, modified: int, members: Sequence[str]) -> None:
        """Records that a file was opened, and the locations of all papers in it."""
        with self.change():
            row = (location, size, modified, json.dumps(members))
            self._db.execute("INSERT OR REPLACE INTO holders VALUES (?,?,?,?)", row)

    def name_by_source(self, paper: str) -> None:
        """Only inside `change`. A paper no longer at its first source is named after one that still has it."""
        held = [shown(source.location) for source in self.sources_of(paper)]
        (named,) = self._db.execute("SELECT source FROM papers WHERE id = ?", (paper,)).fetchone()
        if shown(named) not in held:
            self._db.execute(
                "UPDATE papers SET source = ?, document = ? WHERE id = ?", (held[0], file_name(held[0]), paper)
            )

    def faults(self) -> list[str]:
        """What SQLite, the counts of words and passages, and the papers' checksums show to be wrong."""
        try:
            faults = [row[0] for row in self._db.execute("PRAGMA quick_check(5)") if row[0] != "ok"]
            words = self._db.execute("SELECT count(*) FROM words").fetchone()[0]
            for paper in self._read_papers():
                self.paper(paper.id)
                self.blocks(paper.id)
                self.passages(paper.id)
        except (sqlite3.DatabaseError, LibraryError) as error:
            return [str(error)]
        passages = self._db.execute("SELECT count(*) FROM passages").fetchone()[0]
        return faults + ([f"{passages} passages but {words} rows of words"] if words != passages else [])


PAPER = "id, title, organisation, date, source, document, format, sha256, pages, warnings, recognised, labels"
PASSAGE = "id, paper, start, stop, first, last, page, context"

DAMAGE = "no such", "Could not decode", "unsupported file format"  # in errors that SQLite calls operational


def unusable(path: Path, error: sqlite3.DatabaseError) -> LibraryError:
    """SQLite's error about a catalogue, for people: locked, out of space and so on, or damaged."""
    if isinstance(error, sqlite3.OperationalError) and not str(error).startswith(DAMAGE):
        cure = ROOM if is_full(path, error) else "check its permissions and the disk, and try again"
        return LibraryError(f"the catalogue {path} can't be used: {error}", cure)
    return _damaged(path)


def _damaged(path: Path) -> LibraryError:
    return LibraryError(f"the catalogue {path} is damaged", "rebuild it: policy ingest --rebuild")


def _connected(path: Path) -> sqlite3.Connection:
    """A connection to an existing file. Raises LibraryError."""
    try:
        return connect(path, isolation_level=None, check_same_thread=False)
    except sqlite3.DatabaseError as error:
        if path.exists():
            raise unusable(path, error) from error
        raise LibraryError(
            f"the library in {path.parent} is gone: its folder was moved or deleted",
            "put it back, or name its new folder: policy --library FOLDER",
        ) from error


def _file(path: Path) -> File:
    """What identifies the file at a path; None if there is no file."""
    try:
        facts = path.stat()
    except OSError:
        return None
    return facts.st_dev, facts.st_ino


def recorded_sources(path: Path) -> list[str] | None:
    """Where the papers of a catalogue came from, whatever its version; None if it is too damaged to tell.

    Folders that were named end with a slash; an older catalogue has none.
    """
    if not path.exists():
        return []
    try:
        with closing(connect(path)) as db:
            if SOURCES not in statements(db):
                return None
            found = [location for (location,) in db.execute("SELECT location FROM sources ORDER BY location")]
            folders = db.execute("SELECT value FROM meta WHERE key = ?", (FOLDERS,)).fetchone()
            found += json.loads(folders[0]) if folders else []
    except (sqlite3.DatabaseError, ValueError, TypeError):  # SQLite quotes the damaged file
        return None
    return found if all(isinstance(source, str) for source in found) else None


def _paper_row(paper: Paper) -> tuple:
    date = paper.date and paper.date.isoformat()
    facts = (paper.id, paper.title, paper.organisation, date, paper.source, paper.document, paper.format, paper.sha256)
    warnings = json.dumps([asdict(warning) for warning in paper.warnings], ensure_ascii=False)
    return (*facts, paper.text, json.dumps(paper.pages), warnings, json.dumps(paper.recognised), _list(paper.labels))


def _paper(row: tuple) -> Paper:
    """Raises TypeError or ValueError if the disk returns what can't have been written."""
    if not all(isinstance(fact, str) for fact in row if fact is not None):
        raise TypeError
    id, title, organisation, date, source, _, format, sha256, pages, warnings, recognised, labels, text = row
    day = date and datetime.date.fromisoformat(date)
    place = shown(source), file_name(source)  # some older libraries kept the query of an address in these two
    told = tuple(ReadingWarning(**warning) for warning in json.loads(warnings))
    starts, scanned, printed = (tuple(json.loads(each)) for each in (pages, recognised, labels))
    if not all(isinstance(label, str) for label in printed):
        raise TypeError
    return Paper(id, title, organisation, day, *place, format, sha256, text, starts, told, scanned, printed)


def _block_row(paper: str, n: int, b: Block) -> tuple:
    lists = _list(b.headings), _list(b.columns)
    return paper, n, b.kind, b.start, b.words, b.end, b.page, b.number, *lists, b.level


def _block(row: tuple) -> Block:
    _, _, kind, start, words, end, page, number, headings, columns, level = row
    return Block(kind, start, words, end, page, number, tuple(json.loads(headings)), tuple(json.loads(columns)), level)


def _list(names: tuple[str, ...]) -> str:
    return json.dumps(names, ensure_ascii=False)


def _paper_sum(paper: Paper) -> int:
    """Covers everything except the paper's source, which may change."""
    facts = (paper.id, paper.title, paper.organisation, paper.date, paper.format, paper.sha256, paper.pages)
    return zlib.crc32(paper.text.encode(), _sum((*facts, paper.warnings, paper.recognised, paper.labels)))


def _sum(facts: object) -> int:
    """SQLite keeps no checksums: a flipped byte in a text would be quoted as if the paper said so."""
    return zlib.crc32(repr(facts).encode())
