"""Papers as resources: what the tool `read` gives, for clients in which a person picks what the model sees."""

from mcp.server import MCPServer
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceNotFoundError

from assistant.mcp_server.calls import Calls
from assistant.mcp_server.results import as_text
from assistant.mcp_server.tool import told
from assistant.mcp_server.tools import PAGE, reading
from ingest.errors import PolicyError

TEMPLATE = "policy://papers/{id}{?start}"


def address(paper: str, start: int) -> str:
    """Of a paper, from its paragraph `start` on."""
    return TEMPLATE.replace("{id}", paper).replace("{?start}", f"?start={start}")


def add_resources(server: MCPServer, calls: Calls) -> None:
    @server.resource(
        TEMPLATE,
        name="paper",
        title="A policy paper",
        description="Paragraphs of a paper, as the tool read gives them. list_papers has the ids.",
        mime_type="application/json",
    )
    async def paper(id: str, context: Context, start: int = 1) -> str:
        try:
            return as_text(await calls.read(context, lambda library: reading(library, id, start, PAGE)))
        except PolicyError as error:
            raise ResourceNotFoundError(told(error)) from error
