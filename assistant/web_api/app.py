"""The application: all endpoints behind one guard, and errors in the form that the client of each expects."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.service.guard import Guard, TooLarge
from assistant.service.people import Gate
from assistant.service.service import Service
from assistant.web_api.chat import Chat
from assistant.web_api.errors import as_response, of_form, of_path, refuse
from assistant.web_api.openapi import page, schema
from assistant.web_api.plain import Plain
from assistant.web_api.uploads import Uploads
from ingest.errors import PolicyError

LARGEST = 1_000_000  # bytes of a request; a long conversation has a tenth of that
OPEN_TO_ALL = ("/", "/openapi.json")  # they hold nothing of the library

ALONE = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}


def application(services: Mapping[str, Service], gate: Gate, public: str, uploads: Path | None = None) -> ASGIApp:
    """Answers at `public`. `services` has a way of answering for each model's name; the first is for plain JSON too.

    `uploads` is the folder that keeps the papers that owners send; without it, none can be sent.
    """
    first = next(iter(services.values()))

    async def described(request: Request) -> Response:
        return JSONResponse(schema(public, uploads is not None))

    async def shown(request: Request) -> Response:
        return HTMLResponse(page(schema(public, uploads is not None)), headers=ALONE)

    routes = [Route("/", shown), Route("/openapi.json", described), *Chat(services).routes(), *Plain(first).routes()]
    handlers = {
        PolicyError: lambda request, error: as_response(request.scope, error),
        ValidationError: lambda request, error: of_form(request.scope, error),
        HTTPException: lambda request, error: of_path(request.scope, error),
        TooLarge: lambda request, error: refuse(request.scope, 413, "The request is too large."),
        ClientDisconnect: lambda request, error: Response(status_code=499),  # nobody reads it
        Exception: lambda request, error: refuse(request.scope, 500, "policy made a mistake; its owner is told"),
    }
    asked = Guard(Starlette(routes=routes, exception_handlers=handlers), gate, public, refuse, LARGEST, OPEN_TO_ALL)
    if uploads is None:
        return asked
    library = first.library
    sending = Starlette(routes=Uploads(library, uploads).routes(), exception_handlers=handlers)
    sent = Guard(sending, gate, public, refuse, int(library.settings.max_file_mb * 1e6))

    async def by_method(scope: Scope, receive: Receive, send: Send) -> None:
        await (sent if scope.get("method") == "PUT" else asked)(scope, receive, send)

    return by_method
