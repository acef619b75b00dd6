"""The library follows its folders, and one bad paper never stops the others."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import LIMITS, take

from ingest.encode import DEFAULT
from ingest.errors import PolicyError
from ingest.library import Library
from ingest.load import Loaded, load
from ingest.paper import Source
from ingest.prepare import prepare
from ingest.sync import Outcome, gone, sync
from ingest.worker import Reader, Unread

PARKS = "# Parks\n\nThe keeper of the northern park opens its gates at dawn.\n"
MONEY = "# Money\n\nThe parks board pays three million pounds a year for its keepers.\n"


def by_name(outcomes: list[Outcome]) -> dict[str, str]:
    return {Path(outcome.location).name: outcome.status for outcome in outcomes}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "sub" / ".hidden").mkdir(parents=True)
    (folder / "a.md").write_text(PARKS, "utf-8")
    (folder / "sub" / "b.txt").write_text(MONEY, "utf-8")
    (folder / "sub" / ".hidden" / "c.md").write_text("never read", "utf-8")
    (folder / ".d.md").write_text("never read", "utf-8")
    return folder


def test_the_library_follows_a_folder(library: Library, folder: Path):
    assert by_name(take(library, folder)) == {"a.md": "added", "b.txt": "added"}
    assert by_name(take(library, folder, folder / "a.md")) == {"a.md": "unchanged", "b.txt": "unchanged"}

    os.utime(folder / "a.md")  # a new time and the same words
    (folder / "sub" / "b.txt").write_text(MONEY + "\nIt meets in May.\n", "utf-8")
    (folder / "copy.md").write_text(PARKS, "utf-8")
    assert by_name(take(library, folder)) == {"a.md": "unchanged", "b.txt": "changed", "copy.md": "same"}
    assert set(by_name(take(library, folder)).values()) == {"unchanged"}
    assert len(library.catalogue.papers()) == 2


def test_a_file_that_went_is_told_of_only_for_the_folders_named(library: Library, folder: Path):
    take(library, folder)
    (folder / "a.md").unlink()

    assert gone(library, [str(folder / "sub")]) == []
    assert gone(library, [str(folder)]) == [str(folder / "a.md")]
    assert gone(library, [str(folder / "sub" / "..")]) == [str(folder / "a.md")]
    shutil.rmtree(folder)
    assert gone(library, [str(folder)]) == []  # a drive that is not there is not an emptied folder


def test_a_file_has_one_name_however_it_is_reached(library: Library, folder: Path, monkeypatch: pytest.MonkeyPatch):
    take(library, folder)
    monkeypatch.chdir(folder / "sub")

    assert by_name(take(library, "..", "b.txt")) == {"a.md": "unchanged", "b.txt": "unchanged"}


def odd_files(folder: Path) -> dict[str, str]:
    """Files that can't be taken in, with a part of the reason."""
    (folder / "empty.txt").touch()
    (folder / "blank.md").write_text(" \n\n ", "utf-8")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 and no more")
    (folder / "broken.docx").write_bytes(b"no zip")
    (folder / "noise.txt").write_bytes(bytes(range(128, 256)) * 8 + bytes(range(32)) * 8)
    (folder / "large.txt").write_bytes(b"x" * (LIMITS.file_bytes + 1))
    (folder / "film.mp4").write_bytes(b"film")
    (folder / "nowhere.md").symlink_to("missing.md")
    os.mkfifo(folder / "pipe.txt")
    os.close(os.open(os.fsencode(folder) + b"/bad\xff.md", os.O_CREAT))
    return {
        "empty.txt": "empty",
        "blank.md": "no words",
        "broken.pdf": "damaged",
        "broken.docx": "damaged",
        "noise.txt": "not text in any known encoding",
        "large.txt": "too large",
        "film.mp4": "unknown format",
        "nowhere.md": "No such file",
        "pipe.txt": "pipe",
        os.fsdecode(b"bad\xff.md"): "not UTF-8",
    }


def test_each_odd_file_gets_its_reason_and_stops_no_other(library: Library, folder: Path):
    reasons = odd_files(folder)
    (folder / "z-latin.txt").write_bytes("The café serves crème brûlée to the whole town every day.\n".encode("cp1252"))
    outcomes = take(library, folder, folder / "missing", "ftp://127.0.0.1/x.pdf")

    skipped = {Path(outcome.location).name: outcome for outcome in outcomes if outcome.status == "skipped"}
    assert set(skipped) == {*reasons, "missing", "x.pdf"}
    assert [name for name, reason in reasons.items() if reason not in skipped[name].reason] == []
    assert "No such file" in skipped["missing"].reason
    assert {name for name, outcome in skipped.items() if not outcome.failed} == {"film.mp4"}
    added = {Path(outcome.location).name for outcome in outcomes if outcome.status == "added"}
    assert added == {"a.md", "b.txt", "z-latin.txt"}


def test_an_unknown_format_is_a_fault_only_where_it_was_named(library: Library, folder: Path):
    (folder / "film.mp4").write_bytes(b"film")

    (named,) = take(library, folder / "film.mp4")
    assert named.failed
    assert not any(outcome.failed for outcome in take(library, folder))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(library: Library, folder: Path):
    (folder / "a.md").chmod(0)
    (folder / "sub").chmod(0)
    outcomes = take(library, folder)
    (folder / "sub").chmod(0o700)

    assert all(outcome.failed and "read" in outcome.reason + outcome.cure for outcome in outcomes)
    assert len(outcomes) == 2


def test_a_file_that_breaks_leaves_what_the_library_had(library: Library, folder: Path):
    take(library, folder)
    (folder / "a.md").write_text("", "utf-8")
    (outcome,) = [outcome for outcome in take(library, folder) if outcome.status != "unchanged"]

    assert outcome.failed
    assert len(library.catalogue.papers()) == 2


def unread(*paths: Path) -> list[Unread]:
    return [Unread(path, Source(str(path), 1, 1, "", "")) for path in paths]


# The reading process finds its own stand-in for a paper's reader, on a path that both know.
STAND_IN = """\
import os, time
from ingest.formats.text import outline

def read(path):
    words = path.read_text("utf-8")
    if "die" in words: os._exit(1)
    if "hang" in words: time.sleep(600)
    if "raise" in words: raise LookupError("odd")
    return outline(words)
"""


def read_all(tmp_path: Path, seconds: float, *words: str, busy: float = 0) -> list[str]:
    """What became of papers with these words, each read by the stand-in; after the first one is looked at so long."""
    stand_in = tmp_path / "stand_in"
    stand_in.mkdir()
    (stand_in / "sitecustomize.py").write_text(
        f"import sys, importlib.abc, importlib.util\n"
        f"class Finder(importlib.abc.MetaPathFinder):\n"
        f"    def find_spec(self, name, path, target=None):\n"
        f"        if name == 'ingest.formats.csv':\n"
        f"            return importlib.util.spec_from_file_location(name, {str(stand_in / 'reader.py')!r})\n"
        f"sys.meta_path.insert(0, Finder())\n"
    )
    (stand_in / "reader.py").write_text(STAND_IN)
    paths = [tmp_path / f"{n}.csv" for n in range(len(words))]
    for path, text in zip(paths, words, strict=True):
        path.write_text(text, "utf-8")
    old = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(stand_in)
    try:
        with Reader(replace(LIMITS, read_seconds=seconds)) as reader:
            results = reader.read(unread(*paths))
            _, first = next(results)
            time.sleep(busy)
            return [_told(first), *(_told(result) for _, result in results)]
    finally:
        os.environ.pop("PYTHONPATH")
        if old is not None:
            os.environ["PYTHONPATH"] = old


def _told(result: Loaded | PolicyError) -> str:
    return result.paper.text if isinstance(result, Loaded) else str(result)


def test_a_reader_that_dies_costs_only_its_paper(tmp_path: Path):
    told = read_all(tmp_path, 60, "One is read.", "die", "die", "Four is read.", "raise", "Six is read.", "die")

    assert [told[n] for n in (0, 3, 5)] == ["One is read.", "Four is read.", "Six is read."]
    assert all("process that read it crashed" in told[n] for n in (1, 2, 6))
    assert "LookupError" in told[4]


def test_a_reader_dying_ahead_of_its_turn_costs_only_its_paper(tmp_path: Path):
    """While the first paper is encoded the third ends the process, which is then sent the fifth."""
    read = [f"{n} is read." for n in ("One", "Two", "Four", "Five", "Six")]
    told = read_all(tmp_path, 60, *read[:2], "die", *read[2:], busy=1)

    assert "process that read it crashed" in told.pop(2)
    assert told == read


def test_a_reader_that_hangs_is_stopped(tmp_path: Path):
    told = read_all(tmp_path, 5, "One is read.", "hang", "Three is read.")

    assert told[::2] == ["One is read.", "Three is read."]
    assert "longer than 5 s" in told[1]


def test_ctrl_c_leaves_a_sound_library_that_goes_on(folder: Path, tmp_path: Path, models: Path):
    for n in range(60):
        (folder / f"{n:02}.md").write_text(f"# Park {n}\n\nThe gates of park {n} open at dawn.\n" * 20, "utf-8")
    code = "from assistant.cli.main import main; main()"
    command = [sys.executable, "-c", code, "ingest", str(folder), "--library", str(tmp_path / "library")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0)
    assert process.stdout is not None
    for _ in range(3):
        process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=240)

    assert process.returncode == 130
    assert errors.strip() == "Stopped. The library is intact."
    with Library(tmp_path / "library", DEFAULT, models) as library:
        kept = len(library.catalogue.papers())
        assert 0 < kept < 62
        with library.writing():
            assert library.vectors.ids() == library.catalogue.passage_ids()


def test_each_outcome_is_told_as_it_comes(library: Library, folder: Path):
    told: list[Outcome] = []
    with library.writing():
        assert sync(library, [str(folder)], LIMITS, told.append) == told
    assert len(told) == 2


def test_a_file_that_was_made_to_have_the_id_of_another_is_not_taken_for_it(library: Library, folder: Path):
    id = hashlib.sha256(MONEY.encode()).hexdigest()[:16]
    loaded = load(folder / "a.md")
    forged = prepare(replace(loaded, paper=replace(loaded.paper, id=id)), library.encoder)
    with library.writing():
        library.add(forged, Source("/elsewhere/a.md", len(PARKS), 0, loaded.paper.sha256, id))

    (outcome,) = take(library, folder / "sub" / "b.txt")
    assert (outcome.status, outcome.failed) == ("skipped", True)
    assert "made to pass for a.md" in outcome.reason
