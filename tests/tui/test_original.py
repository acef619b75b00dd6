"""The file or page that a paper came from, opened by another program."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.errors import PaperError
from ingest.load import load
from ingest.paper import Paper
from ingest.places import shown
from tui.original import open_original


@pytest.fixture
def page(tmp_path: Path) -> Paper:
    (tmp_path / "parks.md").write_text("# Parks\n\nThe keeper opens the gates at dawn.\n")
    return load(tmp_path / "parks.md").paper


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The programs that were started to open something, with what they were told."""
    started: list[list[str]] = []
    monkeypatch.setattr("subprocess.Popen", lambda command, **_: started.append(command))
    monkeypatch.setattr("shutil.which", lambda program: f"/bin/{program}")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("DISPLAY", ":0")
    return started


def test_a_page_is_opened_at_its_address(page: Paper, started: list[list[str]]):
    assert open_original(replace(page, source="https://host.example/parks.html"), None) == "Opening parks.md"
    assert started == [["/bin/xdg-open", "https://host.example/parks.html"]]


def test_an_address_with_a_query_is_given_to_no_other_program(page: Paper, started: list[list[str]]):
    with pytest.raises(PaperError, match="other users of this machine would see") as refusal:
        open_original(replace(page, source=shown("https://host.example/parks.html?key=k")), None)

    assert refusal.value.cure
    assert started == []


def test_a_file_is_opened_at_the_page_where_a_program_can(page: Paper, started: list[list[str]], tmp_path: Path):
    (tmp_path / "parks.pdf").touch()
    paper = replace(page, source=str(tmp_path / "parks.pdf"), format="pdf")

    assert open_original(paper, 3) == "Opening parks.md at page 3"
    assert started == [["/bin/evince", "--page-index=3", paper.source]]


ELSEWHERE = [
    *("evil.desktop", "{folder}/evil.desktop", "{folder}/evil.sh", "{folder}/evil", "{folder}/odd.md", "{folder}"),
    *("--version", "-parks.md", "parks.md", "./parks.md", "{folder}/pipe.md", "{folder}/link.md", "{folder}/\0.md", ""),
    *("vscode://x.example/run?cmd=1", "file:///etc/passwd", "file://{folder}/parks.md", "smb://x.example/parks.md"),
    *("javascript://%0aalert(1)", "https://", "https://x.example/\0parks.md", "-https://x.example/parks.md"),
    *("https://x.example:port/parks.md", "https://[x/parks.md", "http:/x.example/parks.md"),
]


@pytest.mark.parametrize("format", ["md", "pdf"])
@pytest.mark.parametrize("source", ELSEWHERE)
def test_nothing_but_papers_and_web_pages_is_given_to_other_programs(
    page: Paper, started: list[list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str, format: str
):
    monkeypatch.chdir(tmp_path)
    for name in ("evil.desktop", "evil.sh", "evil", "--version", "-parks.md", "odd.md.desktop"):
        Path(name).touch()
    Path("odd.md").mkdir()
    Path("link.md").symlink_to("evil.desktop")
    os.mkfifo("pipe.md")
    source = source.format(folder=tmp_path)

    for at in (None, 1):
        with pytest.raises(PaperError) as refusal:
            open_original(replace(page, source=source, format=format), at)
        assert shown(source) in refusal.value.told
    assert started == []


def test_a_file_of_another_kind_than_the_paper_is_not_opened(page: Paper, started: list[list[str]], tmp_path: Path):
    (tmp_path / "parks.html").touch()

    with pytest.raises(PaperError, match=r"parks\.html"):
        open_original(replace(page, source=str(tmp_path / "parks.html")), None)
    assert started == []
