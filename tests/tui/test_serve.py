"""The screen in a browser: for whoever holds the token, and nobody else."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from assistant.cli import cli
from ingest.errors import PolicyError
from ingest.library import Library
from ingest.weights import DEFAULT

ANSI = re.compile(r"\x1b(?:\[[0-9;?>=]*[a-zA-Z]|\][^\x07]*\x07)")


@pytest.fixture
def address(digests: Library, tmp_path: Path, models: Path) -> Iterator[str]:
    """What `policy serve` prints, while it serves a copy of the library of the digests."""
    shutil.copytree(digests.folder, tmp_path / "library")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {"POLICY_MODELS": str(models), "HOME": str(tmp_path), "PYTHONWARNINGS": "default"}
    command = [sys.executable, "-m", "assistant", "serve", "--port", str(port), "--library", str(tmp_path / "library")]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        yield serving.stdout.readline().removeprefix("Open ").strip()
        serving.terminate()


def test_nothing_is_given_without_the_token(address: str):
    open_to = address.split("?")[0]
    paths = ["", "static/js/textual.js", "ws", "download/x", "?token=", "?token=guess"]
    assert {httpx.get(open_to + path).status_code for path in paths} == {403}


def test_another_site_can_not_use_it_in_ones_name(address: str):
    open_to = address.split("?")[0]
    with httpx.Client(follow_redirects=True) as browser:
        assert browser.get(address).status_code == 200
        assert browser.get(open_to, headers={"Origin": "https://elsewhere.example"}).status_code == 403
        assert browser.get(open_to, headers={"Host": "elsewhere.example"}).status_code == 403


def test_the_page_asks_for_nothing_from_elsewhere(address: str):
    with httpx.Client(follow_redirects=True) as browser:
        page = browser.get(address).text
    assert set(re.findall(r"(?:https?|wss?)://([^/\"']+)", page)) == {address.split("/")[2]}


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


@pytest.fixture
def browser() -> Iterator[Any]:
    if not shutil.which("chromium"):
        pytest.skip("there is no chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield browser
        browser.close()


class Window:
    """A window of a browser with a screen of its own in it."""

    def __init__(self, browser: Any, address: str):
        self._drawn: list[str] = []
        self.page = browser.new_page(viewport={"width": 1400, "height": 900})
        self.page.on(
            "websocket", lambda socket: socket.on("framereceived", lambda frame: self._drawn.append(_text(frame)))
        )
        self.page.goto(address)
        self.sees("Ask your papers a question")
        self.comes_forward()

    def comes_forward(self) -> None:
        """The keys go to this window from now on."""
        self.page.bring_to_front()
        self.page.locator("#terminal").click()

    def sees(self, words: str) -> None:
        """Waits until the words have been drawn since the last look."""
        deadline = time.monotonic() + 60
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


def test_two_browsers_over_one_library_leave_it_sound(browser: Any, address: str, tmp_path: Path, models: Path):
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
        removing.sees("Nothing here has all")
        removing.presses("Escape")

    said = subprocess.run(
        [sys.executable, "-m", "assistant", "doctor", "--library", str(tmp_path / "library")],
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert said.returncode == 0, said.stdout
    assert "mended" not in said.stdout
    with Library(tmp_path / "library", DEFAULT, models) as library:
        assert library.catalogue.faults() == []
        assert library.vectors.ids() == library.catalogue.passage_ids()
        assert library.vectors.unfindable() == set()
        assert library.catalogue.paper_count() == 5


def _text(frame: str | bytes) -> str:
    return frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
