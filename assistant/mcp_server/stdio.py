"""A client starts the server, and speaks to it over standard input and output."""

import signal
import sys
from contextlib import ExitStack

import anyio

from assistant.api.library import PolicyLibrary
from assistant.mcp_server.server import Profile, mcp_server
from assistant.quiet import standard_output_kept
from assistant.settings import Settings, changed


def run_stdio(settings: Settings, named: dict[str, str | None], profile: Profile) -> None:
    """Serves until the client closes standard input. What a person asks their own library is not logged.

    While it serves, the package keeps standard output clear of all else.
    """
    with ExitStack() as opened:
        with standard_output_kept():
            library = opened.enter_context(PolicyLibrary(changed(settings, log_days=0), named))
            server = mcp_server(library, profile)
        # By default Python would wait for the thread that reads standard input, for ever if nobody closes it.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        if sys.stdin.isatty():
            print("A client has to speak MCP on standard input. Press Ctrl+C to stop.", file=sys.stderr)
        anyio.run(server.run_stdio_async)
