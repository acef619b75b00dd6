"""What a library holds is for its owner alone."""

import os
import stat
from pathlib import Path

import pytest
from conftest import take

from ingest.encode import Encoder
from ingest.library import Library, make_library
from ingest.permissions import make_private, open_to_others
from ingest.weights import DEFAULT

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there are no such modes elsewhere")


@pytest.fixture(autouse=True)
def open_umask():
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_others_are_shut_out_of_a_folder_that_was_there_before(tmp_path: Path, encoder: Encoder, models: Path):
    folder = tmp_path / "library"
    folder.mkdir()
    (tmp_path / "parks.md").write_text("# Parks\n\nThe gates open at dawn.\n", "utf-8")
    with Library(make_library(folder), DEFAULT, models) as library:
        assert mode(folder / "catalogue.db") == 0o600  # from the first moment
        with library.writing():
            assert mode(library.vectors.store.path) == 0o700
        take(library, tmp_path / "parks.md")

        assert open_to_others(folder) == []


def test_the_rights_of_the_owner_stay(tmp_path: Path):
    folder = make_library(tmp_path / "library")
    (folder / "models").mkdir(0o755)
    (folder / "models" / "script").touch(0o754)
    (folder / "models" / "fixed").touch(0o444)

    assert {path.name for path in open_to_others(folder)} == {"models", "script", "fixed"}
    make_private(folder)
    assert [mode(folder / "models" / name) for name in (".", "script", "fixed")] == [0o700, 0o700, 0o400]


def test_what_is_not_ours_keeps_its_rights(tmp_path: Path):
    folder = make_library(tmp_path / "library")
    (folder / "notes").mkdir(0o755)
    (folder / "notes" / "mine.txt").touch(0o644)
    (tmp_path / "other").mkdir(0o755)
    (tmp_path / "other" / "models").mkdir(0o755)

    assert open_to_others(folder) == open_to_others(tmp_path / "other") == []
    make_private(folder)
    make_private(tmp_path / "other")
    assert [mode(folder / "notes" / "mine.txt"), mode(tmp_path / "other" / "models")] == [0o644, 0o755]


def test_a_link_leads_nowhere(tmp_path: Path):
    (tmp_path / "outside").touch(0o644)
    models = make_library(tmp_path / "library") / "models"
    models.mkdir(0o700)
    (models / "link").symlink_to(tmp_path / "outside")
    (models / "lost").symlink_to(tmp_path / "nowhere")

    assert open_to_others(tmp_path / "library") == []
    make_private(tmp_path / "library")
    assert mode(tmp_path / "outside") == 0o644
