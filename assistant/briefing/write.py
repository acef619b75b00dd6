"""Writes a pack in the format of its file ending. The file is replaced only once the new one is complete."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from assistant.briefing.journal import only_writer
from assistant.briefing.pack import Pack
from ingest.errors import PolicyError
from ingest.safe_write import need_place, replace

# The module for each format, with `render(pack) -> bytes`. Imported when needed, as some are large.
MODULES = {
    ".docx": "word",
    ".html": "html",
    ".md": "markdown",
    ".pdf": "pdf",
    ".jsonl": "json_lines",
    ".csv": "csv_file",
    ".xlsx": "excel",
}


def write_pack(pack: Pack, out: Path, template: Path | None = None) -> None:
    """Writes the pack to `out`; the same pack gives the same bytes. `template` is a Word document, for .docx only.

    Raises PolicyError for an unknown ending, a bad template, a place that can't be written, or one that another process
    is writing.
    """
    render = renderer(out, template)
    with only_writer(out):
        replace_file(out, render(pack))


def renderer(out: Path, template: Path | None = None) -> Callable[[Pack], bytes]:
    """The function that renders packs with this ending. Raises PolicyError as `write_pack` does."""
    ending = out.suffix.lower()
    if ending not in MODULES:
        raise PolicyError(f"unknown format for a pack: '{out.name}'", f"use one of {', '.join(MODULES)}")
    if template and ending != ".docx":
        raise PolicyError(f"a template is for Word, not for {ending}", "choose an OUT that ends in .docx")
    try:
        need_place(out)
    except OSError as error:
        raise _unwritable(out, error) from error
    module = import_module(f"assistant.briefing.writers.{MODULES[ending]}")
    if ending == ".docx":
        return module.renderer(template)
    if ending == ".pdf":
        module.needed()
    return module.render


def replace_file(out: Path, data: bytes) -> None:
    """Writes the file in one step, so that it is never half-written. Raises PolicyError."""
    try:
        replace(out, data)
    except OSError as error:
        raise _unwritable(out, error) from error


def _unwritable(out: Path, error: OSError) -> PolicyError:
    return PolicyError(f"{out} can't be written: {error.strerror}", "choose another place: --out")
