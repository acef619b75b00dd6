"""Errors as programs expect them: in OpenAI's form below /v1, plain elsewhere."""

import sys
from typing import Any

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from assistant.generation.errors import ModelError
from assistant.service.malformed import malformed
from assistant.service.turns import Busy
from assistant.text.sanitize import visible
from ingest.errors import LibraryError, PolicyError

TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error", 503: "server_error"}
NOT_HERE = {404: "there is no such path", 405: "this path does not take that method"}
DESCRIBED = "GET / describes what can be asked, and how"
UNAVAILABLE = "tell whoever runs this server"


def refuse(scope: Scope, status: int, message: str, advice: str = "", code: str | None = None) -> Response:
    """The response for an error, in the form of the path that was asked for."""
    if not is_openai(scope["path"]):
        return JSONResponse({"error": message} | ({"advice": advice} if advice else {}), status)
    return JSONResponse({"error": openai_error(status, message, advice, code)}, status)


def openai_error(status: int, message: str, advice: str = "", code: str | None = None) -> dict[str, Any]:
    told = ". ".join(filter(None, [message, advice]))
    return {"message": told, "type": TYPES.get(status, "invalid_request_error"), "param": None, "code": code}


def is_openai(path: str) -> bool:
    return path.startswith(("/v1/", "/open-webui/v1/"))


def as_response(scope: Scope, error: PolicyError) -> Response:
    """The response for what went wrong with a question."""
    if isinstance(error, Busy):
        response = refuse(scope, 429, str(error), error.cure, "rate_limit_exceeded")
        response.headers["Retry-After"] = str(error.seconds)
        return response
    status, told, advice = _told(error)
    return refuse(scope, status, told, advice)


def as_event(error: PolicyError) -> dict[str, Any]:
    """The same within a stream that has begun."""
    status, told, advice = _told(error)
    return {"error": openai_error(status, told, advice)}


def _told(error: PolicyError) -> tuple[int, str, str]:
    """Status, message and advice. What only the owner of the library can put right is told in full on this machine."""
    if isinstance(error, LibraryError | ModelError):
        print(visible(error.told), file=sys.stderr, flush=True)
        return 503, str(error), UNAVAILABLE
    return 422, str(error), error.cure.replace("library.papers()", "GET /papers")


def of_path(scope: Scope, error: HTTPException) -> Response:
    """The response for a path that is not there, or does not take this method."""
    return refuse(scope, error.status_code, NOT_HERE.get(error.status_code, error.detail), DESCRIBED)


def of_form(scope: Scope, error: ValidationError) -> Response:
    """The response for a request that is not as it should be."""
    return refuse(scope, 422, malformed(error), DESCRIBED)
