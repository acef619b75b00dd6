"""The tools of a server that speaks the Model Context Protocol over its standard input and output."""

import json
import threading
from typing import Any

from benchmarks.peers.measured import Failed, Program
from benchmarks.peers.peer import ANSWERING

PROTOCOL = "2025-03-26"


class Tools:
    """Calls tools one after another. Raises Failed if the server ends, says nothing in time, or reports an error."""

    def __init__(self, program: Program):
        self.program = program
        self.number = 0
        client = {"name": "policy-benchmarks", "version": "1"}
        self._request("initialize", {"protocolVersion": PROTOCOL, "capabilities": {}, "clientInfo": client})
        self._send({"method": "notifications/initialized"})

    def said(self, tool: str, **arguments: object) -> str:
        """The text that the tool gives."""
        result = self._request("tools/call", {"name": tool, "arguments": arguments})
        said = "".join(each.get("text", "") for each in result["content"])
        if result.get("isError"):
            raise Failed(f"{tool}: {said}")
        return said

    def call(self, tool: str, **arguments: object) -> Any:
        """The same, from JSON."""
        return json.loads(self.said(tool, **arguments))

    def _request(self, method: str, params: dict[str, Any]) -> Any:
        self.number += 1
        self._send({"id": self.number, "method": method, "params": params})
        late = threading.Timer(ANSWERING, self.program.process.kill)
        late.start()
        try:
            for line in self.program.process.stdout or ():
                message = json.loads(line)
                if message.get("id") == self.number and "result" in message:
                    return message["result"]
                if message.get("id") == self.number and "error" in message:
                    raise Failed(f"{method}: {message['error']}")
        finally:
            late.cancel()
        raise Failed(f"the server ended, or did not answer {method} in {ANSWERING} s")

    def _send(self, message: dict[str, Any]) -> None:
        to = self.program.process.stdin
        if to:
            to.write(json.dumps({"jsonrpc": "2.0", **message}).encode() + b"\n")
            to.flush()
