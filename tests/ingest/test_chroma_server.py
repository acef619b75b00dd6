"""With its vectors on a Chroma server a library is the same, and what befalls the server is told and mended."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from chroma_server import ChromaServer, certificate, proxy
from conftest import take
from pydantic import SecretStr

from assistant.cli.doctor import examine
from assistant.cli.ingest import run_ingest
from assistant.cli.ingest_progress import JsonLines
from assistant.settings import Settings, load_settings
from ingest.chroma import Server
from ingest.encode import DEFAULT
from ingest.errors import LibraryError, SettingsError
from ingest.library import Library, make_library

pytestmark = pytest.mark.xdist_group("chroma server")

PARKS = "# Parks\n\nThe keeper of the northern park opens its gates at dawn.\n"
MONEY = "# Money\n\nThe parks board pays three million pounds a year for its keepers.\n"
QUESTION = "When do the gates of the park open?"


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    folder.mkdir()
    (folder / "parks.md").write_text(PARKS, "utf-8")
    (folder / "money.md").write_text(MONEY, "utf-8")
    return folder


@pytest.fixture
def served(tmp_path: Path, models: Path, running: ChromaServer, papers: Path) -> Iterator[Library]:
    """A library of two papers with its vectors on the server."""
    with Library(make_library(tmp_path / "served"), DEFAULT, models, Server(running.url, seconds=120)) as library:
        take(library, papers)
        yield library


def settings_of(library: Library, url: str) -> Settings:
    return load_settings(library=library.folder, chroma=url)


def nearest(library: Library) -> list[tuple[str, float]]:
    library.refresh()
    return library.vectors.search(library.encoder.embed_query(QUESTION), 5, None, 2)


def test_a_served_library_holds_and_finds_what_one_in_a_folder_does(library: Library, served: Library, papers: Path):
    take(library, papers)

    assert served.catalogue.passage_ids() == library.catalogue.passage_ids() == served.vectors.ids()
    assert [id for id, _ in nearest(served)] == [id for id, _ in nearest(library)]
    assert [score for _, score in nearest(served)] == pytest.approx([score for _, score in nearest(library)], abs=1e-5)
    assert not (served.folder / "chroma").exists()


def test_libraries_on_one_server_leave_each_other_alone(
    served: Library, running: ChromaServer, tmp_path: Path, models: Path, papers: Path
):
    with Library(make_library(tmp_path / "other"), DEFAULT, models, Server(running.url)) as other:
        take(other, papers / "parks.md")
        run_ingest(settings_of(other, running.url), [], prune=False, rebuild=True, reporter=JsonLines())
        other.refresh()
        assert other.vectors.ids() == other.catalogue.passage_ids()
        with other.writing():
            other.remove(other.catalogue.papers()[0].id)
        assert other.vectors.count() == 0

    assert served.vectors.ids() == served.catalogue.passage_ids()
    assert len(nearest(served)) == 2


def test_a_rebuild_leaves_nothing_old_on_the_server(served: Library, running: ChromaServer, papers: Path):
    (papers / "money.md").unlink()
    run_ingest(settings_of(served, running.url), [], prune=False, rebuild=True, reporter=JsonLines())

    served.refresh()  # it was open meanwhile
    assert [paper.title for paper in served.catalogue.papers()] == ["Parks"]
    assert served.vectors.ids() == served.catalogue.passage_ids()


def test_a_library_asked_for_at_the_wrong_place_says_where_its_vectors_are(
    served: Library, running: ChromaServer, library: Library, papers: Path, models: Path
):
    with (
        Library(served.folder, DEFAULT, models) as misled,
        pytest.raises(LibraryError, match=f"on the Chroma server {running.url}") as refusal,
    ):
        misled.need_papers()
    assert "--chroma" in refusal.value.cure

    take(library, papers)
    with (
        Library(library.folder, DEFAULT, models, Server(running.url)) as misled,
        pytest.raises(LibraryError, match="in its own folder"),
    ):
        misled.need_papers()


def test_a_server_that_is_gone_is_told_and_one_started_again_goes_on(served: Library, running: ChromaServer):
    before = nearest(served)
    running.stop()
    try:
        with pytest.raises(LibraryError, match="could not be read") as refusal:
            nearest(served)
        assert "check that the server is running" in refusal.value.cure
        with (
            Library(served.folder, DEFAULT, served._models, Server(running.url)) as anew,
            pytest.raises(LibraryError, match="could not be opened"),
        ):
            anew.need_papers()
    finally:
        running.start()
    assert nearest(served) == before  # the same open library, without being opened anew


def test_a_server_that_lost_its_data_is_told_and_mended(tmp_path: Path, models: Path, papers: Path, encoder: object):
    server = ChromaServer(tmp_path / "data")
    server.start()
    try:
        with Library(make_library(tmp_path / "emptied"), DEFAULT, models, Server(server.url)) as library:
            take(library, papers)
            before = nearest(library)
            server.stop()
            shutil.rmtree(server.folder)
            server.start()

            with pytest.raises(LibraryError, match="gone") as refusal:  # by a reader that was open
                nearest(library)
            assert "policy doctor" in refusal.value.cure
            with (
                Library(library.folder, DEFAULT, models, Server(server.url)) as anew,
                pytest.raises(LibraryError, match="has lost 2 of its vectors"),
            ):
                anew.need_papers()

            findings = {finding.what: finding for finding in examine(settings_of(library, server.url))}
            assert findings["vectors"].state == "2 missing and 0 without a passage; repaired"
            with Library(library.folder, DEFAULT, models, Server(server.url)) as anew:
                assert [id for id, _ in nearest(anew)] == [id for id, _ in before]
    finally:
        server.stop()


def test_a_slow_server_is_told_within_the_time(served: Library, running: ChromaServer, models: Path):
    free, answered = threading.Event(), threading.Event()
    free.set()

    def slowly(_: object) -> bool:
        free.wait()
        answered.set()
        return True

    patience = 4  # seconds: a busy machine answers within them too
    nearest(served)  # the server's first search opens its index
    with proxy(running.url, slowly) as url:
        served.catalogue.set_meta("server", url)
        with Library(served.folder, DEFAULT, models, Server(url, seconds=patience)) as library:
            assert len(nearest(library)) == 2
            free.clear()
            answered.clear()
            with pytest.raises(LibraryError, match="did not answer in time"):
                nearest(library)
        with (
            Library(served.folder, DEFAULT, models, Server(url, seconds=patience)) as library,
            pytest.raises(LibraryError, match="did not answer in time"),
        ):
            library.need_papers()
        assert not answered.is_set()
        free.set()


def test_token_and_certificate_go_to_the_proxy(served: Library, running: ChromaServer, models: Path, tmp_path: Path):
    cert, context = certificate(tmp_path)
    with proxy(running.url, lambda asked: asked.headers["authorization"] == "Bearer s3cret", context) as url:
        served.catalogue.set_meta("server", url)

        def opened(**given: object) -> Library:
            return Library(served.folder, DEFAULT, models, Server(url, **given))  # type: ignore[arg-type]

        with opened(token=SecretStr("s3cret"), ca=cert) as library:
            assert len(nearest(library)) == 2
        with opened(token=SecretStr("wr0ng"), ca=cert) as library, pytest.raises(LibraryError) as refusal:
            library.need_papers()
        assert "refused" in refusal.value.told
        assert "wr0ng" not in refusal.value.told + repr(library._server)
        with opened(token=SecretStr("s3cret")) as library, pytest.raises(LibraryError, match="could not be opened"):
            library.need_papers()  # a certificate that nobody vouches for


def test_what_is_no_chroma_server_is_told(served: Library, models: Path):
    with proxy("http://127.0.0.1:9", lambda _: False) as url:
        served.catalogue.set_meta("server", url)
        with Library(served.folder, DEFAULT, models, Server(url)) as library, pytest.raises(LibraryError):
            library.need_papers()


@pytest.mark.parametrize(
    "address",
    ["", "127.0.0.1:8000", "ftp://127.0.0.1", "http://", "http://user:s3cret@host", "http://h:99999", "http://h?a=b"],
)
def test_an_address_that_is_none_is_refused_without_being_repeated(address: str):
    with pytest.raises(SettingsError) as refusal:
        Server(address)
    assert "http://127.0.0.1:8000" in refusal.value.cure
    assert "s3cret" not in refusal.value.told


def test_chromas_settings_are_not_read_from_the_folder_one_is_in(
    library: Library, papers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / ".env").write_text("chroma_otel_collection_endpoint=http://127.0.0.1:9\nis_persistent=no\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    take(library, papers)

    assert library.vectors._client.get_settings().chroma_otel_collection_endpoint == ""
