"""`policy doctor`: checks that everything is in place and undamaged, and says what to do if not."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from rich.table import Table

from assistant.cli import terminal
from assistant.cli.listing import line
from assistant.opening import open_library
from assistant.ranking import reader
from assistant.settings import Settings
from assistant.text.counts import numbered
from ingest.child import command, environment
from ingest.disk_space import ROOM
from ingest.errors import LibraryError, PolicyError
from ingest.formats import old_office
from ingest.library import Library
from ingest.owned_files import need_ours
from ingest.pending import is_pending
from ingest.permissions import make_private, open_to_others
from ingest.prepare import encoded_text
from ingest.recognition.recogniser import installed
from ingest.unread import unread
from ingest.weights import altered, fingerprint, sha256

LEAST_FREE = 1e9  # bytes
LOOK = """
import sys
from pathlib import Path
from ingest.chroma import Folder
from ingest.encode import Encoder
from ingest.vectors import Vectors

Vectors(Folder(Path(sys.argv[1], "chroma")), Encoder(Path(sys.argv[2]))).unfindable()
"""


@dataclass(frozen=True)
class Finding:
    """What was checked and how it was found: a `cure` if it is a fault, `advice` if a person may want to act."""

    what: str
    state: str
    cure: str = ""
    advice: str = ""

    @property
    def mark(self) -> str:
        return "✗" if self.cure else "!" if self.advice else "✓"

    def as_json(self) -> dict[str, Any]:
        sound = not self.cure
        return {"checked": self.what, "found": self.state, "sound": sound, "cure": self.cure or self.advice}


def run_doctor(settings: Settings) -> int:
    """Prints the checks; returns 1 if there is a fault that it could not repair."""
    return 1 if show_findings(examine(settings)) else 0


def show_findings(findings: Iterable[Finding]) -> int:
    """Prints a table on a terminal, or lines separated by tabs elsewhere; returns the number of faults."""
    table = Table("", "checked", "found", "what to do", box=None, pad_edge=False, header_style="bold")
    console = terminal.console()
    faults = 0
    for finding in findings:
        faults += bool(finding.cure)
        cure = finding.cure or finding.advice
        table.add_row(finding.mark, finding.what, terminal.plain(finding.state), terminal.plain(cure))
        if not console.is_terminal:
            print(line(finding.mark, finding.what, finding.state, cure).rstrip(), flush=True)
    if console.is_terminal:
        console.print(table)
    return faults


def examine(settings: Settings) -> Iterator[Finding]:
    """Runs each check in turn. A finding without a cure means all is well."""
    python = ".".join(map(str, sys.version_info[:3]))
    yield Finding("Python", python, "" if sys.version_info >= (3, 11) else "install Python 3.11 or later")
    yield _packages()
    yield from weights(settings)
    yield Finding("text recognition", installed(settings.recognition))  # it can be done without
    yield _disk(settings)
    yield _office()
    try:
        need_ours(settings.library)
        yield _privacy(settings)
        with open_library(settings) as library:
            if is_pending(library.folder):
                yield Finding("library", "it is being rebuilt, or a rebuild was stopped", "policy ingest")
            yield (catalogue := _catalogue(library))
            if not catalogue.cure:  # never write to a damaged file
                yield _removed(library)
                yield from _not_read(library)
            yield _encoder(library)
            yield _vectors(library)
    except PolicyError as error:
        yield Finding("library", str(error), error.cure or "policy ingest --rebuild")


def _packages() -> Finding:
    needed = [Requirement(line) for line in requires("policy-assistant") or []]
    wrong = []
    for need in needed:
        if need.marker and not need.marker.evaluate({"extra": ""}):
            continue
        try:
            if not need.specifier.contains(version(need.name), prereleases=True):
                wrong.append(f"{need.name} {version(need.name)}, not {need.specifier}")
        except PackageNotFoundError:
            wrong.append(f"{need.name} is missing")
    return Finding("packages", "; ".join(wrong) or "all installed", "reinstall them: make install" if wrong else "")


def weights(settings: Settings) -> Iterator[Finding]:
    """Whether the weights of the encoder and of the readers are as published."""
    yield _encoder_weights(settings)
    yield _reader_weights()


def _encoder_weights(settings: Settings) -> Finding:
    try:
        digest, cure = fingerprint(settings.encoder), altered(settings.encoder)
    except PolicyError as error:
        return Finding("encoder weights", str(error), error.cure)
    state = f"{settings.encoder}, sha256 {digest[:16]}…" + (", not the published ones" if cure else "")
    return Finding("encoder weights", state, cure)


def _reader_weights() -> Finding:
    changed = [name for name, digest in reader.DIGESTS.items() if _digest(reader.WEIGHTS / name) != digest]
    state = f"{', '.join(changed)} changed or missing" if changed else "as published"
    return Finding("reader weights", state, "reinstall policy" if changed else "")


def _digest(path: Path) -> str:
    return sha256(path) if path.is_file() else ""


def _disk(settings: Settings) -> Finding:
    folder = settings.library
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    return Finding("disk", f"{free / 1e9:.1f} GB free", "free up at least 1 GB" if free < LEAST_FREE else "")


def _office() -> Finding:
    """Whether there is LibreOffice, which reads the files from before 2007."""
    found, formats = old_office.program(), ", ".join(old_office.TODAY)
    state = found or f"not installed, so {formats} can't be read"
    return Finding("LibreOffice", state, advice="" if found else "install it if you have such papers")


def _privacy(settings: Settings) -> Finding:
    """Whether anyone but its owner can reach the library; closes it to others if possible."""
    found = open_to_others(settings.library)
    if not found:
        return Finding("privacy", "only its owner can open the library")
    make_private(settings.library)
    left = open_to_others(settings.library)
    state = f"other users could open {numbered(len(found), 'file')} of the library"
    cure = f"ask their owner to run: chmod -R go= {settings.library}" if left else ""
    return Finding("privacy", state + ("" if left else "; repaired"), cure)


def _catalogue(library: Library) -> Finding:
    faults = library.catalogue.faults()
    state = f"{library.catalogue.paper_count()} papers, {sum(library.catalogue.counts().values())} passages"
    return Finding("catalogue", "; ".join(faults) or state, "policy ingest --rebuild" if faults else "")


def _removed(library: Library) -> Finding:
    """Whether text of removed papers is still on the disk. A writer erases it when it ends, if it can."""
    if not library.catalogue.remains:
        return Finding("removed papers", "nothing left in the catalogue")
    try:
        with library.writing():
            cure = ROOM
    except LibraryError as error:
        cure = error.cure
    left = library.catalogue.remains
    state = "some of their text was left in the catalogue"
    return Finding("removed papers", state if left else f"{state}; repaired", cure if left else "")


def _not_read(library: Library) -> Iterator[Finding]:
    """The papers of which something could not be read: no fault of the library, but answers may miss it."""
    for paper in library.catalogue.papers():
        for what, cure in unread(paper.warnings):
            yield Finding("not read", f"{paper.document}: {what}", advice=cure or "open the paper itself for this")


def _encoder(library: Library) -> Finding:
    encoder = library.encoder
    stated = json.loads((encoder.folder / "encoder.json").read_text("utf-8"))
    onnx = encoder.folder / "encoder.onnx"
    sound = onnx.is_file() and sha256(onnx) == stated.get("onnx")
    return Finding(
        "encoder",
        "ONNX form intact" if sound else "its ONNX form has been changed",
        "" if sound else f"delete {encoder.folder}",
    )


def _vectors(library: Library) -> Finding:
    """Compares the catalogue with Chroma both ways; repairs missing and stray vectors, if nobody is writing."""
    if _crashes(library):  # so this process must not try
        return Finding(
            "vectors", "their index is damaged, and Chroma crashes when it opens it", "policy ingest --rebuild"
        )
    found = [len(ids) for ids in _differences(library)]
    if not any(found):
        return Finding("vectors", f"{library.vectors.count()}, one for each passage")
    with library.writing():
        lost, strange = _differences(library)  # again, now that nobody else can write
        library.vectors.remove(sorted(strange))
        for paper in library.catalogue.papers():
            _write_again(library, paper.id, lost)
    left = [len(ids) for ids in _differences(library)]
    state = f"{found[0]} missing and {found[1]} without a passage"
    return Finding(
        "vectors", state + ("; repaired" if not any(left) else ""), "policy ingest --rebuild" if any(left) else ""
    )


def _crashes(library: Library) -> bool:
    """Whether reading all vectors crashes the process, as Chroma's native code does on some damage."""
    if not (library.folder / "chroma").is_dir():
        return False
    look = command("-c", LOOK, str(library.folder), str(library.encoder.folder))
    ended = subprocess.run(look, env=environment(), capture_output=True, check=False)
    return ended.returncode < 0  # any other fault is found again by this process


def _differences(library: Library) -> tuple[set[str], set[str]]:
    """Passages that no query can find, and vectors without a passage.

    After two writers at once, Chroma counts rows that its index does not hold, so each vector is queried.
    """
    known, kept = library.catalogue.passage_ids(), library.vectors.ids()
    return (known - kept) | (library.vectors.unfindable() & known), kept - known


def _write_again(library: Library, id: str, lost: set[str]) -> None:
    passages = [passage for passage in library.catalogue.passages(id) if passage.id in lost]
    paper = library.catalogue.paper(id)
    if passages and paper:
        vectors = library.encoder.encode([encoded_text(paper, passage) for passage in passages])
        library.vectors.add([passage.id for passage in passages], vectors, [id] * len(passages))
