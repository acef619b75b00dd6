"""Questions from files of every form: what is none is passed over, and what is malformed named with its line."""

import csv
import io
import json
import os
import random
import zipfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from assistant.briefing.questions import LARGEST, LARGEST_OF, QuestionRow, Questions, read_questions
from assistant.briefing.readers import csv_file, json_lines, markdown, text, yaml_file
from assistant.briefing.wording import line
from assistant.briefing.writers.markdown import escape
from ingest.errors import PolicyError

WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), min_size=1).filter(
    lambda text: text.strip() == text and text == " ".join(text.split()) and line(text)
)


Sheets = dict[str, list[list[object]]]


def read(tmp_path: Path, name: str, text: str | bytes | Sheets) -> Questions:
    data = workbook(**text) if isinstance(text, dict) else text.encode() if isinstance(text, str) else text
    (tmp_path / name).write_bytes(data)
    return read_questions(str(tmp_path / name))


def pairs(questions: Questions) -> list[tuple[str | None, str]]:
    return [(asked.section, asked.question.text) for asked in questions.asked]


def workbook(**sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_text_has_one_question_a_line(tmp_path: Path):
    assert pairs(read(tmp_path, "q.txt", "\ufeffWho?\r\n\r\n  Why?  \n")) == [(None, "Who?"), (None, "Why?")]


def test_markdown_headings_are_sections_and_items_questions(tmp_path: Path):
    money = "## Money\n\n1. Who *pays*?\n2. How\n   much?\n\n### Later\n- When?\n  - And then?\n\n"
    text = f"# For the board\n\n{money}## Rest\n* Why?\n"
    questions = read(tmp_path, "q.md", text)

    assert questions.title == "For the board"
    assert pairs(questions) == [
        ("Money", "Who pays?"),
        ("Money", "How much?"),
        ("Money › Later", "When?"),
        ("Money › Later", "And then?"),
        ("Rest", "Why?"),
    ]
    assert read(tmp_path, "q.md", "# A\n- x?\n# B\n- y?").title is None


def test_yaml_is_a_list_or_sections_of_lists(tmp_path: Path):
    text = "Money:\n  - Who pays?\n  - question: 'How much: all?'\n    id: 7\n    owner: Ann\nRest:\n  - Why?\n"
    questions = read(tmp_path, "q.yaml", text)

    assert pairs(questions) == [("Money", "Who pays?"), ("Money", "How much: all?"), ("Rest", "Why?")]
    assert questions.asked[1].question.id == "7"
    assert questions.asked[1].columns == {"owner": "Ann"}
    assert pairs(read(tmp_path, "q.yml", "- Who?\n- 2019?\n- 2020\n")) == [
        (None, "Who?"),
        (None, "2019?"),
        (None, "2020"),
    ]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_keeps_its_own_columns(tmp_path: Path, separator: str):
    text = (
        separator.join(["Owner", "Question", "section"]) + "\n" + separator.join(["Ann", '"Who, or; what?"', "Money"])
    )
    questions = read(tmp_path, "q.csv", text)

    assert pairs(questions) == [("Money", "Who, or; what?")]
    assert questions.asked[0].columns == {"Owner": "Ann"}


def test_excel_reads_every_sheet(tmp_path: Path):
    rows = [["question", "due", "id"], ["Who?", 3.0, 1], [None, None, None], ["Why?", None, None]]
    questions = read(tmp_path, "q.xlsx", workbook(Money=rows, Empty=[], Rest=[["question"], ["When?"]]))

    assert pairs(questions) == [("Money", "Who?"), ("Money", "Why?"), ("Rest", "When?")]
    assert questions.asked[0].columns == {"due": "3"}
    assert questions.asked[0].question.id == "1"
    assert pairs(read(tmp_path, "one.xlsx", workbook(Sheet=rows)))[0] == (None, "Who?")


def test_json_lines_keep_history_section_and_columns(tmp_path: Path):
    row = {"id": 1, "question": "Who?", "history": [["A?", "B."]], "section": "Money", "tags": ["x"], "owner": "Ann"}
    asked = read(tmp_path, "q.jsonl", json.dumps(row)).asked[0]

    assert (asked.question.id, asked.question.history, asked.section) == ("1", (("A?", "B."),), "Money")
    assert asked.columns == {"tags": '["x"]', "owner": "Ann"}


@pytest.mark.parametrize(
    ("name", "text", "where", "why"),
    [
        ("q.md", "# A\n- x?\n\nPlease answer by May.\n\n- y?", "line 4", "a list item: “Please answer by May.”"),
        ("q.md", "- x?\n- y?\n\n```\ncode\n```\n", "line 4", "neither a heading nor a list item"),
        ("q.md", "- x?\n\n  It matters.\n- y?\n", "line 3", "neither a heading nor a list item: “It matters.”"),
        ("q.md", "- x?\n\n> It was said.\n\n- y?\n", "line 3", "neither a heading nor a list item"),
        ("q.md", "- x?\n- # Heading\n- y?\n", "line 2", "neither"),
        ("q.md", "- x?\n-\n- y?\n", "line 2", "empty"),
        ("q.yaml", "- x?\n-\n- y?\n", "line 2", "empty"),
        ("q.yaml", "- x?\n- {question: , id: 3}\n- y?\n", "line 2", "empty"),
        ("q.yaml", "A:\n  - x?\n  - y?\nB:\n", "line 4", "the section 'B' is empty"),
        ("q.csv", "question,id\nx?,1\n,2\ny?,3\n", "line 3", "empty"),
        ("q.jsonl", '{"question": "x?"}\n\n{"question": " "}\n{"question": "y?"}', "line 3", "empty"),
        ("q.jsonl", '{"question": "x?"}\n{"question": null}\n{"question": "y?"}', "line 2", "empty"),
        ("q.xlsx", {"A": [["question", "id"], ["x?", 1], [None, 2], ["y?", 3]]}, "row 3", "empty"),
        ("q.xlsx", {"A": [["question"], ["x?"], ["y?"]], "B": [["words"], ["x"]]}, "sheet 'B'", "no column"),
    ],
)
def test_what_is_plainly_no_question_is_passed_over_and_named(
    tmp_path: Path, name: str, text: str | bytes | Sheets, where: str, why: str
):
    questions = read(tmp_path, name, text)

    assert [asked.question.text for asked in questions.asked] == ["x?", "y?"]
    (passed,) = questions.skipped
    assert passed.message.startswith(f"{where} ")
    assert why in passed.message


def test_a_line_between_questions_in_markdown_is_no_fault(tmp_path: Path):
    assert read(tmp_path, "q.md", "- x?\n\n---\n\n- y?\n").skipped == ()


@pytest.mark.parametrize(
    ("name", "text", "line", "reason"),
    [
        ("q.yaml", "- Who?\n- {id: 1}\n", 2, "no 'question'"),
        ("q.yaml", "- Who?\n- [a, b]\n", 2, "no question"),
        ("q.yaml", "a: [x\nb: y", 2, "not valid YAML"),
        ("q.yaml", "Money: Who?\n", 1, "no list"),
        ("q.yaml", "- &a Who?\n- *a\n", 1, "references"),
        ("q.csv", 'question\n"a\nb?"\n"c', 4, "not valid CSV"),
        ("q.csv", "text\nWho?\n", 1, "no column is called 'question'"),
        ("q.csv", "question\nWho?\nWhy?,really,so\n", 3, "more cells"),
        ("q.csv", "question,a,a\nWho?\n", 1, "two columns"),
        ("q.jsonl", '{"question": "Who?"}\n\n{"question": 3}', 3, "not text"),
        ("q.jsonl", b'{"question": "Who?"}\n{"question": "\xff"}', 2, "not in UTF-8"),
    ],
)
def test_what_is_malformed_is_named_with_its_line(
    tmp_path: Path, name: str, text: str | bytes | Sheets, line: int, reason: str
):
    with pytest.raises(PolicyError, match=f"line {line}\\b") as error:
        read(tmp_path, name, text)

    assert reason in str(error.value)
    assert error.value.cure


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("q.txt", "\n\n", "no questions"),
        ("q.yaml", "", "no questions"),
        ("q.md", "Who pays?\n", "no questions in .*q.md; line 1 of the questions was skipped: it is neither"),
        ("q.xlsx", {"A": [["words"], ["Who?"]]}, "row 1 of the questions is wrong: no column"),
        ("q.xlsx", {"A": [["words"], ["Who?"]], "B": [["x"], ["y"]]}, "no questions in .*q.xlsx; sheet 'A'"),
        ("q.doc", "x", "unknown format"),
        ("q.xlsx", "x", "damaged, or is not what its name says"),
    ],
)
def test_what_is_no_file_of_questions_is_told(tmp_path: Path, name: str, text: str | Sheets, reason: str):
    with pytest.raises(PolicyError, match=reason):
        read(tmp_path, name, text)


@pytest.mark.parametrize(
    ("name", "text", "known"),
    [
        ("q.txt", "\n", "one question a line"),
        ("q.md", "Who?", "list item"),
        ("q.yaml", "Money: Who?\n", "a list of questions"),
        ("q.yaml", "- {question: Who?, history: 3}\n", "a list of questions"),
        ("q.csv", "question\n,\n", "the first row"),
        ("q.csv", "question\nWhy?,really\n", "the first row"),
        ("q.xlsx", {"A": [["words"], ["Why?"]]}, "the first row"),
        ("q.jsonl", '{"quest": "Who?"}', '{"id": "q1"'),
    ],
)
def test_the_cure_fits_the_form_of_the_file(tmp_path: Path, name: str, text: str | bytes | Sheets, known: str):
    with pytest.raises(PolicyError) as error:
        read(tmp_path, name, text)

    assert known in error.value.cure
    assert ("{" in error.value.cure) == name.endswith(".jsonl")


def part(name: str, xml: str) -> bytes:
    """A workbook of one question in which a part is another."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(A=[["question"], ["Who?"]]))) as old, zipfile.ZipFile(made, "w") as new:
        for each in old.namelist():
            new.writestr(each, xml if each == name else old.read(each), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def sheet(rows: str) -> bytes:
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>question</t></is></c></row>'
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return part(
        "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{space}"><sheetData>{head}{rows}</sheetData></worksheet>'
    )


CELL = '<c r="{0}" t="inlineStr"><is><t>Who?</t></is></c>'


@pytest.mark.timeout(120)
def test_a_cell_that_states_a_place_far_off_holds_nothing_up(tmp_path: Path):
    far = CELL.format("A1048576")
    assert pairs(read(tmp_path, "q.xlsx", sheet(f'<row r="1048576">{far}</row>'))) == [(None, "Who?")]
    with pytest.raises(PolicyError, match="no questions"):
        read(tmp_path, "q.xlsx", sheet(f'<row r="99999999999999">{far}</row>'))
    wide = "".join(f'<row r="{n}">{CELL.format(f"XFD{n}")}</row>' for n in range(2, 2000))
    with pytest.raises(PolicyError, match="sheets are too large"):
        read(tmp_path, "q.xlsx", sheet(wide))


def test_a_workbook_that_is_a_bomb_is_not_unpacked(tmp_path: Path):
    with pytest.raises(PolicyError, match="a zip bomb"):
        read(tmp_path, "q.xlsx", part("xl/styles.xml", " " * 60_000_000))
    with pytest.raises(PolicyError, match="unpacks to more than"):
        read(tmp_path, "q.xlsx", part("xl/styles.xml", ("<!--" + random.Random(1).randbytes(2000).hex()) * 30_000))


@pytest.mark.timeout(120)
@pytest.mark.skipif(os.name != "posix", reason="pipes and devices")
def test_what_is_no_file_or_far_too_large_is_not_read_as_questions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    for name in ("pipe.csv", "zero.txt"):
        with pytest.raises(PolicyError, match=f"{name} could not be read: a pipe, socket or device"):
            read_questions(str(tmp_path / name))
    for ending, size in {".jsonl": LARGEST, ".csv": LARGEST, ".xlsx": LARGEST, **LARGEST_OF}.items():
        with (tmp_path / f"large{ending}").open("wb") as file:
            file.truncate(size + 1)
        with pytest.raises(PolicyError, match=rf"large\{ending} could not be read: too large"):
            read_questions(str(tmp_path / f"large{ending}"))
    with (tmp_path / "large.jsonl").open() as large:
        monkeypatch.setattr("sys.stdin", large)
        with pytest.raises(PolicyError, match="more than 10 MB"):
            read_questions("-")


@pytest.mark.parametrize(("data", "text"), [(b"Who?\n", "Who?"), (b' {"question": "Why?"}', "Why?")])
def test_standard_input_is_lines_or_json_lines(monkeypatch: pytest.MonkeyPatch, data: bytes, text: str):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))

    assert [asked.question.text for asked in read_questions("-").asked] == [text]


def test_a_question_of_nothing_that_can_be_seen_is_none(tmp_path: Path):
    soft_hyphen = "\xad"

    assert [each.question.text for each in read(tmp_path, "q.txt", f"Who?\n{soft_hyphen}\n").asked] == ["Who?"]
    found = read(tmp_path, "q.csv", f"question\nWho?\n{soft_hyphen}\n")
    assert [each.question.text for each in found.asked] == ["Who?"]
    assert "empty" in found.skipped[0].message


@given(st.lists(WORDS, min_size=1, max_size=4))
def test_any_question_comes_back_from_every_form(texts: list[str]):
    def texts_of(asked: tuple[QuestionRow, ...]) -> list[str]:
        return [each.question.text for each in asked]

    assert (
        texts_of(json_lines.read("\n".join(json.dumps({"question": text}) for text in texts).encode()).asked) == texts
    )
    assert texts_of(text.read("\n".join(texts).encode()).asked) == texts
    assert texts_of(yaml_file.read(yaml.safe_dump(texts, allow_unicode=True).encode()).asked) == texts
    assert texts_of(markdown.read("\n".join(f"- {escape(text)}" for text in texts).encode()).asked) == [
        line(text) for text in texts
    ]
    made = io.StringIO()
    csv.writer(made).writerows([["question"], *([text] for text in texts)])
    assert texts_of(csv_file.read(made.getvalue().encode()).asked) == texts
