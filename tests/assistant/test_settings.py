"""Settings come from file, environment and options, and a wrong one names its cure."""

from pathlib import Path

import pytest

from assistant.settings import Settings, handed_on, load_settings
from ingest.errors import SettingsError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("POLICY_MODELS")
    return tmp_path


def test_options_win_over_the_environment_and_that_over_the_file(here: Path, monkeypatch: pytest.MonkeyPatch):
    (here / "policy.toml").write_text('library = "/file"\npassages = 3\ncandidates = 30\n')
    monkeypatch.setenv("POLICY_LIBRARY", "/environment")
    monkeypatch.setenv("POLICY_PASSAGES", "4")

    settings = load_settings(library="/option")
    assert (settings.library, settings.passages, settings.candidates) == (Path("/option"), 4, 30)
    assert load_settings(library=None).library == Path("/environment")


def test_the_file_of_the_user_counts_where_the_folder_has_none(here: Path):
    (here / "config" / "policy").mkdir(parents=True)
    (here / "config" / "policy" / "policy.toml").write_text("passages = 5\n")

    assert load_settings().passages == 5
    (here / "policy.toml").write_text("passages = 6\n")
    assert load_settings().passages == 6


def test_policy_home_is_the_library(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("POLICY_HOME", "/home-of-policy")

    assert load_settings().library == Path("/home-of-policy")


def test_the_home_folder_is_meant_by_its_sign(here: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HOME", str(here))
    (here / "policy.toml").write_text('library = "~/papers"\n')

    assert load_settings().library == here / "papers"


def test_an_empty_variable_is_none(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("POLICY_LIBRARY", "")

    assert load_settings().library.is_absolute()


def test_an_unknown_setting_names_the_nearest_known_one(here: Path, monkeypatch: pytest.MonkeyPatch):
    (here / "policy.toml").write_text('libary = "/x"\n')
    with pytest.raises(SettingsError, match=r"unknown setting 'libary' in policy.toml") as refusal:
        load_settings()
    assert refusal.value.cure == "did you mean library?"

    (here / "policy.toml").unlink()
    monkeypatch.setenv("POLICY_PASAGES", "3")
    with pytest.raises(SettingsError, match="POLICY_PASAGES") as refusal:
        load_settings()
    assert refusal.value.cure == "did you mean POLICY_PASSAGES?"


@pytest.mark.parametrize("stated", ["passages = 0", 'passages = "many"', "max_file_mb = -1", "models = 3"])
def test_a_value_that_can_not_be_is_refused_by_name(here: Path, stated: str):
    (here / "policy.toml").write_text(stated)

    with pytest.raises(SettingsError, match=stated.split()[0]) as refusal:
        load_settings()
    assert refusal.value.cure.startswith(stated.split()[0])


@pytest.mark.parametrize("written", [b"passages = = 3", b"library = '\xff'"])
def test_a_file_that_can_not_be_read_is_named(here: Path, written: bytes):
    (here / "policy.toml").write_bytes(written)

    with pytest.raises(SettingsError, match=r"policy.toml can't be read"):
        load_settings()


def test_another_process_is_given_the_very_same_settings(here: Path, monkeypatch: pytest.MonkeyPatch):
    (here / "policy.toml").write_text('chroma_seconds = 7.5\nprivate_addresses = true\nfall_back = "quotes"\n')
    settings = load_settings(library=here / "of mine", model_key="s3cret", chroma="http://127.0.0.1:1", passages=3)
    (here / "policy.toml").unlink()
    assert load_settings() != settings

    for name, value in handed_on(settings).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings
    assert set(handed_on(settings, {"library", "entailment"})) == {"POLICY_LIBRARY"}


def test_every_setting_says_what_it_is():
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize(("name", "cure"), [("model", "POLICY_MODEL_KEY"), ("chroma", "POLICY_CHROMA_TOKEN")])
def test_an_address_with_a_key_in_it_is_refused_and_not_repeated(name: str, cure: str):
    with pytest.raises(SettingsError, match="may hold no password") as refusal:
        load_settings(**{name: "https://name:s3cret@host.example.org"})
    assert cure in refusal.value.cure
    assert "s3cret" not in refusal.value.told
