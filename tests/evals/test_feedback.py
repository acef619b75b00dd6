"""What people rated in conversations of their own is exported with that of whoever keeps the library."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli.main import cli
from assistant.conversations.store import Conversations, Rating
from assistant.service.people import People
from assistant.service.record import Entry, Record
from ingest.library import Library
from ingest.owned_files import CONVERSATIONS, conversations_of
from tests.assistant.test_conversations import answer


@pytest.fixture
def folder(library: Library) -> Path:
    return library.folder


def rate(folder: Path, name: str | None, question: str, rating: Rating, days: int = 30) -> None:
    """Has somebody ask on their screen, where it is logged for so many days, and rate the answer.

    Without a name it is whoever keeps the library, whose questions are not logged.
    """
    file, given = CONVERSATIONS, answer(question)
    if name:
        (person,) = (each for each in People(folder).all() if each.name == name)
        file = conversations_of(person.id)
        Record(folder, days).add(Entry.of_answer(name, "serve", given))
    kept = Conversations(folder / file)
    turn = kept.keep(kept.start(question), question, given)
    kept.rate(turn.id, rating)


def export(folder: Path, out: Path) -> list[dict]:
    done = CliRunner().invoke(cli, ["feedback", "export", str(out), "--library", str(folder)])
    assert done.exit_code == 0, done.exception
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def test_one_export_has_the_ratings_of_all_with_names(folder: Path, tmp_path: Path):
    for name in ("ann", "ben"):
        People(folder).add(name)
    rate(folder, None, "Who pays?", Rating(True))
    rate(folder, "ann", "Who sweeps?", Rating(True))
    rate(folder, "ben", "Who sweeps?", Rating(False, "The council does"))
    People(folder).revoke("ben")

    lines = export(folder, tmp_path / "rated.jsonl")

    assert [(line["person"], line["question"], line["judged"]) for line in lines] == [
        ("", "Who pays?", "good"),
        ("ann", "Who sweeps?", "good"),
        ("ben", "Who sweeps?", "bad"),
    ]
    assert len({line["id"] for line in lines}) == 3
    assert lines[2]["note"] == "The council does"


def test_a_rating_has_a_name_only_while_the_log_has_the_question(folder: Path, tmp_path: Path):
    People(folder).add("ann")
    rate(folder, "ann", "Who sweeps?", Rating(True), days=0)
    rate(folder, "ann", "Who pays?", Rating(True))

    assert [line["person"] for line in export(folder, tmp_path / "rated.jsonl")] == ["", "ann"]

    Record(folder, 0).clear()
    assert [line["person"] for line in export(folder, tmp_path / "rated.jsonl")] == ["", ""]


def test_somebody_else_of_the_same_name_has_ratings_of_their_own(folder: Path, tmp_path: Path):
    for question in ("Who sweeps?", "Who pays?"):
        People(folder).add("ann")
        rate(folder, "ann", question, Rating(True))
        People(folder).revoke("ann")

    lines = export(folder, tmp_path / "rated.jsonl")
    assert [(line["id"], line["question"]) for line in lines] == [
        ("judged-1-1", "Who sweeps?"),
        ("judged-2-1", "Who pays?"),
    ]


def test_a_conversation_that_its_owner_deleted_is_not_exported(folder: Path, tmp_path: Path):
    People(folder).add("ann")
    rate(folder, "ann", "Who sweeps?", Rating(True))
    rate(folder, "ann", "Who pays?", Rating(True))
    Conversations(folder / conversations_of(1)).delete(1)

    assert [line["question"] for line in export(folder, tmp_path / "rated.jsonl")] == ["Who pays?"]
