"""A folder that holds something else than a library is never written to, emptied or closed to others."""

import hashlib
import os
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import take

from assistant.cli.main import cli
from ingest.encode import Encoder
from ingest.errors import LibraryError
from ingest.library import Library, make_library, wipe
from ingest.weights import DEFAULT


def of_another_chroma(folder: Path) -> None:
    (folder / "chroma").mkdir()
    (folder / "chroma" / "chroma.sqlite3").write_bytes(b"theirs")


def of_another_catalogue(folder: Path) -> None:
    (folder / "chroma").mkdir()
    with closing(sqlite3.connect(folder / "catalogue.db")) as db:
        db.execute("CREATE TABLE shop (item)")
        db.commit()


def of_a_catalogue_that_is_no_database(folder: Path) -> None:
    (folder / "chroma").mkdir()
    (folder / "chroma" / "colours.icc").write_bytes(b"theirs")
    (folder / "catalogue.db").write_bytes(b"photos" * 1000)


def of_conversations(folder: Path) -> None:
    (folder / "conversations.db").write_bytes(b"theirs")


def of_files(folder: Path) -> None:
    (folder / "models").mkdir()
    (folder / "models" / "plane.txt").write_text("theirs", "utf-8")


FILLED = [
    of_another_chroma,
    of_another_catalogue,
    of_a_catalogue_that_is_no_database,
    of_conversations,
    of_files,
]


def contents(folder: Path) -> dict[str, tuple[int, str]]:
    """Rights and digests of all there is, by path."""
    return {
        str(path): (
            stat.S_IMODE(path.stat().st_mode),
            hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "",
        )
        for path in [folder, *folder.rglob("*")]
    }


@pytest.mark.parametrize("fill", FILLED)
@pytest.mark.parametrize(
    "command", [["ingest", "paper.md"], ["ingest", "--rebuild", "paper.md"], ["ask", "Who?"], ["papers"], ["doctor"]]
)
def test_no_command_touches_what_is_no_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fill: Callable[[Path], None], command: list[str]
):
    monkeypatch.chdir(tmp_path)
    Path("paper.md").write_text("# Parks\n\nThe gates open at dawn.\n", "utf-8")
    folder = tmp_path / "theirs"
    folder.mkdir()
    folder.chmod(0o755)
    fill(folder)
    before = contents(folder)

    said = CliRunner().invoke(cli, [*command, "--library", str(folder)])
    assert "is not a library: it holds other files" in f"{said.exception} {said.output}"
    assert contents(folder) == before


@pytest.mark.parametrize("fill", FILLED)
def test_what_is_no_library_is_not_wiped(tmp_path: Path, fill: Callable[[Path], None]):
    fill(tmp_path)
    before = contents(tmp_path)

    with pytest.raises(LibraryError, match="it holds other files"):
        wipe(tmp_path, None)
    assert contents(tmp_path) == before


def test_what_lies_beside_a_library_outlasts_a_rebuild(tmp_path: Path, encoder: Encoder, models: Path):
    (tmp_path / "parks.md").write_text("# Parks\n\nThe gates open at dawn.\n", "utf-8")
    with Library(make_library(tmp_path / "library"), DEFAULT, models) as library:
        take(library, tmp_path / "parks.md")
    (tmp_path / "library" / "notes.txt").write_text("mine", "utf-8")
    (tmp_path / "library" / "catalogue.db").write_bytes(os.urandom(5000))

    wipe(tmp_path / "library", None)
    assert (tmp_path / "library" / "notes.txt").read_text("utf-8") == "mine"
    assert not (tmp_path / "library" / "chroma").exists()


def test_a_library_whose_catalogue_is_gone_is_made_again(tmp_path: Path, encoder: Encoder, models: Path):
    (tmp_path / "parks.md").write_text("# Parks\n\nThe gates open at dawn.\n", "utf-8")
    with Library(make_library(tmp_path / "library"), DEFAULT, models) as library, library.writing():
        pass
    (tmp_path / "library" / "catalogue.db").unlink()

    wipe(tmp_path / "library", None)
    assert (tmp_path / "library" / "catalogue.db").exists()


def test_a_folder_with_nothing_but_hidden_files_becomes_a_library(tmp_path: Path):
    (tmp_path / ".gitkeep").touch()

    assert make_library(tmp_path) == tmp_path


@pytest.mark.parametrize("name", ["writer.pid", "writer.lock", "rebuild.txt.draft", "catalogue.db", "chroma/x.bin"])
def test_a_library_that_a_stranger_made_does_not_lead_out_of_itself(tmp_path: Path, models: Path, name: str):
    folder = tmp_path / "library"
    with Library(make_library(folder), DEFAULT, models) as library, library.writing():
        pass
    (tmp_path / "mine.txt").write_text("mine", "utf-8")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(tmp_path / "mine.txt")
    (tmp_path / "paper.md").write_text("# Parks\n\nThe gates open at dawn.\n", "utf-8")

    for command in (["ingest", str(tmp_path / "paper.md")], ["ingest", "--rebuild"], ["doctor"]):
        said = CliRunner().invoke(cli, [*command, "--library", str(folder)])
        assert f"{name} is a link, which no library contains" in f"{said.exception} {said.output}"
    assert (tmp_path / "mine.txt").read_text("utf-8") == "mine"
