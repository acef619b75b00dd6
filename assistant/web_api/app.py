"""The application: all endpoints behind one guard, and errors in the form that the client of each expects."""

from collections.abc import Mapping

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from assistant.service.guard import Guard, TooLarge
from assistant.service.people import Gate
from assistant.service.service import Service
from assistant.web_api.chat import Chat
from assistant.web_api.errors import as_response, of_form, refuse
from assistant.web_api.openapi import page, schema
from assistant.web_api.plain import Plain
from ingest.errors import PolicyError

LARGEST = 1_000_000  # bytes of a request; a long conversation has a tenth of that
OPEN_TO_ALL = ("/", "/openapi.json")  # they hold nothing of the library

ALONE = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"}


def application(services: Mapping[str, Service], gate: Gate, public: str) -> ASGIApp:
    """Answers at `public`. `services` has a way of answering for each model's name; the first is for plain JSON too."""
    first = next(iter(services.values()))

    async def described(request: Request) -> Response:
        return JSONResponse(schema(public))

    async def shown(request: Request) -> Response:
        return HTMLResponse(page(schema(public)), headers=ALONE)

    routes = [Route("/", shown), Route("/openapi.json", described), *Chat(services).routes(), *Plain(first).routes()]
    handlers = {
        PolicyError: lambda request, error: as_response(request.scope, error),
        ValidationError: lambda request, error: of_form(request.scope, error),
        HTTPException: lambda request, error: refuse(request.scope, error.status_code, error.detail),
        TooLarge: lambda request, error: refuse(request.scope, 413, f"The request is larger than {LARGEST:,} bytes."),
        ClientDisconnect: lambda request, error: Response(status_code=499),  # nobody reads it
        Exception: lambda request, error: refuse(request.scope, 500, "policy made a mistake; its owner is told"),
    }
    return Guard(Starlette(routes=routes, exception_handlers=handlers), gate, public, refuse, LARGEST, OPEN_TO_ALL)
