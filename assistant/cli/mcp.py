"""`policy mcp`: the library for programs that speak the Model Context Protocol."""

from typing import TYPE_CHECKING

from assistant.quiet import standard_output_kept
from assistant.settings import Settings
from ingest.errors import PolicyError

if TYPE_CHECKING:
    from assistant.mcp_server.server import Profile


def run_mcp(settings: Settings, profile: "Profile", listening: tuple[str, int, str] | None) -> None:
    """Serves over standard input, or where `listening` says: host, port, and the address that people use.

    Raises PolicyError.
    """
    settings = settings.model_copy(update={"library": settings.library.absolute()})
    named = {"library": str(settings.library), "chroma": settings.chroma}  # a client's person is in no folder
    try:
        with standard_output_kept():
            from assistant.mcp_server.http import run_http
            from assistant.mcp_server.stdio import run_stdio
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise PolicyError("policy mcp needs the package mcp", "pip install 'policy-assistant[mcp]'") from None
    if listening:
        run_http(settings, named, profile, *listening)
    else:
        run_stdio(settings, named, profile)
