"""Turns a file into a Paper and its Blocks, whatever the format."""

import hashlib
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from ingest.contents import contents
from ingest.errors import PaperError
from ingest.paper import Block, Outline, Paper
from ingest.places import file_name, shown
from ingest.stated import stated_date, stated_organisation, stated_title

READERS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".pptx": "pptx",
    ".odt": "odt",
    ".xlsx": "xlsx",
    ".csv": "csv",
}
OLD_OFFICE = {".doc": ".docx", ".ppt": ".pptx", ".xls": ".xlsx", ".rtf": ".docx"}


@dataclass(frozen=True)
class Loaded:
    paper: Paper
    blocks: tuple[Block, ...]


def load(path: Path, source: str | None = None) -> Loaded:
    """Reads one file, which nobody else writes to. `source` is where it came from, if not the file itself.

    Raises PaperError if it can't be read, has no words, or is in an unknown format.
    """
    suffix = known_format(path)
    try:
        digest = _digest(path)
        outline: Outline = import_module(f"ingest.formats.{READERS[suffix]}").read(path)
    except OSError as error:
        raise PaperError(
            f"could not be read: {error.strerror or error}",
            "check that it exists and that you have permission to read it",
        ) from error
    if not any(block.kind != "matter" for block in outline.blocks):
        raise PaperError("the file has no words")
    return Loaded(_paper(path, source or str(path), digest, outline), outline.blocks)


def _digest(path: Path) -> str:
    data = contents(path.resolve())
    if not data:
        raise PaperError("the file is empty")
    return hashlib.sha256(data).hexdigest()


def known_format(path: Path) -> str:
    """The file's suffix, in lower case. Raises PaperError if no reader knows it."""
    suffix = path.suffix.lower()
    if suffix in OLD_OFFICE:
        raise PaperError(f"{suffix} is an old format", f"save it as {OLD_OFFICE[suffix]}")
    if suffix not in READERS:
        raise PaperError(f"unknown format '{suffix or path.name}'", f"supported formats: {', '.join(READERS)}")
    return suffix


def _paper(path: Path, source: str, digest: str, outline: Outline) -> Paper:
    name = file_name(source)
    return Paper(
        id=digest[:16],
        title=" ".join((outline.title or stated_title(outline) or Path(name).stem).split()),
        organisation=outline.organisation or stated_organisation(outline),
        date=outline.date or stated_date(outline),
        source=shown(source),
        document=name,
        format=path.suffix.lower().lstrip("."),
        sha256=digest,
        text=outline.text,
        pages=outline.pages,
    )
