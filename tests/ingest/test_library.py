"""One writer, any number of readers, and never half a paper."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from conftest import take

from ingest.encode import DEFAULT, Encoder
from ingest.errors import LibraryError
from ingest.library import Library, make_library, wipe
from ingest.load import load
from ingest.prepare import prepare
from ingest.sync import Outcome

PARKS = "# Parks\n\nThe keeper of the northern park opens its gates at dawn.\n"
MONEY = "# Money\n\nThe parks board pays three million pounds a year for its keepers.\n"


def write(folder: Path, name: str, words: str) -> Path:
    path = folder / name
    path.write_text(words, "utf-8")
    return path


def found(library: Library, question: str = "When do the gates of the park open?") -> list[str]:
    """The ids of the papers that a search by meaning finds."""
    vector = library.encoder.embed_query(question)
    ids = [id for id, _ in library.vectors.search(vector, 5, None, 1)]
    return [passage.paper for passage in library.catalogue.passages_by_id(ids).values()]


def made_again(library: Library) -> None:
    """Has another process make the library again from its sources."""
    command = [sys.executable, "-m", "assistant", "ingest", "--rebuild", "--library", str(library.folder)]
    subprocess.run(command, check=True, timeout=240, capture_output=True)


def statuses(outcomes: list[Outcome]) -> list[str]:
    return [outcome.status for outcome in outcomes]


def test_a_changed_paper_replaces_the_old_one_whole(library: Library, tmp_path: Path):
    path = write(tmp_path, "a.md", PARKS)
    take(library, path)
    (before,) = library.catalogue.papers()

    path.write_text(MONEY, "utf-8")
    assert statuses(take(library, path)) == ["changed"]
    (after,) = library.catalogue.papers()

    assert after.title == "Money"
    assert after.id != before.id
    assert library.vectors.ids() == library.catalogue.passage_ids()
    assert found(library) == [after.id]


def test_the_same_contents_under_two_names_are_kept_once(library: Library, tmp_path: Path):
    first, second = write(tmp_path, "a.md", PARKS), write(tmp_path, "b.md", PARKS)
    outcomes = take(library, first, second)

    assert statuses(outcomes) == ["added", "same"]
    assert str(first) in outcomes[1].reason
    (paper,) = library.catalogue.papers()
    assert [source.location for source in library.catalogue.sources_of(paper.id)] == [str(first), str(second)]

    with library.writing():
        library.forget(str(first))
    (paper,) = library.catalogue.papers()
    assert (paper.source, paper.document) == (str(second), "b.md")
    assert found(library) == [paper.id]

    with library.writing():
        library.forget(str(second))
    assert library.catalogue.papers() == []
    assert library.vectors.count() == 0


def test_removed_paper_is_not_found(library: Library, tmp_path: Path):
    take(library, write(tmp_path, "a.md", PARKS), write(tmp_path, "b.md", MONEY))
    parks = next(paper for paper in library.catalogue.papers() if paper.title == "Parks")
    with library.writing():
        library.remove(parks.id)

    assert parks.id not in found(library)
    assert library.catalogue.search(["gates"], 5) == []
    assert library.catalogue.sources_of(parks.id) == []
    assert library.vectors.ids() == library.catalogue.passage_ids()


def test_a_kill_between_vectors_and_rows_leaves_no_trace(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    take(library, write(tmp_path, "a.md", PARKS))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(library.catalogue, "add", killed)
        with pytest.raises(KeyboardInterrupt):
            take(library, write(tmp_path, "b.md", MONEY))
    assert len(library.vectors.ids() - library.catalogue.passage_ids()) == 1
    assert [paper.title for paper in library.catalogue.papers()] == ["Parks"]

    with library.writing():
        assert library.vectors.ids() == library.catalogue.passage_ids()
    assert statuses(take(library, tmp_path / "b.md")) == ["added"]


def test_a_kill_before_the_old_vectors_are_dropped_leaves_the_new_paper(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = write(tmp_path, "a.md", PARKS)
    take(library, path)
    path.write_text(MONEY, "utf-8")

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(library.vectors, "remove", killed)
        with pytest.raises(KeyboardInterrupt):
            take(library, path)
    assert [paper.title for paper in library.catalogue.papers()] == ["Money"]

    with library.writing():
        assert library.vectors.ids() == library.catalogue.passage_ids()


def test_an_open_reader_finds_what_another_process_adds(library: Library, tmp_path: Path, models: Path):
    take(library, write(tmp_path, "a.md", MONEY))
    assert len(found(library)) == 1

    path = write(tmp_path, "b.md", PARKS)
    code = (
        "import sys; from pathlib import Path; from ingest.library import Library; from ingest.load import load;"
        "from ingest.prepare import prepare; from ingest.paper import Source\n"
        "folder, models, path, encoder = sys.argv[1:]\n"
        "with Library(Path(folder), encoder, Path(models)) as library, library.writing():\n"
        "    it = load(Path(path)); source = Source(path, 1, 1, it.paper.sha256, it.paper.id)\n"
        "    library.add(prepare(it, library.encoder), source)\n"
    )
    subprocess.run([sys.executable, "-c", code, library.folder, models, path, DEFAULT], check=True, timeout=240)
    library.refresh()

    assert found(library)[0] == load(path).paper.id


def test_an_open_reader_goes_on_while_another_process_removes(library: Library, tmp_path: Path, models: Path):
    take(library, write(tmp_path, "a.md", MONEY), write(tmp_path, "b.md", PARKS))
    both = [paper.id for paper in library.catalogue.papers()]
    stays = next(paper.id for paper in library.catalogue.papers() if paper.title == "Money")
    assert len(found(library)) == 2

    code = (
        "import sys; from pathlib import Path; from ingest.library import Library\n"
        "folder, models, encoder, place = sys.argv[1:]\n"
        "with Library(Path(folder), encoder, Path(models)) as library, library.writing(): library.forget(place)\n"
    )
    place = str(tmp_path / "b.md")
    subprocess.run([sys.executable, "-c", code, library.folder, models, DEFAULT, place], check=True, timeout=240)
    vector = library.encoder.embed_query("When do the gates of the park open?")

    for papers in (None, both):  # in the midst of a question, that is before `refresh`
        ids = [id for id, _ in library.vectors.search(vector, 5, papers, 2)]
        assert {passage.paper for passage in library.catalogue.passages_by_id(ids).values()} == {stays}


def test_views_that_several_threads_ask_see_a_library_that_was_made_again(library: Library, tmp_path: Path):
    """They share the vectors, as Chroma is open once in a process, however often it is asked to open."""
    take(library, write(tmp_path, "a.md", MONEY), write(tmp_path, "b.md", PARKS))
    library.need_papers()
    views = [library.another(library.encoder) for _ in range(2)]
    for view in views:
        view.need_papers()
    made_again(library)

    for view in views:
        view.need_papers()
        assert len(found(view)) == 2
        view.close()
    library.need_papers()
    assert len(found(library)) == 2


def test_a_look_inside_another_sees_the_papers_as_the_outer_one_does(library: Library, tmp_path: Path, models: Path):
    take(library, write(tmp_path, "parks.md", PARKS))

    with library.as_it_is():
        with Library(library.folder, DEFAULT, models) as other:
            take(other, write(tmp_path, "money.md", MONEY))
        with library.as_it_is():
            assert [paper.title for paper in library.catalogue.papers()] == ["Parks"]
        assert [paper.title for paper in library.catalogue.papers()] == ["Parks"]
    with library.as_it_is():
        assert [paper.title for paper in library.catalogue.papers()] == ["Money", "Parks"]


def test_a_look_inside_another_goes_on_where_the_library_was_made_again(library: Library, tmp_path: Path):
    take(library, write(tmp_path, "parks.md", PARKS))

    with library.as_it_is():
        made_again(library)
        with library.as_it_is():
            assert [paper.title for paper in library.catalogue.papers()] == ["Parks"]
    with library.as_it_is():
        assert [paper.title for paper in library.catalogue.papers()] == ["Parks"]


def test_a_second_writer_is_refused_and_told_who_writes(library: Library, models: Path):
    code = (
        "import sys; from pathlib import Path; from ingest.library import Library; from ingest.errors import *\n"
        "try:\n"
        "    with Library(Path(sys.argv[1]), sys.argv[2]) as library, library.writing(): print('in')\n"
        "except LibraryError as error: print(error)\n"
    )
    with library.writing():
        other = subprocess.run(
            [sys.executable, "-c", code, library.folder, DEFAULT], capture_output=True, text=True, timeout=240
        )
    assert other.stdout == f"process {os.getpid()} is writing to this library\n"

    with library.writing():  # and it can be written again
        assert library.catalogue.meta("writing") == "yes"


def test_a_library_of_another_encoder_is_named_as_such(library: Library, tmp_path: Path, encoder: Encoder):
    take(library, write(tmp_path, "a.md", PARKS))
    other_models = tmp_path / "models"
    shutil.copytree(encoder.folder, other_models / DEFAULT)
    stated = other_models / DEFAULT / "encoder.json"
    stated.write_text(stated.read_text("utf-8").replace(encoder.fingerprint, "f" * 64), "utf-8")

    with (
        Library(library.folder, DEFAULT, other_models) as other,
        pytest.raises(LibraryError, match="an encoder other than") as refusal,
    ):
        other.vectors.count()
    assert "policy ingest --rebuild" in refusal.value.cure


def test_vectors_that_are_no_vectors_are_named_as_damaged_until_they_are_made_again(library: Library, tmp_path: Path):
    (library.folder / "chroma").mkdir()
    (library.folder / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 1000)

    with pytest.raises(LibraryError, match="could not be opened") as refusal:
        library.vectors.count()
    assert "policy ingest --rebuild" in refusal.value.cure

    wipe(library.folder, None)  # by another process, while this one goes on
    library.refresh()
    take(library, write(tmp_path, "a.md", PARKS))
    assert library.vectors.count() == 1


def test_a_catalogue_that_breaks_while_it_is_read_is_named_as_damaged(tmp_path: Path, models: Path):
    folder = tmp_path / "library"
    library = Library(make_library(folder), DEFAULT, models)
    with closing(sqlite3.connect(folder / "catalogue.db")) as db:
        db.execute("DROP TABLE words")

    with pytest.raises(LibraryError, match="is damaged"), library:
        library.catalogue.search(["gates"], 5)


def test_thousands_of_passages_are_split_for_chroma(library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ingest.vectors.BATCH", 4)
    words = "\n\n".join(f"# Park {n}\n\nPark number {n} opens at dawn." for n in range(11))
    prepared = prepare(load(write(tmp_path, "a.md", words)), library.encoder)
    ids = [passage.id for passage in prepared.passages]
    library.vectors.add(ids, prepared.vectors, [prepared.paper.id] * len(ids))
    assert library.vectors.count() == len(ids) == 11

    library.vectors.remove(ids)
    assert library.vectors.count() == 0
