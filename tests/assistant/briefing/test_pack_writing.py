"""Packs as files: the same bytes each time, replaced only when whole, in the house's template."""

import csv
import io
import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from docx import Document
from docx.shared import Pt
from lxml import html
from made_packs import answer, citation, long, mixed, pack, quoted, simple
from openpyxl import load_workbook

from assistant.answer import Answer, Statement
from assistant.briefing.pack import Item, Pack
from assistant.briefing.wording import counts
from assistant.briefing.write import MODULES, write_pack
from assistant.refusal import Refusal
from ingest.errors import PolicyError
from ingest.spans import Piece


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


@pytest.mark.parametrize("ending", [".md", ".html", ".docx", ".csv", ".xlsx", ".jsonl"])
def test_what_is_no_question_is_no_answered_entry(tmp_path: Path, ending: str):
    reply = "There are 2 papers in the library:\n- Parks\n- Roads and lanes"
    listed = Answer(question="What papers do you have?", status="replied", reply=reply)
    made = pack(Item("Who?", simple()), Item("What papers do you have?", listed))
    if ending == ".jsonl":
        assert json.loads(written(made, tmp_path / "pack.jsonl").splitlines()[1])["status"] == "replied"
    else:
        lines = {line.strip("-• ") for line in written(made, tmp_path / f"pack{ending}").splitlines()}
        assert {"Parks", "Roads and lanes"} <= lines
        assert any("Not put to the papers." in line for line in lines)
    assert [n for n, _ in made.unanswered] == [2]
    assert counts(made) == "1 answered, 1 not put to the papers"


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

    assert ".docx, .html, .md" in error.value.cure


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


def test_a_template_may_name_its_headings_as_other_programs_do(made: Pack, house: Path, tmp_path: Path):
    document = Document(str(house))
    document.styles["Heading 1"].element.name_val = "Heading 1"
    document.save(str(house))

    write_pack(long(made), tmp_path / "pack.docx", house)
    styles = Document(str(tmp_path / "pack.docx")).styles
    assert styles["Heading 1"].font.size == Pt(40)
    assert len([style for style in styles if style.name == "Heading 1"]) == 1


def test_word_has_contents_that_are_filled_and_asked_to_be_filled_anew(made: Pack, tmp_path: Path):
    write_pack(long(made), tmp_path / "pack.docx")
    document = Document(str(tmp_path / "pack.docx"))
    xml = document.element.xml

    assert 'TOC \\o "1-2"' in xml
    assert 'w:dirty="true"' in xml
    assert [p.text for p in document.paragraphs if p.style.name == "toc 2"][:4] == [
        "1 Who?",
        "2 What?",
        "3 When?",
        "4 Why?",
    ]
    assert "NUMPAGES" in document.sections[0].footer._element.xml
    anchors = set(document.element.xpath("//w:hyperlink/@w:anchor"))
    assert anchors <= set(document.element.xpath("//w:bookmarkStart/@w:name"))


def written(made: Pack, out: Path) -> str:
    """The words of a pack as a person reads them."""
    write_pack(made, out)
    match out.suffix:
        case ".docx":
            return "\n".join(paragraph.text for paragraph in Document(str(out)).paragraphs)
        case ".html":
            return html.fromstring(out.read_text("utf-8")).find("body").text_content()
        case ".csv":
            return "\n".join(cell for row in csv.reader(io.StringIO(out.read_text("utf-8-sig"))) for cell in row)
        case ".xlsx":
            return "\n".join(str(cell.value) for row in load_workbook(out).active for cell in row)
        case _:
            return out.read_text("utf-8")


PEOPLE = [".md", ".html", ".docx"]


@pytest.mark.parametrize("ending", PEOPLE)
def test_a_short_pack_has_no_title_page_and_no_parts(made: Pack, tmp_path: Path, ending: str):
    text = written(made, tmp_path / f"pack{ending}")

    assert "For the board" in text
    assert "2 March 2026" in text
    assert "Contents" not in text
    assert "Papers cited" not in text
    if ending == ".docx":
        xml = Document(str(tmp_path / "pack.docx")).element.xml
        assert "w:br " not in xml
        assert "w:pageBreakBefore" not in xml


@pytest.mark.parametrize("ending", PEOPLE)
def test_a_short_pack_gives_each_quotation_once_with_its_place(tmp_path: Path, ending: str):
    again = answer(quoted(), citations=(citation(),))
    text = written(pack(Item("Who?", simple()), Item("When?", again)), tmp_path / f"pack{ending}")

    assert text.count("“The board meets in May.”") == 2, "once in each answer, and not below it again"
    assert text.count("A paper about parks · Parks Board · 31 January 2020") == 2
    assert "Meetings · paragraph 3" in text


@pytest.mark.parametrize("ending", PEOPLE)
def test_a_short_pack_gives_the_words_below_what_a_model_wrote(tmp_path: Path, ending: str):
    wrote = answer(Statement(text="They meet in spring.", citations=(1,), support="supported"), citations=(citation(),))
    text = written(pack(Item("When?", wrote), Item("And when?", wrote)), tmp_path / f"pack{ending}")

    assert text.count("They meet in spring.") == 2
    assert text.count("“The board meets in May.”") == 1


@pytest.mark.parametrize("ending", PEOPLE)
def test_a_pack_of_many_answers_has_its_parts(made: Pack, tmp_path: Path, ending: str):
    text = written(long(made), tmp_path / f"pack{ending}")

    for part in ("Contents", "Papers cited", "Questions the papers did not answer"):
        assert part in text


@pytest.mark.parametrize("form", [pack, lambda *items: long(pack(*items))])
def test_emphasis_of_the_papers_is_emphasis_in_a_pack(form: Callable[..., Pack], tmp_path: Path):
    words = (Piece("The "), Piece("board", "strong"), Piece(" meets in "), Piece("May", "em"), Piece(".", ""))
    cited = citation(quote="The **board** meets in *May*.").model_copy(update={"drawn": words})
    made = form(Item("When?", answer(quoted(), citations=(cited,))))

    assert "“The **board** meets in *May*.”" in written(made, tmp_path / "pack.md")
    assert "“The board meets in May.”" in written(made, tmp_path / "pack.html")
    assert "<strong>board</strong> meets in <em>May</em>" in (tmp_path / "pack.html").read_text("utf-8")
    assert "“The board meets in May.”" in written(made, tmp_path / "pack.docx")
    runs = [run for p in Document(str(tmp_path / "pack.docx")).paragraphs for run in p.runs]
    assert [run.text for run in runs if run.bold and "board" in run.text][:1] == ["board"]
    assert [run.text for run in runs if run.italic][:1] == ["May"]


@pytest.fixture
def priced() -> Pack:
    """A pack whose answer marks an amount, in a sentence of which the paper has another part in bold."""
    words = (Piece("The "), Piece("mooring", "strong"), Piece(" costs £3 a day."))
    cited = citation(quote="The **mooring** costs £3 a day.").model_copy(update={"drawn": words})
    said = Statement(text=cited.plain, citations=(1,), support="quoted", marked=((18, 20),))
    return pack(Item("How much?", answer(said, citations=(cited,))))


def test_no_space_is_lost_in_excel_between_bold_words(tmp_path: Path):
    said = (Statement(text="3 May 4 June", citations=(1,), support="quoted", marked=((0, 5), (6, 12))),) * 2
    write_pack(pack(Item("When?", answer(*said, citations=(citation(),)))), tmp_path / "pack.xlsx")

    cell = load_workbook(tmp_path / "pack.xlsx", rich_text=True).active["E2"].value
    assert str(cell) == "3 May 4 June [1]\n3 May 4 June [1]"
    assert all(str(part).strip() for part in cell)


def test_words_that_were_asked_for_are_bold_in_every_form_that_can_show_it(priced: Pack, tmp_path: Path):
    assert "“The mooring costs **£3** a day.”" in written(priced, tmp_path / "pack.md")
    written(priced, tmp_path / "pack.html")
    assert "The mooring costs <strong>£3</strong> a day." in (tmp_path / "pack.html").read_text("utf-8")
    written(priced, tmp_path / "pack.docx")
    runs = [run for p in Document(str(tmp_path / "pack.docx")).paragraphs for run in p.runs]
    assert [run.text for run in runs if run.bold] == ["£3"]
    write_pack(priced, tmp_path / "pack.xlsx")
    cell = load_workbook(tmp_path / "pack.xlsx", rich_text=True).active["E2"].value
    assert [str(part) for part in cell if part.font.b] == ["£3"]
    assert str(cell) == "“The mooring costs £3 a day.” [1]"
    assert "“The mooring costs £3 a day.” [1]" in written(priced, tmp_path / "pack.csv")


@pytest.mark.parametrize("ending", PEOPLE)
def test_a_pack_says_whose_the_bold_is(made: Pack, priced: Pack, tmp_path: Path, ending: str):
    assert "Bold words in an answer are what was asked for" in written(priced, tmp_path / f"priced{ending}")
    assert "Bold words in an answer are what was asked for" not in written(made, tmp_path / f"made{ending}")


@pytest.mark.parametrize("ending", [*PEOPLE, ".csv"])
def test_words_that_say_otherwise_stand_before_the_nearest_passages(tmp_path: Path, ending: str):
    near = (citation(), citation(2, "quay", quote="The quay is swept."))
    denied = Answer(question="?", status="not_found", nearest=near, refusal=Refusal("premise"))
    text = " ".join(written(pack(Item("Why?", denied)), tmp_path / f"pack{ending}").split())

    first, nearest = text.split("Nearest passages") if ending in PEOPLE else (text, "")
    assert "The papers do not say" not in text
    assert first.index("The papers say otherwise.") < first.index("“The board meets in May.”")
    assert "A paper about parks · Parks Board · 31 January 2020" in first
    assert "A paper about parks" not in nearest


@pytest.mark.parametrize("ending", [*PEOPLE, ".csv"])
def test_a_partial_answer_is_told_before_its_words(tmp_path: Path, ending: str):
    partial = simple(coverage="partial", missing=("Wirral",))
    text = written(pack(Item("When?", partial)), tmp_path / f"pack{ending}")

    told = "This answers part of the question: nothing was found about ‘Wirral’."
    assert text.index(told) < text.index("“The board meets in May.”")


def test_a_template_that_is_no_word_file_is_told(made: Pack, tmp_path: Path):
    (tmp_path / "house.docx").write_bytes(b"no zip")
    with pytest.raises(PolicyError, match="can't be used"):
        write_pack(made, tmp_path / "pack.docx", tmp_path / "house.docx")
    with pytest.raises(PolicyError, match="a template is for Word"):
        write_pack(made, tmp_path / "pack.md", tmp_path / "house.docx")


def test_nothing_of_the_time_of_writing_is_in_a_word_file(made: Pack, tmp_path: Path):
    write_pack(made, tmp_path / "pack.docx")
    properties = Document(io.BytesIO((tmp_path / "pack.docx").read_bytes())).core_properties

    assert properties.created == properties.modified
    assert properties.created.date() == made.made
