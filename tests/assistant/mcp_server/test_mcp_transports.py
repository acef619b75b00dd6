"""The server as clients reach it: a process that they start, and HTTP with a token."""

import asyncio
import shutil
import socket
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeVar

import httpx2
import pytest
import uvicorn
from click.testing import CliRunner
from mcp import Client
from mcp.client.stdio import StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult

from assistant import PolicyError, PolicyLibrary
from assistant.cli.main import cli
from assistant.cli.mcp import run_mcp
from assistant.mcp_server.http import application, greeting
from assistant.service.people import Gate, People
from assistant.service.record import Record
from assistant.settings import load_settings
from ingest import child
from ingest.library import Library
from tests.conftest import ROOT

Made = TypeVar("Made")
ASKED = "When does North East London plan to become a single CCG?"
# A library, and a child process, that print.
NOISY = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
from assistant import PolicyLibrary
from assistant.cli.main import main

def noisy(method):
    def run(*given, **named):
        print("a word", flush=True)
        os.system("echo a word of a child")
        return method(*given, **named)
    return run

PolicyLibrary.__init__ = noisy(PolicyLibrary.__init__)
PolicyLibrary.search = noisy(PolicyLibrary.search)
sys.argv[0] = "policy"
main()
"""


def test_a_client_that_starts_the_command_gets_answers_and_nothing_else(digests: Library, models: Path, tmp_path: Path):
    shutil.copytree(digests.folder, tmp_path / "library")
    own = {
        "POLICY_MODELS": str(models),
        "POLICY_READER": "quick",
        "HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
    }
    command, *arguments = child.command("-c", NOISY, "mcp", "--library", str(tmp_path / "library"))
    heard: list[object] = []

    async def hear(message: object) -> None:
        heard.append(message)

    async def work() -> list[CallToolResult]:
        started = StdioServerParameters(command=command, args=arguments, env=own)
        async with Client(started, message_handler=hear) as client:
            assert client.instructions is not None
            assert "5 papers" in client.instructions
            asked = client.call_tool("ask", {"question": ASKED})
            return list(await asyncio.gather(asked, client.call_tool("search", {"query": "single CCG"})))

    answer, found = asyncio.run(work())
    assert not heard  # anything that is no message would be told as an error
    assert (answer.structured_content or {})["status"] == "answered"
    assert (found.structured_content or {})["passages"]
    assert not list(Record(tmp_path / "library", 1).entries())  # what a person asks their own library is not logged


# HTTP


@pytest.fixture(scope="module")
def served(door: PolicyLibrary) -> Iterator[tuple[str, Gate]]:
    """The address of a server on this machine, and whom it lets in."""
    gate = Gate(People(door.folder))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = application(door, "full", gate, address)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        yield f"{address}/mcp", gate
        server.should_exit = True
        thread.join()


def over_http(address: str, token: str, work: Callable[[Client], Awaitable[Made]], mode: str = "auto") -> Made:
    async def connected() -> Made:
        headers = {"Authorization": f"Bearer {token}"}
        async with (
            httpx2.AsyncClient(headers=headers, timeout=30) as http,
            Client(streamable_http_client(address, http_client=http), mode=mode) as client,
        ):
            return await work(client)

    return asyncio.run(connected())


@pytest.mark.parametrize(
    ("mode", "tool", "words"), [("auto", "ask", {"question": ASKED}), ("legacy", "search", {"query": ASKED})]
)
def test_a_client_with_the_token_asks_in_either_protocol(
    served: tuple[str, Gate], mode: str, tool: str, words: dict[str, str]
):
    address, gate = served

    async def work(client: Client) -> list[CallToolResult]:
        asked = client.call_tool(tool, words)
        return list(await asyncio.gather(asked, *(client.call_tool("list_papers", {}) for _ in range(8))))

    answer, *lists = over_http(address, gate.own_token, work, mode)
    assert "April 2021" in str(answer.structured_content)
    assert all((each.structured_content or {})["total"] == 5 for each in lists)


def test_nobody_gets_in_without_a_token_and_the_client_can_say_why(served: tuple[str, Gate]):
    address, _ = served

    def fault(error: BaseException) -> str:
        return (
            "".join(fault(each) for each in error.exceptions) if isinstance(error, BaseExceptionGroup) else str(error)
        )

    for token in ("nix", "policy-nix"):
        with pytest.raises(BaseExceptionGroup) as raised:
            over_http(address, token, lambda client: client.list_tools())
        assert fault(raised.value) == "The token is missing or wrong. Send it as: Authorization: Bearer TOKEN"
    assert httpx2.post(address, headers={"Host": "elsewhere.example"}).status_code == 403


def test_what_people_ask_is_logged_by_name(served: tuple[str, Gate], door: PolicyLibrary):
    people = People(door.folder)
    tokens = {name: people.add(name) for name in ("ann", "ben")}
    try:
        for name, token in tokens.items():
            over_http(served[0], token, lambda client, name=name: client.call_tool("search", {"query": f"{name} asks"}))
    finally:
        for name in tokens:
            people.revoke(name)

    asked = {(each.person, each.through, each.question) for each in Record(door.folder, 1).entries()}
    assert {("ann", "mcp", "ann asks"), ("ben", "mcp", "ben asks")} <= asked


def test_the_server_prints_its_address_and_whom_it_lets_in(tmp_path: Path):
    people = People(tmp_path)
    own = Gate(people)
    assert greeting("http://127.0.0.1:1", own).splitlines()[:2] == [
        "Address: http://127.0.0.1:1/mcp",
        f"Header:  Authorization: Bearer {own.own_token}",
    ]
    people.add("ann")
    assert "ann" in greeting("http://127.0.0.1:1", Gate(people))


# The command


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--http", "--host", "0.0.0.0"], "policy mcp does not listen on 0.0.0.0"),
        (["--port", "9000"], "--host, --port and --expose go with --http"),
    ],
)
def test_the_command_refuses_what_can_not_be(tmp_path: Path, options: list[str], told: str):
    ran = CliRunner().invoke(cli, ["mcp", "--library", str(tmp_path), *options])

    assert told in (ran.output or str(ran.exception))


def test_without_the_package_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for module in list(sys.modules):
        if module.partition(".")[0] == "mcp":
            monkeypatch.setitem(sys.modules, module, None)
        elif module.startswith("assistant.mcp_server."):
            monkeypatch.delitem(sys.modules, module)
    with pytest.raises(PolicyError) as raised:
        run_mcp(load_settings(library=tmp_path), "full", None)

    assert raised.value.cure == "pip install 'policy-assistant[mcp]'"
