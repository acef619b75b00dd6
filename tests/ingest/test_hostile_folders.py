"""Folders as attack: links that lead out, what is no file, names that lie, files that change under the reader."""

import json
import os
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from conftest import take

from assistant.cli.main import cli
from ingest import sync as module
from ingest.errors import PaperError
from ingest.library import Library
from ingest.places import expand
from ingest.safe_read import contents
from ingest.safe_walk import Folder

WORDS = "The keeper opens the gates of the northern park at dawn.\n"
SECRET = "The key of the office is under the mat of the northern door.\n"
ODD_NAMES = (
    "two\nlines.txt",
    "carriage\rreturn.txt",
    "\x1b[2J\x1b[31mred.txt",
    "\x1b]0;title\x07.txt",
    "[bold red]markup[blink].txt",
    "[link=x]link[@click=quit].txt",
    "-rf.txt",
    "--json.txt",
    "txt.\u202efdp.txt",
    "\u200e\u200f.txt",
    "tab\tand space .txt",
    "‘quotes’ \"and' `ticks` $(id).txt",
    "\U000e0041\U000e0042.txt",
    " .txt",
    "é" * 100 + ".txt",
    "x" * 251 + ".txt",
)
TERMINAL = set("\x1b\r\x07\u202e\u200e\u200f\U000e0041")  # what a terminal would act on, or would hide


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "sub").mkdir(parents=True)
    (folder / "a.txt").write_text(WORDS, "utf-8")
    (tmp_path / "secret.txt").write_text(SECRET, "utf-8")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "b.txt").write_text(SECRET, "utf-8")
    return folder


def by_name(library: Library, *places: Path) -> dict[str, str]:
    return {Path(outcome.location).name: outcome.reason or outcome.status for outcome in take(library, *places)}


def test_a_link_that_leads_out_of_its_folder_is_not_followed(library: Library, folder: Path, tmp_path: Path):
    (folder / "notes.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "sub" / "climbing.txt").symlink_to("../../secret.txt")
    (folder / "hop.txt").symlink_to("sub/climbing.txt")
    (folder / "elsewhere").symlink_to(tmp_path / "outside")
    found = by_name(library, folder)

    assert found.pop("a.txt") == "added"
    assert set(found) == {"notes.txt", "climbing.txt", "hop.txt"}
    assert all("a link to something outside its folder" in reason for reason in found.values())
    (paper,) = library.catalogue.papers()
    assert paper.document == "a.txt"


def test_a_link_within_its_folder_and_one_that_the_user_named_are_followed(
    library: Library, folder: Path, tmp_path: Path
):
    (folder / "sub" / "inside.txt").symlink_to("../a.txt")
    (folder / "notes.txt").symlink_to(tmp_path / "secret.txt")
    (tmp_path / "papers-too").symlink_to(folder)

    assert by_name(library, folder / "notes.txt") == {"notes.txt": "added"}
    assert "same contents" in by_name(library, tmp_path / "papers-too", folder / "notes.txt")["inside.txt"]
    assert by_name(library, folder, folder / "notes.txt")["notes.txt"] == "unchanged"


def test_what_is_no_file_is_never_opened(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch):
    os.mkfifo(folder / "pipe.txt")
    monkeypatch.chdir(folder)  # the path of a socket may not be long
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket.txt")
        (folder / "device.txt").symlink_to("/dev/zero")
        found = by_name(library, folder, folder / "device.txt")  # the pipe would be waited for without end

    assert found.pop("a.txt") == "added"
    assert found == dict.fromkeys(("pipe.txt", "socket.txt", "device.txt"), "a pipe, socket or device, not a file")


def test_odd_names_are_taken_in_and_shown_harmlessly(folder: Path, tmp_path: Path):
    for at, name in enumerate(ODD_NAMES):
        (folder / name).write_text(f"Gate {at}. {WORDS}", "utf-8")
    (folder / "...").write_text(WORDS, "utf-8")

    def policy(*words: str) -> str:
        done = CliRunner().invoke(cli, [*words, "--library", str(tmp_path / "library")])
        assert done.exit_code == 0, done.output
        return done.output

    told = policy("ingest", "--json", str(folder))
    outcomes = [json.loads(line) for line in told.splitlines()]
    again, listed = policy("ingest", str(folder)), policy("papers")

    assert {Path(outcome["location"]).name for outcome in outcomes[1:]} == {"a.txt", *ODD_NAMES}
    assert {outcome["status"] for outcome in outcomes[1:]} == {"added"}
    assert not TERMINAL & {*told, *again, *listed}
    assert sum(line.startswith("unchanged /") for line in again.splitlines()) == 1 + len(ODD_NAMES)
    assert "[bold red]markup[blink]" in again


def at_the_moment_of_reading(monkeypatch: pytest.MonkeyPatch, path: Path, change: Callable[[Path], None]) -> None:
    """Changes a file after it was looked at and before it is read."""

    def changing(name: str, limit: int | None = None, within: int | None = None) -> bytes:
        if name == path.name:
            change(path)
        return contents(name, limit, within)

    monkeypatch.setattr(module, "contents", changing)


def to_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def to_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.parent.parent / "secret.txt")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (Path.unlink, "No such file"),
        (to_pipe, "a pipe"),
        (to_link, "could not be read"),
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: os.truncate(path, 10**10), "too large"),
        (lambda path: (path.unlink(), path.mkdir()), "could not be read"),
    ],
    ids=["vanishes", "pipe", "link", "truncated", "grows", "folder"],
)
def test_a_file_that_changes_after_it_was_listed_costs_itself_alone(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None], reason: str
):
    (folder / "z.txt").write_text(WORDS * 2, "utf-8")
    at_the_moment_of_reading(monkeypatch, folder / "z.txt", change)
    found = by_name(library, folder)

    assert found["a.txt"] == "added"
    assert reason in found["z.txt"]


def test_a_file_that_is_written_to_while_it_is_read_is_not_taken(
    library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch
):
    looked = os.fstat

    def writing(file: int) -> os.stat_result:
        facts = looked(file)
        (folder / "a.txt").write_text(WORDS * 3, "utf-8")
        return facts

    monkeypatch.setattr(os, "fstat", writing)
    with pytest.raises(PaperError, match="changed while it was being read"):
        contents(folder / "a.txt")


def swapped(path: Path, outside: Path) -> None:
    """Puts a link in the place of a folder, once."""
    if not path.is_symlink():
        path.rename(path.with_name(".away"))
        path.symlink_to(outside)


def texts(library: Library) -> str:
    return " ".join(library.catalogue.words_of(id) for id in library.catalogue.passage_ids())


@pytest.mark.parametrize("which", ["papers/sub", "papers"])
@pytest.mark.parametrize("when", ["listed", "looked at", "resolved", "read"])
def test_a_folder_that_is_swapped_for_a_link_leads_nowhere(
    library: Library, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, when: str, which: str
):
    (folder / "sub" / "b.txt").write_text("The warden closes the southern gates at dusk.\n", "utf-8")
    outside = tmp_path / "outside"
    (outside / "sub").mkdir()
    (outside / "sub" / "b.txt").write_text(SECRET, "utf-8")
    to = outside / "sub" if which == "papers/sub" else outside
    steps: dict[str, tuple[object, str]] = {
        "listed": (Folder, "names"),
        "looked at": (module, "known_format"),
        "resolved": (os.path, "realpath"),
        "read": (module, "contents"),
    }
    where, name = steps[when]
    before = getattr(where, name)

    def swapping(*given: object, **named: object) -> object:
        found = before(*given, **named)
        if when == "listed" or Path(str(given[0])).name == "b.txt":
            swapped(tmp_path / which, to)
        return found

    monkeypatch.setattr(where, name, swapping)
    take(library, folder)

    assert "key" not in texts(library)
    assert not any(Path(source.location).is_relative_to(outside) for source in library.catalogue.sources())


def test_more_folders_are_named_than_may_be_open_at_once(tmp_path: Path):
    resource = pytest.importorskip("resource")
    folders = [tmp_path / str(n) for n in range(300)]
    for folder in folders:
        folder.mkdir()
        (folder / "a.txt").touch()
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (250, hard))
    try:
        found = [place.location for place in expand([str(folder) for folder in folders])]
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert found == [str(folder / "a.txt") for folder in folders]


def test_what_is_read_is_what_was_looked_at(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch):
    def changing(name: str, limit: int | None = None, within: int | None = None) -> bytes:
        data = contents(name, limit, within)
        (folder / "a.txt").write_text(SECRET, "utf-8")
        return data

    with monkeypatch.context() as patched:
        patched.setattr(module, "contents", changing)
        assert by_name(library, folder) == {"a.txt": "added"}
    assert "northern park" in texts(library)
    assert by_name(library, folder) == {"a.txt": "changed"}
    assert "key of the office" in texts(library)


def test_a_pipe_with_a_writer_is_not_read(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe.txt")
    writer = threading.Thread(target=lambda: (tmp_path / "pipe.txt").open("wb").close(), daemon=True)
    writer.start()
    time.sleep(0.1)

    with pytest.raises(PaperError, match="a pipe"):
        contents(tmp_path / "pipe.txt")
    writer.join(5)
