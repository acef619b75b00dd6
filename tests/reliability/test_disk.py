"""A full disk, a folder that can't be written, files and clocks that change: told, with the cure; nothing is lost."""

import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import LONG, long_only, take
from libraries import PLACES, Held, commands, held, policy, question_about, write_papers

from ingest.library import Library

pytestmark = pytest.mark.xdist_group("disk")

SIZES = (300, 500, 700, 800, 900, 1_100, 1_200, 1_400, 1_700) if LONG else (900,)  # kilobytes
FEW, MORE = PLACES[:4], PLACES[4:16]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("disk") / "papers"
    write_papers(folder, FEW + MORE)
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, papers: Path, models: Path) -> Held:
    """What a library of the papers holds where nothing stood in its way."""
    folder = tmp_path_factory.mktemp("whole")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("POLICY_MODELS", str(models))
        assert policy("ingest", papers, folder=folder).returncode == 0
    return held(folder, models)


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[None]:
    """A disk of its own at `folder`; skips where none may be mounted."""
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", folder], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no disk may be mounted here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@long_only
@pytest.mark.parametrize("kilobytes", SIZES)
def test_a_full_disk_is_told_and_more_room_goes_on_to_the_same_end(
    tmp_path: Path, papers: Path, whole: Held, models: Path, kilobytes: int, fault: Any
):
    disk = tmp_path / "disk"
    with small_disk(disk, kilobytes), fault("disk full"):
        ask = ["ask", question_about(FEW[0])]
        code, said = commands(["ingest", papers], folder=disk / "library")[0]
        assert code == 1, said
        assert "Error: " in said
        assert "free up disk space" in said

        (code, said), (doctor, examined) = commands(ask, ["doctor"], folder=disk / "library")
        assert isinstance(code, int), said
        assert code != 0 or f"Mara {FEW[0]}" in said
        assert isinstance(doctor, int), examined

        subprocess.run(["mount", "-o", "remount,size=2g", disk], check=True)
        ended = commands(["ingest", papers], ["doctor"], ask, folder=disk / "library")
        assert [code for code, _ in ended] == [0, 0, 0], ended
        assert held(disk / "library", models) == whole


@long_only
def test_a_disk_that_is_full_when_a_library_is_made_again_costs_no_paper(
    tmp_path: Path, papers: Path, whole: Held, models: Path, fault: Any
):
    disk = tmp_path / "disk"
    with small_disk(disk, 20_000), fault("disk full"):
        folder = disk / "library"
        assert commands(["ingest", papers], folder=folder)[0][0] == 0
        left = shutil.disk_usage(disk).free
        (disk / "filler").write_bytes(b"." * (left - left % 4096))
        some = next(iter(whole.papers))[0]
        ended = commands(["ingest", "--rebuild"], ["papers", "remove", some], ["doctor"], folder=folder)
        assert len(ended) == 3, "the process died"
        assert all(isinstance(code, int) for code, _ in ended), ended
        assert all("free up disk space" in said for code, said in ended[:2] if code), ended

        (disk / "filler").unlink()
        subprocess.run(["mount", "-o", "remount,size=2g", disk], check=True)
        ended = commands(["ingest", papers], ["doctor"], folder=folder)
        assert [code for code, _ in ended] == [0, 0], ended
        assert held(folder, models) == whole


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="there is no other user to be")
@pytest.mark.parametrize("kilobytes", SIZES)
def test_a_file_that_may_not_grow_is_told(
    tmp_path: Path, papers: Path, whole: Held, models: Path, kilobytes: int, fault: Any
):
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 512, kilobytes * 512))

    folder = tmp_path / "library"
    with fault("file that may not grow"):
        ended = commands(["ingest", papers], folder=folder, preexec_fn=limited)
        assert len(ended) == 1, "the process died"
        code, said = ended[0]
        assert code in ((1,) if kilobytes < 1_000 else (0, 1)), said
        assert code == 0 or "Error: " in said

        ended = commands(["ingest", papers], ["doctor"], ["ask", question_about(FEW[0])], folder=folder)
        assert [code for code, _ in ended] == [0, 0, 0], ended
        assert held(folder, models) == whole


def test_a_library_that_may_not_be_written_is_told(library: Library, papers: Path, tmp_path: Path):
    take(library, papers)
    folder = tmp_path / "closed"
    shutil.copytree(library.folder, folder)
    if os.getuid() == 0:
        made = subprocess.run(["mount", "--bind", folder, folder], capture_output=True, check=False)
        if made.returncode:
            pytest.skip("nothing may be mounted here")
        subprocess.run(["mount", "-o", "remount,ro,bind", folder], check=True)
    else:
        folder.chmod(0o500)
    try:
        ended = commands(
            ["ask", question_about(FEW[0])], ["ingest", papers], ["ingest", "--rebuild"], ["doctor"], folder=folder
        )
        assert len(ended) == 4, "the process died"
        for code, said in ended:
            assert isinstance(code, int), code
            assert code == 0 or (code == 1 and ("permissions" in said or "policy doctor" in said)), said
    finally:
        if os.getuid() == 0:
            subprocess.run(["umount", "--lazy", folder], check=True)
        else:
            folder.chmod(0o700)


def test_new_words_under_an_old_time_are_seen(library: Library, tmp_path: Path):
    """As by a copy that keeps times, or after a clock was set back."""
    write_papers(tmp_path / "papers", FEW[:1])
    (path,) = (tmp_path / "papers").iterdir()
    os.utime(path, ns=(2**60, 2**60))
    take(library, path)
    before = path.stat()
    path.write_text(path.read_text("utf-8").replace("May", "Jul"), "utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert path.stat().st_size == before.st_size
    assert [outcome.status for outcome in take(library, path)] == ["changed"]
