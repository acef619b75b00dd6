"""Addresses are fetched from a server of our own."""

import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from ingest.errors import PaperError
from ingest.fetch import fetched

LIMIT = 10_000
PAGE = b"<h1>Parks</h1><p>The parks open at dawn.</p>"
PAGES = {
    "/parks.html": ("text/html; charset=utf-8", PAGE),
    "/report": ("application/pdf", b"%PDF-1.4"),
    "/notes.md": ("text/plain", b"# Notes"),
    "/plain": ("text/plain", b"Words."),
    "/minutes.docx": ("application/octet-stream", b"PK"),
    "/film": ("video/mp4", b"film"),
    "/bare": ("", b"film"),
    "/large": ("text/html", b"x" * (LIMIT + 1)),
}


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/parks.html")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path in PAGES:
            kind, body = PAGES[self.path]
            self.send_response(200)
            if kind:
                self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body)
        else:
            self.send_error(404)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "*")


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "suffix"),
    [
        ("/parks.html", ".html"),
        ("/moved", ".html"),
        ("/report", ".pdf"),
        ("/notes.md", ".md"),
        ("/plain", ".txt"),
        ("/minutes.docx", ".docx"),
    ],
)
def test_a_page_is_a_file_while_it_is_read(server: str, path: str, suffix: str):
    with fetched(server + path, LIMIT, private=False) as file:
        assert file.suffix == suffix
        assert file.read_bytes()
        kept = file
    assert not kept.exists()


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/nothing", "404 Not Found"),
        ("/film", "video/mp4"),
        ("/bare", "no content type"),
        ("/large", "too large"),
    ],
)
def test_what_can_not_be_taken_says_why_and_what_to_do(server: str, path: str, reason: str):
    with pytest.raises(PaperError, match=reason) as refusal, fetched(server + path, LIMIT, private=False):
        pass
    assert refusal.value.cure


def test_a_closed_port_can_not_be_reached():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}/x.html"
        with pytest.raises(PaperError, match="could not be reached"), fetched(address, LIMIT, private=False):
            pass


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("ftp://127.0.0.1/x.pdf", "only http and https"),
        ("file:///etc/hostname", "only http and https"),
        ("http://[bad/x.html", "could not be reached"),
        ("http://", "could not be reached"),
    ],
)
def test_addresses_that_are_none(address: str, reason: str):
    with pytest.raises(PaperError, match=reason), fetched(address, LIMIT, private=False):
        pass
