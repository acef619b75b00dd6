"""The log: who asked what and what was cited, for as long as is set, and never a token."""

import csv
import datetime
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.answer import Answer
from assistant.cli.main import cli
from assistant.service.people import People
from assistant.service.record import Entry, Record
from ingest.errors import PolicyError
from ingest.library import Library
from ingest.owned_files import SERVICE

NOW = datetime.datetime.now().astimezone()


def entry(question: str, days_ago: float = 0) -> Entry:
    return Entry("ann", "api", question, "answered", at=NOW - datetime.timedelta(days=days_ago))


def test_it_holds_what_was_asked_and_nothing_older_than_is_to_be_kept(tmp_path: Path):
    Record(tmp_path, days=400).add(entry("Who swept the ancient quay?", days_ago=31))
    record = Record(tmp_path, days=30)
    record.add(entry("Who sweeps it?", days_ago=29))

    assert [each.question for each in record.entries()] == ["Who sweeps it?"]
    assert not [path for path in tmp_path.iterdir() if b"ancient" in path.read_bytes()]


def test_with_no_days_nothing_is_kept(tmp_path: Path):
    record = Record(tmp_path, days=0)
    record.add(entry("Who sweeps it?"))

    assert list(record.entries()) == []


def test_clearing_leaves_the_tokens(tmp_path: Path):
    token = People(tmp_path).add("ann")
    Record(tmp_path, days=400).add(entry("Who?", days_ago=31))
    Record(tmp_path, days=0).clear()

    assert People(tmp_path).known(token)
    assert list(Record(tmp_path, days=30).entries()) == []


def test_an_answer_is_kept_with_the_places_it_rests_on(door, tmp_path: Path):
    answer = door.ask("When does North East London plan to become a single CCG?")
    record = Record(tmp_path, days=30)
    record.add(Entry.of_answer("ann", "api", answer))
    record.add(Entry.of_answer("ann", "api", door.ask("When was the Harbour Guild of Elsewhere set up?")))
    record.add(Entry.of_search("ben", "mcp", "single CCG", door.search("single CCG", limit=2)))
    said, refused, searched = record.entries()

    assert said.status == "answered"
    assert "April 2021" in said.answer
    cited = said.cited[0]
    assert "April 2021" in door.text(cited["paper"])[cited["start"] : cited["end"]]
    assert refused.reason == "unknown_name"
    assert "The papers do not say." in refused.answer
    assert (searched.person, searched.status, len(searched.cited)) == ("ben", "searched", 2)


def export(folder: Path, out: Path) -> str:
    done = CliRunner().invoke(cli, ["log", "export", str(out), "--library", str(folder)])
    return done.output if done.exit_code == 0 else str(done.exception)


def test_it_is_exported_for_programs_and_for_a_spreadsheet_that_runs_nothing(library: Library, tmp_path: Path):
    record = Record(library.folder, days=30)
    record.add(entry("=HYPERLINK(1)"))
    record.add(Entry("ben", "mcp", "Who\u202e?", "answered", answer="The board. [1]", cited=[CITED]))

    assert export(library.folder, tmp_path / "log.jsonl") == f"2 entries in {tmp_path / 'log.jsonl'}\n"
    _, second = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text("utf-8").splitlines()]
    assert second["cited"] == [CITED]
    assert second["person"] == "ben"

    export(library.folder, tmp_path / "log.csv")
    rows = list(csv.DictReader(io.StringIO((tmp_path / "log.csv").read_text("utf-8-sig"))))
    assert rows[0]["question"] == "'=HYPERLINK(1)"
    assert "\u202e" not in rows[1]["question"]
    assert rows[1]["cited"] == "Parks (parks.md): paragraph 3"


CITED = {
    "paper": "p1", "title": "Parks", "document": "parks.md", "date": "2020-01-31", "place": "paragraph 3",
    "start": 0, "end": 9,
}  # fmt: skip


def test_another_form_is_refused(library: Library, tmp_path: Path):
    assert "can't be written as 'log.pdf'" in export(library.folder, tmp_path / "log.pdf")


def test_one_of_a_newer_version_is_told_and_left_alone(library: Library):
    from ingest.database import connect

    Record(library.folder, days=3).add(entry("Who?"))
    db = connect(library.folder / SERVICE)
    db.execute("PRAGMA user_version = 9")
    db.close()
    with pytest.raises(PolicyError, match="newer version"):
        list(Record(library.folder, days=3).entries())


def test_an_error_is_logged_as_such(tmp_path: Path):
    record = Record(tmp_path, days=3)
    record.add(Entry.of_answer("ann", "api", Answer(question="Who?", status="error", error="the model is gone")))
    assert [(each.status, each.answer) for each in record.entries()] == [("error", "the model is gone")]
