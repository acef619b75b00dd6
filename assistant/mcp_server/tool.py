"""What a client is told of a tool, and of a call: its result, or what went wrong."""

import inspect
import sys
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from mcp.server import MCPServer
from mcp_types import CallToolResult, TextContent, ToolAnnotations
from pydantic import BaseModel

from assistant.mcp_server.cures import at_a_client
from assistant.mcp_server.results import sent
from assistant.text.sanitize import visible
from ingest.errors import PolicyError

READ_ONLY = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)


def tool(server: MCPServer, title: str) -> Callable[[Callable[..., Any]], None]:
    """Makes a function a tool of the server, which its docstring describes to models."""

    def add(function: Callable[..., Any]) -> None:
        described = " ".join((inspect.getdoc(function) or "").split())
        server.add_tool(function, title=title, description=described, annotations=READ_ONLY)

    return add


async def outcome(made: Awaitable[BaseModel]) -> CallToolResult:
    """The result, or an error that looks like one. A fault of the program itself is told in its log alone: what went
    wrong there may have words of a paper in it."""
    try:
        return sent(await made)
    except PolicyError as error:
        return failed(told(error))
    except Exception:
        print(visible(traceback.format_exc()), file=sys.stderr)
        return failed("policy failed; its standard error, which clients keep as a log, says how")


def told(error: PolicyError) -> str:
    return visible(at_a_client(error.told))


def failed(why: str) -> CallToolResult:
    return CallToolResult(content=[TextContent(type="text", text=why)], is_error=True)
