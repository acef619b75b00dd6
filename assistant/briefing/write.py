"""Writes a pack in the form that the ending of its file names. The file is replaced only by a whole one."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from assistant.briefing.journal import only_writer
from assistant.briefing.pack import Pack
from ingest.errors import PolicyError
from ingest.files import need_place, replace

# The module of each form, with `render(pack) -> bytes`; imported when needed, as some bring much with them.
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
    """Writes the pack to `out`; the same pack gives the same bytes. `template` is a Word file, for .docx only.

    Raises PolicyError for an ending that is not known, a template that can't be used, a place that can't be written, or
    one where another process is writing.
    """
    render = renderer(out, template)
    with only_writer(out):
        replace_file(out, render(pack))


def renderer(out: Path, template: Path | None = None) -> Callable[[Pack], bytes]:
    """What writes packs of this ending. Raises PolicyError as `write_pack` does, before any work is done."""
    ending = out.suffix.lower()
    if ending not in MODULES:
        raise PolicyError(f"'{out.name}' has no ending that is known for a pack", f"use one of {' '.join(MODULES)}")
    if template and ending != ".docx":
        raise PolicyError(f"a template is for Word, not for {ending}", "name an OUT that ends in .docx")
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
    """Writes a pack, so that a kill leaves the old one or the new one. Raises PolicyError."""
    try:
        replace(out, data)
    except OSError as error:
        raise _unwritable(out, error) from error


def _unwritable(out: Path, error: OSError) -> PolicyError:
    return PolicyError(f"{out} can't be written: {error.strerror}", "choose another place: --out")
