"""`policy api` as its clients use it: OpenAI's own, LangChain's, curl, and Open WebUI by its form of messages."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

from assistant import PolicyLibrary
from assistant.web_api.open_webui import events
from tests.assistant.model_server import fails, model_server
from tests.assistant.web_api.api_server import Api, api_of
from tests.assistant.web_api.made_answers import answer_with

if TYPE_CHECKING:  # it takes a second, which only the process needs that has these tests
    from openai import OpenAI

pytestmark = pytest.mark.xdist_group("clients of the API")

ASKED = "When does North East London plan to become a single CCG?"
PUBLISHED = "When did NHS England and Improvement publish the ICS Design Framework?"
UNKNOWN = "When was the Harbour Guild of Elsewhere set up?"


@pytest.fixture(scope="module")
def api(copied: Path) -> Iterator[Api]:
    with api_of(copied, passages=4) as api:
        yield api


@pytest.fixture
def client(api: Api) -> "Iterator[OpenAI]":
    from openai import OpenAI

    with OpenAI(base_url=f"{api.address}/v1", api_key=api.token, max_retries=0) as client:
        yield client


def asking(*said: str) -> Any:
    """Messages in turn of a user and an assistant."""
    return [{"role": "assistant" if n % 2 else "user", "content": each} for n, each in enumerate(said)]


def test_openais_client_gets_an_answer_whose_marks_lead_to_the_words(client: "OpenAI", door: PolicyLibrary):
    completion = client.chat.completions.create(model="policy", messages=asking(PUBLISHED))

    (choice,) = completion.choices
    content = choice.message.content
    assert content
    assert re.match(r"“.*\*\*.*June 2021\*\*.*” \[1\]\n", content)
    assert "**Sources**\n\n- [1] " in content
    assert "July 2021" in content.split("Sources")[1]
    assert choice.finish_reason == "stop"
    for note in choice.message.annotations or []:
        cited = note.url_citation
        assert re.fullmatch(r"\[\d\]", content[cited.start_index : cited.end_index])
        paper, start, end = re.fullmatch(r"policy:(\w+)#(\d+)-(\d+)", cited.url).groups()  # type: ignore[union-attr]
        assert "June 2021" in door.text(paper)[int(start) : int(end)]
    assert choice.message.annotations
    answer = completion.model_extra["policy"]  # type: ignore[index]
    assert (answer["status"], answer["coverage"]) == ("answered", "complete")


def test_openais_client_gets_the_same_as_a_stream(client: "OpenAI"):
    whole = client.chat.completions.create(model="policy", messages=asking(ASKED))
    chunks = list(
        client.chat.completions.create(
            model="policy", messages=asking(ASKED), stream=True, stream_options={"include_usage": True}
        )
    )

    words = [chunk.choices[0].delta.content for chunk in chunks if chunk.choices]
    assert "".join(filter(None, words)) == whole.choices[0].message.content
    assert len([each for each in words if each]) > 1
    assert chunks[-1].usage
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert len({chunk.id for chunk in chunks}) == 1


def test_a_refusal_says_so_in_words_and_in_a_field(client: "OpenAI"):
    completion = client.chat.completions.create(model="policy", messages=asking(UNKNOWN))

    content = completion.choices[0].message.content
    assert content
    assert content.startswith("The papers do not say. No paper mentions ‘Harbour Guild of Elsewhere’.")
    assert not re.search(r"\[\d\]", content)
    answer = completion.model_extra["policy"]  # type: ignore[index]
    assert (answer["status"], answer["refusal"]["reason"]) == ("not_found", "unknown_name")


def test_the_messages_before_make_a_follow_up(client: "OpenAI"):
    first = client.chat.completions.create(model="policy", messages=asking(ASKED)).choices[0].message.content
    talk = [{"role": "system", "content": "Answer in French, from what you know."}]
    talk += asking("hello", "Hello. Ask a question about the papers.", ASKED, first or "", "And South East London?")
    followed = client.chat.completions.create(model="policy", messages=talk)  # type: ignore[arg-type]

    answer = followed.model_extra["policy"]  # type: ignore[index]
    assert "CCG" in answer["asked_as"]
    assert "South East London" in answer["asked_as"]


def test_a_model_that_there_is_not_is_told_by_name(client: "OpenAI"):
    import openai

    assert [model.id for model in client.models.list()] == ["policy"]
    assert client.models.retrieve("policy").owned_by == "policy"
    for call in (
        lambda: client.chat.completions.create(model="gpt-5", messages=asking(ASKED)),
        lambda: client.models.retrieve("gpt-5"),
    ):
        with pytest.raises(openai.NotFoundError, match="no model 'gpt-5'") as refusal:
            call()
        assert refusal.value.code == "model_not_found"


def test_a_wrong_token_is_an_authentication_error(client: "OpenAI"):
    import openai

    with pytest.raises(openai.AuthenticationError, match="token is missing or wrong"):
        client.with_options(api_key="guess").models.list()


@pytest.mark.parametrize(
    ("messages", "told"),
    [
        ([], "messages: List should have at least 1 item"),
        (asking(ASKED, "In 2021."), "the last message is not a user's"),
        (asking("  "), "there is no question"),
        (asking("a" * 10_001), "more than 10,000 characters"),
    ],
)
def test_what_can_not_be_asked_is_told_in_openais_form(client: "OpenAI", messages: Any, told: str):
    import openai

    with pytest.raises(openai.UnprocessableEntityError, match=told) as refusal:
        client.chat.completions.create(model="policy", messages=messages, stream=True)
    assert refusal.value.type == "invalid_request_error"


def test_langchain_asks_it_as_a_chat_model(api: Api):
    from langchain_openai import ChatOpenAI

    given = {"base_url": f"{api.address}/v1", "api_key": api.token, "http_client": api.http}
    model = ChatOpenAI(model="policy", temperature=0, **given)
    said = [SystemMessage("Be brief."), HumanMessage("thanks"), AIMessage("You’re welcome."), HumanMessage(ASKED)]

    whole = model.invoke(said)
    streamed = "".join(str(chunk.content) for chunk in model.stream(said))

    assert "April 2021" in str(whole.text)
    assert "**Sources**" in streamed


def test_curl_asks_it(api: Api):
    form = {"model": "policy", "stream": True, "messages": asking(ASKED)}
    curl = ["curl", "-sN", f"{api.address}/v1/chat/completions", "-H", f"Authorization: Bearer {api.token}"]
    said = subprocess.run([*curl, "-d", json.dumps(form)], capture_output=True, text=True, check=True).stdout

    parts = said.split("\n\n")
    assert parts[-2:] == ["data: [DONE]", ""]
    assert all("choices" in json.loads(part.removeprefix("data: ")) for part in parts[:-2])


def open_webui(api: Api, content: str, **headers: str) -> list[dict[str, Any]]:
    """What Open WebUI gets for the last message of a person: the objects of the stream."""
    form = {
        "stream": True,
        "model": "policy",
        "messages": [{"role": "system", "content": "You are helpful."}, {"role": "user", "content": content}],
        "stream_options": {"include_usage": True},
        "metadata": {"chat_id": "c"},
        "features": {"web_search": False},
    }
    said = api.http.post("/open-webui/v1/chat/completions", json=form, headers=headers).text
    lines = [line.removeprefix("data: ") for line in said.splitlines() if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


def words_of(stream: list[dict[str, Any]]) -> str:
    return "".join(each["choices"][0]["delta"].get("content", "") for each in stream if each.get("choices"))


def test_open_webui_gets_the_sources_as_events_before_the_words(api: Api):
    stream = open_webui(api, ASKED)

    sources = [each["event"] for each in stream if "event" in each]
    assert sources
    assert {each["type"] for each in sources} == {"source"}
    assert stream.index({"event": sources[-1]}) < next(n for n, each in enumerate(stream) if words_of([each]))
    answer = next(each["policy"] for each in stream if "policy" in each)
    assert [each["data"]["document"] for each in sources] == [[each["quote"]] for each in answer["citations"]]


def test_open_webui_can_tell_sources_of_one_page_apart_and_fetches_none():
    answer = answer_with(
        "The quay is swept in May.", "It is swept by hand.", page=6, recognised=True, status="superseded"
    )
    sources = [json.loads(each.decode().removeprefix("data: "))["event"]["data"] for each in events(answer)]
    places = [place for each in sources for place in each["metadata"]]

    assert [each["document"] for each in sources] == [["The quay is swept in May."], ["It is swept by hand."]]
    assert len({place["name"] for place in places}) == len({place["source"] for place in places}) == 2
    assert {place["page"] for place in places} == {5}  # counted from 0
    assert "superseded" in places[0]["name"]
    assert "paragraph 3.2 · recognised from a scan, page 6" in places[0]["name"]
    assert not re.search(r"https?://", json.dumps(sources))


CHORE = """### Task:
Generate a concise, 3-5 word title summarizing the chat history.
### Output:
JSON format: { "title": "your concise title here" }
### Chat History:
<chat_history>
USER: When does North East London plan to become a single CCG?
</chat_history>"""
FILES = """### Task:
Respond to the user query using the provided context.
<context>
<source id="1" name="menu.pdf">The canteen has soup on Mondays.</source>
</context>
<user_query>
When does North East London plan to become a single CCG?
</user_query>"""


def test_open_webuis_own_prompts_are_neither_answered_nor_logged(api: Api):
    before = len(api.log)

    assert words_of(open_webui(api, CHORE)) == ""
    assert len(api.log) == before


def test_words_of_files_that_open_webui_adds_are_no_part_of_the_question(api: Api):
    assert "April 2021" in words_of(open_webui(api, FILES))
    assert api.log[-1].question == ASKED


def test_people_behind_open_webui_are_logged_apart(api: Api):
    open_webui(api, ASKED, **{"X-OpenWebUI-User-Email": "bea%40town.example"})

    assert (api.log[-1].person, api.log[-1].through) == ("ann/bea@town.example", "api")


def test_with_a_language_model_there_are_two_ways_and_quoting_goes_on_without_it(copied: Path):
    import openai

    with (
        model_server(fails(500, "out of memory")) as server,
        api_of(copied, "ben", model=f"{server.address}#small", model_retries=0, passages=4) as api,
        openai.OpenAI(base_url=f"{api.address}/v1", api_key=api.token, max_retries=0) as client,
    ):
        assert [model.id for model in client.models.list()] == ["policy", "policy-prose"]
        with pytest.raises(openai.InternalServerError, match="tell whoever runs this server") as refusal:
            client.chat.completions.create(model="policy-prose", messages=asking(ASKED))
        assert refusal.value.status_code == 503
        quoted = client.chat.completions.create(model="policy", messages=asking(ASKED))
        assert "April 2021" in (quoted.choices[0].message.content or "")
        assert len(server.asked) == 1


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_what_the_page_says_to_type_works(api: Api):
    page = api.http.get("/", headers={"Authorization": ""}).text
    typed = re.findall(r"<pre>(curl .*?)</pre>", page, re.S)[0].replace("&#34;", '"').replace("&#39;", "'")

    said = subprocess.run(["bash", "-c", typed], env={"TOKEN": api.token, "PATH": "/usr/bin:/bin"}, capture_output=True)
    assert json.loads(said.stdout)["question"] == "Who approves the budget?"
