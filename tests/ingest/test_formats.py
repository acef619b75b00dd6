"""Templates and files with macros are read as their siblings; of a file that is not read, what helps is said."""

from email.message import EmailMessage
from pathlib import Path

import pytest
import seeds

from ingest.errors import PaperError
from ingest.load import READERS, load
from ingest.members import copied_out

OFFICE = "application/vnd.openxmlformats-officedocument"
SIBLINGS = {  # by the ending, the one of the usual kind, and the types of the main part of both
    ".docm": (".docx", "wordprocessingml.document.main", "application/vnd.ms-word.document.macroEnabled.main"),
    ".dotm": (".docx", "wordprocessingml.document.main", "application/vnd.ms-word.template.macroEnabledTemplate.main"),
    ".dotx": (".docx", "wordprocessingml.document.main", f"{OFFICE}.wordprocessingml.template.main"),
    ".xlsm": (".xlsx", "spreadsheetml.sheet.main", "application/vnd.ms-excel.sheet.macroEnabled.main"),
    ".xltx": (".xlsx", "spreadsheetml.sheet.main", f"{OFFICE}.spreadsheetml.template.main"),
    ".pptm": (
        ".pptx",
        "presentationml.presentation.main",
        "application/vnd.ms-powerpoint.presentation.macroEnabled.main",
    ),
    ".ppsx": (".pptx", "presentationml.presentation.main", f"{OFFICE}.presentationml.slideshow.main"),
    ".potx": (".pptx", "presentationml.presentation.main", f"{OFFICE}.presentationml.template.main"),
}


@pytest.mark.parametrize("suffix", SIBLINGS)
def test_a_template_or_a_file_with_macros_reads_as_its_sibling(tmp_path: Path, suffix: str):
    usual, form, own = SIBLINGS[suffix]
    parts = seeds.unzipped(seeds.MADE[usual]())
    types = parts["[Content_Types].xml"]
    parts["[Content_Types].xml"] = types.replace(f"{OFFICE}.{form}+xml".encode(), f"{own}+xml".encode())
    parts["word/vbaProject.bin"] = b"Sub AutoOpen()"
    (tmp_path / f"paper{usual}").write_bytes(seeds.MADE[usual]())
    (tmp_path / f"paper{suffix}").write_bytes(seeds.zipped(parts))

    assert parts["[Content_Types].xml"] != types
    assert load(tmp_path / f"paper{suffix}").paper.text == load(tmp_path / f"paper{usual}").paper.text


@pytest.mark.parametrize(
    ("name", "cure"),
    [("rules.pages", "export it as Word"), ("fees.xlsb", "save it as .xlsx"), ("film.mp4", "supported formats: .csv")],
)
def test_of_a_file_that_is_not_read_is_said_what_helps(tmp_path: Path, name: str, cure: str):
    (tmp_path / name).write_bytes(b"x")

    with pytest.raises(PaperError, match="unknown format") as error:
        load(tmp_path / name)
    assert cure in error.value.cure


def test_of_files_that_outlook_wrapped_is_said_how_to_get_them(tmp_path: Path):
    message = EmailMessage()
    message["Subject"] = "Gates"
    message.set_content("They open at dawn.")
    message.add_attachment(b"\x78\x9f\x3e\x22", "application", "ms-tnef", filename="winmail.dat")
    (tmp_path / "mail.eml").write_bytes(bytes(message))

    (wrapped,) = copied_out(tmp_path / "mail.eml", frozenset(READERS), 1_000_000)

    assert wrapped.path is None
    assert wrapped.error is not None
    assert "in Outlook" in wrapped.error.cure
