"""The catalogue gives back what it was given, or nothing of it, and says what is wrong with it."""

import datetime
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.catalogue import Catalogue, recorded_sources, unusable
from ingest.errors import LibraryError
from ingest.owned_files import LOCK, need_ours
from ingest.paper import Block, Paper, Passage, ReadingWarning, Source
from ingest.permissions import make_file

TEXT = "Parks\n\nThe café is open.\n\nA | B\n\x00 odd"
PAPER = Paper(
    "p" * 16,
    "Parks",
    "Town",
    datetime.date(2021, 3, 4),
    "/x/parks.md",
    "parks.md",
    "md",
    "0" * 64,
    TEXT,
    (0, 7),
    (ReadingWarning("a scanned picture", "add its text", 2),),
)
BLOCKS = [
    Block("heading", 0, 0, 5, 1, level=1),
    Block("paragraph", 7, 7, 24, 2, "3.2", ("Parks",)),
    Block("row", 26, 26, 31, 2, columns=("Name", "“Café”")),
]
PASSAGES = [Passage("p-1", PAPER.id, 0, 24, 0, 1, 1, "Parks"), Passage("p-2", PAPER.id, 26, 31, 2, 2, 2, "Parks › B")]
SOURCE = Source("/x/parks.md", 40, 123, "0" * 64, PAPER.id)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "catalogue.db"
    make_file(path)
    return path


@pytest.fixture
def catalogue(path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue(path)
    with catalogue.change():
        catalogue.add(PAPER, BLOCKS, PASSAGES, {})
        catalogue.put_source(SOURCE)
    yield catalogue
    catalogue.close()


def test_everything_comes_back_as_it_was(catalogue: Catalogue):
    assert catalogue.paper(PAPER.id) == PAPER
    assert catalogue.papers() == [replace(PAPER, text="")]
    assert catalogue.blocks(PAPER.id) == BLOCKS
    assert catalogue.passages(PAPER.id) == PASSAGES
    assert catalogue.sources() == [SOURCE]
    assert catalogue.counts() == {PAPER.id: 2}
    assert catalogue.faults() == []


def test_words_are_found_in_any_form_and_without_accents(catalogue: Catalogue):
    assert [id for id, _ in catalogue.search(["cafes"], 5)] == ["p-1"]
    assert catalogue.search(["opening"], 5, [PAPER.id])
    assert catalogue.search(["opening"], 5, ["another"]) == []
    assert catalogue.search(["opening"], 5, []) == []


def test_a_rare_word_tells_more_than_a_common_one(catalogue: Catalogue):
    assert catalogue.rarity("unheard") > catalogue.rarity("cafe") > catalogue.rarity("park") >= 0


def test_what_is_kept_between_questions_is_read_again_after_a_change_by_anybody(catalogue: Catalogue, path: Path):
    def read(from_: Catalogue) -> tuple[object, ...]:
        whole = from_.papers(), from_.counts(), from_.acronyms(), from_.paper_count(), from_.passage_count()
        return *whole, from_.rarity("cafe")

    with closing(Catalogue(path)) as other:
        before = read(other)
        assert before == read(catalogue)
        with catalogue.change():
            catalogue.remove(PAPER.id)
            assert read(catalogue) == ([], {}, {}, 0, 0, pytest.approx(0.6931, abs=1e-4))
            assert read(other) == before
        assert read(other) == read(catalogue) != before


def test_what_is_read_inside_a_change_that_fails_is_not_kept(catalogue: Catalogue):
    before = catalogue.papers()

    def fail() -> None:
        with catalogue.change():
            catalogue.remove(PAPER.id)
            assert catalogue.papers() == []
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert catalogue.papers() == before


def test_what_is_done_to_the_list_of_papers_does_not_change_what_is_kept(catalogue: Catalogue):
    catalogue.papers().clear()
    catalogue.counts().clear()
    assert catalogue.papers()
    assert catalogue.counts()


def test_any_number_of_papers_can_be_searched(catalogue: Catalogue):
    many = [f"{n:016}" for n in range(250_001)]  # SQLite takes 32,766 values, on Debian 250,000
    assert catalogue.search(["cafe"], 5, many) == []
    assert catalogue.search(["cafe"], 5, [*many, PAPER.id]) == catalogue.search(["cafe"], 5) != []


def test_a_change_that_fails_leaves_nothing(catalogue: Catalogue):
    generation = catalogue.generation
    with pytest.raises(sqlite3.IntegrityError), catalogue.change():
        catalogue.add(replace(PAPER, id="q" * 16), [], PASSAGES, {})  # their ids are taken

    assert catalogue.paper(PAPER.id) == PAPER
    assert catalogue.generation == generation


def test_a_removed_paper_leaves_no_row_behind(catalogue: Catalogue, path: Path):
    with catalogue.change():
        catalogue.remove(PAPER.id)

    with sqlite3.connect(path) as db:
        left = {t: db.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in ("papers", "blocks", "sources")}
    db.close()
    assert set(left.values()) == {0}
    assert catalogue.passage_ids() == set()
    assert catalogue.search(["cafe"], 5) == []


def test_every_change_raises_the_generation_for_other_readers_too(catalogue: Catalogue, path: Path):
    other = Catalogue(path)
    before = other.generation
    catalogue.set_meta("colour", "green")

    assert other.generation == before + 1
    assert other.meta("colour") == "green"
    other.close()


def test_a_paper_is_named_by_the_place_that_still_holds_it(catalogue: Catalogue):
    with catalogue.change():
        catalogue.put_source(replace(SOURCE, location="/y/gardens.md"))
        catalogue.drop_source(SOURCE.location)
        catalogue.name_by_source(PAPER.id)

    paper = catalogue.paper(PAPER.id)
    assert paper is not None
    assert (paper.source, paper.document) == ("/y/gardens.md", "gardens.md")


def test_a_file_that_is_no_catalogue_is_named_as_damaged(path: Path):
    path.write_bytes(b"no database" * 1000)

    with pytest.raises(LibraryError, match="is damaged") as refusal:
        Catalogue(path)
    assert "policy ingest --rebuild" in refusal.value.cure
    assert recorded_sources(path) is None


def test_a_damaged_schema_that_is_no_text_is_told(catalogue: Catalogue, path: Path):
    """SQLite quotes it when it says so, and Python can't read what SQLite says."""
    catalogue.close()
    damaged = (
        path.read_bytes().replace(b"tablemetameta", b"tablem\xe5tam\xe5ta").replace(b"TABLE meta", b"T\xc5BLE meta")
    )
    path.write_bytes(damaged)

    with pytest.raises(LibraryError, match="is damaged"):
        Catalogue(path)
    (path.parent / LOCK).touch()
    need_ours(path.parent)
    assert recorded_sources(path) is None


def test_a_library_of_another_version_is_named_and_its_sources_can_be_told(catalogue: Catalogue, path: Path):
    catalogue.set_meta("version", "0")

    with pytest.raises(LibraryError, match="another version") as refusal:
        Catalogue(path)
    assert "policy ingest --rebuild" in refusal.value.cure
    assert recorded_sources(path) == [SOURCE.location]


def test_a_locked_catalogue_is_not_called_damaged(path: Path, monkeypatch: pytest.MonkeyPatch):
    Catalogue(path).close()
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda path, **options: connect(path, **{**options, "timeout": 0.1}))
    holder = connect(path, isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")

    with pytest.raises(LibraryError, match="locked") as refusal:
        Catalogue(path)
    assert "rebuild" not in refusal.value.cure
    holder.close()


def test_words_lost_are_a_fault(catalogue: Catalogue, path: Path):
    other = sqlite3.connect(path)
    with other:
        other.execute("DELETE FROM words")
    other.close()

    assert catalogue.faults() == ["2 passages but 0 rows of words"]


def told(read: Callable[[], object], path: Path) -> str | None:
    """What a person is told of a fault, in short."""
    try:
        read()
    except LibraryError as error:
        return "is damaged" if "is damaged" in str(error) and "--rebuild" in error.cure else str(error)
    except sqlite3.DatabaseError as error:
        return "is damaged" if "is damaged" in str(unusable(path, error)) else str(error)
    return None


COLUMNS = [
    ("meta", "value", "key = 'generation'"),
    *(("papers", column, "1") for column in "title organisation date source document format sha256 pages text".split()),
    *(("blocks", column, "n = 1") for column in "kind first words last page number headings columns level".split()),
    *(("passages", column, "id = 'p-1'") for column in "start stop first last page context".split()),
    *(("sources", column, "1") for column in "size modified sha256".split()),
    ("acronyms", "long", "1"),
]


@pytest.mark.parametrize("value", ["CAST(x'ff41' AS TEXT)", "x'ff41'", "'?'", "-1"])
@pytest.mark.parametrize(("table", "column", "where"), COLUMNS)
def test_whatever_the_disk_gives_back_is_read_or_named_as_damaged(
    catalogue: Catalogue, path: Path, table: str, column: str, where: str, value: str
):
    with closing(sqlite3.connect(path)) as db, db:
        db.execute(f"UPDATE {table} SET {column} = {value} WHERE {where}")

    for read in (
        catalogue.papers,
        lambda: catalogue.paper(PAPER.id),
        lambda: catalogue.blocks(PAPER.id),
        lambda: catalogue.passages(PAPER.id),
        lambda: catalogue.passages_by_id(["p-1"]),
        lambda: catalogue.generation,
        catalogue.acronyms,
        catalogue.counts,
        catalogue.sources,
        catalogue.faults,
    ):
        assert told(read, path) in (None, "is damaged")
