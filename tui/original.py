"""Opens the file or page that a paper came from, at the page of a quotation where the system can."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from ingest.errors import PaperError
from ingest.load import READERS
from ingest.paper import Paper
from ingest.places import is_address, is_cut, shown

# Programs that open a PDF at a page, and how they are told; the first that is there is taken.
VIEWERS = {
    "evince": ["--page-index={page}", "{path}"],
    "okular": ["--page", "{page}", "{path}"],
    "atril": ["--page-index={page}", "{path}"],
    "xreader": ["--page-index={page}", "{path}"],
    "zathura": ["--page={page}", "{path}"],
    "firefox": ["{uri}#page={page}"],
    "chromium": ["{uri}#page={page}"],
    "google-chrome": ["{uri}#page={page}"],
}


def open_original(paper: Paper, page: int | None) -> str:
    """Opens it in another window and says what was opened. Raises PaperError where it can't be.

    A library that somebody else made may say that a paper lies anywhere: other programs are given web pages and papers.
    """
    if not (_is_page(paper.source) or _is_paper(paper.source, paper.format)):
        gone = os.path.isabs(paper.source) and not os.path.lexists(paper.source)
        raise PaperError(
            f"the file is no longer at {paper.source}"
            if gone
            else f"{paper.document} is said to lie at {shown(paper.source)}, which is no web page and no such file",
            "the words shown here are those that were taken in",
        )
    if is_cut(paper.source):
        raise PaperError(
            f"{paper.document} came from an address with a query, which other users of this machine would see",
            "open it in your browser, from where you have that address",
        )
    command, at_page = _command(paper, page)
    try:
        if command:
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        else:
            os.startfile(paper.source)  # type: ignore[attr-defined]
    except OSError as error:
        raise PaperError(f"{command[0]} can't be started: {error.strerror}", f"the file is {paper.source}") from error
    where = f" at page {page}" if at_page else f"; the words are on page {page}" if page else ""
    return f"Opening {paper.document}{where}"


def _command(paper: Paper, page: int | None) -> tuple[list[str], bool]:
    """The command, and whether it opens the page; none on Windows, which opens files itself."""
    source = paper.source
    if page and paper.format == "pdf" and is_address(source):
        return [*_opener(source), f"{source}#page={page}"], True
    if page and paper.format == "pdf" and sys.platform == "linux" and _has_windows():
        uri = Path(source).as_uri()
        for program, words in VIEWERS.items():
            if found := shutil.which(program):
                return [found, *(word.format(page=page, path=source, uri=uri) for word in words)], True
    if sys.platform == "win32":
        return [], False
    return [*_opener(source), source], False


def _is_page(source: str) -> bool:
    try:
        parts = urlsplit(source)
        _ = parts.port
    except ValueError:  # none has such an address
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and source.isprintable()


def _is_paper(source: str, format: str) -> bool:
    """Whether it is a file that a reader knows, and no link to another kind of file."""
    path = Path(source)
    try:
        kinds = {path.suffix.lower(), path.resolve().suffix.lower()}
        return path.is_absolute() and path.is_file() and kinds <= READERS.keys() and path.suffix.lower() == f".{format}"
    except (OSError, ValueError):  # no file has such a name
        return False


def _opener(source: str) -> list[str]:
    if sys.platform == "darwin":
        return ["open"]
    found = shutil.which("xdg-open") if _has_windows() else None
    if not found:
        raise PaperError("there is nothing here to open files with", f"it is at {source}")
    return [found]


def _has_windows() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
