"""What fuzzing found in the readers, each as the smallest file that shows it."""

import time
from pathlib import Path

import pytest
import seeds
from soundness import unsound

from ingest.errors import PaperError
from ingest.formats.counting import letters, roman
from ingest.load import Loaded, load

FAR = "9999999999"  # a count that no program writes


def loaded(folder: Path, name: str, content: bytes) -> Loaded:
    (folder / name).write_bytes(content)
    started = time.thread_time()
    paper = load(folder / name)
    assert not unsound(paper)
    assert time.thread_time() - started < 5
    return paper


def changed(kind: str, part: str, old: str, new: str) -> bytes:
    parts = seeds.unzipped(seeds.MADE[kind]())
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode(), 1)
    return seeds.zipped(parts)


def test_a_list_without_a_type_is_read(tmp_path: Path):
    paper = loaded(tmp_path, "a.html", b"<ol type=''><li>The gates open at dawn.</li></ol>")

    assert paper.paper.text == "1. The gates open at dawn."


def test_spaces_that_do_not_fold_are_not_tried_in_every_combination(tmp_path: Path):
    """A pattern in which white space could match in two ways took minutes for 60 of them."""
    paper = loaded(tmp_path, "a.html", ("<p><b>Gates" + "\xa0" * 300 + "4 open</b><p>at dawn").encode())

    assert "at dawn" in paper.paper.text


def test_a_row_of_pipes_is_no_row(tmp_path: Path):
    paper = loaded(tmp_path, "a.md", b"| Park | Opens |\n| --- | --- |\n| | |\n|\n| North | 06:00 |\n")

    assert [block.kind for block in paper.blocks if block.kind != "matter"] == ["row", "row"]


def test_a_row_numbered_beyond_every_sheet_does_not_hold_up_the_others(tmp_path: Path):
    far = loaded(tmp_path, "a.xlsx", changed(".xlsx", seeds.MAIN[".xlsx"], '<row r="3"', f'<row r="{FAR}"'))

    assert "North" in far.paper.text


def test_a_level_beyond_all_lists_counts_nothing(tmp_path: Path):
    numbering = "word/numbering.xml"
    content = seeds.unzipped(seeds.docx_file())[numbering].decode()
    levels = content.count('w:ilvl="0"')
    parts = seeds.unzipped(seeds.docx_file())
    parts[numbering] = content.replace('w:ilvl="0"', f'w:ilvl="{FAR}"').encode()
    styles = parts["word/styles.xml"].decode()
    parts["word/styles.xml"] = styles.replace("<w:numPr>", f'<w:numPr><w:ilvl w:val="{FAR}"/>').encode()
    paper = loaded(tmp_path, "a.docx", seeds.zipped(parts))

    assert levels
    assert "lamps" in paper.paper.text


def test_a_count_that_would_fill_a_line_is_printed_as_a_figure():
    assert [roman(1999), letters(28)] == ["mcmxcix", "bb"]
    assert [roman(int(FAR)), letters(int(FAR))] == [FAR, FAR]


def test_a_document_whose_main_part_is_none_is_refused(tmp_path: Path):
    parts = seeds.unzipped(seeds.docx_file())
    parts["word/document.xml"] = b"<a/>"
    (tmp_path / "a.docx").write_bytes(seeds.zipped(parts))

    with pytest.raises(PaperError, match="damaged"):
        load(tmp_path / "a.docx")


def test_letters_whose_size_is_beyond_all_numbers_are_read(tmp_path: Path):
    line = b"BT 1 0 0 1 210 410 Tm"
    sound = seeds.pdf_file()
    assert line in sound
    paper = loaded(tmp_path, "a.pdf", sound.replace(line, b"BT /F1 11 Tf ET 72 0 0 1 0 0 cm " * 60 + line))

    assert "keeper" in paper.paper.text
