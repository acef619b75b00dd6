"""E-books: chapters in reading order, and what the book says of itself."""

import datetime
from pathlib import Path

import pytest
import seeds

from ingest.errors import PaperError
from ingest.formats.epub import read
from ingest.paper import Outline


def outline_of(tmp_path: Path, **changed: bytes | None) -> Outline:
    """The seed with members changed, or taken out; names are written with '__' for '/' and '_' for '.'."""
    parts = seeds.unzipped(seeds.epub_file())
    for name, data in changed.items():
        parts.pop(real := name.replace("__", "/").replace("_", "."), None)
        parts |= {real: data} if data else {}
    path = tmp_path / "book.epub"
    path.write_bytes(seeds.zipped(parts))
    return read(path)


def test_chapters_come_in_reading_order_with_their_headings(tmp_path: Path):
    outline = outline_of(tmp_path)

    assert outline.text == "North gates\n\nThe keeper opens the gates at dawn.\n\nLamps\n\nLamps are lit at dusk."
    assert [block.headings for block in outline.blocks] == [(), ("North gates",), (), ("Lamps",)]
    assert (outline.title, outline.organisation, outline.date) == (
        "Parks of the town",
        "Parks Board",
        datetime.date(2020, 1, 31),
    )


def test_a_chapter_that_is_not_there_is_told_of(tmp_path: Path):
    outline = outline_of(tmp_path, OEBPS__text__one_xhtml=None)

    assert [warning.what for warning in outline.warnings] == ["chapters that the file does not hold"]


def test_a_protected_book_is_refused_and_one_with_scrambled_fonts_is_not(tmp_path: Path):
    with pytest.raises(PaperError, match="protected"):
        outline_of(tmp_path, **{"META-INF__encryption_xml": b"<encryption>aes256-cbc</encryption>"})

    fonts = b'<encryption Algorithm="http://www.idpf.org/2008/embedding#obfuscation"/>'
    assert outline_of(tmp_path, **{"META-INF__encryption_xml": fonts}).blocks


def test_a_chapter_without_a_heading_has_the_one_of_the_contents(tmp_path: Path):
    page = '<html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
    note = '<aside epub:type="footnote" xmlns:epub="http://www.idpf.org/2007/ops"><p>Not in winter.</p></aside>'
    outline = outline_of(
        tmp_path,
        OEBPS__nav_xhtml=page.format('<nav><a href="text/two.xhtml">Lamps &nbsp;at dusk</a></nav>').encode(),
        OEBPS__text__two_xhtml=page.format(f"<p>Lamps are lit at dusk.</p>{note}").encode(),
    )

    assert outline.text.startswith("Lamps at dusk\n\nLamps are lit at dusk.\n\nNot in winter.")
    assert outline.blocks[2].headings == ("Lamps at dusk",)
