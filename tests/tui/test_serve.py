"""The screen in a browser: for whoever holds the token, and nobody else."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from click.testing import CliRunner
from conftest import long_only

from assistant.cli.main import cli
from assistant.service.people import People
from assistant.service.record import Record
from ingest import child
from ingest.errors import PolicyError
from ingest.library import Library
from ingest.weights import DEFAULT

pytestmark = pytest.mark.xdist_group("serve")

ANSI = re.compile(r"\x1b(?:\[[0-9;?>=]*[a-zA-Z]|\][^\x07]*\x07)")


@dataclass(frozen=True)
class Serving:
    """A `policy serve` that goes on, and the address that it has printed."""

    address: str
    process: subprocess.Popen[str]


@contextmanager
def serving(folder: Path, digests: Library, models: Path) -> Iterator[Callable[..., Serving]]:
    """Starts `policy serve` in the folder `here`, with a copy of the library of the digests."""
    shutil.copytree(digests.folder, folder / "library")
    (folder / "here").mkdir()
    own = child.environment() | {"POLICY_MODELS": str(models), "HOME": str(folder), "PYTHONWARNINGS": "default"}
    own |= {f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("STATE", "CONFIG", "DATA", "CACHE")}
    del own["PYTHONSAFEPATH"]  # as in the environment of a person

    with ExitStack() as served:

        def start(*options: str, **environment: str) -> Serving:
            given = ["--port", str(free_port()), "--library", str(folder / "library"), *options]
            serving = subprocess.Popen(
                child.command("-m", "assistant", "serve", *given),
                env=own | environment,
                cwd=folder / "here",
                stdout=subprocess.PIPE,
                text=True,
            )
            served.enter_context(serving)
            served.callback(serving.terminate)
            assert serving.stdout is not None
            return Serving(serving.stdout.readline().removeprefix("Open ").strip(), serving)

        yield start


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return free.getsockname()[1]


@pytest.fixture
def serve(digests: Library, tmp_path: Path, models: Path) -> Iterator[Callable[..., Serving]]:
    with serving(tmp_path, digests, models) as start:
        yield start


@pytest.fixture(scope="module")
def address(digests: Library, tmp_path_factory: pytest.TempPathFactory, models: Path) -> Iterator[str]:
    """What a `policy serve` has printed, which only shows its papers to whom it lets in."""
    with serving(tmp_path_factory.mktemp("served"), digests, models) as start:
        yield start().address


class Visit:
    """Who has opened the printed address, and was sent on from there."""

    def __init__(self, address: str, **headers: str):
        came = httpx.get(address, headers=headers)
        assert came.status_code == 200
        self.below = str(came.url.join(re.findall(r'url=([^"]+)"', came.text)[0]))
        self.cookie = came.headers["Set-Cookie"]

    def get(self, path: str = "", **headers: str) -> httpx.Response:
        return httpx.get(self.below + path, headers={"Cookie": self.cookie.split(";")[0]} | headers)

    def opens_web_socket(self, **headers: str) -> bool:
        asked = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
        status = self.get("ws", **asked | {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ=="}, **headers).status_code
        assert status in (101, 403)
        return status == 101


PATHS = ["", "static/js/textual.js", "ws", "download/x", "nowhere"]


def test_nothing_is_given_without_the_token(address: str):
    open_to = address.split("?")[0]
    guesses = ["?token=", "?token=guess", "?token=%ff"]
    assert {httpx.get(open_to + path).status_code for path in [*PATHS, *guesses]} == {403}


def test_neither_the_path_nor_the_cookie_opens_anything_alone(address: str):
    visit = Visit(address)
    assert visit.get().status_code == 200

    assert {visit.get(path, Cookie="").status_code for path in PATHS} == {403}
    visit.below = address.split("?")[0]
    assert {visit.get(path).status_code for path in PATHS} <= {403, 404}
    visit.below += "guess/"
    assert {visit.get(path).status_code for path in PATHS} <= {403, 404}


def test_the_cookie_is_for_that_path_alone_and_holds_no_token(address: str):
    visit = Visit(address)
    facts = visit.cookie.split("; ")
    assert f"Path={httpx.URL(visit.below).path}" in facts
    assert {"HttpOnly", "SameSite=Strict"} <= set(facts)
    assert address.split("=")[1] not in visit.cookie + visit.below


def test_another_site_can_not_use_it_in_ones_name(address: str):
    visit = Visit(address)
    assert visit.get(Origin="https://elsewhere.example").status_code == 403
    assert visit.get(Origin="null").status_code == 403
    assert visit.get(Host="elsewhere.example").status_code == 403
    for site, status in {"same-origin": 200, "none": 200, "same-site": 403, "cross-site": 403}.items():
        assert visit.get(**{"Sec-Fetch-Site": site}).status_code == status


def test_a_web_socket_is_opened_for_our_own_page_alone(address: str):
    visit, own = Visit(address), address.split("/?")[0]
    assert visit.opens_web_socket(Origin=own)
    assert not visit.opens_web_socket()
    assert not visit.opens_web_socket(Origin=f"http://127.0.0.1:{free_port()}")


def test_a_link_in_a_message_leads_in(address: str):
    assert Visit(address, **{"Sec-Fetch-Site": "cross-site"}).get().status_code == 200


def test_the_page_asks_for_nothing_from_elsewhere(address: str):
    page = Visit(address).get().text
    assert set(re.findall(r"(?:https?|wss?)://([^/\"']+)", page)) == {address.split("/")[2]}


def test_a_proxy_may_hold_it_below_a_path_of_its_own(serve: Callable[..., Serving]):
    port = free_port()
    served = serve("--port", str(port), "--expose", "https://Papers.example:443/policy/")
    assert served.address.startswith("https://papers.example/policy/?token=")

    visit = Visit(f"http://127.0.0.1:{port}/?{served.address.split('?')[1]}", Host="papers.example")
    below = httpx.URL(visit.below).path
    assert f"Path={below}" in visit.cookie
    assert "Secure" in visit.cookie
    visit.below = f"http://127.0.0.1:{port}{below.removeprefix('/policy')}"  # as the proxy passes it on
    page = visit.get(Host="papers.example").text
    assert f"https://papers.example{below}static/" in page
    assert f"wss://papers.example{below}ws" in page
    assert visit.opens_web_socket(Host="papers.example", Origin="https://papers.example")


@pytest.mark.parametrize(
    "url", ["papers.example", "ftp://papers.example", "https://ann:secret@papers.example", "https://", "https://a?b"]
)
def test_an_address_that_can_not_be_reached_is_told(url: str):
    result = CliRunner().invoke(cli, ["serve", "--expose", url])
    assert isinstance(result.exception, PolicyError)
    assert "--expose https://" in result.exception.cure
    assert "secret" not in result.exception.told


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "example.org"])
def test_other_machines_are_let_in_only_where_that_is_said(host: str):
    result = CliRunner().invoke(cli, ["serve", "--host", host])
    assert isinstance(result.exception, PolicyError)
    assert "not encrypted" in result.exception.cure


def test_a_port_that_is_taken_is_told():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = CliRunner().invoke(cli, ["serve", "--port", str(taken.getsockname()[1])])
    assert isinstance(result.exception, PolicyError)
    assert "--port" in result.exception.cure


@pytest.fixture(scope="module")
def browsers() -> Iterator[Any]:
    if not shutil.which("chromium"):
        pytest.skip("there is no chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browser(browsers: Any) -> Iterator[Any]:
    """A browser that has been nowhere yet."""
    context = browsers.new_context()
    yield context
    context.close()


class Window:
    """A window of a browser with a screen of its own in it."""

    def __init__(self, browser: Any, address: str):
        self._drawn: list[str] = []
        self.page = browser.new_page()
        self.page.set_viewport_size({"width": 1400, "height": 900})
        self.page.on(
            "websocket", lambda socket: socket.on("framereceived", lambda frame: self._drawn.append(_text(frame)))
        )
        self.page.goto(address)
        self.sees("Ask your papers a question")

    def comes_forward(self) -> None:
        """The keys go to this window from now on."""
        self.page.bring_to_front()

    def sees(self, words: str) -> None:
        """Waits until the words have been drawn since the last look."""
        deadline = time.monotonic() + 120
        while words not in (drawn := ANSI.sub("", "".join(self._drawn))):
            assert time.monotonic() < deadline, f"'{words}' was not drawn: {drawn[-2000:]}"
            self.page.wait_for_timeout(100)
        self._drawn.clear()

    def writes(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.page.keyboard.press("Enter")

    def presses(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)


def test_a_question_is_answered_and_a_citation_opens_in_a_browser(browser: Any, address: str):
    window = Window(browser, address)
    window.writes("When does North East London plan to become a single CCG?")
    window.sees("Of answers like this one")
    window.page.wait_for_timeout(500)
    window.writes("1")
    window.sees("[1] of")
    assert "?token=" not in window.page.url


class Elsewhere(BaseHTTPRequestHandler):
    """A server of somebody else on another port of this machine: a page with a link, and what browsers sent to it."""

    asked: ClassVar[list[tuple[str, str | None]]] = []
    link = ""

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers["Cookie"]))
        page = f'<a href="{self.link}">Read on</a>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def elsewhere() -> Iterator[int]:
    """The port of such a server."""
    Elsewhere.asked.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,)).start()
        yield server.server_port
        server.shutdown()


def test_other_servers_on_this_machine_are_sent_nothing_of_ours(browser: Any, address: str, elsewhere: int):
    window = Window(browser, address)
    inside = window.page.url
    for host in ("127.0.0.1", "localhost"):
        Elsewhere.link = f"http://127.0.0.1:{elsewhere}/led"
        window.page.goto(f"http://{host}:{elsewhere}/")
        window.page.get_by_text("Read on").click()
        window.page.wait_for_url("**/led")
    assert {path for path, _ in Elsewhere.asked} >= {"/", "/led"}
    assert {cookie for _, cookie in Elsewhere.asked} == {None}

    Elsewhere.link = inside  # even if it had learnt where we are
    window.page.goto(f"http://127.0.0.1:{elsewhere}/")
    window.page.get_by_text("Read on").click()
    window.page.get_by_text("Other sites may not use this one.").wait_for()
    window.page.goto(inside)
    window.sees("Ask your papers a question")


def test_a_link_on_another_site_opens_the_first_address_in_a_browser(browser: Any, address: str, elsewhere: int):
    Elsewhere.link = address
    page = browser.new_page()
    page.goto(f"http://localhost:{elsewhere}/")
    page.get_by_text("Read on").click()
    page.locator("#terminal").wait_for()
    assert "?token=" not in page.url


def test_each_enters_with_their_own_token_and_only_reads_until_it_is_revoked(
    browser: Any, serve: Callable[..., Serving], tmp_path: Path
):
    people = People(tmp_path / "library")
    token = people.add("ann")
    served = serve()
    entrance = served.address.split("?")[0]
    assert served.address.endswith("each with their own token: ann")
    assert httpx.get(served.address.split(",")[0]).status_code == 403

    window = Window(browser, f"{entrance}?token={token}")
    window.writes("When does North East London plan to become a single CCG?")
    window.sees("Of answers like this one")
    window.presses("Control+l", "Control+a")
    window.sees("only an owner of this library can do that")
    (entry,) = Record(tmp_path / "library", 30).entries()
    assert (entry.person, entry.through, entry.status) == ("ann", "serve", "answered")

    people.revoke("ann")
    window.page.get_by_text("This session has ended").wait_for()
    assert httpx.get(f"{entrance}?token={token}").status_code == 403


def test_no_screen_runs_what_lies_in_the_folder_where_one_stands(browser: Any, serve: Callable, tmp_path: Path):
    for name in ("assistant", "tui", "textual", "multiprocessing", "json"):
        (tmp_path / "here" / name).mkdir()
        (tmp_path / "here" / name / "__init__.py").write_text(f"open({str(tmp_path / 'run')!r}, 'w')\n")
    Window(browser, serve().address)
    assert not (tmp_path / "run").exists()


def test_ctrl_c_ends_the_server_and_tells_an_open_browser(browser: Any, serve: Callable):
    served = serve()
    window = Window(browser, served.address)

    served.process.send_signal(signal.SIGINT)

    window.page.get_by_text("This session has ended").wait_for()
    assert served.process.wait() == 0


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="there is no /proc")
def test_a_screen_is_given_all_settings_and_none_on_its_command_line(browser: Any, serve: Callable, tmp_path: Path):
    """Those of a file too, which may be another one by then."""
    (tmp_path / "config" / "policy").mkdir(parents=True)
    (tmp_path / "config" / "policy" / "policy.toml").write_text('model_key = "of the file"\npassages = 3\n')
    served = serve("--fall-back", "quotes", XDG_CONFIG_HOME=str(tmp_path / "config"), POLICY_CANDIDATES="7")
    (tmp_path / "config" / "policy" / "policy.toml").unlink()
    Window(browser, served.address)

    pid = served.process.pid
    (shell,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    settings = dict(line.split("=", 1) for line in Path(f"/proc/{shell}/environ").read_text().split("\0") if line)
    assert settings["POLICY_MODEL_KEY"] == "of the file"
    assert settings["POLICY_PASSAGES"] == "3"
    assert settings["POLICY_CANDIDATES"] == "7"
    assert settings["POLICY_FALL_BACK"] == "quotes"
    assert settings["POLICY_LIBRARY"] == str(tmp_path / "library")
    assert Path(f"/proc/{shell}/cmdline").read_text().endswith("-m assistant\0")


@long_only
def test_two_browsers_over_one_library_leave_it_sound(browser: Any, serve: Callable, tmp_path: Path, models: Path):
    address = serve().address
    (tmp_path / "quay.md").write_text("# Quay\n\nThe quay of Lower Vale is swept in May.\n", "utf-8")
    one, other = Window(browser, address), Window(browser, address)
    for window in (one, other):
        window.comes_forward()
        window.writes("When does North East London plan to become a single CCG?")
        window.sees("Of answers like this one")
    for adding, removing in ((one, other), (other, one)):
        adding.comes_forward()
        adding.presses("Control+l", "Control+a")
        adding.sees("Add papers")
        adding.writes(str(tmp_path / "quay.md"))
        adding.sees("Done: 1 added")
        adding.presses("Escape")
        removing.comes_forward()
        removing.writes("When is the quay of Lower Vale swept?")
        removing.sees("swept in May")
        removing.presses("Control+l")
        removing.page.keyboard.type("quay")
        removing.presses("Control+d")
        removing.sees("Remove this paper?")
        removing.presses("ArrowRight", "Enter")
        removing.sees("Nothing matches all")
        removing.presses("Escape")

    said = subprocess.run(
        [sys.executable, "-m", "assistant", "doctor", "--library", str(tmp_path / "library")],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert said.returncode == 0, said.stdout
    assert "repaired" not in said.stdout
    with Library(tmp_path / "library", DEFAULT, models) as library:
        assert library.catalogue.faults() == []
        assert library.vectors.ids() == library.catalogue.passage_ids()
        assert library.vectors.unfindable() == set()
        assert library.catalogue.paper_count() == 5


def _text(frame: str | bytes) -> str:
    return frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
