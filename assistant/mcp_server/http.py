"""Clients on this machine, or behind a proxy, reach the server over HTTP, each with a token."""

import uvicorn
from mcp.server.transport_security import TransportSecuritySettings
from mcp_types import INVALID_REQUEST
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from assistant.api.library import PolicyLibrary
from assistant.mcp_server.server import Profile, mcp_server
from assistant.service.guard import Guard
from assistant.service.people import Gate, People
from assistant.service.record import Record
from assistant.settings import Settings
from assistant.text.sanitize import visible

PATH = "/mcp"
LEAVING = 2  # seconds for streams that are open when the server ends
CHECKED_BEFORE = TransportSecuritySettings(enable_dns_rebinding_protection=False)  # by Guard, for a proxy's name too


def run_http(
    settings: Settings, named: dict[str, str | None], profile: Profile, host: str, port: int, public: str
) -> None:
    """Serves until Ctrl+C. `public` is where people reach it, as `listening.address_of` has it."""
    with PolicyLibrary(settings, named) as library:
        gate = Gate(People(library.folder))
        Record(library.folder, settings.log_days).clear()
        app = application(library, profile, gate, public)
        print(greeting(public, gate), flush=True)
        uvicorn.run(
            app, host=host, port=port, log_level="critical", access_log=False, timeout_graceful_shutdown=LEAVING
        )


def application(library: PolicyLibrary, profile: Profile, gate: Gate, public: str) -> Guard:
    """The server as an ASGI application, for whom the gate lets in."""
    app = mcp_server(library, profile).streamable_http_app(streamable_http_path=PATH, transport_security=CHECKED_BEFORE)
    return Guard(app, gate, public, _refused)


def greeting(public: str, gate: Gate) -> str:
    if gate.own_token:
        who = f"Header:  Authorization: Bearer {gate.own_token}"
    else:
        who = f"Header:  Authorization: Bearer TOKEN, with the token of {visible(', '.join(gate.names))}"
    return f"Address: {public}{PATH}\n{who}\nPress Ctrl+C to stop."


def _refused(scope: Scope, status: int, told: str) -> Response:
    """In the protocol's own form, so that a client can say why."""
    return JSONResponse({"jsonrpc": "2.0", "id": None, "error": {"code": INVALID_REQUEST, "message": told}}, status)
