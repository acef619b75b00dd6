"""What nobody sees on a page of a PDF is not read as its words, and that is told."""

from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.formats.pdf import read
from tests.ingest.scans import GATES, picture, scanned
from tests.ingest.test_pdf import outline, put, quoted

FEE = "The fee for a stall is forty pounds."


def in_white(canvas: Canvas) -> None:
    canvas.setFillGray(1)
    put(canvas, ["The fee for a stall is ninety pounds."], y=600)


def not_drawn(canvas: Canvas) -> None:
    text = canvas.beginText(72, 600)
    text.setFont("Helvetica", 10)
    text.setTextRenderMode(3)
    text.textLine("The fee for a stall is ninety pounds.")
    canvas.drawText(text)


def below_a_bar(canvas: Canvas) -> None:
    put(canvas, ["The trader is Ann Lee."], y=600)
    canvas.rect(60, 590, 200, 25, fill=1)


def too_small(canvas: Canvas) -> None:
    put(canvas, ["The fee for a stall is ninety pounds."], y=600, size=1)


@pytest.mark.parametrize("hide", [in_white, not_drawn, below_a_bar, too_small])
def test_words_that_nobody_sees_are_not_read_and_that_is_told(tmp_path: Path, hide):
    def page(canvas: Canvas) -> None:
        put(canvas, [FEE])
        hide(canvas)

    found = outline(tmp_path, lambda canvas: put(canvas, [FEE]), page)

    assert quoted(found) == [FEE, FEE]
    assert [(warning.what, warning.page) for warning in found.warnings] == [("hidden words", 2)]


def test_words_of_a_page_that_has_a_dark_ground_are_read(tmp_path: Path):
    def page(canvas: Canvas) -> None:
        canvas.rect(60, 690, 300, 30, fill=1)
        canvas.setFillGray(1)
        put(canvas, [FEE])

    found = outline(tmp_path, page)

    assert (quoted(found), found.warnings) == ([FEE], ())


def test_words_that_a_scanner_put_below_its_picture_are_read(tmp_path: Path):
    found = read(scanned(tmp_path / "a.pdf", picture(GATES), hidden=GATES))

    assert "The board pays 4,200 pounds a year for benches." in found.text
    assert found.warnings == ()
