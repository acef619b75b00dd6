"""Name, password and query of an address are used to fetch it, and stand nowhere else that anybody may see."""

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from io import BytesIO, TextIOWrapper
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest

from assistant.cli.main import main
from assistant.ingest_process import IngestProcess
from assistant.settings import Settings
from ingest.library import Library
from ingest.paper import Source
from ingest.places import file_name, listed, shown
from tests.conftest import take

PASSWORD, KEY = "hush-Xq7", "key-Zw93"
BASIC = "Basic YW5uOmh1c2gtWHE3"  # ann:hush-Xq7
PAGE = (
    b"<p>The keeper opens the gates of the northern park at dawn.</p>"  # states no title: that comes from its address
)
QUESTION = "When does the keeper open the gates of the northern park?"
FORMS = ["docx", "html", "md", "jsonl", "csv", "xlsx", *(["pdf"] if find_spec("weasyprint") else [])]


class Locked(BaseHTTPRequestHandler):
    """Gives the page to who has the key, and looks at what the processes of this machine are started with."""

    seen: list[str] = []  # noqa: RUF012
    arguments: list[str] = []  # noqa: RUF012

    def do_GET(self) -> None:
        self.seen.append(self.headers.get("Authorization", ""))
        self.arguments += [text for text in command_lines() if KEY in text or PASSWORD in text]
        path, _, query = self.path.partition("?")
        if path == "/away":
            self.answer(302, Location=f"ftp://127.0.0.1/?{query}")
        elif path == "/round":
            self.answer(302, Location=self.path)
        elif path == "/odd":
            self.answer(302, Location=f"http://127.0.0.1:{KEY}/?{query}")
        elif path == "/gone":
            self.send_response(404, f"Nothing at {self.path}")
            self.end_headers()
        else:
            self.answer(200 if KEY in query else 403, PAGE)

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "text/html", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def command_lines() -> Iterator[str]:
    for process in Path("/proc").glob("[0-9]*"):
        try:
            yield (process / "cmdline").read_bytes().decode("utf-8", "replace")
        except OSError:  # it has ended
            continue


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("NO_PROXY", "*")
    Locked.seen.clear()
    Locked.arguments.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Locked)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def named(host: str) -> str:
    return f"http://ann:{PASSWORD}@{host}/papers/parks.html?sig={KEY}&path=/a/b#part-{KEY}"


Policy = Callable[..., str]


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Policy:
    """Runs the command with a library of its own; returns what it says, to people and to programs."""
    monkeypatch.setenv("POLICY_LIBRARY", str(tmp_path / "library"))

    def run(*words: str, given: str = "") -> str:
        monkeypatch.setattr(sys, "argv", ["policy", *words])
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(given.encode())))
        with suppress(SystemExit):
            main()
        return "".join(capfd.readouterr())

    return run


def contents(file: Path) -> bytes:
    if is_zipfile(file):
        with ZipFile(file) as parts:
            return b"\n".join(parts.read(name) for name in parts.namelist())
    return file.read_bytes()


def tells(said: str | bytes) -> bool:
    said = said if isinstance(said, bytes) else said.encode()
    return any(secret in said for secret in (PASSWORD.encode(), KEY.encode()))


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="what processes are started with is not told here")
def test_a_secret_of_an_address_given_on_the_screen_is_in_no_list_of_processes(
    tmp_path: Path, named: str, models: Path
):
    settings = Settings(library=tmp_path / "library", models=models)

    (outcome,) = IngestProcess(settings, [named])

    assert (outcome.status, outcome.title) == ("added", "parks")
    assert not tells(repr(outcome))
    assert Locked.seen == [BASIC]
    assert Locked.arguments == []


def test_nothing_that_people_or_programs_are_told_has_it(
    policy: Policy, tmp_path: Path, named: str, host: str, models: Path
):
    (tmp_path / "questions.txt").write_text(QUESTION + "\n")
    (outcome,) = IngestProcess(Settings(library=tmp_path / "library", models=models), [named])

    said = [policy("papers"), policy("papers", "--json"), policy("ask", QUESTION)]
    said += [policy("ask", "--passages", QUESTION), policy("ask", "--json", QUESTION)]
    said += [policy("papers", "show", json.loads(said[1])[0]["id"])]
    said += [policy("ingest", "--from", "-", *more, given=named) for more in ((), ("--json",))]
    for form in FORMS:
        said.append(policy("batch", str(tmp_path / "questions.txt"), "-o", str(tmp_path / f"pack.{form}")))

    assert outcome.location == f"http://{host}/papers/parks.html?…"
    assert json.loads(said[1])[0]["source"] == outcome.location
    assert "parks.html" in said[2]
    assert "unchanged" in said[-len(FORMS) - 2]
    assert [text for text in said if tells(text)] == []
    packs = [path for path in tmp_path.iterdir() if path.name.startswith("pack.")]
    assert len(packs) == len(FORMS)
    assert [pack.name for pack in packs if tells(contents(pack))] == []


def test_the_library_keeps_the_query_to_fetch_it_again(policy: Policy, tmp_path: Path, named: str, models: Path):
    list(IngestProcess(Settings(library=tmp_path / "library", models=models), [named]))

    said = policy("ingest", "--rebuild")

    assert "added" in said
    assert not tells(said)
    assert Locked.seen == [BASIC, ""]


@pytest.mark.parametrize("path", ["away", "round", "odd", "gone"])
def test_no_error_tells_it(library: Library, host: str, path: str):
    (outcome,) = take(library, f"http://ann:{PASSWORD}@{host}/{path}?sig={KEY}")

    assert outcome.failed
    assert not tells(repr(outcome))


def test_a_second_address_of_the_same_page_is_told_without_it(library: Library, named: str, host: str):
    take(library, named)
    (same,) = take(library, f"http://{host}/copy?sig={KEY}&again")
    with library.writing():
        library.forget(named.replace(f"ann:{PASSWORD}@", ""))
    (paper,) = library.catalogue.papers()

    assert same.status == "same"
    assert not tells(repr([same, paper]))
    assert (paper.source, paper.document) == (f"http://{host}/copy?…", "copy")


def test_a_library_that_was_made_before_is_shown_without_it(library: Library, named: str):
    take(library, named)
    (before,) = library.catalogue.sources()
    with library.catalogue.change():
        library.catalogue._db.execute("UPDATE papers SET source = ?, document = ?", (before.location, f"x?sig={KEY}"))

    (listed,) = library.catalogue.papers()

    assert not tells(repr([listed, library.catalogue.paper(listed.id)]))
    assert isinstance(before, Source)


@pytest.mark.parametrize(
    ("location", "place", "name"),
    [
        ("https://host/a/paper.pdf?sig=k#part", "https://host/a/paper.pdf?…", "paper.pdf"),
        ("https://ann:k@host/paper.pdf", "https://host/paper.pdf", "paper.pdf"),
        ("https://host/a/?path=/x/y", "https://host/a/?…", "https://host/a/"),
        ("https://host/paper.pdf?", "https://host/paper.pdf", "paper.pdf"),
        ("https://host?sig=ann@k", "https://host?…", "host"),
        ("https://ann:k@[::1]:80/paper.pdf", "https://[::1]:80/paper.pdf", "paper.pdf"),
        ("https://ann:half/other@host/paper.pdf", "https://…", "…"),
        ("https://ann:half#other@host/paper.pdf", "https://…", "…"),
        ("/papers/what?.md", "/papers/what?.md", "what?.md"),
        ("/papers/a#b?c.md", "/papers/a#b?c.md", "a#b?c.md"),
    ],
)
def test_what_is_shown_of_a_place(location: str, place: str, name: str):
    assert shown(location) == place
    assert shown(place) == place
    assert file_name(location) == name
    assert file_name(place) == name


def test_a_list_names_one_place_a_line_or_any_name_between_nuls():
    assert listed(b"\xef\xbb\xbf/a b\r\n\n-c\nhttps://host/?x=1\n") == ["/a b", "-c", "https://host/?x=1"]
    assert listed(b"/two\nlines\0/\xff\0") == ["/two\nlines", os.fsdecode(b"/\xff")]
    assert listed(b"") == []


def test_the_places_of_a_list_are_taken_in(policy: Policy, tmp_path: Path):
    for name in ("-a.md", "b\nc.md", "d.md"):
        (tmp_path / name).write_text(f"# {name[-4]}\n\nThe keeper of {name[-4]} opens the gates.\n")

    lines = policy("ingest", "--from", "-", given=f"{tmp_path}/-a.md\n{tmp_path}/d.md\n")
    named = policy("ingest", "--from", "-", given=f"{tmp_path}/b\nc.md\0")

    assert "list is empty" in policy("ingest", "--from", "-", given="\n")
    assert (lines.count("added"), named.count("added")) == (2 + 1, 1 + 1)  # once more in the summary
