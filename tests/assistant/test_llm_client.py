"""What becomes of a question to a language model: its words, its faults in plain words, and how it is stopped."""

import itertools
import pickle
import socket
import traceback
from pathlib import Path
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import HumanMessage

from assistant.generation.errors import ModelError
from assistant.generation.llm_client import LLMClient, Reply
from assistant.settings import allow_folder, changed, load_settings
from ingest.errors import PolicyError
from tests.assistant.model_server import Server, fails, model_server, says

ASKED = [HumanMessage("Who chairs the board?")]


def client(server: Server, **options: Any) -> LLMClient:
    return LLMClient(load_settings(model=server.address, **({"model_retries": 0} | options)))


def test_its_words_come_as_they_are_said_and_its_thoughts_do_not():
    heard: list[str] = []

    class Listening(BaseCallbackHandler):
        def on_llm_new_token(self, token: str, **_: Any) -> None:
            heard.append(token)

    with model_server(says("<think>A board", "?</think>", "The mayor", " chairs it.")) as server:
        assert client(server).reply(ASKED, {"callbacks": [Listening()]}) == Reply("The mayor chairs it.")

    assert [token for token in heard if token] == ["<think>A board", "?</think>", "The mayor", " chairs it."]


def test_it_is_asked_at_temperature_nought_and_for_no_more_than_the_settings_say():
    with model_server(says("Yes.")) as server:
        client(server, model_tokens=77).reply(ASKED)

    body = server.asked[0]
    assert (body["temperature"], body["max_tokens"], body["model"], body["stream"]) == (0, 77, "small", True)


def test_a_reply_that_was_stopped_for_length_is_known_as_such():
    with model_server(says("The mayor cha", ended="length")) as server:
        assert client(server).reply(ASKED).cut


@pytest.mark.parametrize(
    ("step", "kind", "told"),
    [
        (fails(401, "bad key sk-secret-1"), "key", "does not accept the key"),
        (fails(403, "no"), "key", "does not accept the key"),
        (fails(404, "model 'small' not found"), "unknown", "does not have the model"),
        (fails(429, "slow down"), "rate", "rate limit reached"),
        (fails(500, "out of memory"), "server", "failed: out of memory"),
        (fails(503, "Loading model"), "server", "failed: Loading model"),
        (fails(400, "the colour is wrong"), "refused", "refused the request: the colour is wrong"),
        (fails(400, "This model's maximum context length is 4096 tokens", code="x"), "context", "too long for"),
        (fails(400, "request (11422 tokens) exceeds the available context size"), "context", "too long for"),
        ({"pieces": [], "raw": 'data: {"choices": [{"del'}, "empty", "gave no answer"),
        ({"pieces": ["The"], "raw": 'data: {"choices": [{"del\n\n'}, "broken", "broken reply"),
        ({"status": 200, "body": "<html>hello</html>", "headers": {}}, "empty", "gave no answer"),
        (says(""), "empty", "gave no answer"),
        (says("<think>I never get to"), "empty", "gave no answer"),
    ],
)
def test_each_fault_is_told_in_plain_words(step: dict[str, Any], kind: str, told: str):
    with model_server(step) as server, pytest.raises(ModelError) as raised:
        client(server).reply(ASKED)

    assert (raised.value.kind, told in str(raised.value), bool(raised.value.cure)) == (kind, True, True)
    assert len(server.asked) == 1


def test_a_model_that_takes_no_temperature_is_asked_without_one():
    with model_server(fails(400, "'temperature' does not support 0 with this model"), says("Yes.")) as server:
        assert client(server).reply(ASKED).text == "Yes."
    assert "temperature" not in server.asked[1]

    with model_server(fails(400, "'temperature' does not support 0 with this model")) as server:
        with pytest.raises(ModelError):
            client(server).reply(ASKED)
        assert len(server.asked) == 2


def test_a_server_that_says_nothing_is_given_up():
    with model_server(says("late") | {"after": 1.5}) as server, pytest.raises(ModelError) as raised:
        client(server, model_seconds=0.3).reply(ASKED)

    assert raised.value.kind == "time-out"
    assert "model_seconds" in raised.value.cure


def test_a_server_that_stops_in_the_middle_is_given_up():
    with model_server(says("The", "mayor") | {"pause": 1.5}) as server, pytest.raises(ModelError) as raised:
        client(server, model_seconds=0.3).reply(ASKED)

    assert raised.value.kind == "time-out"


def test_a_reply_that_breaks_off_is_known_as_cut():
    with model_server({"pieces": ["The mayor cha"], "raw": "data"}) as server:
        assert client(server).reply(ASKED) == Reply("The mayor cha", cut=True)


def test_a_server_with_several_models_must_be_told_which():
    with model_server(says("Yes."), models=("small", "large")) as server:
        with pytest.raises(ModelError) as raised:
            client(server).reply(ASKED)
        assert raised.value.cure.endswith("#small")
        LLMClient(load_settings(model=f"{server.address}#large")).reply(ASKED)
    assert server.asked[0]["model"] == "large"


def test_a_server_that_is_not_there_is_told():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    for model in (address, f"{address}#small"):
        with pytest.raises(ModelError) as raised:
            LLMClient(load_settings(model=model, model_retries=0)).reply(ASKED)
        assert (raised.value.kind, "can't be reached" in str(raised.value)) == ("unreachable", True)


def test_what_may_pass_is_asked_again_and_not_for_ever(monkeypatch: pytest.MonkeyPatch):
    waits: list[float] = []
    monkeypatch.setattr("assistant.generation.llm_client.sleep", waits.append)
    busy = fails(429, "slow down", Retry_After="7")
    with model_server(busy, fails(500, "hm"), says("Yes.")) as server:
        assert client(server, model_retries=2).reply(ASKED).text == "Yes."
    first, second = waits
    assert (first, 1 <= second <= 1.5) == (7, True)

    with model_server(busy) as server, pytest.raises(ModelError):
        client(server, model_retries=3).reply(ASKED)
    assert len(server.asked) == 4

    with model_server(fails(401, "no")) as server, pytest.raises(ModelError):
        client(server, model_retries=3).reply(ASKED)
    assert len(server.asked) == 1


@pytest.mark.parametrize("error", [RuntimeError("stop"), ValueError("stop"), KeyboardInterrupt()])
def test_a_callback_that_raises_ends_the_request_at_once(error: BaseException):
    class Stopping(BaseCallbackHandler):
        raise_error = True

        def on_llm_new_token(self, token: str, **_: Any) -> None:
            if token == "three":
                raise error

    script = says(*["one", "two", "three", *["more"] * 500]) | {"pause": 0.01}
    with model_server(script) as server:
        with pytest.raises(type(error)) as raised:
            client(server, model_retries=2).reply(ASKED, {"callbacks": [Stopping()]})
        assert raised.value is error
        assert server.broke.wait(60)
        assert server.sent < 100
        assert len(server.asked) == 1


def test_a_key_is_sent_and_never_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("POLICY_MODEL_KEY", "hush-4711")
    monkeypatch.setenv("OPENAI_API_KEY", "other-0815")
    with model_server(fails(500, "got hush-4711 and other-0815")) as server:
        asking = client(server)
        with pytest.raises(ModelError) as raised:
            asking.reply(ASKED)
    told = "".join(traceback.format_exception(raised.value)) + repr(asking.settings) + repr(asking.model)

    assert server.keys == ["Bearer hush-4711"]
    assert "hush-4711" not in told
    assert "other-0815" not in told


@pytest.mark.parametrize("address", ["http://me:hush-4711@127.0.0.1/v1", "http://127.0.0.1/v1?key=hush-4711"])
def test_an_address_with_a_key_in_it_is_refused_without_telling_it(address: str):
    plain = load_settings()
    for refuses in (
        lambda: load_settings(model=address),
        lambda: changed(plain, model=address),
        lambda: LLMClient(plain.model_copy(update={"model": address})),
    ):
        with pytest.raises(PolicyError) as raised:
            refuses()
        assert "POLICY_MODEL_KEY" in raised.value.cure
        assert "hush-4711" not in "".join(traceback.format_exception(raised.value)) + raised.value.cure


def test_a_name_behind_an_address_may_have_any_sign():
    assert load_settings(model="http://127.0.0.1/v1#gemma@q4?").model.endswith("#gemma@q4?")


def test_a_key_from_a_file_is_not_told_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "policy.toml").write_text('model_key = "hush-4711"\n', "utf-8")
    allow_folder()
    with model_server(fails(500, "got hush-4711")) as server:
        for address in (server.address, f"{server.address}#small"):
            with pytest.raises(ModelError) as raised:
                LLMClient(load_settings(model=address, model_retries=0)).reply(ASKED)
            assert "hush-4711" not in "".join(traceback.format_exception(raised.value)) + repr(load_settings())
    assert "Bearer hush-4711" in server.keys


def test_a_fault_survives_being_handed_between_processes():
    fault = pickle.loads(pickle.dumps(ModelError("m takes no more", "ask later", "rate", 3.0)))
    assert (str(fault), fault.cure, fault.kind, fault.wait) == ("m takes no more", "ask later", "rate", 3.0)


def test_the_faults_of_another_providers_package_are_told_alike(monkeypatch: pytest.MonkeyPatch):
    with model_server(fails(404, "model 'small' not found"), fails(503, "busy")) as server:
        monkeypatch.setenv("OLLAMA_HOST", server.address.removesuffix("/v1"))
        kinds = []
        for _ in range(2):
            with pytest.raises(ModelError) as raised:
                LLMClient(load_settings(model="ollama:small", model_retries=0)).reply(ASKED)
            kinds.append(raised.value.kind)
    with pytest.raises(ModelError) as raised:
        LLMClient(load_settings(model="ollama:small", model_retries=0)).reply(ASKED)
    assert [*kinds, raised.value.kind] == ["unknown", "server", "unreachable"]


@pytest.mark.parametrize("piece", ["ever ", "", "w" * 100_000])
def test_a_server_that_never_stops_is_left(piece: str):
    with model_server({"pieces": itertools.repeat(piece), "ended": "stop"}) as server:
        client = LLMClient(load_settings(model=f"{server.address}#small", model_tokens=16, model_retries=0))
        if piece:
            assert client.reply(ASKED).cut
        else:
            with pytest.raises(ModelError, match="gave no answer"):
                client.reply(ASKED)
        assert server.broke.wait(60)
