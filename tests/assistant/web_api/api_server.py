"""A `policy api` in a thread of the tests, on a port of this machine."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import uvicorn

from assistant.service.people import Gate, People
from assistant.service.record import Entry, Record
from assistant.settings import load_settings
from assistant.web_api.app import application
from assistant.web_api.server import serving


@dataclass(frozen=True)
class Api:
    """A server, the token of somebody whom it lets in, a client that has it, and the folder of the library."""

    address: str
    token: str
    http: httpx.Client
    folder: Path

    @property
    def log(self) -> list[Entry]:
        return list(Record(self.folder, 30).entries())


@contextmanager
def api_of(folder: Path, name: str = "ann", uploads: Path | None = None, **settings: object) -> Iterator[Api]:
    """Serves the library in a folder, for as long as the block lasts; who has the name may send papers, if anybody."""
    with serving(load_settings(library=folder, **settings)) as services:
        token = People(folder).add(name, owner=True)
        listening = uvicorn.Config("", port=0).bind_socket()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        app = application(services, Gate(People(folder)), address, uploads)
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listening])))
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            bearer = {"Authorization": f"Bearer {token}"}
            with httpx.Client(base_url=address, headers=bearer, timeout=60) as client:
                yield Api(address, token, client, folder)
        finally:
            server.should_exit = True
            thread.join()
            listening.close()
