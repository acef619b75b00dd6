"""`policy api`: opens the library, and answers over HTTP until Ctrl+C."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

import uvicorn

from assistant.api.library import PolicyLibrary
from assistant.service.people import Gate, People
from assistant.service.record import Record
from assistant.service.service import Service
from assistant.service.turns import Turns
from assistant.settings import QUOTES, Settings
from assistant.text.sanitize import visible
from assistant.web_api.app import application
from assistant.web_api.chat import OPEN_WEBUI

GOING = 5  # seconds that answers under way have after Ctrl+C


def run_api(settings: Settings, host: str, port: int, public: str, uploads: Path | None = None) -> None:
    """Listens on `host` and `port`, which people reach at `public`. Raises PolicyError where the library can't be used.

    `uploads` is the folder that keeps the papers that owners send; without it, none can be sent.
    """
    with serving(settings) as services:
        gate = Gate(People(settings.library))
        Record(settings.library, settings.log_days).clear()
        for service in services.values():
            service.library.load()
        config = uvicorn.Config(
            application(services, gate, public, uploads),
            host=host,
            port=port,
            log_level="error",  # a log of requests would be one more place that has questions
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GOING,
            limit_concurrency=500,  # connections; questions have bounds of their own
        )
        with suppress(KeyboardInterrupt):  # uvicorn raises it again once it has ended
            Telling(config, told(gate, public)).run()


class Telling(uvicorn.Server):
    """A server that prints something once it listens."""

    def __init__(self, config: uvicorn.Config, told: str):
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(self._told, flush=True)


@contextmanager
def serving(settings: Settings) -> Iterator[Mapping[str, Service]]:
    """A service for each way of answering, by the name that it has as a model; all share their turns."""
    ways = {"policy": settings.model_copy(update={"model": QUOTES, "model_key": None})}
    if settings.model != QUOTES:
        ways["policy-prose"] = settings.model_copy(update={"answer": "prose"})
    with ExitStack() as opened:
        turns = Turns()
        libraries = {name: opened.enter_context(PolicyLibrary(way, {})) for name, way in ways.items()}
        opened.enter_context(closing(turns))  # before the libraries close: it waits for what is under way
        yield {name: Service(library, "api", turns) for name, library in libraries.items()}


def told(gate: Gate, public: str) -> str:
    """What is printed at the start: addresses, and who is let in."""
    who = f"Token: {gate.own_token}" if gate.own_token else f"Tokens of: {visible(', '.join(gate.names))}"
    return "\n".join(
        [
            f"Chat programs: {public}/v1 (Open WebUI: {public}{OPEN_WEBUI}/v1)",
            f"Plain JSON, described: {public}/",
            who,
            "Press Ctrl+C to stop.",
        ]
    )
