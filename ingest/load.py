"""Turns a file into a Paper and its Blocks, whatever the format."""

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from ingest.errors import PaperError
from ingest.members import HOLDERS, saved_as
from ingest.metadata import stated_date, stated_organisation
from ingest.paper import Block, Outline, Paper, Source, source_of
from ingest.places import file_name, parted, shown
from ingest.recognition.recogniser import reading
from ingest.safe_read import contents
from ingest.titles import title_of

READERS = {  # a file that only holds others (.zip) has none
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".dotx": "docx",
    ".dotm": "docx",
    ".pptx": "pptx",
    ".pptm": "pptx",
    ".ppsx": "pptx",
    ".potx": "pptx",
    ".odt": "odt",
    ".ott": "odt",
    ".ods": "odt",
    ".odp": "odt",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".xltx": "xlsx",
    ".csv": "csv",
    ".tsv": "csv",
    ".png": "picture",
    ".jpg": "picture",
    ".jpeg": "picture",
    ".tif": "picture",
    ".tiff": "picture",
    ".epub": "epub",
    ".eml": "mail",
    ".msg": "mail",
    ".doc": "old_office",
    ".xls": "old_office",
    ".ppt": "old_office",
    ".rtf": "old_office",
}
FORMATS = sorted({*READERS, *HOLDERS})


@dataclass(frozen=True)
class Loaded:
    paper: Paper
    blocks: tuple[Block, ...]


def load(path: Path, source: Source | None = None) -> Loaded:
    """Reads one file, which nobody else writes to. `source` is where it came from, if not the file itself.

    Raises PaperError if it can't be read, has no words, or is in an unknown format.
    """
    suffix = known_format(path)
    try:
        source = source or source_of(str(path), contents(path.resolve()))
        if not source.size:
            raise PaperError("the file is empty")
        with reading(source.paper):
            outline: Outline = import_module(f"ingest.formats.{READERS[suffix]}").read(path)
    except OSError as error:
        raise PaperError(
            f"could not be read: {error.strerror or error}",
            "check that it exists and that you have permission to read it",
        ) from error
    if not any(block.kind != "matter" for block in outline.blocks):
        raise PaperError("the file has no words")
    return Loaded(_paper(path, source, outline), outline.blocks)


def known_format(path: Path) -> str:
    """The file's suffix, in lower case. Raises PaperError if no reader knows it."""
    suffix = path.suffix.lower()
    if suffix not in READERS and suffix not in HOLDERS:
        cure = saved_as(path.name) or f"supported formats: {', '.join(FORMATS)}"
        raise PaperError(f"unknown format '{suffix or path.name}'", cure)
    return suffix


def _paper(path: Path, source: Source, outline: Outline) -> Paper:
    name = file_name(source.location)
    stem = Path(parted(source.location)[1] or name).stem
    return Paper(
        id=source.paper,
        title=" ".join((title_of(outline) or stem).split()),
        organisation=outline.organisation or stated_organisation(outline),
        date=outline.date or stated_date(outline),
        source=shown(source.location),
        document=name,
        format=path.suffix.lower().lstrip("."),
        sha256=source.sha256,
        text=outline.text,
        pages=outline.pages,
        warnings=outline.warnings,
        recognised=outline.recognised,
        labels=outline.labels,
    )
