"""The file or page that a paper came from, opened by another program."""

from dataclasses import replace
from pathlib import Path

import pytest

from assistant.original import open_original
from ingest.errors import PaperError
from ingest.load import load
from ingest.paper import Paper
from ingest.places import shown


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
