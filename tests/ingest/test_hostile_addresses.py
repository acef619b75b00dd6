"""Servers as attackers: bombs, servers that never end, and those that send on to where a stranger could not reach."""

import gzip
import ipaddress
import socket
import threading
import time
import tracemalloc
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpcore
import pytest
from conftest import LIMITS, take

from ingest import fetch, network, sync
from ingest.errors import PaperError
from ingest.fetch import fetched
from ingest.library import Library
from ingest.network import is_private

LIMIT = 100_000
PAGE = b"<h1>Parks</h1><p>The keeper opens the gates of the northern park at dawn.</p>"
PUBLIC = "parks.example"  # a name that the tests let stand for a public machine
BOMB = gzip.compress(bytes(50_000_000))
SECRET = b"<p>The secret of the office.</p>"


class Hostile(BaseHTTPRequestHandler):
    """Answers /to/ADDRESS with a redirect there, and the rest as the name of the page says."""

    seen: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.seen.append(self.path)
        what = self.path.split("/")[1]
        if what == "to":
            self.answer(302, b"", Location=self.path.removeprefix("/to/"))
        elif what == "last":
            self.server.shutdown()
            self.server.server_close()  # before it answers, or whoever follows at once still finds it open
            self.answer(302, b"", Location=self.path.removeprefix("/last"))
        elif what == "round":
            self.answer(302, b"", Location="/round")
        elif what == "hops":
            left = int(self.path.split("/")[2])
            self.answer(302, b"", Location=f"/hops/{left - 1}" if left else "/page")
        elif what == "bomb":
            self.answer(200, BOMB, **{"Content-Encoding": "gzip"})
        elif what == "zipped":
            self.answer(200, gzip.compress(PAGE), **{"Content-Encoding": "gzip"})
        elif what == "twice":
            self.answer(200, gzip.compress(gzip.compress(PAGE)), **{"Content-Encoding": "gzip, gzip"})
        elif what == "cut":
            self.answer(200, gzip.compress(PAGE)[:-12], **{"Content-Encoding": "gzip"})
        elif what == "drip":
            self.answer(200, b"", **{"Content-Length": "100000"})
            self.drip(b"x")
        elif what == "headers":
            self.wfile.write(b"HTTP/1.1 200 OK\r\n")
            self.drip(b"X-More: y\r\n")
        elif what == "locked":
            known = self.headers.get("Authorization") == "Basic YW5uOnBhc3N3b3Jk"
            self.answer(200 if known else 401, PAGE if known else b"")
        else:
            self.answer(200, SECRET if what == "secret" else PAGE)

    def answer(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def drip(self, piece: bytes) -> None:
        for _ in range(100):
            try:
                self.wfile.write(piece)
                self.wfile.flush()
            except OSError:
                return
            time.sleep(0.1)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def here(server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """The server by an address that is private, as one of the office is."""
    monkeypatch.setenv("NO_PROXY", "*")
    Hostile.seen.clear()
    return f"http://127.0.0.1:{server.server_port}"


@pytest.fixture
def public(here: str, server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """The same server by a name that stands for a public machine: what is judged is public, what is reached is here."""
    known = is_private
    monkeypatch.setattr(
        network, "is_private", lambda address: address != ipaddress.ip_address("127.0.0.2") and known(address)
    )
    monkeypatch.setattr(socket, "getaddrinfo", _names({PUBLIC: ["127.0.0.2"], "other.example": ["127.0.0.2"]}))
    server_too = ThreadingHTTPServer(("127.0.0.2", server.server_port), Hostile)
    server_too.daemon_threads = True
    threading.Thread(target=server_too.serve_forever, args=(0.02,), daemon=True).start()
    monkeypatch.setattr(Hostile, "too", server_too, raising=False)
    return f"http://{PUBLIC}:{server.server_port}"


@pytest.fixture(autouse=True)
def _closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    yield
    if server := getattr(Hostile, "too", None):
        server.shutdown()
        server.server_close()


def _names(known: dict[str, list[str]]) -> Callable[..., list[tuple]]:
    real = socket.getaddrinfo

    def looked_up(host: str, port: object, *rest: object, **options: object) -> list[tuple]:
        places = [real(place, port, *rest, **options)[0] for place in known.get(host, [])]
        return places or real(host, port, *rest, **options)

    return looked_up


def page(address: str, private: bool = False) -> bytes:
    with fetched(address, LIMIT, private) as path:
        return path.read_bytes()


def refusal(address: str, private: bool = False) -> str:
    with pytest.raises(PaperError) as refusal:
        page(address, private)
    assert refusal.value.cure
    return str(refusal.value)


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/secret",
        "http://localhost:{port}/secret",
        "http://2130706433:{port}/secret",
        "http://0x7f.1:{port}/secret",
        "http://0:{port}/secret",
        "http://[::ffff:127.0.0.1]:{port}/secret",
        "http://[::1]:{port}/secret",
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/secret",
        "http://inside.example:{port}/secret",
    ],
)
def test_a_public_server_does_not_lead_into_a_private_network(
    public: str, server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch, target: str
):
    outer = socket.getaddrinfo
    inner = _names({"inside.example": ["127.0.0.2", "127.0.0.1"]})
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *rest, **more: (inner if host == "inside.example" else outer)(host, *rest, **more),
    )

    assert "not a public address" in refusal(f"{public}/to/{target.format(port=server.server_port)}")
    assert "/secret" not in Hostile.seen


def test_a_redirect_into_a_private_network_is_followed_where_the_user_allows_it(public: str, here: str):
    assert page(f"{public}/to/{here}/secret", private=True) == SECRET


def test_the_private_page_that_the_user_named_is_fetched_and_may_send_on_to_itself(here: str):
    assert page(f"{here}/page") == PAGE
    assert page(f"{here}/to/{here}/page") == PAGE
    assert page(f"{here}/to//page") == PAGE


def test_one_public_server_may_send_on_to_another(public: str, server: ThreadingHTTPServer):
    assert page(f"{public}/to/http://other.example:{server.server_port}/page") == PAGE


def test_a_name_is_looked_up_once_so_that_it_can_not_change_what_it_stands_for(
    public: str, server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
):
    answers = iter(["127.0.0.2", "127.0.0.1", "127.0.0.1"])
    asked: list[str] = []
    before = socket.getaddrinfo

    def changing(host: str, port: object, *rest: object, **options: object) -> list[tuple]:
        if host != "changing.example":
            return before(host, port, *rest, **options)
        asked.append(host)
        return before(next(answers), port, *rest, **options)

    monkeypatch.setattr(socket, "getaddrinfo", changing)

    assert page(f"{public}/to/http://changing.example:{server.server_port}/hops/2") == PAGE
    assert len(asked) == 1


def test_a_name_that_was_public_stays_public_when_its_server_sends_on_to_itself(
    public: str, server: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(socket, "getaddrinfo", _names({"two.example": ["127.0.0.2", "127.0.0.1"]}))

    assert "could not be reached" in refusal(f"http://two.example:{server.server_port}/last/secret")
    assert "/last/secret" in Hostile.seen
    assert "/secret" not in Hostile.seen


@pytest.fixture
def tried(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """The addresses to which a connection is tried where the user has named a host that stands for some."""

    def tried(host: str, *addresses: str, private: bool = False) -> list[str]:
        seen: list[str] = []

        def connect(_: object, address: str, *rest: object) -> None:
            seen.append(address)
            raise httpcore.ConnectError

        monkeypatch.setattr(socket, "getaddrinfo", _names({host: list(addresses)}))
        monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
        with pytest.raises(httpcore.ConnectError):
            network.Network(5, None if private else host).connect_tcp(host, 80)
        return seen

    return tried


@pytest.mark.parametrize(
    "address", "127.0.0.1 127.0.1.1 0.0.0.0 169.254.169.254 168.63.129.16 ::1 fe80::1 ::ffff:7f00:1".split()
)
def test_a_name_does_not_stand_for_this_machine_unless_the_user_allows_it(
    tried: Callable[..., list[str]], address: str
):
    with pytest.raises(PaperError, match=r"parks\.example stands for this machine") as refusal:
        tried("parks.example", address)
    assert "--private-addresses" in refusal.value.cure
    assert tried("parks.example", address, private=True) == [address]


def test_of_a_name_with_several_addresses_only_what_is_meant_is_tried(tried: Callable[..., list[str]]):
    assert tried("parks.example", "127.0.0.1", "8.8.8.8", "10.0.0.1", "1.1.1.1") == ["8.8.8.8", "1.1.1.1"]
    assert tried("parks.example", "::1", "10.0.0.1") == ["10.0.0.1"]


def test_a_machine_of_the_office_is_named_by_its_name(tried: Callable[..., list[str]]):
    assert tried("wiki.office.example", "10.1.1.1", "fd00::1") == ["10.1.1.1", "fd00::1"]
    assert tried("wiki", "100.64.0.1") == ["100.64.0.1"]


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST.", "app.localhost", "127.0.0.1", "::1"])
def test_this_machine_is_named_by_what_nobody_else_owns(tried: Callable[..., list[str]], host: str):
    assert tried(host, "127.0.0.1") == ["127.0.0.1"]


@pytest.mark.parametrize("scheme", ["file:///etc/hostname", "ftp://127.0.0.1/x", "data:text/html,words", "gopher://x/"])
def test_a_server_does_not_lead_out_of_the_web(here: str, scheme: str):
    assert "not an http or https address" in refusal(f"{here}/to/{scheme}")


def test_redirects_end(here: str):
    assert page(f"{here}/hops/{fetch.REDIRECTS - 1}") == PAGE
    assert "redirects" in refusal(f"{here}/hops/{fetch.REDIRECTS}")
    assert "redirects" in refusal(f"{here}/round")


def test_a_page_is_measured_as_it_is_unpacked(here: str):
    tracemalloc.start()
    assert "too large" in refusal(f"{here}/bomb")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10 * fetch.PIECE
    assert page(f"{here}/zipped") == PAGE


def test_a_page_that_is_packed_oddly_or_cut_is_not_taken(here: str):
    assert "does not support, 'gzip, gzip'" in refusal(f"{here}/twice")
    assert "could not be reached" in refusal(f"{here}/cut")


@pytest.mark.parametrize("what", ["drip", "headers"])
def test_a_server_that_never_ends_is_left(here: str, monkeypatch: pytest.MonkeyPatch, what: str):
    monkeypatch.setattr(fetch, "SECONDS", 1.5)

    assert "took too long" in refusal(f"{here}/{what}")


def test_a_password_in_an_address_is_used_and_neither_shown_nor_kept(
    library: Library, here: str, capsys: pytest.CaptureFixture[str]
):
    locked = here.replace("http://", "http://ann:password@")
    (taken,) = take(library, f"{locked}/locked")
    (failed,) = take(library, f"{locked}/to/ftp://x")
    (broken,) = take(library, "http://ann:password@127.0.0.1:port/x")

    assert taken.status == "added"
    assert "password" not in repr([taken, failed, broken, *library.catalogue.sources(), *library.catalogue.papers()])
    assert taken.location == f"{here}/locked"


def test_a_password_does_not_travel_to_another_server(public: str, here: str, server: ThreadingHTTPServer):
    named = public.replace("http://", "http://ann:password@")

    assert "401" in refusal(f"{named}/to/{here}/locked", private=True)
    assert page(f"{named}/to//locked") == PAGE


@pytest.mark.parametrize(
    "address",
    "127.0.0.1 127.8.8.8 0.0.0.0 10.1.1.1 172.16.0.1 192.168.0.1 169.254.169.254 100.64.0.1 100.100.100.200 224.0.0.1 "
    "255.255.255.255 240.0.0.1 168.63.129.16 192.0.2.1 198.18.0.1 :: ::1 fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 "
    "fec0::1 ff02::1 ff0e::1 2001:db8::1 64:ff9b:1::1 64:ff9b:1:ffff::808:808 ::ffff:0:7f00:1 ::ffff:0:808:808 5f00::1 "
    "5f00:ffff::1 fd20:ce::254 ::ffff:127.0.0.1 ::ffff:10.0.0.1 2002:7f00:1:: "
    "64:ff9b::7f00:1 ::127.0.0.1".split(),
)
def test_addresses_that_are_not_public(address: str):
    assert is_private(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    "address", "8.8.8.8 1.1.1.1 151.101.0.81 2606:4700::6810:84e5 ::ffff:8.8.8.8 64:ff9b::808:808".split()
)
def test_addresses_that_are_public(address: str):
    assert not is_private(ipaddress.ip_address(address))


def test_sync_passes_the_option_on(library: Library, public: str, here: str, monkeypatch: pytest.MonkeyPatch):
    from dataclasses import replace

    outcomes: list[sync.Outcome] = []
    with library.writing():
        sync.sync(library, [f"{public}/to/{here}/page"], replace(LIMITS, private_addresses=True), outcomes.append)
        sync.sync(library, [f"{public}/to/{here}/page?"], LIMITS, outcomes.append)

    assert [outcome.status for outcome in outcomes] == ["added", "skipped"]
