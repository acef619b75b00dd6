"""Runs a program beside a server of vectors that speaks OpenAI's API, so that both are measured as one.

python -P embeddings.py MODELS PORT COMMAND...

For assistants whose vectors a server makes. This one has the encoder of policy, whose fast form is kept in MODELS.
"""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from ingest.encode import load_encoder
from ingest.weights import DEFAULT


def main() -> int:
    models, port, *command = sys.argv[1:]
    encoder = load_encoder(DEFAULT, Path(models))

    class Vectors(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["input"]
            vectors = encoder.encode([given] if isinstance(given, str) else given)
            data = [{"object": "embedding", "index": n, "embedding": row.tolist()} for n, row in enumerate(vectors)]
            usage = {"prompt_tokens": 0, "total_tokens": 0}
            sent = json.dumps({"object": "list", "model": DEFAULT, "data": data, "usage": usage}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is said, as standard output is the program's."""

    server = ThreadingHTTPServer(("127.0.0.1", int(port)), Vectors)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
