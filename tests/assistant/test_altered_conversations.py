"""Conversations that the disk, or somebody, has altered: read, or told with the cure, never a fault of ours."""

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assistant.conversations.export import with_sources, words_alone
from assistant.conversations.store import Conversations, Rating, ReadPassage, Turn
from evals.feedback import judged_lines
from ingest.errors import LibraryError
from tests.assistant.test_conversations import answer
from tui import exchange_text
from tui.screens.conversations import _line

AWAY = re.compile("move (it|that file) away")
COLUMNS = [
    *(("conversations", column) for column in "title started changed deleted".split()),
    *(("turns", column) for column in "conversation question papers answer passages asked".split()),
    *(("judgments", column) for column in "good note judged".split()),
]
VALUES = [
    *("x'ff41'", "CAST(x'ff41' AS TEXT)", "'?'", "''", "-1", "99999999999", "1e999", "'NaN'", "'null'", "'{}'"),
    *("""'["p"]'""", """'[["p"]]'""", """'[["p", 1]]'""", """'[["p", "q", "r"]]'""", """'[["p", -1, 1e999]]'"""),
    *("""'[[1, 2, 3]]'""", """'{"status": "?"}'""", "'{\"statements\": 1}'", "printf('%.*c', 100000, '[')"),
]
FIELDS = [
    *(("",), ("statements",), ("statements", 0), ("citations",), ("citations", 0), ("nearest",)),
    *((field,) for field in "question status coverage missing model confidence seconds error note id".split()),
    *(("statements", 0, field) for field in "text citations support about listed reason marked".split()),
    *(("citations", 0, field) for field in answer("Who?").citations[0].model_dump()),
]
ODD = [None, -1, 0, 7, 10**30, 1e308, float("nan"), float("inf"), "?", "", "NaN", [], [1], [[]], [["a", "bold"]], {}]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The file of a conversation of two turns, the first of them judged."""
    path = tmp_path_factory.mktemp("whole") / "conversations.db"
    kept = Conversations(path)
    conversation = kept.start("Who?")
    turn = kept.keep(conversation, "Who?", answer("Who?"), ("p1",), [ReadPassage("p1", 0, 5)])
    kept.keep(conversation, "And who else?", answer("And who else?"))
    kept.rate(turn.id, Rating(True, "yes"))
    return path.read_bytes()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "conversations.db"


def looks(path: Path) -> Iterator[Callable[[], object]]:
    """All that a screen or a command makes of what was kept."""
    kept = Conversations(path)
    yield lambda: [_line(each) for each in kept.find()]
    yield lambda: kept.find("parks board")
    yield lambda: list(judged_lines(kept, {"p1": "parks.md"}))
    yield lambda: [turn.id for turn in kept.before(2)]
    yield lambda: [rendered(turn) for turn in kept.turns(1)]


def rendered(turn: Turn) -> object:
    shown = list(exchange_text.answer(turn.answer, turn.rating, 1)), exchange_text.question(turn.question)
    return shown, with_sources(turn.answer), words_alone(turn.answer), json.dumps(turn.answer.as_json())


def faults(path: Path) -> list[str]:
    """Each fault as a person is told it."""
    found = []
    for look in looks(path):
        try:
            look()
        except LibraryError as error:
            found.append(error.told)
    return found


def alter(path: Path, table: str, column: str, value: str) -> None:
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"UPDATE OR IGNORE {table} SET {column} = {value} WHERE rowid = 1")


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_an_altered_value_is_read_or_told_as_damage(
    path: Path, whole: bytes, table: str, column: str, subtests: pytest.Subtests
):
    for value in VALUES:
        with subtests.test(value=value):
            path.write_bytes(whole)
            alter(path, table, column, value)

            assert all(str(path) in fault and AWAY.search(fault) for fault in faults(path))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: ".".join(map(str, field)))
def test_an_altered_answer_is_drawn_or_told_as_damage(
    path: Path, whole: bytes, field: tuple[str | int, ...], subtests: pytest.Subtests
):
    kept: Any = {"": json.loads(answer("Who?").model_dump_json())}
    *parents, last = ("", *field) if field != ("",) else field
    holder: Any = kept
    for name in parents:
        holder = holder[name]
    for value in ODD:
        with subtests.test(value=value):
            holder[last] = value
            path.write_bytes(whole)
            with closing(sqlite3.connect(path)) as db, db:
                db.execute("UPDATE turns SET answer = ? WHERE id = 1", (json.dumps(kept[""]),))

            assert all(str(path) in fault and AWAY.search(fault) for fault in faults(path))


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("conversations", "changed", "'never'"),
        ("turns", "passages", "'[[1]]'"),
        ("turns", "papers", "'{'"),
        ("turns", "answer", """'{"status": "x"}'"""),
        ("judgments", "good", "'?'"),
    ],
)
def test_what_can_not_have_been_kept_is_told_with_the_file_and_the_cure(
    path: Path, whole: bytes, table: str, column: str, value: str
):
    path.write_bytes(whole)
    alter(path, table, column, value)

    assert set(faults(path)) == {
        f"the conversations in {path} are damaged. move that file away and a new one will be made"
    }
