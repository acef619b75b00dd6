"""What was removed is gone: no file of the library holds a word of it any longer."""

import random
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pytest
from conftest import take

from assistant.cli.doctor import Finding, examine
from assistant.settings import load_settings
from ingest import catalogue as module
from ingest.catalogue import Catalogue
from ingest.library import CATALOGUE, Library
from ingest.paper import Block, Paper, Passage, Source


def invented(chance: random.Random) -> str:
    return "".join(chance.choice("bdfgkmnprtvz") + chance.choice("aou") for _ in range(7))


def left(folder: Path, words: Iterable[str]) -> dict[str, list[str]]:
    """The files of a library that hold one of the words: SQLite's index drops letters it shares with the one before,
    and the stemmer an ending, so the middle of it is enough. Of Chroma's files nothing is promised.
    """
    chroma = folder / "chroma"
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.is_relative_to(chroma)]
    files = {path.name: path.read_bytes().lower() for path in paths}
    held = {name: [word for word in words if word[4:-1].encode() in data] for name, data in files.items()}
    return {name: found for name, found in held.items() if found}


def papers(folder: Path, words: Iterable[str]) -> list[Path]:
    folder.mkdir(exist_ok=True)
    made = []
    for at, word in enumerate(words):
        path = folder / f"paper-{at}.md"
        path.write_text(f"# The {word} of parks\n\n" + f"A keeper opens the {word} at dawn.\n\n" * 5, "utf-8")
        made.append(path)
    return made


def test_no_word_of_a_paper_that_was_removed_changed_or_pruned_stays(library: Library, tmp_path: Path):
    words = [invented(random.Random(seed)) for seed in range(8)]
    made = papers(tmp_path / "papers", words)
    take(library, tmp_path / "papers")
    assert left(library.folder, words) == {CATALOGUE: words}

    with closing(Catalogue(library.folder / CATALOGUE)) as reader:  # else the log would go when the last one closes
        removed = library.catalogue.source(str(made[0]))
        assert removed
        assert reader.paper_count() == 8
        with library.writing():
            library.remove(removed.paper)
        assert set(left(library.folder, words)[CATALOGUE]) == set(words[1:])

        made[1].write_text("# Parks\n\nThere is nothing to see here.\n", "utf-8")
        take(library, tmp_path / "papers")
        with library.writing():
            library.forget(str(made[2]))
        kept = [words[0], *words[3:]]  # the first was taken in again
        assert {word for found in left(library.folder, words).values() for word in found} == set(kept)
        assert sum(bool(reader.search([word], 5)) for word in words) == len(kept)


def test_a_library_of_an_earlier_version_is_rid_of_it_by_its_next_writer(library: Library, tmp_path: Path):
    words = [invented(random.Random(seed)) for seed in (2, 3)]
    take(library, *papers(tmp_path / "papers", words))
    before = library.catalogue
    before._db.execute("PRAGMA secure_delete = OFF")
    with before.change():
        before.remove(before.papers()[0].id)
        before._db.execute("DELETE FROM meta WHERE key = 'remains'")
    assert left(library.folder, words)

    with library.writing():
        pass
    (paper,) = library.catalogue.papers()
    assert left(library.folder, [word for word in words if word not in paper.title]) == {}


def test_what_could_not_be_erased_is_told_and_mended(
    library: Library, tmp_path: Path, models: Path, monkeypatch: pytest.MonkeyPatch
):
    words = [invented(random.Random(seed)) for seed in (7, 8)]
    take(library, *papers(tmp_path / "papers", words))
    settings = load_settings(library=library.folder, models=models)

    def found() -> Finding:
        return next(finding for finding in examine(settings) if finding.what == "removed papers")

    with monkeypatch.context() as full:
        full.setattr(module, "rewrite", no_room)
        with library.writing():
            library.remove(library.catalogue.papers()[0].id)  # removed all the same
        assert len(library.catalogue.papers()) == 1
        assert "free up disk space" in found().cure

    assert "repaired" in found().state
    assert "nothing" in found().state
    (paper,) = library.catalogue.papers()
    assert left(library.folder, [word for word in words if word not in paper.title]) == {}


def no_room(db: sqlite3.Connection) -> None:
    raise sqlite3.OperationalError("database or disk is full")


def rows(id: str, word: str, chance: random.Random) -> tuple[Paper, list[Block], list[Passage]]:
    paragraphs = []
    for _ in range(chance.choice([1, 3, 8, 20, 60])):
        drawn = [invented(chance)[:6] for _ in range(chance.randint(10, 80))]
        paragraphs.append(" ".join([*drawn, word]))
    text = "\n".join(paragraphs)
    blocks, passages, at = [], [], 0
    for n, paragraph in enumerate(paragraphs):
        stop = at + len(paragraph)
        blocks.append(Block("text", at, at, stop, headings=(f"On {word}",)))
        passages.append(Passage(f"{id}-{n}", id, at, stop, n, n, None, f"On {word}"))
        at = stop + 1
    return Paper(id, word, None, None, f"/{word}.txt", word, "txt", id, text, ()), blocks, passages


def test_nothing_stays_in_any_corner_of_the_file(tmp_path: Path):
    """SQLite's secure_delete alone leaves a word here and there, in the unused room of a page that was once split."""
    chance = random.Random(4)
    (tmp_path / CATALOGUE).touch()
    with closing(Catalogue(tmp_path / CATALOGUE)) as catalogue:
        held: dict[str, str] = {}
        removed = []
        for n in range(400):
            id, word = f"{n:016x}", invented(chance)
            paper, blocks, passages = rows(id, word, chance)
            with catalogue.change():
                catalogue.add(paper, blocks, passages, {})
                catalogue.put_source(Source(paper.source, 1, 1, id, id))
                if n >= 150:
                    out = chance.choice(sorted(held))
                    removed.append(held.pop(out))
                    catalogue.remove(out)
            held[id] = word
        catalogue.wipe_removed()

        assert left(tmp_path, removed) == {}
        assert set(left(tmp_path, held.values())[CATALOGUE]) == set(held.values())
        assert catalogue.faults() == []
        assert all(catalogue.holding([word]) for word in held.values())


def test_a_reader_holds_nobody_up_and_what_it_still_reads_goes_with_the_next_writer(library: Library, tmp_path: Path):
    words = [invented(random.Random(seed)) for seed in (5, 6)]
    take(library, *papers(tmp_path / "papers", words))
    with closing(Catalogue(library.folder / CATALOGUE)) as reader, library.writing():
        with reader.snapshot():
            library.remove(library.catalogue.papers()[0].id)
            library.catalogue.wipe_removed()
            assert reader.paper_count() == 2
        assert reader.paper_count() == 1
    (paper,) = library.catalogue.papers()
    assert left(library.folder, [word for word in words if word not in paper.title]) == {}


def test_the_copy_that_a_killed_writer_was_reading_goes_with_the_next_one(library: Library):
    library.reading_folder.mkdir()
    (library.reading_folder / "paper.txt").write_text("zibokudanu", "utf-8")
    with library.writing():
        assert left(library.folder, ["zibokudanu"]) == {}
    assert not library.reading_folder.exists()
