"""`policy serve`: the same screen in a browser, through textual-serve, for whoever holds the token in the address."""

import asyncio
import hmac
import ipaddress
import logging
import secrets
import shlex
import socket
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web
from textual_serve.server import Server

from assistant.settings import Settings
from ingest.errors import PolicyError

TEMPLATES = Path(__file__).with_name("web")
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",  # the first address holds the token
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
WHY_NOT = (
    "whoever reaches that address can try to read the papers and the conversations, and what is sent is not encrypted; "
    "leave --host away, or put a proxy with TLS and a log-in before it, and name its address: --expose https://..."
)


class TokenServer(Server):
    """textual-serve, for requests that carry the token: first in the address, then in a cookie of this port."""

    def __init__(self, command: str, host: str, port: int, token: str, url: str | None = None):
        """`url` is where people reach it, if that is not where it listens."""
        public = url.rstrip("/") if url else f"http://{f'[{host}]' if ':' in host else host}:{port}"
        super().__init__(command, host, port, "policy", public, templates_path=TEMPLATES)
        self._token = token
        self._cookie = f"policy-{port}"

    @property
    def address(self) -> str:
        return f"{self.public_url}/?token={self._token}"

    def initialize_logging(self) -> None:
        logging.basicConfig(level=logging.ERROR)  # a log of requests would hold the token

    async def on_startup(self, app: web.Application) -> None:
        print(f"Open {self.address}\nCtrl+C ends it.", flush=True)

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard)
        return app

    @web.middleware
    async def _guard(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Lets nobody in without the token, and no page of another site in their name."""
        if request.host != urlsplit(self.public_url).netloc:
            raise web.HTTPForbidden(text="This is not the address that policy serve has printed.")
        if request.headers.get("Origin", self.public_url) != self.public_url:
            raise web.HTTPForbidden(text="Another site may not use this one.")
        if self._is_token(request.query.get("token")):
            entered = web.HTTPSeeOther("/")
            secure = self.public_url.startswith("https:")
            entered.set_cookie(self._cookie, self._token, httponly=True, samesite="Strict", secure=secure)
            raise entered
        if not self._is_token(request.cookies.get(self._cookie)):
            raise web.HTTPForbidden(
                text="The token is missing or wrong. Open the address that policy serve has printed."
            )
        response = await handler(request)
        if not response.prepared:
            response.headers.update(HEADERS)
        return response

    def _is_token(self, given: str | None) -> bool:
        return given is not None and hmac.compare_digest(given.encode(), self._token.encode())


def run_serve(settings: Settings, host: str, port: int, url: str | None = None) -> None:
    """Serves until Ctrl+C. Raises PolicyError where the port can't be had."""
    _need_port(host, port)
    screen = ["--library", str(settings.library), "--model", settings.model]
    screen += ["--chroma", settings.chroma] if settings.chroma else []
    command = shlex.join([sys.executable, "-m", "assistant", *screen])
    asyncio.set_event_loop(asyncio.new_event_loop())
    TokenServer(command, host, port, secrets.token_urlsafe(24), url).serve()


def need_loopback(host: str) -> None:
    """Raises PolicyError, with the reason, for an address that other machines can reach."""
    try:
        own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise PolicyError(f"policy serve does not listen on {host}", WHY_NOT)


def _need_port(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        raise PolicyError(f"{host}:{port} can't be listened on: {error.strerror}", "name another: --port") from error
