"""What stands in front of a server: its own address, a token, and requests of a bounded size."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from assistant.service.guard import Guard, TooLarge
from assistant.service.listening import address_of
from assistant.service.people import Gate, People
from ingest.errors import PolicyError

PUBLIC = "http://127.0.0.1:8643"


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    """Says who asks, and how much they sent."""
    try:
        sent = await Request(scope, receive).body()
        person = scope["state"]["person"].name if "state" in scope else "nobody"
        response = Response(f"{person} {len(sent)}")
    except TooLarge:
        response = Response("too large", 413)
    await response(scope, receive, send)


def refuse(scope: Scope, status: int, message: str) -> Response:
    return PlainTextResponse(message, status)


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., httpx.Response]:
    gate = Gate(People(tmp_path))

    def asked(path: str = "/", public: str = PUBLIC, token: str = gate.own_token, **given: Any) -> httpx.Response:
        app = Guard(hello, gate, public, refuse, largest=10, open_to_all=["/docs"])
        headers = {"Authorization": f"Bearer {token}"} | given.pop("headers", {})

        async def send() -> httpx.Response:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=PUBLIC) as client:
                return await client.post(path, headers=headers, **given)

        return asyncio.run(send())

    return asked


def test_whoever_has_the_token_is_known(ask: Callable):
    said = ask(content=b"12345")
    assert (said.status_code, said.text) == (200, "owner 5")
    assert said.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer ", "Bearer guess", "Basic b3duZXI=", b"Bearer \xff"], ids=str
)
def test_nobody_else_is(ask: Callable, authorization: str | bytes):
    said = ask(headers={"Authorization": authorization})
    assert said.status_code == 401
    assert said.headers["www-authenticate"] == "Bearer"


def test_a_page_for_all_needs_no_token(ask: Callable):
    assert ask("/docs", token="").text == "nobody 0"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8643", "127.0.0.1", "127.0.0.1:1", "", "localhost.evil.example:8643"]
)
def test_no_other_name_leads_here(ask: Callable, host: str):
    assert ask(headers={"Host": host}).status_code == 403
    assert ask("/docs", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize("host", ["127.0.0.1:8643", "localhost:8643", "LOCALHOST:8643", "[::1]:8643"])
def test_all_names_of_this_machine_do(ask: Callable, host: str):
    assert ask(headers={"Host": host}).status_code == 200


def test_behind_a_proxy_its_name_alone_does(ask: Callable):
    public = "https://papers.example/policy"
    assert ask(public=public, headers={"Host": "papers.example"}).status_code == 200
    assert ask(public=public, headers={"Host": "127.0.0.1:8643"}).status_code == 403


def test_pages_of_other_sites_may_not_use_it(ask: Callable):
    assert ask(headers={"Origin": "http://127.0.0.1:8643"}).status_code == 200
    for origin in ("http://127.0.0.1:1", "https://127.0.0.1:8643", "null", "http://evil.example"):
        said = ask(headers={"Origin": origin})
        assert said.status_code == 403
        assert "access-control-allow-origin" not in said.headers


async def endless() -> AsyncIterator[bytes]:
    while True:
        yield b"1234"


def test_a_body_that_is_too_large_is_refused_whether_its_size_is_said_or_not(ask: Callable):
    assert ask(content=b"1" * 10).status_code == 200
    assert ask(content=b"1" * 11).status_code == 413
    assert ask(content=endless()).status_code == 413
    assert ask(headers={"Content-Length": "-1"}).status_code == 413


def test_nothing_listens_elsewhere_than_here_without_a_proxy():
    assert address_of("127.0.0.1", 0, None, "policy api") == "http://127.0.0.1:0"
    assert address_of("127.0.0.1", 0, "https://Papers.example:443/x/", "policy api") == "https://papers.example/x"
    for host in ("0.0.0.0", "192.0.2.1", "example.org", "::"):
        with pytest.raises(PolicyError, match="policy api does not listen on"):
            address_of(host, 0, None, "policy api")
    for wrong in ("papers.example", "https://ann:secret@papers.example", "ftp://x", "https://x?y", "https://"):
        with pytest.raises(PolicyError, match="--expose can't be used"):
            address_of("127.0.0.1", 0, wrong, "policy api")
