"""Packs as files: the same bytes each time, replaced only when whole, in the house's template."""

import io
import json
import os
import sys
import time
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Pt
from made_packs import mixed, pack, simple
from openpyxl import load_workbook

from assistant.answer import Answer
from assistant.briefing.pack import Item, Pack
from assistant.briefing.write import MODULES, write_pack
from ingest.errors import PolicyError


@pytest.fixture
def made() -> Pack:
    stopped = mixed().model_copy(update={"status": "stopped"})
    items = [Item("Who?", simple(), {"owner": "Ann"}), Item("What?", mixed()), Item("When?", stopped)]
    return pack(*items, Item("Why?", Answer(question="?", status="not_found")))


@pytest.mark.parametrize("ending", MODULES)
def test_the_same_pack_gives_the_same_bytes(made: Pack, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch):
    if ending == ".pdf":
        pytest.importorskip("weasyprint", exc_type=Exception)
    out = tmp_path / f"pack{ending}"
    write_pack(made, out)
    first = out.read_bytes()
    monkeypatch.setattr(time, "time", lambda: 2e9)
    write_pack(made, out)

    assert out.read_bytes() == first
    assert os.listdir(tmp_path) == [out.name]


@pytest.mark.parametrize("ending", [".md", ".html", ".docx", ".csv", ".xlsx"])
def test_every_form_marks_what_is_unsupported_stopped_and_not_found(made: Pack, tmp_path: Path, ending: str):
    out = tmp_path / f"pack{ending}"
    write_pack(made, out)
    match ending:
        case ".docx":
            text = "\n".join(paragraph.text for paragraph in Document(str(out)).paragraphs)
        case ".xlsx":
            text = "\n".join(str(cell.value) for row in load_workbook(out).active for cell in row)
        case _:
            text = out.read_text("utf-8")

    assert "Not supported by the words it cites" in text
    assert "This answer was stopped" in text
    assert "The papers do not say." in text


def test_json_lines_have_the_form_of_ask(made: Pack, tmp_path: Path):
    write_pack(made, tmp_path / "pack.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "pack.jsonl").read_text("utf-8").splitlines()]

    assert lines[0] == simple().as_json() | {"question": "Who?", "columns": {"owner": "Ann"}}
    assert [line["status"] for line in lines] == ["answered", "answered", "stopped", "not_found"]


def test_incoming_columns_are_kept_beside_ours(tmp_path: Path):
    write_pack(pack(Item("Who?", simple(), {"owner": "Ann", "answer": "theirs"})), tmp_path / "pack.xlsx")
    rows = list(load_workbook(tmp_path / "pack.xlsx").active.values)
    row = dict(zip(rows[0], rows[1], strict=True))

    assert (row["owner"], row["answer (given)"]) == ("Ann", "theirs")
    assert "The board meets in May." in row["answer"]


@pytest.mark.parametrize("name", ["pack.doc", "pack", "pack.txt"])
def test_an_unknown_ending_is_told_with_those_known(made: Pack, tmp_path: Path, name: str):
    with pytest.raises(PolicyError) as error:
        write_pack(made, tmp_path / name)

    assert ".docx .html .md" in error.value.cure


def test_a_pack_that_can_not_be_written_leaves_the_old_one(made: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    out = tmp_path / "pack.md"
    out.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(PolicyError, match="No space left"):
        write_pack(made, out)
    assert (out.read_text(), os.listdir(tmp_path)) == ("old", ["pack.md"])


def test_pdf_without_its_package_is_told_before_any_work(made: Pack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(PolicyError, match="needs the package weasyprint") as error:
        write_pack(made, tmp_path / "pack.pdf")

    assert "policy-assistant[pdf]" in error.value.cure


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A template with a header, a footer and a heading of its own, and words that must not stay."""
    document = Document()
    document.styles["Heading 1"].font.size = Pt(40)
    document.styles.element.remove(document.styles["Heading 3"].element)
    document.sections[0].header.paragraphs[0].text = "House of Parks"
    document.sections[0].footer.paragraphs[0].text = "Confidential"
    document.sections[0].left_margin = Pt(100)
    document.add_paragraph("Write here")
    document.save(str(tmp_path / "house.docx"))
    return tmp_path / "house.docx"


def test_a_template_gives_styles_header_footer_and_page(made: Pack, house: Path, tmp_path: Path):
    write_pack(made, tmp_path / "pack.docx", house)
    document = Document(str(tmp_path / "pack.docx"))
    section = document.sections[0]

    assert document.styles["Heading 1"].font.size == Pt(40)
    assert document.styles["Heading 3"].font.size == Pt(12)
    assert section.header.paragraphs[0].text == "House of Parks"
    assert section.footer.paragraphs[0].text == "Confidential"
    assert section.left_margin == Pt(100)
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "Write here" not in texts
    assert "For the board" in texts


def test_word_has_contents_that_are_filled_and_asked_to_be_filled_anew(made: Pack, tmp_path: Path):
    write_pack(made, tmp_path / "pack.docx")
    document = Document(str(tmp_path / "pack.docx"))
    xml = document.element.xml

    assert 'TOC \\o "1-2"' in xml
    assert 'w:dirty="true"' in xml
    assert [p.text for p in document.paragraphs if p.style.name == "toc 2"] == [
        "1 Who?",
        "2 What?",
        "3 When?",
        "4 Why?",
    ]
    assert "NUMPAGES" in document.sections[0].footer._element.xml
    anchors = set(document.element.xpath("//w:hyperlink/@w:anchor"))
    assert anchors <= set(document.element.xpath("//w:bookmarkStart/@w:name"))


def test_a_template_that_is_no_word_file_is_told(made: Pack, tmp_path: Path):
    (tmp_path / "house.docx").write_bytes(b"no zip")
    with pytest.raises(PolicyError, match="is no Word document"):
        write_pack(made, tmp_path / "pack.docx", tmp_path / "house.docx")
    with pytest.raises(PolicyError, match="a template is for Word"):
        write_pack(made, tmp_path / "pack.md", tmp_path / "house.docx")


def test_nothing_of_the_time_of_writing_is_in_a_word_file(made: Pack, tmp_path: Path):
    write_pack(made, tmp_path / "pack.docx")
    properties = Document(io.BytesIO((tmp_path / "pack.docx").read_bytes())).core_properties

    assert properties.created == properties.modified
    assert properties.created.date() == made.made
