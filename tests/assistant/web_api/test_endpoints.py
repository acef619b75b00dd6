"""Plain JSON over HTTP: asking, searching and reading, within bounds; and the description of it all."""

import asyncio
import datetime
import json
import re
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from assistant import PolicyLibrary
from assistant.cli.main import cli
from assistant.service.people import People
from assistant.service.record import Entry, Record
from assistant.web_api import forms
from benchmarks.people import mixed_up, put
from ingest import child
from ingest.library import Library, make_library
from ingest.weights import DEFAULT
from tests.assistant.web_api.api_server import Api, api_of

pytestmark = pytest.mark.xdist_group("endpoints")

ASKED = "When does North East London plan to become a single CCG?"


@pytest.fixture(scope="module")
def api(copied: Path) -> Iterator[Api]:
    with api_of(copied, passages=4) as api:
        yield api


def test_an_answer_is_what_the_command_gives_and_is_logged_with_its_places(api: Api, door: PolicyLibrary):
    answer = api.http.post("/ask", json={"question": ASKED}).json()

    forms.AnswerJson.model_validate(answer, extra="forbid")
    assert answer["status"] == "answered"
    for citation in answer["citations"]:
        assert door.text(citation["paper"])[citation["start"] : citation["end"]] == citation["quote"]
    entry = api.log[-1]
    assert (entry.person, entry.question, entry.status) == ("ann", ASKED, "answered")
    assert [each["paper"] for each in entry.cited] == [each["paper"] for each in answer["citations"]]


def test_history_filter_and_day_count(api: Api):
    def ask(**form: Any) -> dict[str, Any]:
        return api.http.post("/ask", json=form).json()

    followed = ask(question="And South East London?", history=[[ASKED, "April 2021 [1]"]])
    assert "CCG" in followed["asked_as"]
    wirral = ask(question="What is planned for CCGs?", filter={"papers": ["wirral"]})
    assert {each["document"] for each in wirral["citations"]} <= {"wirral-integrating-care.md"}
    early = ask(question="What is planned for CCGs?", as_of="2019")
    assert all(each["date"] <= "2019-12-31" for each in early["citations"] + early["nearest"])


def test_a_search_gives_passages_and_papers_give_the_text_they_are_in(api: Api):
    found = api.http.post("/search", json={"question": "single CCG", "limit": 2}).json()["passages"]

    assert len(found) == 2
    for passage in found:
        forms.PassageJson.model_validate(passage, extra="forbid")
        place = {"start": passage["start"], "end": passage["end"]}
        assert api.http.get(f"/papers/{passage['paper']}", params=place).json()["text"] == passage["text"]
    assert (api.log[-1].status, len(api.log[-1].cited)) == ("searched", 2)


def test_papers_are_listed_without_where_their_files_are(api: Api, door: PolicyLibrary):
    listed = api.http.get("/papers")

    papers = listed.json()["papers"]
    assert [paper["id"] for paper in papers] == [paper.id for paper in door.papers()]
    assert all(paper.source not in listed.text for paper in door.papers())
    whole = api.http.get(f"/papers/{papers[0]['id']}").json()
    assert whole["text"] == door.text(papers[0]["id"])
    assert (whole["start"], whole["end"]) == (0, whole["length"])


def test_a_long_paper_is_read_in_parts(api: Api, monkeypatch: pytest.MonkeyPatch, door: PolicyLibrary):
    monkeypatch.setattr("assistant.web_api.plain.PAGE", 1000)
    id = door.papers()[0].id
    parts: list[str] = []
    while not parts or parts[-1]:
        parts.append(api.http.get(f"/papers/{id}", params={"start": 1000 * len(parts)}).json()["text"])
    assert "".join(parts) == door.text(id)


@pytest.mark.parametrize(
    ("path", "form", "status", "told"),
    [
        ("/ask", {}, 422, "question is missing"),
        ("/ask", {"question": " "}, 422, "there is no question"),
        ("/ask", {"question": "?", "temperature": 0}, 422, "there is no field temperature"),
        ("/ask", {"question": "a" * 10_001}, 422, "question"),
        ("/ask", {"question": "Who?", "as_of": "soon"}, 422, "as_of can't be 'soon'"),
        ("/ask", {"question": "Who?", "filter": {"papers": ["no such paper"]}}, 422, "no paper called 'no such paper'"),
        ("/ask", {"question": "Who?", "filter": {"paper": "x"}}, 422, "there is no field filter.paper"),
        ("/search", {"question": "Who?", "limit": 51}, 422, "limit"),
        ("/search", [], 422, "object"),
        ("/ask", {"question": "a" * 1_000_001}, 413, "larger than"),
        ("/papers", {}, 405, "does not take that method"),
        ("/nowhere", {}, 404, "no such path"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_can_not_be_done_is_told_plainly(api: Api, path: str, form: Any, status: int, told: str):
    said = api.http.post(path, json=form)

    assert said.status_code == status
    assert told in said.json()["error"]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"question": "\\ud800"}', b"null"], ids=str)
def test_a_body_that_is_no_such_json_is_told_and_harms_nothing(api: Api, body: bytes):
    for path in ("/ask", "/v1/chat/completions"):
        assert api.http.post(path, content=body).status_code == 422


@pytest.mark.parametrize("id", ["nothing", "%2e%2e%2fcatalogue.db", "' OR 1=1"])
def test_there_is_no_other_paper(api: Api, id: str):
    assert api.http.get(f"/papers/{id}").status_code == 404


def test_nobody_adds_papers_where_that_was_not_switched_on(api: Api):
    sent = api.http.put("/papers/quay.md", content=QUAY)
    assert (sent.status_code, sent.json()["error"]) == (405, "this path does not take that method")
    assert "/papers/{name}" not in api.http.get("/openapi.json").json()["paths"]


def test_without_a_token_nothing_is_given_but_the_description(api: Api):
    paths = ["/ask", "/search", "/papers", "/papers/x", "/v1/models", "/v1/chat/completions", "/nowhere"]
    assert {httpx.post(api.address + path).status_code for path in paths} == {401}
    assert httpx.get(f"{api.address}/").status_code == 200
    assert httpx.get(f"{api.address}/openapi.json").status_code == 200


def test_who_is_revoked_is_out_at_once(api: Api):
    token = People(api.folder).add("ben")
    bearer = {"Authorization": f"Bearer {token}"}
    assert httpx.get(f"{api.address}/papers", headers=bearer).status_code == 200
    People(api.folder).revoke("ben")
    assert httpx.get(f"{api.address}/papers", headers=bearer).status_code == 401


def test_the_description_is_complete_and_fetches_nothing(api: Api):
    described = api.http.get("/openapi.json").json()
    page = api.http.get("/").text

    assert set(described["paths"]) >= {"/ask", "/search", "/papers", "/papers/{id}", "/v1/chat/completions"}
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(described)))
    assert named <= set(described["components"]["schemas"])
    assert not re.findall(r"""<(?:script|img|link)|(?:src|href)=["']?https?:|url\(|@import""", page)
    assert set(re.findall(r'href="#(\w+)"', page)) <= set(re.findall(r'id="(\w+)"', page))


def test_more_than_may_wait_get_429_and_are_told_when_to_come_again(api: Api):
    def ask(_: int) -> httpx.Response:
        return api.http.post("/ask", json={"question": f"What is planned for CCGs? {_}"})

    with ThreadPoolExecutor(8) as people:
        said = list(people.map(ask, range(8)))

    assert {each.status_code for each in said} == {200, 429}
    refused = [each for each in said if each.status_code == 429]
    assert all(int(each.headers["Retry-After"]) >= 1 for each in refused)
    assert "4 of your questions are waiting" in refused[0].json()["error"]
    assert api.http.post("/ask", json={"question": "Who chairs it?"}).status_code == 200


def test_people_who_ask_at_once_get_their_own_answers_and_none_is_lost(door: PolicyLibrary, api: Api):
    questions = [ASKED, "Who is Alice Beard?", "When was the Harbour Guild of Elsewhere set up?"]
    alone = {each: api.http.post("/ask", json={"question": each}).json() for each in questions}
    tokens = {f"person{n}": People(api.folder).add(f"person{n}") for n in range(4)}

    everybody = put(api.address, tokens, questions, seconds=2)

    assert all(asked.answers and not asked.lost for asked in everybody)
    assert mixed_up(everybody, alone, api.folder) == []
    everybody[0].answers[0], everybody[1].answers[0] = alone[questions[0]] | {"statements": []}, alone[questions[2]]
    assert mixed_up(everybody, alone, api.folder) != []


def test_whoever_hangs_up_ends_the_work_on_their_question(api: Api, monkeypatch: pytest.MonkeyPatch):
    stopped = threading.Event()

    async def endless(*_: Any) -> None:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            stopped.set()
            raise

    monkeypatch.setattr("assistant.service.service.Service.ask", endless)
    chat = {"model": "policy", "messages": [{"role": "user", "content": "Who?"}]}
    for path, form in (("/ask", {"question": "Who?"}), ("/v1/chat/completions", chat | {"stream": True})):
        stopped.clear()
        with pytest.raises(httpx.ReadTimeout):
            api.http.post(path, json=form, timeout=1)
        assert stopped.wait(60)


QUAY = b"# Quay\n\nThe quay of Lower Vale is swept in May.\n"


def test_an_owner_adds_a_paper_by_sending_it_and_nobody_else_does(tmp_path: Path, models: Path):
    kept = tmp_path / "kept"
    kept.mkdir()
    with api_of(tmp_path / "library", uploads=kept, max_file_mb=0.001) as api:
        ben = {"Authorization": f"Bearer {People(api.folder).add('ben')}"}
        assert api.http.put("/papers/quay.md", content=QUAY, headers=ben).status_code == 403
        for name in ("quay.exe", ".quay.md", "..%2fquay.md", "a%5cb.md", "a%00.md", "~x.md", "q" * 250 + ".md"):
            assert api.http.put(f"/papers/{name}", content=QUAY).status_code in (404, 422)
        assert api.http.put("/papers/quay.md", content=b"a" * 1001).status_code == 413
        assert api.http.put("/papers/empty.pdf", content=b"no PDF").status_code == 422
        assert list(kept.iterdir()) == []

        added = api.http.put("/papers/quay.md", content=QUAY)
        assert added.status_code == 201
        assert forms.AddedJson.model_validate(added.json(), extra="forbid").status == "added"
        assert (kept / "quay.md").read_bytes() == QUAY
        assert api.http.put("/papers/quay.md", content=QUAY).status_code == 409
        assert [paper["document"] for paper in api.http.get("/papers").json()["papers"]] == ["quay.md"]
        assert (api.log[-1].status, api.log[-1].question) == ("added", "quay.md")
        assert "/papers/{name}" in api.http.get("/openapi.json").json()["paths"]
        assert "Add a paper" in api.http.get("/").text


def test_a_library_without_papers_is_an_error_of_the_server(tmp_path: Path, models: Path):
    with api_of(tmp_path / "library") as api:
        said = api.http.post("/ask", json={"question": "Who?"})
        assert said.status_code == 503
        assert "whoever runs this server" in said.json()["advice"]
        chat = {"model": "policy", "messages": [{"role": "user", "content": "Who?"}], "stream": True}
        told = api.http.post("/v1/chat/completions", json=chat)
        assert told.status_code == 503
        assert told.json()["error"]["type"] == "server_error"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


def test_the_command_clears_the_log_and_prints_a_token_that_ends_with_it(
    door: PolicyLibrary, tmp_path: Path, models: Path
):
    port = free_port()
    own = child.environment() | {"POLICY_MODELS": str(models), "POLICY_READER": "quick"}
    own |= {f"XDG_{name}_HOME": str(tmp_path) for name in ("STATE", "CONFIG", "DATA", "CACHE")}
    folder = make_library(tmp_path / "library")
    long_ago = datetime.datetime.now().astimezone() - datetime.timedelta(days=400)
    with Library(folder, DEFAULT, models):
        pass
    Record(folder, 1000).add(Entry("ann", "api", "Who?", "answered", at=long_ago))
    command = child.command("-m", "assistant", "api", "--library", str(folder), "--port", str(port))
    with subprocess.Popen(command, env=own, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout
        printed = [serving.stdout.readline() for _ in range(4)]
        bearer = {"Authorization": f"Bearer {printed[2].removeprefix('Token: ').strip()}"}
        assert httpx.get(f"http://127.0.0.1:{port}/papers", headers=bearer).json() == {"papers": []}
        assert list(Record(folder, 1000).entries()) == []
        assert printed[0].startswith(f"Chat programs: http://127.0.0.1:{port}/v1 ")
        serving.send_signal(signal.SIGINT)
        assert serving.wait(120) == 0


def test_it_listens_on_this_machine_alone(tmp_path: Path):
    done = CliRunner().invoke(cli, ["api", "--host", "0.0.0.0", "--library", str(tmp_path)])
    assert "policy api does not listen on 0.0.0.0" in str(done.exception)
