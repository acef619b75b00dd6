"""What stands in front of a server's HTTP: its own address, a token, and requests of a bounded size."""

from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.service.people import Gate

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
HEADERS = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]

Refuse = Callable[[Scope, int, str], Response]


class TooLarge(Exception):
    """The body of a request is larger than it may be; raised where it is read."""


class Guard:
    """An ASGI application in front of another, which finds who asks as `scope["state"]["person"]`, a Person.

    `public` is where people reach the server, as `listening.address_of` has it. A request under another host name is
    refused, so that no web page can have its own name lead here (DNS rebinding), and so is one of a page of another
    site. `open_to_all` are paths that need no token. `refuse` makes the response for a status and a message. A body of
    more than `largest` bytes is refused, or raises TooLarge where its size was not announced.
    """

    def __init__(
        self,
        app: ASGIApp,
        gate: Gate,
        public: str,
        refuse: Refuse,
        largest: int = 1_000_000,
        open_to_all: Collection[str] = (),
    ):
        self._app, self._gate, self._refuse = app, gate, refuse
        self._largest, self._open_to_all = largest, open_to_all
        site = urlsplit(public)
        port = f":{site.port}" if site.port else ""
        own = site.netloc.removesuffix(port)
        self._hosts = {f"{host}{port}" for host in (LOOPBACK if own in LOOPBACK else [own])}
        self._origins = {f"{site.scheme}://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":  # the lifespan of the server; it has no web sockets
            await self._app(scope, receive, send)
            return
        refusal = await self._refusal(scope)
        answer = refusal or self._app
        await answer(scope, _bounded(receive, self._largest), _with_headers(send))

    async def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if headers.get("host", "").lower() not in self._hosts:
            return self._refuse(scope, 403, "This is not the address that this server printed.")
        if "origin" in headers and headers["origin"] not in self._origins:
            return self._refuse(scope, 403, "Pages of other sites may not use this server.")
        if scope["path"] not in self._open_to_all:
            kind, _, token = headers.get("authorization", "").partition(" ")
            person = await run_in_threadpool(self._gate.person, token.strip() if kind.lower() == "bearer" else None)
            if person is None:
                refused = self._refuse(
                    scope, 401, "The token is missing or wrong. Send it as: Authorization: Bearer TOKEN"
                )
                refused.headers["WWW-Authenticate"] = "Bearer"
                return refused
            scope.setdefault("state", {})["person"] = person
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length) > self._largest:
            return self._refuse(scope, 413, f"The request is larger than {self._largest:,} bytes.")
        return None


def _bounded(receive: Receive, largest: int) -> Receive:
    read = 0

    async def bounded() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > largest:
            raise TooLarge
        return message

    return bounded


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *HEADERS]
        await send(message)

    return sending
