"""`policy serve`: the same screen in a browser, through textual-serve, for anyone with the token in the address.

A browser that opens that address gets a cookie and is sent to a path that nobody else knows. Everything else is below
that path and needs the cookie too. A browser sends cookies to every port of a host, but only below the path they were
set for: other servers on this machine never see ours, and neither the path nor the cookie opens anything by itself.
"""

import asyncio
import hmac
import logging
import os
import secrets
import shlex
from collections.abc import Awaitable, Callable
from contextlib import suppress
from copy import copy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server

from assistant.service.people import Gate, People, Person
from assistant.service.record import Record
from assistant.settings import Settings, as_environment
from assistant.text.sanitize import visible
from ingest.child import command, environment
from ingest.errors import PolicyError

LOOK = 2.0  # seconds until the screens of somebody whose token is revoked are closed
MOST = 3  # screens that one person may have open; each is a process with models of its own
TEMPLATES = Path(__file__).with_name("web")
# A page sends the browser on, not a redirect: coming from a link on another site, such as web mail, a browser would
# follow a redirect in the other site's name, without the cookie.
ENTRANCE = TEMPLATES.joinpath("entrance.html").read_text("utf-8")
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the first address holds the token, all others the path
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class TokenServer(Server):
    """textual-serve, for those whom `gate` lets in. `public` is where they reach it: a scheme, a host, and the path
    that a proxy removes, if it does."""

    def __init__(self, command: str, host: str, port: int, public: str, gate: Gate):
        super().__init__(command, host, port, "policy", public, templates_path=TEMPLATES)
        site = urlsplit(public)
        self._host, self._origin = site.netloc, f"{site.scheme}://{site.netloc}"
        self._gate, self._path = gate, secrets.token_urlsafe(24)
        self._within = f"{site.path}/{self._path}/"
        self._visitors: dict[str, Person] = {}  # by the cookie that each has got
        self._screens: dict[asyncio.Task[Any], Person] = {}

    @property
    def told(self) -> str:
        """What is printed at the start: the address, and who may open it."""
        if self._gate.own_token:
            return f"Open {self.public_url}/?token={self._gate.own_token}"
        names = visible(", ".join(self._gate.names))
        return f"Open {self.public_url}/?token=TOKEN, each with their own token: {names}"

    def initialize_logging(self) -> None:
        logging.basicConfig(level=logging.ERROR)  # a log of requests would hold the token

    async def on_startup(self, app: web.Application) -> None:
        print(f"{self.told}\nPress Ctrl+C to stop.", flush=True)
        self._watching = asyncio.create_task(self._end_revoked())

    async def _end_revoked(self) -> None:
        """Ends the screens of people whose tokens are revoked."""
        while True:
            await asyncio.sleep(LOOK)
            with suppress(PolicyError):  # the tokens can't be read at the moment: nobody new comes in, but nobody goes
                for screen, person in list(self._screens.items()):
                    if not self._gate.still_knows(person):
                        screen.cancel()

    async def on_shutdown(self, app: web.Application) -> None:
        """Ends the screens that are open, which would otherwise keep the server waiting for their browsers to go."""
        for task in (self._watching, *self._screens):
            task.cancel()

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        screen, person = asyncio.current_task(), self._visitor(request)
        assert screen is not None
        assert person is not None
        if person.id and [each.id for each in self._screens.values()].count(person.id) >= MOST:
            raise web.HTTPTooManyRequests(text=f"{MOST} screens are open with this token already.")
        self._screens[screen] = person
        opened = copy(self)  # of whose command the screen is made
        opened.command = f"{self.command} --person {person.id}" if person.id else self.command
        try:
            return await super(TokenServer, opened).handle_websocket(request)
        finally:
            del self._screens[screen]

    async def _make_app(self) -> web.Application:
        app = web.Application(middlewares=[self._guard])
        app.router.add_get("/", self._enter)
        app.add_subapp(f"/{self._path}", await super()._make_app())
        return app

    async def _enter(self, request: web.Request) -> web.Response:
        """Gives the cookie in return for the token; its name is as secret as the path, so no other can set it."""
        person = self._gate.person(request.query.get("token"))
        if person is None:
            raise _no_token()
        cookies = {each.id: cookie for cookie, each in self._visitors.items()}
        cookie = cookies.get(person.id) or secrets.token_urlsafe(24)
        self._visitors[cookie] = person
        response = web.Response(text=ENTRANCE.replace("WITHIN", self._within), content_type="text/html")
        secure = self.public_url.startswith("https:")
        response.set_cookie(self._path, cookie, path=self._within, httponly=True, samesite="Strict", secure=secure)
        return response

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Lets nobody past the entrance without the cookie, nor any page of another site or port in their name."""
        if request.host != self._host:
            raise web.HTTPForbidden(text="This is not the address that policy serve printed.")
        entering = request.path == "/"
        if not self._is_own(request, entering):
            raise web.HTTPForbidden(text="Other sites may not use this one.")
        if not entering and self._visitor(request) is None:
            raise _no_token()
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    def _visitor(self, request: web.Request) -> Person | None:
        """Whose cookie came with a request, unless their token is revoked by now."""
        given, found = request.cookies.get(self._path, ""), None
        for cookie, person in self._visitors.items():
            if hmac.compare_digest(given.encode(errors="replace"), cookie.encode()):
                found = person
        return found if found and self._gate.still_knows(found) else None

    def _is_own(self, request: web.Request, entering: bool) -> bool:
        """Whether a person or one of our pages is asking. Links may lead to the entrance from anywhere; browsers always
        name the origin of a web socket."""
        origin = request.headers.get("Origin")
        if origin is None and "Upgrade" not in request.headers:
            return entering or request.headers.get("Sec-Fetch-Site", "none") in ("none", "same-origin")
        return origin == self._origin


def _no_token() -> web.HTTPForbidden:
    return web.HTTPForbidden(text="The token is missing or wrong. Open the address that policy serve printed.")


def run_serve(settings: Settings, host: str, port: int, public: str) -> None:
    """Serves until Ctrl+C at what `listening.address_of` made of host and port."""
    os.environ.update(environment() | as_environment(settings))  # for each screen: other users can see its command line
    asyncio.set_event_loop(asyncio.new_event_loop())
    gate = Gate(People(settings.library))
    Record(settings.library, settings.log_days).clear()
    TokenServer(shlex.join(command("-m", "assistant")), host, port, public, gate).serve()
