"""Opens the file or web page that a paper came from, at the page of a quotation if the system can."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

from assistant.paper_details import page_named
from ingest.errors import PaperError
from ingest.load import FORMATS
from ingest.paper import Paper
from ingest.places import file_name, is_address, is_cut, parted, shown

# Programs that can open a PDF at a page, with their arguments; the first one installed is used.
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
    """Opens it in another window and says what was opened. Raises PaperError if it can't be opened.

    A library made by somebody else may name any file: only web pages and papers are passed to other programs.
    """
    holder, name = parted(paper.source)
    if name and os.path.isfile(holder):
        whole, kind = f"{file_name(holder)}, which holds {name}", Path(holder).suffix.lower().lstrip(".")
        return open_original(replace(paper, source=holder, document=whole, format=kind), None)
    if not (_is_page(paper.source) or _is_paper(paper.source, paper.format)):
        gone = os.path.isabs(paper.source) and not os.path.lexists(paper.source)
        raise PaperError(
            f"the file is no longer at {paper.source}"
            if gone
            else f"{paper.document} should be at {shown(paper.source)}, which is not a web page or such a file",
            "the text shown here is what was added",
        )
    if is_cut(paper.source):
        raise PaperError(
            f"{paper.document} came from an address with a query, which other users of this machine would see",
            "open the full address in your browser",
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
        raise PaperError(
            f"{command[0]} could not be started: {error.strerror}", f"the file is {paper.source}"
        ) from error
    named = page_named(page, paper.label(page), recognised=False)
    where = f" at {named}" if at_page else f"; the words are on {named}" if page else ""
    return f"Opening {paper.document}{where}"


def _command(paper: Paper, page: int | None) -> tuple[list[str], bool]:
    """The command, and whether it opens at the page; empty on Windows, which opens files itself."""
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
    except ValueError:  # no page has such an address
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and source.isprintable()


def _is_paper(source: str, format: str) -> bool:
    """Whether it is a file in a supported format, and not a link to another kind of file."""
    path = Path(source)
    try:
        kinds = {path.suffix.lower(), path.resolve().suffix.lower()}
        return path.is_absolute() and path.is_file() and kinds <= set(FORMATS) and path.suffix.lower() == f".{format}"
    except (OSError, ValueError):  # no file has such a name
        return False


def _opener(source: str) -> list[str]:
    if sys.platform == "darwin":
        return ["open"]
    found = shutil.which("xdg-open") if _has_windows() else None
    if not found:
        raise PaperError("there is no program here to open files with", f"it is at {source}")
    return [found]


def _has_windows() -> bool:
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
