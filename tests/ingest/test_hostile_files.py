"""Files as attack: each is read within bounds or refused with a reason and a cure, and its neighbour is taken in."""

import gc
import os
import socket
import time
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import seeds
from conftest import COUNTED, LONG
from soundness import unsound

from ingest.errors import PolicyError
from ingest.library import Library
from ingest.load import Loaded
from ingest.paper import Source
from ingest.sync import Outcome, sync
from ingest.worker import Limits, Reader, Unread

SECRET = "the secret words of another file"
WORDS = "The keeper opens the gates of the northern park at dawn."
MB = 1_000_000
UNPACKED = 300 * MB if LONG else 60 * MB
SECONDS = 60  # that a file may take; what is read at all takes some of them, even on a busy machine
FEW = 8  # for files that are made to take for ever
WIDE = 1_000_000 if LONG else 50_000  # columns
BOUNDS = Limits(file_bytes=50 * MB if LONG else 10 * MB, read_seconds=SECONDS, read_memory=400 * MB)


def read(tmp_path: Path, *files: tuple[str, bytes], bounds: Limits = BOUNDS) -> dict[str, Loaded | PolicyError]:
    """What becomes of each file, and of the sound one behind it."""
    names = [name for attack, _ in files for name in (attack, f"after {attack}.txt")]
    for name, content in files:
        (tmp_path / name).write_bytes(content)
        (tmp_path / f"after {name}.txt").write_text(WORDS, "utf-8")
    papers = [Unread(tmp_path / name, Source(name, 1, 1, "", "")) for name in names]
    with Reader(bounds) as reader:
        return {paper.path.name: result for paper, result in reader.read(papers)}


def member(kind: str, name: str, content: bytes) -> bytes:
    """A sound package of a kind in which one part has other contents, or one part more."""
    return seeds.zipped(seeds.unzipped(seeds.MADE[kind]()) | {name: content})


def with_words(kind: str, before: bytes, inside: bytes) -> bytes:
    """A sound package whose main part has `before` as its document type, and `inside` in the place of a word."""
    parts = seeds.unzipped(seeds.MADE[kind]())
    name, words = seeds.MAIN[kind], b"North"
    assert words in parts[name]
    content = parts[name].replace(words, inside, 1)
    root = content.index(b"<", content.index(b"?>") + 1) if content.startswith(b"<?xml") else 0
    parts[name] = content[:root] + before + content[root:]
    return seeds.zipped(parts)


def laughs(depth: int = 9) -> bytes:
    entities = [b'<!ENTITY a0 "ha ha ha">'] + [
        b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, depth)
    ]
    return b"<!DOCTYPE x [" + b"".join(entities) + b"]>"


QUADRATIC = b'<!DOCTYPE x [<!ENTITY a "' + b"ha " * 50_000 + b'">]>'


def outside(address: str) -> bytes:
    return f'<!DOCTYPE x [<!ENTITY a SYSTEM "{address}"><!ENTITY % b SYSTEM "{address}">%b;]>'.encode()


# Zip bombs


def bomb(kind: str) -> bytes:
    return member(kind, seeds.MAIN[kind], b"<a>" + b" " * (UNPACKED) + b"</a>")


def nested_bomb() -> bytes:
    inner = seeds.zipped({"a.xml": bytes(50 * MB)})
    return member(".docx", "word/embeddings/inner.zip", seeds.zipped({f"{n}.zip": inner for n in range(50)}))


def lying_bomb() -> bytes:
    """The directory says that the part is small; its bytes unpack to 300 MB."""
    package = bytearray(bomb(".docx"))
    size = (UNPACKED + 7).to_bytes(4, "little")
    assert package.count(size) >= 1
    return bytes(package).replace(size, (2000).to_bytes(4, "little"))


def overlapping_bomb() -> bytes:
    """Many entries that all lead to the same bytes."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/a.xml", os.urandom(5000))
        first = archive.infolist()[0]
        for n in range(400):
            entry = zipfile.ZipInfo(f"word/{n:05}.xml")
            for slot in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(entry, slot, getattr(first, slot))
            archive.filelist.append(entry)
            archive.NameToInfo[entry.filename] = entry
        archive._didModify = True  # type: ignore[attr-defined]
    return stream.getvalue()


def many_parts() -> bytes:
    return seeds.zipped({f"{n}": b"" for n in range(25_000)})


# Depth and width


def deep_xml(kind: str) -> bytes:
    parts = seeds.unzipped(seeds.MADE[kind]())
    content = parts[seeds.MAIN[kind]]
    name, at = {
        ".docx": (b"w:ins", b"<w:body>"),
        ".pptx": (b"p:grpSp", b"<p:spTree>"),
        ".odt": (b"text:section", b"<office:text>"),
        ".ods": (b"table:table-row-group", b"<table:table>"),
        ".odp": (b"draw:g", b"<draw:page>"),
        ".xlsx": (b"x", b"<sheetData>"),
        ".epub": (b"div", b"<body>"),
    }[kind]
    if at not in content:
        at = content[content.index(at[:-1]) :].split(b">", 1)[0] + b">"
    parts[seeds.MAIN[kind]] = content.replace(at, at + b"<%s>" % name * 100_000 + b"</%s>" % name * 100_000, 1)
    return seeds.zipped(parts)


def deep_html() -> bytes:
    return b"<html><body>" + b"<div>" * 100_000 + WORDS.encode() + b"</div>" * 100_000


def deep_inline_html() -> bytes:
    return b"<html><body><p>" + b"<b>" * 100_000 + WORDS.encode()


def wide_sheet() -> bytes:
    return member(
        ".xlsx",
        "xl/worksheets/sheet1.xml",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + b"<row>%s</row>" % b"".join(b"<c><v>%d</v></c>" % (n * 7919) for n in range(WIDE))
        + b"</sheetData></worksheet>",
    )


def far_cells() -> bytes:
    """A cell in the last column of each of many rows, and a row numbered beyond all sheets."""
    rows = b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (n, n) for n in range(1, 500))
    return member(
        ".xlsx",
        "xl/worksheets/sheet1.xml",
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        + rows
        + b'<row r="9999999999"><c><v>2</v></c></row></sheetData></worksheet>',
    )


# PDF


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        body
        + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        % (
            len(objects) + 1,
            table,
            len(objects) + 1,
            len(body),
        )
    )


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 600 800] /Resources << /Font << /F 5 0 R >> %s >>"
SHOWN = b"BT /F 12 Tf 72 700 Td (%s) Tj ET " % WORDS.encode()


def page(contents: int = 4, more: bytes = b"") -> bytes:
    return (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents %d 0 R"
        b" /Resources << /Font << /F 5 0 R >> %s >> >>" % (contents, more)
    )


def pdf_of(kids: bytes, count: int, content: bytes, *more: bytes, resources: bytes = b"") -> bytes:
    return pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        page(more=resources),
        content,
        FONT,
        *more,
    )


def many_pages() -> bytes:
    pages = 100_000 if LONG else 3_000
    return pdf_of(b"3 0 R " * pages, pages, stream(SHOWN))


def spaces_pdf() -> bytes:
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(b" " * MB) for _ in range(1000 if LONG else 300)) + packer.flush()
    return pdf_of(b"3 0 R", 1, stream(packed, b"/Filter /FlateDecode"))


def shown_spaces_pdf() -> bytes:
    spaces = b" " * ((100 if LONG else 10) * MB)
    packed = zlib.compress(SHOWN + b"BT /F 12 Tf (" + spaces + b") Tj ET")
    return pdf_of(b"3 0 R", 1, stream(packed, b"/Filter /FlateDecode"))


def page_tree_in_itself() -> bytes:
    return pdf_of(b"2 0 R 3 0 R 2 0 R", 3, stream(SHOWN))


def deep_page_tree() -> bytes:
    depth = 5000
    nodes = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (n + 7) for n in range(depth)]
    return pdf_of(b"6 0 R", 1, stream(SHOWN), *nodes, page())


def form_in_itself() -> bytes:
    form = stream(
        b"/X Do " + SHOWN,
        FORM % b"/XObject << /X 6 0 R >>",
    )
    return pdf_of(b"3 0 R", 1, stream(SHOWN + b"/X Do"), form, resources=b"/XObject << /X 6 0 R >>")


def forms_tenfold() -> bytes:
    """Each form draws the next ten times: ten to the ninth in all."""
    forms = [
        stream(
            b"/X Do " * 10,
            FORM % (b"/XObject << /X %d 0 R >>" % (n + 7)),
        )
        for n in range(9)
    ]
    last = stream(SHOWN, FORM % b"")
    return pdf_of(b"3 0 R", 1, stream(SHOWN + b"/X Do"), *forms, last, resources=b"/XObject << /X 6 0 R >>")


def endless_outlines() -> bytes:
    content = pdf_of(b"3 0 R", 1, stream(SHOWN), b"<< /Title (a) /Parent 6 0 R /Next 6 0 R /First 6 0 R >>")
    return content.replace(b"/Pages 2 0 R >>", b"/Pages 2 0 R /Outlines 6 0 R >>")


def nested_arrays() -> bytes:
    return pdf_of(b"3 0 R", 1, stream(SHOWN), b"[" * 100_000 + b"]" * 100_000)


# Relationships and macros


def circular_relations() -> bytes:
    relations = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">%s</Relationships>'
    )
    kinds = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
    one = b'<Relationship Id="r1" Type="' + kinds + b'%s" Target="%s"/>'
    parts = seeds.unzipped(seeds.docx_file())
    parts["word/_rels/styles.xml.rels"] = relations % (one % (b"header", b"document.xml"))
    parts["word/_rels/numbering.xml.rels"] = relations % (one % (b"styles", b"numbering.xml"))
    return seeds.zipped(parts)


def with_macros() -> bytes:
    parts = seeds.unzipped(seeds.docx_file())
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    ).replace(b"</Types>", b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>')
    parts["word/vbaProject.bin"] = b'\xd0\xcf\x11\xe0 Sub AutoOpen() Shell "touch macro-was-here" End Sub'
    return seeds.zipped(parts)


def climbing_members() -> bytes:
    parts = seeds.unzipped(seeds.docx_file())
    return seeds.zipped(parts | {"../../climbed.xml": b"x", "/tmp/climbed.xml": b"x", "word/../../climbed": b"x"})


def climbing_relations() -> bytes:
    parts = seeds.unzipped(seeds.docx_file())
    parts["word/_rels/document.xml.rels"] = parts["word/_rels/document.xml.rels"].replace(
        b'Target="styles.xml"', b'Target="../../../../../../etc/hostname"'
    )
    return seeds.zipped(parts)


ATTACKS: dict[str, tuple[Callable[[], bytes], str]] = {
    # the file, and what has to come of it: words of the text, or '!' and words of the reason; '' for either
    **{f"bomb{kind}": (lambda kind=kind: bomb(kind), "!zip bomb") for kind in seeds.PACKAGES},
    "nested.docx": (nested_bomb, "gates"),
    "lying.docx": (lying_bomb, "!"),
    "overlapping.docx": (overlapping_bomb, "!parts overlap"),
    "parts.docx": (many_parts, "!25,000 parts"),
    **{f"laughs{kind}": (lambda kind=kind: with_words(kind, laughs(), b"&a8;"), "") for kind in seeds.PACKAGES},
    **{
        f"quadratic{kind}": (lambda kind=kind: with_words(kind, QUADRATIC, b"&a;" * 20_000), "")
        for kind in seeds.PACKAGES
    },
    "laughs.html": (lambda: laughs() + b"<html><body><p>gates &a8;</p></body></html>", "gates"),
    "laughs.xhtml": (
        lambda: b'<?xml version="1.0"?>' + laughs() + b"<html><body><p>gates &a8;</p></body></html>",
        "gates",
    ),
    **{f"deep{kind}": (lambda kind=kind: deep_xml(kind), "") for kind in seeds.PACKAGES},
    "deep.html": (deep_html, ""),
    "deep-inline.html": (deep_inline_html, ""),
    "tables.html": (lambda: b"<table><tr><td>gates " * 20_000, ""),
    "lists.html": (lambda: b"<ul><li>gates " * 20_000, ""),
    "quotes.md": (lambda: b"> " * 100_000 + WORDS.encode(), ""),
    "lists.md": (lambda: b"".join(b"  " * n + b"- a\n" for n in range(2000 if LONG else 500)), ""),
    "links.md": (lambda: b"[" * (200_000 if LONG else 50_000) + WORDS.encode(), ""),
    "yaml.md": (lambda: b"---\na: " + b"[" * (100_000 if LONG else 20_000) + b"\n---\n" + WORDS.encode(), "gates"),
    "anchors.md": (
        lambda: (
            b"---\na0: &a0 [x]\n"
            + b"".join(b"a%d: &a%d [%s]\n" % (n, n, b",".join([b"*a%d" % (n - 1)] * 9)) for n in range(1, 12))
            + b"title: *a11\n---\n"
            + WORDS.encode()
        ),
        "gates",
    ),
    "wide.xlsx": (wide_sheet, ""),
    "far.xlsx": (far_cells, "1"),
    "wide.csv": (lambda: b"a,b,c\n" + b"gates," * WIDE, "gates"),
    "formulas.csv": (lambda: b"Park,Cost,Open\nNorth,\"=cmd|' /C calc'!A0\",@SUM(1+1)\n", "=cmd|"),
    "formulas.xlsx": (seeds.xlsx_file, "North"),
    "pages.pdf": (many_pages, ""),
    "spaces.pdf": (spaces_pdf, "!"),
    "shown-spaces.pdf": (shown_spaces_pdf, ""),
    "tree.pdf": (page_tree_in_itself, ""),
    "deep-tree.pdf": (deep_page_tree, ""),
    "form.pdf": (form_in_itself, "gates"),
    "tenfold.pdf": (forms_tenfold, "!"),
    "outlines.pdf": (endless_outlines, "gates"),
    "arrays.pdf": (nested_arrays, ""),
    "spaces.txt": (lambda: b" " * BOUNDS.file_bytes, "!no words"),
    "sparse.txt": (lambda: bytes(BOUNDS.file_bytes), "!not text"),
    "one-word.txt": (lambda: b"a" * (20 * MB if LONG else 5 * MB), "a"),
    "noise.txt": (lambda: bytes(range(128, 256)) * 80_000, ""),
    "circles.docx": (circular_relations, "gates"),
    "macros.docx": (with_macros, "gates"),
    "climbing.docx": (climbing_members, "gates"),
    "relations.docx": (climbing_relations, ""),
}

ENDLESS = ("tenfold.pdf",)


@pytest.mark.parametrize("name", ATTACKS if LONG else [*ATTACKS][::3])
def test_an_attack_is_read_within_its_bounds_or_refused(
    tmp_path: Path, name: str, fault: Any, record_property: Callable[[str, object], None]
):
    made, expected = ATTACKS[name]
    content = made()
    gc.collect()
    before = set(tmp_path.parent.iterdir())
    started = time.monotonic()
    bounds = replace(BOUNDS, read_seconds=FEW) if name in ENDLESS else BOUNDS
    with fault("file built as an attack"):
        results = read(tmp_path, (name, content), bounds=bounds)
        took = time.monotonic() - started

        told(results[name], expected)
        assert isinstance(results[f"after {name}.txt"], Loaded), results[f"after {name}.txt"]
        assert {path.name for path in tmp_path.iterdir()} == {name, f"after {name}.txt"}
        assert set(tmp_path.parent.iterdir()) == before
    result = results[name]
    what = f"refused: {result}" if isinstance(result, PolicyError) else f"read, {len(result.paper.text)} characters"
    if LONG:
        record_property(COUNTED, f"hostile file {name}: {took:.1f} s, {what}")


def made_text(tmp_path: Path, name: str, content: bytes) -> str:
    """The text of a paper, or why there is none."""
    result = read(tmp_path, (name, content))[name]
    return str(result) if isinstance(result, PolicyError) else result.paper.text


class Listener:
    """Counts who knocks at a port of this machine."""

    def __init__(self) -> None:
        self.server = socket.create_server(("127.0.0.1", 0))
        self.server.setblocking(False)  # who has knocked waits to be let in
        self.address = f"http://127.0.0.1:{self.server.getsockname()[1]}/entity"

    def knocked(self) -> bool:
        try:
            self.server.accept()[0].close()
        except BlockingIOError:
            return False
        finally:
            self.server.close()
        return True


@pytest.mark.parametrize("kind", [*seeds.PACKAGES, ".html", ".xhtml"])
def test_nothing_outside_of_a_file_is_fetched_or_told(tmp_path: Path, kind: str):
    secret = tmp_path.parent / f"secret-{tmp_path.name}"
    secret.write_text(SECRET, "utf-8")
    listener = Listener()
    for at, address in enumerate([secret.as_uri(), listener.address]):
        if kind in seeds.PACKAGES:
            content = with_words(kind, outside(address), b"&a; and &b;")
        else:
            content = b'<?xml version="1.0"?>' + outside(address) + b"<html><body><p>gates &a;</p></body></html>"
            content = content.replace(
                b"<p>", f'<img src="{address}"><link rel="stylesheet" href="{address}"><p>'.encode()
            )
        assert SECRET not in made_text(tmp_path, f"{at}{kind}", content)
    assert not listener.knocked()


def test_a_document_that_names_its_parts_elsewhere_fetches_none(tmp_path: Path):
    listener = Listener()
    parts = seeds.unzipped(seeds.docx_file())
    name = "word/_rels/document.xml.rels"
    parts[name] = parts[name].replace(
        b"</Relationships>",
        b'<Relationship Id="r99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'attachedTemplate" Target="%s" TargetMode="External"/></Relationships>' % listener.address.encode(),
    )

    assert "gates" in made_text(tmp_path, "a.docx", seeds.zipped(parts))
    assert not listener.knocked()


def test_macros_are_not_run_and_formulas_not_reckoned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    assert "gates" in made_text(tmp_path, "a.docx", with_macros())
    assert not (tmp_path / "macro-was-here").exists()
    assert "1234.5" not in made_text(tmp_path, "a.xlsx", seeds.xlsx_file()).split("South")[1]


def test_a_paper_that_wants_too_much_memory_costs_itself_alone(tmp_path: Path):
    greedy = b"1,2,3\n" * (2 * MB)
    results = read(tmp_path, ("a.csv", greedy), ("b.csv", greedy), bounds=replace(BOUNDS, read_memory=150 * MB))

    for name in ("a.csv", "b.csv"):
        assert "more than 150 MB of memory" in str(results[name])
        assert "read_memory_mb" in results[name].cure  # type: ignore[union-attr]
    assert all(isinstance(results[f"after {name}.txt"], Loaded) for name in ("a.csv", "b.csv"))


def test_a_small_file_of_endless_text_is_not_encoded_for_a_day(library: Library, tmp_path: Path):
    folder = tmp_path / "papers"
    folder.mkdir()
    text = "".join(f"The gate {n} opens at dawn. " for n in range(20_000))
    (folder / "a.docx").write_bytes(with_words(".docx", b"", text.encode()))
    (folder / "b.txt").write_text(WORDS, "utf-8")
    outcomes: list[Outcome] = []
    with library.writing():
        sync(library, [str(folder)], replace(BOUNDS, file_bytes=300_000), outcomes.append)

    assert [outcome.status for outcome in outcomes] == ["skipped", "added"]
    assert "too large" in outcomes[0].reason


def told(result: Loaded | PolicyError, expected: str) -> None:
    if isinstance(result, PolicyError):
        assert expected.startswith("!") or not expected, result
        assert expected[1:] in str(result)
        assert result.cure or "empty" in str(result) or "no words" in str(result)
    else:
        assert not expected.startswith("!")
        assert expected in result.paper.text
        assert not unsound(result)
