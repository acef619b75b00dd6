"""A language model is opened by the name in the settings; what is missing is told before anything is asked."""

import sys

import pytest

from assistant.generation.chat_model import open_model, read_name
from assistant.generation.errors import ModelError
from assistant.settings import allow_folder, load_settings
from ingest.errors import SettingsError


@pytest.mark.parametrize(
    ("name", "provider", "model", "address"),
    [
        ("ollama:llama3.2", "ollama", "llama3.2", ""),
        ("ollama:llama3.2:3b", "ollama", "llama3.2:3b", ""),
        ("gpt-4o", "", "gpt-4o", ""),
        ("http://127.0.0.1:8080/v1", "openai", "", "http://127.0.0.1:8080/v1"),
        ("https://models.example/v1/#big", "openai", "big", "https://models.example/v1"),
    ],
)
def test_a_name_is_read(name: str, provider: str, model: str, address: str):
    read = read_name(name)
    assert (read.provider, read.model, read.address) == (provider, model, address)


def test_a_package_that_is_missing_is_told_with_the_extra_that_brings_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "langchain_anthropic", None)
    with pytest.raises(ModelError) as raised:
        open_model(load_settings(model="anthropic:claude"))
    assert (raised.value.kind, raised.value.cure) == ("package", "pip install 'policy-assistant[anthropic]'")

    with pytest.raises(ModelError) as raised:
        open_model(load_settings(model="xai:grok"))
    assert raised.value.cure == "pip install langchain-xai"


def test_a_key_that_is_missing_is_told_with_its_variable(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelError) as raised:
        open_model(load_settings(model="openai:gpt-4o"))
    assert (raised.value.kind, "OPENAI_API_KEY" in raised.value.cure) == ("key", True)


@pytest.mark.parametrize("name", ["nonsense", "nobody:model", "quote"])
def test_a_name_that_means_nothing_is_told_with_examples(name: str):
    with pytest.raises(ModelError) as raised:
        open_model(load_settings(model=name))
    assert (raised.value.kind, "ollama:llama3.2" in raised.value.cure) == ("unknown", True)


def test_ollama_gets_a_context_that_holds_the_passages():
    model = open_model(load_settings(model="ollama:llama3.2", model_tokens=99))
    assert (model.num_ctx, model.num_predict, model.temperature) == (8192, 99, 0)  # type: ignore[attr-defined]


def test_the_key_of_another_server_is_never_sent_to_an_address(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("OPENAI_API_KEY", "other-0815")
    model = open_model(load_settings(model="http://127.0.0.1:9/v1#small"))
    assert model.openai_api_key.get_secret_value() == "none"  # type: ignore[attr-defined]


def test_a_key_that_can_not_be_one_is_not_told(tmp_path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.toml").write_text("model_key = 4711\n", "utf-8")
    allow_folder()
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert "4711" not in str(raised.value)
