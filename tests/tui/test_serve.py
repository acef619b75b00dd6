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

import httpx
import pytest
from click.testing import CliRunner

from assistant.cli import cli
from ingest.errors import PolicyError
from ingest.library import Library

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


@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no chromium")
def test_a_question_is_answered_and_a_citation_opens_in_a_browser(address: str):
    from playwright.sync_api import sync_playwright

    drawn: list[str] = []

    def seen(words: str) -> None:
        deadline = time.monotonic() + 60
        while words not in ANSI.sub("", "".join(drawn)):
            assert time.monotonic() < deadline, f"'{words}' was not drawn"
            page.wait_for_timeout(200)

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1400, "height": 900})
        page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: drawn.append(_text(frame))))
        page.goto(address)
        seen("Ask your papers a question")
        page.locator("#terminal").click()
        page.keyboard.type("When does North East London plan to become a single CCG?")
        page.keyboard.press("Enter")
        seen("Of answers like this one")
        page.wait_for_timeout(500)
        page.keyboard.type("1")
        page.keyboard.press("Enter")
        seen("[1] of")
        assert "?token=" not in page.url
        browser.close()


def _text(frame: str | bytes) -> str:
    return frame if isinstance(frame, str) else frame.decode("utf-8", "replace")
