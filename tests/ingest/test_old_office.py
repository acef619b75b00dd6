"""Files from before 2007: LibreOffice saves them in today's form, without macros and without asking anybody."""

import random
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import seeds
from conftest import LIMITS, take
from mutants import mutant, tries
from soundness import unsound

from ingest.errors import PaperError
from ingest.formats import old_office
from ingest.library import Library
from ingest.load import load
from ingest.paper import source_of
from ingest.worker import Reader, Unread

RTF = r"{\rtf1\ansi{\b Gates}\par The keeper opens the gates at dawn.\par }"
TABLE = (
    r"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\b Gates}\par {\*\bkmkstart a}Opened{\super 2} at dawn{\*\bkmkend a}\par"
    r"\trowd\clmgf\cellx2000\clmrg\cellx4000\intbl Park\cell\cell\row"
    r"\trowd\cellx2000\cellx4000\intbl North\cell {\strike 05:00} 06:00\cell\row\pard"
    r"{\footnote Not in May.}{\field{\*\fldinst PAGE}{\fldrslt 1}}\u163?45\par }"
)
PICTURE = r'{\field{\*\fldinst INCLUDEPICTURE "ADDRESS/x.png" \\d}{\fldrslt x}}'
needs_office = pytest.mark.skipif(old_office.program() is None, reason="LibreOffice is not installed")


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """The address of a server, and what was asked of it."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        do_HEAD = do_OPTIONS = do_PROPFIND = do_GET

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()


@needs_office
def test_rtf_is_read_under_its_own_name_and_nothing_is_fetched_for_it(
    library: Library, tmp_path: Path, asked: tuple[str, list[str]]
):
    address, paths = asked
    words = RTF.removesuffix("}") + PICTURE.replace("ADDRESS", address) + "}"
    (tmp_path / "gates.rtf").write_text(words, "ascii")

    (outcome,) = take(library, tmp_path / "gates.rtf")

    assert outcome.status == "added", outcome.reason
    (paper,) = library.catalogue.papers()
    assert (paper.document, paper.format) == ("gates.rtf", "rtf")
    assert "The keeper opens the gates at dawn." in (library.catalogue.paper(paper.id) or paper).text
    assert paths == []


@needs_office
@pytest.mark.timeout(0)
def test_odd_files_are_read_or_refused(tmp_path: Path):
    path = tmp_path / "a.rtf"
    for seed in tries(3):
        path.write_bytes(mutant(".rtf", TABLE.encode(), random.Random(seed)))
        with suppress(PaperError):
            assert not unsound(load(path)), f"seed {seed}"
        assert [each.name for each in tmp_path.iterdir()] == ["a.rtf"], f"seed {seed}"


@needs_office
def test_what_libreoffice_can_not_open_is_named_with_what_to_do(tmp_path: Path):
    (tmp_path / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000))
    with pytest.raises(PaperError, match="LibreOffice could not open this file") as refused:
        load(tmp_path / "a.doc")
    assert "save it as .docx" in refused.value.cure
    assert [path.name for path in tmp_path.iterdir()] == ["a.doc"]


def test_without_libreoffice_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(old_office, "program", lambda: None)
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000))
    with pytest.raises(PaperError, match=r"\.xls files are read with LibreOffice, which is not installed") as refused:
        load(tmp_path / "a.xls")
    assert refused.value.cure == "install LibreOffice, or save it as .xlsx"


@pytest.mark.parametrize(
    ("name", "made"),
    [("a.xls", seeds.HTML.encode), ("a.doc", seeds.docx_file), ("b.xls", seeds.xlsx_file)],
    ids=["a web page", "a Word file", "a sheet"],
)
def test_a_web_page_or_a_file_of_today_under_an_old_name_is_read_without_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, made: Callable[[], bytes]
):
    monkeypatch.setattr(old_office, "program", lambda: None)
    (tmp_path / name).write_bytes(made())
    assert "06:00" in load(tmp_path / name).paper.text


@pytest.mark.skipif(shutil.which("ps") is None, reason="there is no ps here")
def test_a_program_that_hangs_ends_with_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A stand-in for LibreOffice that never ends."""
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexec sleep 4321\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    paper = tmp_path / "a.rtf"
    paper.write_text(RTF, "ascii")

    with Reader(replace(LIMITS, read_seconds=10)) as reader:
        ((_, told),) = reader.read([Unread(paper, source_of(str(paper), paper.read_bytes()))])

    assert "took longer" in str(told)
    running = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert "sleep 4321" not in running
