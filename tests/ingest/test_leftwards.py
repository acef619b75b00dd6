"""Lines and pages of a PDF that are read from right to left."""

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.formats.pdf import read
from ingest.formats.pdf.leftwards import read as in_order
from tests.ingest.test_pdf import FONTS, outline, quoted


@pytest.fixture
def hebrew() -> str:
    """The name of a font with Hebrew letters."""
    font = next((each for each in FONTS if Path(each).exists()), None)
    if font is None:
        pytest.skip("no font with Hebrew letters")
    pdfmetrics.registerFont(TTFont("hebrew", font))
    return "hebrew"


def test_figures_words_in_other_letters_and_brackets_stand_where_they_are_read(subtests):
    for seen, words in (
        ("4,200 ביצקת", "תקציב 4,200"),
        ("12%-מ", "מ-12%"),
        ("₪ 1,500", "1,500 ₪"),
        ("03-555-0142 ןופלט", "טלפון 03-555-0142"),
        (".Northgate Ltd הרבח", "חברה Northgate Ltd."),
        (",(3.2 ףיעס ואר) הנש", "שנה (ראו סעיף 3.2),"),
        (",)3.2 ףיעס ואר( הנש", "שנה (ראו סעיף 3.2),"),
        ("Forms (beta) תכרעמ", "מערכת Forms (beta)"),
        ("%12 ةبسن".replace("ةبسن", "نسبة"[::-1]), "نسبة 12%"),
        ("31/12/2024" + " لبق".replace("لبق", "قبل"[::-1]), "قبل 31/12/2024"),
    ):
        with subtests.test(words=words):
            assert in_order(list(seen), leftwards=True) == words


def test_words_that_run_leftwards_in_an_english_line_are_in_order():
    line = list("The fund " + "קרן הקהילה"[::-1] + " (Keren) has paid")

    assert in_order(line, leftwards=False) == "The fund קרן הקהילה (Keren) has paid"


def test_a_table_on_a_page_read_from_the_right_begins_with_its_right_column(tmp_path, hebrew):
    rows = [("סוג", "סכום"), ("מועדון נוער", "1,500"), ("ספרייה", "9,750")]

    def page(canvas: Canvas) -> None:
        canvas.setFont(hebrew, 11)
        canvas.drawRightString(500, 760, "התמיכה ניתנת פעם בשנה."[::-1])
        canvas.grid([200, 350, 500], [640, 670, 700, 730])
        for at, (kind, amount) in enumerate(rows):
            canvas.drawRightString(490, 710 - 30 * at, kind[::-1])
            canvas.drawRightString(340, 710 - 30 * at, amount if amount[0].isdigit() else amount[::-1])

    found = outline(tmp_path, page)

    assert quoted(found, "paragraph") == ["התמיכה ניתנת פעם בשנה."]
    assert quoted(found, "row") == ["סוג | סכום", "מועדון נוער | 1,500", "ספרייה | 9,750"]


def test_vowel_signs_stay_with_their_letters(tmp_path, hebrew):
    def page(canvas: Canvas) -> None:
        canvas.setFont(hebrew, 11)
        canvas.drawString(100, 700, "םולש")
        canvas.drawString(100 + pdfmetrics.stringWidth("םול", hebrew, 11), 700, "\u05b8")

    assert quoted(outline(tmp_path, page)) == ["שָלום"]


def test_a_ligature_that_stands_for_several_letters_tears_no_word(tmp_path):
    weasyprint = pytest.importorskip("weasyprint")
    path = tmp_path / "staff.pdf"
    weasyprint.HTML(string="<p style='font:bold 24pt DejaVu Sans'>Staffing offices efficiently").write_pdf(path)

    assert quoted(read(path)) == ["Staffing offices efficiently"]
