"""What can go wrong with a language model, as errors that a person can act on."""

from __future__ import annotations

import os
import re
from types import TracebackType
from typing import Any, Literal

from pydantic import SecretStr

from ingest.errors import PolicyError

Kind = Literal[
    "package", "key", "unknown", "unreachable", "rate", "time-out", "context", "empty", "broken", "server", "refused"
]

RETRIED: tuple[Kind, ...] = ("rate", "unreachable", "server", "broken", "empty")  # may soon pass
EXTRAS = {"openai", "ollama", "anthropic", "mistralai", "google_genai"}  # the extras of pyproject.toml
OVERFLOW = re.compile(
    r"context[ _](?:length|size|window)|maximum context|prompt is too long|too many (?:input )?tokens|"
    r"input tokens exceed|exceeds the (?:maximum|available)",
    re.IGNORECASE,
)
NO_KEY = re.compile(r"api[ _-]?key|credentials|access token", re.IGNORECASE)
NO_MODEL = re.compile(r"model\b.*\b(?:not found|does not exist|not exist|unknown|invalid)|unknown model", re.IGNORECASE)
SECRETIVE = re.compile(r"(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS)$")
LONGEST = 300  # characters of a server's own message to show


class ModelError(PolicyError):
    """The language model could not answer: `kind` says why, `wait` is the wait its server asks for, in seconds."""

    def __init__(self, message: str, cure: str = "", kind: Kind = "broken", wait: float | None = None):
        super().__init__(message, cure)
        self.kind = kind
        self.wait = wait

    def __reduce__(self):
        return type(self), (str(self), self.cure, self.kind, self.wait)


def setup_error(error: Exception, name: str, provider: str) -> ModelError:
    """Why this model can't be set up. No server has been contacted yet."""
    said = str(error)
    if isinstance(error, ImportError):
        package = re.search(r"pip install ([\w-]+)", said)
        cure = f"'policy-assistant[{provider}]'" if provider in EXTRAS else package[1] if package else provider
        return ModelError(f"the model {name} needs a package that is not installed", f"pip install {cure}", "package")
    if NO_KEY.search(said):
        variable = f"{provider.upper()}_API_KEY" if provider else "OPENAI_API_KEY, ANTHROPIC_API_KEY or the like"
        return ModelError(f"the model {name} needs a key", f"put it in the environment: {variable}", "key")
    return ModelError(
        f"there is no model called {name}",
        "use provider:model, such as ollama:llama3.2, or the address of a server, such as http://127.0.0.1:8080/v1",
        "unknown",
    )


def request_error(error: Exception, name: str, secret: SecretStr | None = None) -> ModelError:
    """Why a request to the model failed. `secret` is the key that was sent, which is never shown."""
    from langchain_core import exceptions as known

    said, status, kinds = _said(error, secret), _status(error), {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, known.ContextOverflowError) or (status in (400, 413, None) and OVERFLOW.search(said)):
        cure = "use a model with a larger context, or lower passages in the settings"
        return ModelError(f"the question and its passages are too long for {name}", cure, "context")
    if isinstance(error, known.ModelTimeoutError) or {"TimeoutException", "TimeoutError"} & kinds or status == 408:
        return ModelError(
            f"{name} did not respond in time", "try again, or raise model_seconds in the settings", "time-out"
        )
    if status in (401, 403) or isinstance(error, known.ModelAuthenticationError | known.ModelPermissionDeniedError):
        return ModelError(f"{name} does not accept the key", "put a valid key in the environment; see README", "key")
    if status == 429 or isinstance(error, known.ModelRateLimitError):
        return ModelError(f"rate limit reached for {name}", "try again later", "rate", _wait(error))
    if status == 404 or isinstance(error, known.ModelNotFoundError) or NO_MODEL.search(said):
        return ModelError(f"the server does not have the model {name}: {said}", "check the model's name", "unknown")
    if (status or 0) >= 500:
        return ModelError(f"the server of {name} failed: {said}", "try again; check its log", "server", _wait(error))
    if "No generation chunks" in said:
        return ModelError(f"{name} gave no answer", "try again; check its server's log", "empty")
    if status is not None:
        return ModelError(f"{name} refused the request: {said}", "see what its server says", "refused")
    if isinstance(error, ConnectionError) or {"ConnectError", "APIConnectionError"} & kinds:
        return ModelError(
            f"{name} can't be reached", "check that its server is running and the address is right", "unreachable"
        )
    return ModelError(f"{name} sent a broken reply: {said}", "try again; check its server's log", "broken")


def from_callback(trace: TracebackType | None) -> bool:
    """Whether an error came from LangChain's callbacks: someone stopped the answer, and no server is at fault."""
    while trace:
        if trace.tb_frame.f_globals.get("__name__") == "langchain_core.callbacks.manager":
            return True
        trace = trace.tb_next
    return False


def _said(error: Exception, secret: SecretStr | None) -> str:
    """The server's message on one line, shortened, without the secret or any key in the environment."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else None
    message = inner.get("message") if isinstance(inner, dict) else None
    said = " ".join(str(message or error or type(error).__name__).split())
    keys = [value for variable, value in os.environ.items() if SECRETIVE.search(variable)]
    for key in [*keys, secret.get_secret_value() if secret else ""]:
        if len(key) >= 4:
            said = said.replace(key, "…")
    return said if len(said) <= LONGEST else said[:LONGEST] + " …"


def _status(error: Any) -> int | None:
    for held in (error, getattr(error, "response", None)):
        status = getattr(held, "status_code", None)
        if isinstance(status, int) and status > 0:
            return status
    return None


def _wait(error: Any) -> float | None:
    """The seconds of a Retry-After header."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(float(headers["retry-after"]), 0.0)
    except (KeyError, ValueError):
        return None
