"""Settings come from file, environment and options, and a wrong one names its cure."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli.main import cli
from assistant.settings import Settings, allow_folder, as_environment, changed, load_settings
from ingest.errors import SettingsError


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("POLICY_MODELS")
    return tmp_path


def test_options_win_over_the_environment_and_that_over_the_file(here: Path, monkeypatch: pytest.MonkeyPatch):
    (here / "policy.toml").write_text('library = "/file"\npassages = 3\ncandidates = 30\n')
    allow_folder()
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
    allow_folder()

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
    allow_folder()

    with pytest.raises(SettingsError, match=stated.split()[0]) as refusal:
        load_settings()
    assert refusal.value.cure.startswith(stated.split()[0])


@pytest.mark.parametrize("written", [b"passages = = 3", b"library = '\xff'", b"passages = " + b"[" * 20_000])
def test_a_file_that_can_not_be_read_is_named(here: Path, written: bytes):
    (here / "policy.toml").write_bytes(written)

    with pytest.raises(SettingsError, match=r"policy.toml could not be read"):
        load_settings()


def test_a_file_that_is_too_large_is_not_parsed(here: Path):
    (here / "policy.toml").write_text("a." * 1_000_000 + "b = 1")

    with pytest.raises(SettingsError, match=r"policy.toml is too large"):
        load_settings()


def test_another_process_is_given_the_very_same_settings(here: Path, monkeypatch: pytest.MonkeyPatch):
    (here / "policy.toml").write_text('chroma_seconds = 7.5\nprivate_addresses = true\nfall_back = "quotes"\n')
    allow_folder()
    settings = load_settings(library=here / "of mine", model_key="s3cret", chroma="http://127.0.0.1:1", passages=3)
    (here / "policy.toml").unlink()
    assert load_settings() != settings

    for name, value in as_environment(settings).items():
        monkeypatch.setenv(name, value)
    assert load_settings() == settings
    assert as_environment(settings, {"library", "chroma_ca"}) == {
        "POLICY_LIBRARY": str(settings.library),
        "POLICY_CHROMA_CA": "",
    }


def test_a_key_that_is_for_another_host_is_not_handed_on(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("POLICY_MODEL", OFFICE)
    monkeypatch.setenv("POLICY_MODEL_KEY", "hush")
    for name, value in as_environment(load_settings(model=OTHER)).items():
        monkeypatch.setenv(name, value)

    assert (load_settings().model, load_settings().model_key) == (OTHER, None)


def test_every_setting_says_what_it_is():
    assert all(field.description for field in Settings.model_fields.values())


@pytest.mark.parametrize(("name", "cure"), [("model", "POLICY_MODEL_KEY"), ("chroma", "POLICY_CHROMA_TOKEN")])
def test_an_address_with_a_key_in_it_is_refused_and_not_repeated(name: str, cure: str):
    with pytest.raises(SettingsError, match="must not contain a password") as refusal:
        load_settings(**{name: "https://name:s3cret@host.example.org"})
    assert cure in refusal.value.cure
    assert "s3cret" not in refusal.value.told


GUARDED = dict.fromkeys(Settings.model_fields, "x") | {"private_addresses": "true", "read_memory_mb": "4000"}
for free in "candidates passages reader answering fall_back model_seconds model_tokens model_retries".split():
    del GUARDED[free]


@pytest.mark.parametrize(("name", "value"), GUARDED.items())
def test_a_folder_that_nobody_has_allowed_sets_no_place_no_host_no_weights_no_bound(here: Path, name: str, value: str):
    (here / "policy.toml").write_text(f"passages = 3\n{name} = '{value}'\n")

    with pytest.raises(SettingsError, match=f"sets {name}, which you have not allowed") as refusal:
        load_settings()
    assert "policy allow" in refusal.value.cure


def test_a_folder_may_set_how_answers_are_looked_for(here: Path):
    (here / "policy.toml").write_text("passages = 3\ncandidates = 30\nfall_back = 'quotes'\n")

    assert load_settings().passages == 3


def test_what_was_allowed_is_these_contents_in_this_folder(here: Path, monkeypatch: pytest.MonkeyPatch):
    mine = "model = 'http://127.0.0.1:9/v1'\n"
    (here / "policy.toml").write_text(mine)
    monkeypatch.setenv("POLICY_MODEL_KEY", "hush-4711")
    said = CliRunner().invoke(cli, ["allow"])
    assert "model: 'http://127.0.0.1:9/v1' (POLICY_MODEL_KEY will be sent there)" in said.output
    assert load_settings().model == "http://127.0.0.1:9/v1"

    (here / "policy.toml").write_text(mine.replace("9", "8"))
    with pytest.raises(SettingsError, match="which you have not allowed"):
        load_settings()
    (here / "policy.toml").write_text(mine)
    assert load_settings().model_key

    for name, lead in (("copied", Path.write_text), ("linked", lambda file, _: file.symlink_to("../policy.toml"))):
        (here / name).mkdir()
        lead(here / name / "policy.toml", mine)
        monkeypatch.chdir(here / name)
        with pytest.raises(SettingsError, match="which you have not allowed"):
            load_settings()


def test_what_is_allowed_is_shown_without_keys_and_can_not_forge_lines(here: Path):
    (here / "policy.toml").write_text('model_key = "hush-4711"\nlibrary = "x\\n  model: quotes\\u001b[2J"\n')

    said = CliRunner().invoke(cli, ["allow"])
    assert said.output.splitlines()[1:] == ["  model_key: a key", r"  library: 'x\n  model: quotes\x1b[2J'"]


def test_where_there_is_nothing_to_allow_that_is_said():
    assert isinstance(CliRunner().invoke(cli, ["allow"]).exception, SettingsError)


OFFICE, OTHER = "https://office.example.org/v1", "http://127.0.0.1:8080/v1"


@pytest.mark.parametrize(
    ("address", "key"), [("model", "model_key"), ("chroma", "chroma_token")], ids=["model", "chroma"]
)
@pytest.mark.parametrize(
    ("file", "environment", "option", "goes"),
    [
        ("{address} = '{office}'", {"key"}, None, True),
        ("{address} = '{office}'", {"key"}, OFFICE + "/more", True),
        ("{address} = '{office}'", {"key"}, OTHER, False),
        ("{address} = '{office}'", {"key"}, OFFICE.replace("https", "http"), False),
        ("{address} = '{office}'", {"key"}, OFFICE.replace("/v1", ":8443/v1"), False),
        ("{address} = '{office}'\n{key} = 'hush'", {"address"}, None, False),
        ("{address} = '{office}'\n{key} = 'hush'", set(), None, True),
        ("", {"key"}, OTHER, True),
        ("", {"key", "address"}, None, True),
        ("", {"key", "address"}, OFFICE, False),
    ],
)
def test_a_key_goes_only_to_the_host_that_it_was_given_for(
    here: Path,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    key: str,
    file: str,
    environment: set[str],
    option: str | None,
    goes: bool,
):
    (here / "config" / "policy").mkdir(parents=True)
    (here / "config" / "policy" / "policy.toml").write_text(file.format(address=address, key=key, office=OFFICE))
    if "key" in environment:
        monkeypatch.setenv(f"POLICY_{key.upper()}", "hush")
    if "address" in environment:
        monkeypatch.setenv(f"POLICY_{address.upper()}", OTHER)

    for settings in (load_settings(**{address: option}), changed(load_settings(), **{address: option})):
        assert bool(getattr(settings, key)) == goes
