"""A server on loopback that speaks OpenAI's protocol as far as the tests need it, faults included."""

import json
import math
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import zip_longest
from typing import Any

Step = dict[str, Any]
Script = list[Step | Callable[[Step], Step]]  # what is said, or what makes it of the request


@dataclass
class Server:
    """`script` holds what each request gets, in order; the last entry again and again. `asked` is what came in."""

    address: str
    script: Script
    asked: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    sent: int = 0
    broke: threading.Event = field(default_factory=threading.Event)


def says(*texts: str, ended: str = "stop", probable: Sequence[dict[str, float]] = ()) -> dict[str, Any]:
    """A reply, streamed in pieces; `probable` has, for each piece, how probable it and others were in its place."""
    return {"pieces": texts, "ended": ended, "probable": probable}


def fails(status: int, message: str, **headers: str) -> dict[str, Any]:
    return {"status": status, "body": json.dumps({"error": {"message": message}}), "headers": headers}


@contextmanager
def model_server(*script: Step | Callable[[Step], Step], models: tuple[str, ...] = ("small",)) -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

        def do_GET(self) -> None:
            self._send(200, json.dumps({"data": [{"id": model} for model in models]}))

        def do_POST(self) -> None:
            server.keys.append(self.headers.get("Authorization", ""))
            server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            step = server.script[min(len(server.asked), len(server.script)) - 1]
            if callable(step):
                step = step(server.asked[-1])
            time.sleep(step.get("after", 0))
            if "status" in step:
                self._send(step["status"], step["body"], step["headers"])
            else:
                self._stream(step)

        def _send(self, status: int, body: str, headers: dict[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(name.replace("_", "-"), value)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def _stream(self, step: Step) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            try:
                for piece, probable in zip_longest(step["pieces"], step.get("probable", ())):
                    self._event({"content": piece}, None, probable)
                    server.sent += 1
                    time.sleep(step.get("pause", 0))
                if raw := step.get("raw"):
                    self.wfile.write(raw.encode())
                else:
                    self._event({}, step["ended"])
                    self.wfile.write(b"data: [DONE]\n\n")
            except OSError:
                server.broke.set()

        def _event(self, delta: dict[str, str], ended: str | None, probable: dict[str, float] | None = None) -> None:
            choice: dict[str, Any] = {"index": 0, "delta": delta, "finish_reason": ended}
            if probable:
                top = [{"token": token, "logprob": math.log(p), "bytes": None} for token, p in probable.items()]
                choice["logprobs"] = {"content": [top[0] | {"token": delta["content"], "top_logprobs": top}]}
            event = {"id": "1", "object": "chat.completion.chunk", "model": "small", "choices": [choice]}
            self.wfile.write(f"data: {json.dumps(event)}\n\n".encode())
            self.wfile.flush()

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    server = Server(f"http://127.0.0.1:{http.server_port}/v1", list(script))
    thread = threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
