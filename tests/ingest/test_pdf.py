"""What is quoted from a PDF reads as a person reads the page."""

from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.errors import PaperError
from ingest.formats.pdf import read
from ingest.paper import Outline

WIDTH, HEIGHT = A4
Draw = Callable[[Canvas], None]
FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
    "/usr/share/fonts/TTF/DejaVuSans.ttf",
)  # have Hebrew letters


def outline(
    tmp_path: Path, *pages: Draw, title: str | None = None, encrypt: StandardEncryption | None = None
) -> Outline:
    path = tmp_path / "paper.pdf"
    canvas = Canvas(str(path), pagesize=A4, encrypt=encrypt)
    if title:
        canvas.setTitle(title)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return read(path)


def put(canvas: Canvas, lines: list[str], x: float = 72, y: float = 700, size: float = 10, bold: bool = False) -> float:
    """Prints lines below one another; returns the height of the next."""
    canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
    for line in lines:
        canvas.drawString(x, y, line)
        y -= 1.2 * size
    return y


def quoted(read: Outline, *kinds: str) -> list[str]:
    return [read.text[block.words : block.end] for block in read.blocks if not kinds or block.kind in kinds]


GARDENS = [
    "Each ward keeps at least one community garden, and the council pays for its water and for",
    "the tools that volunteers share. Gardens open at eight in the morning and close at dusk on",
    "every day of the year.",
]


def test_wrapped_lines_make_one_paragraph(tmp_path):
    read = outline(tmp_path, lambda c: put(c, [*GARDENS, "", "A second paragraph stands apart."]))

    assert quoted(read) == [" ".join(GARDENS), "A second paragraph stands apart."]


def test_headings_are_told_by_size_weight_and_number(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, ["Garden policy"], y=780, size=22, bold=True)
        put(canvas, ["3 Opening"], y=740, size=14, bold=True)
        put(canvas, GARDENS, y=710)
        put(canvas, ["3.2 Winter hours"], y=650, size=12, bold=True)
        put(canvas, GARDENS, y=630)
        put(canvas, ["3.2.1 Wardens keep the key to the shed."], y=580)

    read = outline(tmp_path, lambda c: put(c, GARDENS), page)
    by_words = {read.text[b.words : b.end]: b for b in read.blocks}

    assert by_words["Garden policy"].kind == "heading"
    assert by_words["Winter hours"].number == "3.2"
    assert by_words["Winter hours"].level > by_words["Garden policy"].level
    rule = by_words["Wardens keep the key to the shed."]
    assert (rule.kind, rule.number, rule.page) == ("paragraph", "3.2.1", 2)
    assert rule.headings[-1] == "Winter hours"


def test_the_largest_words_are_the_title_where_the_stated_one_is_a_file_name(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, ["Garden policy"], y=780, size=22)
        put(canvas, GARDENS)

    assert outline(tmp_path, page, title="Microsoft Word - final2.docx").title == "Garden policy"
    assert outline(tmp_path, page, title="Rules for gardens").title == "Rules for gardens"


def test_columns_are_read_one_after_the_other(tmp_path):
    left = [f"left column line {name} of the text" for name in ("one", "two", "three", "four", "five")]
    right = [f"right column line {name} of the text" for name in ("one", "two", "three", "four", "five")]

    def page(canvas: Canvas) -> None:
        put(canvas, ["A heading that is wider than either of the two columns"], size=16, bold=True)
        for at, (a, b) in enumerate(zip(left, right, strict=True)):
            put(canvas, [a], y=660 - 12 * at)
            put(canvas, [b], x=310, y=660 - 12 * at)

    text = outline(tmp_path, page).text

    assert " ".join(left) in text
    assert text.index("left column line five") < text.index("right column line one")


def test_words_cut_at_a_line_end_are_whole_again(tmp_path):
    read = outline(
        tmp_path,
        lambda c: put(
            c,
            [
                "The integration of gardens is a long-term plan, and in the long term it saves money. The inte-",
                "gration of sheds follows, once the wardens have found out what they need for such a long-",
                "term plan.",
            ],
        ),
    )

    assert quoted(read)[0].endswith("The integration of sheds follows, once the wardens have found out what they need "
                                    "for such a long-term plan.")  # fmt: skip


def test_running_headers_footers_and_page_numbers_are_left_out(tmp_path):
    def page(number: int) -> Draw:
        def draw(canvas: Canvas) -> None:
            put(canvas, ["Westford Council: garden policy"], y=810, size=8)
            put(canvas, [f"On page {name} the wardens meet." for name in (number, number + 10)])
            put(canvas, [f"Page {number} of 4"], x=280, y=30, size=8)

        return draw

    read = outline(tmp_path, *(page(number) for number in range(1, 5)))

    assert "Westford" not in read.text
    assert "of 4" not in read.text
    assert read.text.count("the wardens meet") == 8
    assert [block.page for block in read.blocks][-1] == 4


def test_a_paragraph_goes_on_overleaf(tmp_path):
    read = outline(tmp_path, lambda c: put(c, GARDENS[:2]), lambda c: put(c, [GARDENS[2], "", "Next."]))

    assert quoted(read)[0] == " ".join(GARDENS)
    assert [block.page for block in read.blocks] == [1, 2]


def test_empty_pages_count(tmp_path):
    read = outline(tmp_path, lambda c: put(c, GARDENS), lambda c: None, lambda c: put(c, ["The end of it all."]))

    assert len(read.pages) == 3
    assert read.blocks[-1].page == 3


def test_items_keep_their_bullets_and_their_depth(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, ["Volunteers may:"], y=700)
        put(
            canvas,
            ["•  plant what they like, unless the warden of the garden has asked them for something in"],
            x=90,
            y=684,
        )
        put(canvas, ["particular"], x=100, y=672)
        put(canvas, ["o  Vegetables"], x=120, y=660)
        put(canvas, ["•  water the beds"], x=90, y=648)
        put(canvas, ["(a) in the morning"], x=120, y=636)

    read = outline(tmp_path, page)
    items = [(read.text[b.words : b.end], b.level, b.number) for b in read.blocks if b.kind == "item"]

    assert items == [
        ("plant what they like, unless the warden of the garden has asked them for something in particular", 1, None),
        ("Vegetables", 2, None),
        ("water the beds", 1, None),
        ("in the morning", 2, "a"),
    ]


def test_rows_of_a_ruled_table_keep_the_headings_of_their_columns(tmp_path):
    rows = [("Garden", "Warden", "Beds"), ("Mill Lane", "Ada Smith", "12"), ("Old Quay", "Ben Jones", "7")]

    def page(canvas: Canvas) -> None:
        put(canvas, GARDENS, y=780)
        canvas.grid([72, 200, 320, 420], [700, 680, 660, 640])
        for at, row in enumerate(rows):
            for column, cell in zip((76, 204, 324), row, strict=True):
                put(canvas, [cell], x=column, y=686 - 20 * at, bold=at == 0)

    read = outline(tmp_path, page)
    found = [(read.text[b.words : b.end], b.columns) for b in read.blocks if b.kind == "row"]

    assert found == [
        ("Garden | Warden | Beds", ()),
        ("Mill Lane | Ada Smith | 12", rows[0]),
        ("Old Quay | Ben Jones | 7", rows[0]),
    ]
    assert quoted(read, "paragraph") == [" ".join(GARDENS)]


def test_footnotes_stand_after_the_text_and_their_marks_are_gone(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, ["Beds are raised"], y=700)
        put(canvas, ["1"], x=142.5, y=704, size=6)
        put(canvas, [" in every garden of the city, for those who cannot kneel to plant."], x=146, y=700)
        put(canvas, GARDENS, y=688)
        put(canvas, ["1 A raised bed is at least half a metre high."], y=120, size=7)

    read = outline(tmp_path, page)

    assert quoted(read)[0].startswith("Beds are raised in every garden")
    assert quoted(read)[-1] == "1 A raised bed is at least half a metre high."


def test_turned_pages_read_as_upright_ones(tmp_path):
    def page(canvas: Canvas) -> None:
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        put(canvas, GARDENS, y=400)

    assert quoted(outline(tmp_path, page)) == [" ".join(GARDENS)]


def test_a_locked_paper_is_refused_with_a_cure(tmp_path):
    with pytest.raises(PaperError, match="password") as refusal:
        outline(tmp_path, lambda c: put(c, GARDENS), encrypt=StandardEncryption("secret", "owner"))
    assert "without the password" in refusal.value.cure


def test_a_paper_without_words_is_refused(tmp_path):
    with pytest.raises(PaperError, match="no text"):
        outline(tmp_path, lambda c: c.rect(10, 10, 50, 50))


@pytest.mark.parametrize("content", [b"", b"no PDF at all", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog"])
def test_a_broken_file_is_refused_with_a_cure(tmp_path, content):
    path = tmp_path / "paper.pdf"
    path.write_bytes(content)

    with pytest.raises(PaperError) as refusal:
        read(path)
    assert refusal.value.cure


def test_what_is_filled_into_a_form_stands_beside_its_label(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, ["Who keeps the pool:", "", "Opens in:"], y=700)
        form = canvas.acroForm
        form.textfield(name="keeper", value="Parks Service", x=180, y=696, width=200, height=14, fontSize=10)
        form.textfield(name="opens", value="May", x=180, y=672, width=200, height=14, fontSize=10)
        form.textfield(name="hidden", value="a secret", x=180, y=600, width=200, height=14, annotationFlags="hidden")

    assert quoted(outline(tmp_path, page)) == ["Who keeps the pool: Parks Service", "Opens in: May"]


def put_table(canvas: Canvas, rows: list[tuple[list[str], ...]], edges: list[float], y: float = 700) -> None:
    """A table without lines: heads in bold, cells of one or more lines, more space between rows than in them."""
    for at, row in enumerate(rows):
        for x, cell in zip(edges, row, strict=True):
            put(canvas, cell, x=x, y=y, bold=at == 0)
        y -= 12 * max(map(len, row)) + 8


def test_a_table_without_lines_keeps_its_columns_and_wrapped_cells(tmp_path):
    rows = [
        (["Pool"], ["Warden"], ["Works"]),
        (["Mill Lane", "lido"], ["Ada Smith"], ["A new roof over the whole of", "the changing rooms"]),
        (["Old Quay"], ["Ben Jones", "and others"], ["Paint"]),
    ]

    def page(canvas: Canvas) -> None:
        put(canvas, GARDENS, y=760)
        put_table(canvas, rows, [72, 200, 320])
        put(canvas, GARDENS, y=560)

    read = outline(tmp_path, page)

    assert [(read.text[b.words : b.end], b.columns) for b in read.blocks if b.kind == "row"] == [
        ("Pool | Warden | Works", ()),
        (
            "Mill Lane lido | Ada Smith | A new roof over the whole of the changing rooms",
            ("Pool", "Warden", "Works"),
        ),
        ("Old Quay | Ben Jones and others | Paint", ("Pool", "Warden", "Works")),
    ]
    assert quoted(read, "paragraph") == [" ".join(GARDENS)] * 2


@pytest.mark.parametrize("places", [(220, 370), (255, 405)], ids=["above the first column", "in the middle"])
def test_names_of_groups_of_columns_stand_over_heads_without_lines(tmp_path, places):
    rows = [["Pool", "Child", "Adult", "Child", "Adult"], ["Lido", "10", "2", "12", "3"], ["Spa", "20", "4", "22", "5"]]

    def page(canvas: Canvas) -> None:
        for x, name in zip(places, ("2022", "2023"), strict=True):
            put(canvas, [name], x=x, y=712)
        put_table(canvas, [tuple([cell] for cell in row) for row in rows], [72, 220, 290, 370, 440])

    columns = ("Pool", "2022 Child", "2022 Adult", "2023 Child", "2023 Adult")
    assert [block.columns for block in outline(tmp_path, page).blocks][2:] == [columns, columns]


def test_empty_cells_of_a_table_without_lines_keep_the_others_in_their_columns(tmp_path):
    rows = [(["Pool"], ["Visits"], ["Cost"]), (["Lido"], [], ["£20"]), ([], ["12"], ["£30"]), (["Spa"], ["9"], [])]

    read = outline(
        tmp_path, lambda c: put_table(c, [tuple(cell or [""] for cell in row) for row in rows], [72, 200, 320])
    )

    assert [b.columns for b in read.blocks][1:] == [("Pool", "Cost"), ("Visits", "Cost"), ("Pool", "Visits")]


def test_bullets_that_are_drawn_make_items_and_an_empty_box_does_not(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, GARDENS, y=760)
        for y, words in ((700, "Gates open at dawn;"), (686, "Gates close at dusk;"), (672, "Kiosks open at noon.")):
            canvas.circle(80, y + 3, 2, stroke=0, fill=1)
            put(canvas, [words], x=93, y=y)
        for y, words in ((620, "Yes, I want a plot"), (606, "No, I do not want one")):
            canvas.rect(76, y, 8, 8, stroke=1, fill=0)
            put(canvas, [words], x=93, y=y)

    read = outline(tmp_path, page)

    assert quoted(read, "item") == ["Gates open at dawn;", "Gates close at dusk;", "Kiosks open at noon."]


def test_drawn_tick_boxes_are_read_where_one_is_ticked(tmp_path):
    def form(canvas: Canvas, ticks: set[str]) -> None:
        for y, words in ((620, "Yes, I want a plot"), (606, "No, I do not want one")):
            canvas.rect(76, y, 8, 8, stroke=1, fill=0)
            put(canvas, [words], x=93, y=y + 1)
            if words[:2] in ticks:
                canvas.line(76, y, 84, y + 8)
                canvas.line(76, y + 8, 84, y)
        canvas.rect(180, 700, 9, 9, stroke=1, fill=0)
        canvas.line(181, 701, 188, 708) if "or" in ticks else None
        put(canvas, ["Gate:          North"], y=701)
        put(canvas, ["South"], x=192, y=701)

    assert quoted(outline(tmp_path, lambda c: form(c, {"No", "or"}))) == [
        "Gate: North ☒ South",
        "☐ Yes, I want a plot",
        "☒ No, I do not want one",
    ]
    assert not set("☐☒") & set(outline(tmp_path, lambda c: form(c, set())).text)


def test_narrow_columns_of_a_slide_are_read_one_after_the_other(tmp_path):
    columns = (
        ("•Boats are let", "by the day or", "by the week"),
        ("•Oars belong to", "the boats and", "stay in them"),
        ("•Sails are dried", "before they are", "put away"),
    )

    def page(canvas: Canvas) -> None:
        put(canvas, ["How the boats are let"], y=760, size=18, bold=True)
        for at, lines in enumerate(columns):
            put(canvas, list(lines), x=72 + 150 * at, y=680)

    assert quoted(outline(tmp_path, page), "item") == [
        "Boats are let by the day or by the week",
        "Oars belong to the boats and stay in them",
        "Sails are dried before they are put away",
    ]


def test_rows_without_lines_below_ruled_heads_stand_under_them(tmp_path):
    edges = [72, 160, 260, 420, 500]
    bookings = [
        ("B-101", "Rowing Club", "Hire of the lower jetty", "£40"),
        ("B-102", "Choir", "Hire of the boat hall and of the stove that", "£65"),
        ("", "", "stands in it, for one evening", ""),
        ("B-103", "Scouts", "Storage of four canoes", "£1,200"),
    ]

    def page(canvas: Canvas) -> None:
        canvas.grid(edges, [680, 700])
        canvas.rect(72, 600, 428, 80)
        for x, head in zip(edges, ("Ref.", "Booked by", "For", "Paid"), strict=False):
            put(canvas, [head], x=x + 3, y=686, bold=True)
        for at, row in enumerate(bookings):
            for x, cell in zip(edges, row, strict=False):
                put(canvas, [cell], x=x + 3, y=665 - 12 * at)

    read = outline(tmp_path, page)

    assert quoted(read, "row")[1:] == [
        "B-101 | Rowing Club | Hire of the lower jetty | £40",
        "B-102 | Choir | Hire of the boat hall and of the stove that stands in it, for one evening | £65",
        "B-103 | Scouts | Storage of four canoes | £1,200",
    ]
    assert {block.columns for block in read.blocks[1:]} == {("Ref.", "Booked by", "For", "Paid")}


def test_a_box_around_rows_is_no_cell(tmp_path):
    def page(canvas: Canvas) -> None:
        canvas.grid([72, 400, 500], [640, 700])
        put(canvas, ["Pictures of", "the boats"], x=410, y=686)
        for at, row in enumerate((("Ash", "1.20", "1.40", "1.55"), ("Elm", "2.00", "2.05", "2.10"))):
            for x, cell in zip((75, 160, 240, 320), row, strict=True):
                put(canvas, [cell], x=x, y=680 - 14 * at)

    assert {"Ash 1.20 1.40 1.55", "Elm 2.00 2.05 2.10"} < set(quoted(outline(tmp_path, page)))


def test_rows_without_lines_or_heads_are_not_run_together(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, GARDENS, y=760)
        for at, (name, party, votes) in enumerate(
            (("Ada Quill", "Oak", "247"), ("Bede Marsh", "Elm", "69"), ("Cleo Tarn", "Ash", "1,204"))
        ):
            put(canvas, [name], y=700 - 12 * at)
            put(canvas, [party], x=200, y=700 - 12 * at)
            canvas.drawRightString(300, 700 - 12 * at, votes)

    assert quoted(outline(tmp_path, page))[-3:] == [
        "Ada Quill | Oak | 247",
        "Bede Marsh | Elm | 69",
        "Cleo Tarn | Ash | 1,204",
    ]


def test_lines_of_a_table_of_contents_are_no_headings(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, ["Contents"], y=780, size=16, bold=True)
        put(canvas, ["GOVERNANCE ............................ 11"], y=740, bold=True)
        put(canvas, ["Annex A . . . . . . . . . . . iv"], y=710, size=14)
        put(canvas, GARDENS, y=660)

    assert quoted(outline(tmp_path, page), "heading") == ["Contents"]


def test_rows_that_are_set_on_two_lines_are_whole(tmp_path):
    rows = [
        (["Pool"], ["Visits"], ["Cost"]),
        (["Lido"], ["20"], [""]),
        ([""], [""], ["£9"]),
        (["Spa"], [""], ["£8"]),
        ([""], ["7"], [""]),
    ]
    read = outline(tmp_path, lambda c: put_table(c, rows, [72, 200, 320]))
    with_total = outline(tmp_path, lambda c: put_table(c, [*rows[:2], (["Spa"], ["8"], [""]), rows[2]], [72, 200, 320]))

    assert quoted(read, "row")[1:] == ["Lido | 20 | £9", "Spa | 7 | £8"]
    assert quoted(with_total, "row")[1:3] == ["Lido | 20", "Spa | 8"]


def test_columns_of_running_text_below_bold_heads_are_no_table(tmp_path):
    left = ["The lido opens in May, and the", "spa in June. Both are kept by", "the parks service of the town,"] * 6
    right = ["Fees are paid at the gate, and", "children go free. Towels cost", "two pounds, and cannot be kept,"] * 6

    def page(canvas: Canvas) -> None:
        for x, head, text in ((72, "Opening", left), (320, "Fees", right)):
            put(canvas, [head], x=x, y=700, bold=True)
            put(canvas, text, x=x, y=680)

    assert quoted(outline(tmp_path, page), "row") == []


def wide_font() -> str:
    """The name of a font that has letters of many scripts."""
    font = next((Path(each) for each in FONTS if Path(each).exists()), None)
    if font is None:
        pytest.skip("no font with Hebrew letters")
    pdfmetrics.registerFont(TTFont("wide", str(font)))
    return "wide"


def test_letters_that_run_from_right_to_left_are_read_in_order(tmp_path):
    font = wide_font()
    words = "הבריכה נפתחת במאי"

    def page(canvas: Canvas) -> None:
        canvas.setFont(font, 11)
        canvas.drawRightString(500, 700, words[::-1])  # as a printer draws them, from left to right

    assert quoted(outline(tmp_path, page)) == [words]


def test_parts_of_the_running_head_do_not_tear_a_sentence_of_the_first_page(tmp_path):
    def first(canvas: Canvas) -> None:
        put(canvas, ["Gazette of Westford", "Vol. 7, No. 2"], x=400, y=810, size=8)
        put(canvas, ["Gardens by-laws"], y=760, size=16, bold=True)
        put(canvas, GARDENS, y=700)

    def other(canvas: Canvas) -> None:
        put(canvas, ["Gazette of Westford / Vol. 7, No. 2 / Gardens"], x=200, y=810, size=8)
        put(canvas, GARDENS, y=700)

    read = outline(tmp_path, first, other, other, other)

    assert not any("Gazette" in words or "Vol" in words for words in quoted(read))
    assert quoted(read)[0] == "Gardens by-laws"


def test_struck_words_are_not_read_and_that_is_told(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, ["A bed costs £30 £40 a year, and is let"], y=700)
        width = canvas.stringWidth
        left = 72 + width("A bed costs ", "Helvetica", 10)
        canvas.setLineWidth(0.7)
        canvas.line(left, 703, left + width("£30", "Helvetica", 10), 703)
        put(canvas, ["from May. A line below words is no strike."], y=688)
        canvas.line(72, 686.5, 140, 686.5)
        canvas.line(30, 691, 560, 691)  # nor is one that only passes by on its way across the page

    read = outline(tmp_path, page)

    assert quoted(read) == ["A bed costs £40 a year, and is let from May. A line below words is no strike."]
    assert [(warning.what, warning.page) for warning in read.warnings] == [("struck words", 1)]


@pytest.mark.parametrize("first", [["", "Visits"], ["Pool", "Visits"]])
def test_heads_of_two_lines_are_read_where_no_lines_are_drawn(tmp_path, first):
    second = ["Pool", "last year", "Cost"] if not first[0] else ["of the town", "last year", "Cost"]

    def page(canvas: Canvas) -> None:
        for x, upper, lower in zip((72, 200, 320), [*first, ""], second, strict=True):
            put(canvas, [upper], x=x, y=700, bold=True)
            put(canvas, [lower], x=x, y=688, bold=True)
        for at, row in enumerate((("Lido", "10", "£20"), ("Spa", "12", "£30"))):
            for x, cell in zip((72, 200, 320), row, strict=True):
                put(canvas, [cell], x=x, y=668 - 20 * at)

    read = outline(tmp_path, page)
    heads = (f"{first[0]} {second[0]}".strip(), "Visits last year", "Cost")

    assert [(read.text[b.words : b.end], b.columns) for b in read.blocks][1:] == [
        ("Lido | 10 | £20", heads),
        ("Spa | 12 | £30", heads),
    ]


PRINTOUT = [
    "REF    DESCRIPTION                    RESIDENT    OTHER    DEPOSIT",
    "-----  -----------------------------  ----------  -------  -------",
    "H101   MAIN HALL, WEEKDAY                  40.00    60.00   100.00",
    "H102   MAIN HALL, WEEKEND                  55.00    80.00   150.00",
    "       (WITH KITCHEN)",
    "H103   PAVILION                                     90.00    50.00",
    "",
    "1.  HIRERS PAY THE DEPOSIT NOT LATER THAN FOURTEEN DAYS BEFORE",
    "    THE DAY OF HIRE.",
]


def test_a_table_of_a_print_out_has_rows_under_its_heads(tmp_path):
    def page(canvas: Canvas) -> None:
        for at, line in enumerate(PRINTOUT):
            canvas.setFont("Courier", 9)
            canvas.drawString(40, 780 - 11 * at, line)

    read = outline(tmp_path, page)
    rows = [block for block in read.blocks if block.kind == "row"]

    assert quoted(read, "row")[2:] == [
        "H102 | MAIN HALL, WEEKEND (WITH KITCHEN) | 55.00 | 80.00 | 150.00",
        "H103 | PAVILION | 90.00 | 50.00",
    ]
    assert rows[-1].columns == ("REF", "DESCRIPTION", "OTHER", "DEPOSIT")
    assert quoted(read, "item") == ["HIRERS PAY THE DEPOSIT NOT LATER THAN FOURTEEN DAYS BEFORE THE DAY OF HIRE."]


def test_years_over_figures_without_lines_are_heads(tmp_path):
    def page(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 10)
        for at, row in enumerate((("", "1986", "1987"), ("Boats", "1,200", "1,350"), ("Swings", "310", "295"))):
            for x, cell in zip((72, 200, 300), row, strict=True):
                canvas.drawRightString(x + 60, 700 - 14 * at, cell)

    read = outline(tmp_path, page)

    assert [block.columns for block in read.blocks][-1] == ("", "1986", "1987")


def test_a_stamp_across_the_first_page_tells_the_standing_of_a_paper(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, GARDENS)
        canvas.translate(150, 250)
        canvas.rotate(50)
        canvas.setFont("Helvetica-Bold", 90)
        canvas.drawString(0, 0, "SUPERSEDED")

    assert quoted(outline(tmp_path, page)) == ["SUPERSEDED", " ".join(GARDENS)]


def test_a_line_as_thick_as_some_programs_draw_it_strikes_words(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, ["The fee is 40 pounds."], y=700)
        put(canvas, ["The fee is 45 pounds."], y=680)
        canvas.setLineWidth(1)
        canvas.line(72, 703, 170, 703)

    assert quoted(outline(tmp_path, page)) == ["The fee is 45 pounds."]


def test_raised_marks_of_notes_close_together_tear_no_line(tmp_path):
    """With marks below one another the words after them look like a column."""

    def page(canvas: Canvas) -> None:
        for at, (words, mark, rest) in enumerate(
            (
                ("Buses of the northern depot", "1 2 3", "run from five in the morning and"),
                ("trams of the harbour line one", "4,5", "from six, but for the days on"),
                ("which the bridge is open. It is", "12–14", "open twice a year in summer."),
            )
        ):
            x, y = 72.0, 700 - 14 * at
            for text, size, up in ((words, 10, 0), (mark, 8.4, 4.5), (f" {rest}", 10, 0)):
                canvas.setFont("Helvetica", size)
                canvas.drawString(x, y + up, text)
                x += canvas.stringWidth(text, "Helvetica", size)

    assert quoted(outline(tmp_path, page)) == [
        "Buses of the northern depot run from five in the morning and trams of the harbour line one from six, but for "
        "the days on which the bridge is open. It is open twice a year in summer."
    ]


@pytest.mark.parametrize("x", [20, 490], ids=["left", "right"])
def test_notes_in_the_margin_stand_after_the_text(tmp_path, x):
    def page(canvas: Canvas) -> None:
        put(canvas, GARDENS, y=700)
        put(canvas, ["Opening hours", "of gardens."], x=x, y=698, size=6)
        put(canvas, ["Dogs are kept on a lead."], y=640)

    assert quoted(outline(tmp_path, page)) == [
        " ".join(GARDENS),
        "Dogs are kept on a lead.",
        "Opening hours of gardens.",
    ]


def test_each_line_of_a_table_of_contents_stands_alone(tmp_path):
    lines = [f"{words} {'.' * (90 - len(words))} {page}" for words, page in (("Homes", 3), ("Parks", 7), ("Roads", 12))]

    assert quoted(outline(tmp_path, lambda canvas: put(canvas, lines))) == lines


def test_a_letter_as_tall_as_two_lines_begins_its_word(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, ["T"], y=688, size=27)
        put(canvas, ["he board opens the park at seven and closes it at dusk on", "each day of the year."], x=94)

    assert quoted(outline(tmp_path, page)) == [
        "The board opens the park at seven and closes it at dusk on each day of the year."
    ]


def test_words_typed_on_a_page_stand_where_they_were_typed(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, ["Name of the hall:"])
        canvas.freeTextAnnotation("Mill Lane Hall", DA="/Helv 10 Tf", Rect=[170, 697, 300, 710])

    assert quoted(outline(tmp_path, page)) == ["Name of the hall: Mill Lane Hall"]


def test_files_attached_to_a_pdf_are_told(tmp_path):
    outline(tmp_path, lambda canvas: put(canvas, GARDENS))
    with_one = tmp_path / "with one.pdf"
    pdf = pypdfium2.PdfDocument(tmp_path / "paper.pdf")
    pdf.new_attachment("annex.txt").set_data(b"The annex.")
    pdf.save(with_one)
    pdf.close()

    assert [warning.what for warning in read(with_one).warnings] == ["attached files"]


def test_a_box_of_key_facts_beside_the_text_is_read_apart(tmp_path):
    def page(canvas: Canvas) -> None:
        put(
            canvas, ["The county answers a flood by a plan that names", "who leads, who warns the public and who opens"]
        )
        put(canvas, ["the rest centres; it is tested every other year in", "an exercise with the fire service."], y=676)
        canvas.rect(350, 655, 150, 60)
        put(canvas, ["Key facts", "1,340 homes are at risk", "18 pumps stand ready"], x=360)

    text, *box = quoted(outline(tmp_path, page))

    assert text == (
        "The county answers a flood by a plan that names who leads, who warns the public and who opens the rest "
        "centres; it is tested every other year in an exercise with the fire service."
    )
    assert " ".join(box) == "Key facts 1,340 homes are at risk 18 pumps stand ready"


def test_a_large_figure_in_a_box_stands_with_what_it_counts(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, ["Our year in figures, as the board has them each June."], y=760)
        for x, figure, words in ((72, "1,340", "homes kept dry"), (220, "18", "pumps mended"), (370, "£4m", "spent")):
            canvas.rect(x, 660, 130, 70)
            put(canvas, [figure], x=x + 10, y=700, size=24)
            put(canvas, [words], x=x + 10, y=675)

    read = outline(tmp_path, page)

    assert quoted(read)[1:] == ["1,340 homes kept dry", "18 pumps mended", "£4m spent"]


def test_boxes_side_by_side_stand_under_the_heading_above_them(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, ["1 Options"], y=760, size=16)
        for x, name in ((72, "A"), (300, "B")):
            canvas.rect(x, 650, 200, 80)
            put(canvas, [f"Option {name}", "The board runs the ferry", "from the old quay."], x=x + 10, y=710)
        put(canvas, ["2 Staff"], y=600, size=16)
        put(canvas, GARDENS, y=570)

    read = outline(tmp_path, page)
    boxes = [block for block in read.blocks if "ferry" in read.text[block.start : block.end]]

    assert boxes
    assert all("Staff" not in heading for block in boxes for heading in block.headings)


def under(read: Outline) -> dict[str, str]:
    """The heading over each block, by its words."""
    return {read.text[b.words : b.end]: b.headings[-1] for b in read.blocks if b.headings}


RAMPS = ["The ferry has a ramp at each", "quay, and the crew helps any", "passenger who asks for it."]


def test_boxes_and_side_notes_stand_under_the_heading_above_them(tmp_path):
    def page(canvas: Canvas) -> None:
        for n, name in enumerate(("Fares", "Ramps", "Dogs")):
            put(canvas, [f"{n + 1} {name}"], y=760 - 150 * n, size=16)
            put(canvas, RAMPS * 2, y=735 - 150 * n)
            put(canvas, [f"Note on {name.lower()}", "as of May"], x=20, y=712 - 150 * n, size=6)
        canvas.rect(300, 525, 150, 60)
        put(canvas, ["Key facts", "14 ramps were mended", "3 quays have none"], x=310, y=570)

    above = under(outline(tmp_path, page))

    assert [above[f"Note on {name.lower()} as of May"] for name in ("Fares", "Ramps", "Dogs")] == [
        "Fares",
        "Ramps",
        "Dogs",
    ]
    assert {above[words] for words in above if "mended" in words or "Key facts" in words} == {"Ramps"}


def test_a_box_that_begins_with_a_section_is_of_that_section(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, ["1 Fares"], y=760, size=16)
        put(canvas, RAMPS, y=735)
        put(canvas, ["2 Ramps"], y=660, size=16)
        put(canvas, RAMPS * 2, y=635)
        canvas.rect(300, 590, 150, 90)
        put(canvas, ["14 ramps were mended", "in the last year"], x=310, y=665)

    assert under(outline(tmp_path, page))["14 ramps were mended in the last year"] == "Ramps"


def test_a_box_in_the_first_of_two_columns_is_not_of_the_second(tmp_path):
    def page(canvas: Canvas) -> None:
        for x, names in ((72, ("Fares", "Ramps")), (310, ("Dogs", "Bikes"))):
            for n, name in enumerate(names):
                put(canvas, [name], x=x, y=760 - 300 * n, size=16)
                put(canvas, RAMPS * 3, x=x, y=735 - 300 * n)
        canvas.rect(72, 540, 190, 60)
        put(canvas, ["14 ramps were mended", "in the last year"], x=82, y=580)
        put(canvas, ["Dogs travel free, but on a lead,", "and in the bow of the boat."], x=310, y=580)

    assert under(outline(tmp_path, page))["14 ramps were mended in the last year"] == "Fares"


def test_a_box_above_the_first_heading_of_a_page_is_of_the_section_that_goes_on_there(tmp_path):
    def first(canvas: Canvas) -> None:
        put(canvas, ["1 Fares"], y=760, size=16)
        put(canvas, RAMPS, y=735)

    def second(canvas: Canvas) -> None:
        put(canvas, RAMPS * 2, y=720)
        canvas.rect(300, 655, 150, 70)
        put(canvas, ["14 ramps were mended", "in the last year"], x=310, y=700)
        put(canvas, ["2 Dogs"], y=600, size=16)
        put(canvas, RAMPS, y=575)

    assert under(outline(tmp_path, first, second))["14 ramps were mended in the last year"] == "Fares"


CUT = {
    "the heads again": [["Scheme", "Paid to", "Use"]],
    "no heads": [],
}


@pytest.mark.parametrize("again", CUT.values(), ids=CUT)
def test_a_row_that_the_end_of_a_page_cuts_is_whole(tmp_path, again):
    first = [
        ["Scheme", "Paid to", "Use"],
        ["Lamps", "Ada Smith", "New lamps."],
        ["Gates", "Ben Jones and", "Gates which are"],
    ]
    second = [*again, ["", "others", "painted green."], ["Paths", "Cleo Tarn", "Gravel."]]

    read = outline(tmp_path, lambda c: ruled(c, first, 160), lambda c: ruled(c, second, 780))
    rows = [(read.text[b.start : b.end], b.page, b.columns) for b in read.blocks if b.kind == "row" and b.columns]

    assert rows[1:] == [
        ("Gates | Ben Jones and others | Gates which are painted green.", 1, ("Scheme", "Paid to", "Use")),
        ("Paths | Cleo Tarn | Gravel.", 2, ("Scheme", "Paid to", "Use")),
    ]


def test_rows_overleaf_without_a_label_of_their_own_or_in_small_letters_stay_apart(tmp_path):
    first = [["Term", "Meaning", "Since"], ["barge", "a flat boat", "1990"], ["buoy", "a mark that floats", "1991"]]
    second = [["canal", "a river made by hand", "1992"], ["", "Also: cut", "1993"]]

    read = outline(tmp_path, lambda c: ruled(c, first, 160), lambda c: ruled(c, second, 780))

    assert quoted(read, "row")[2:] == [
        "buoy | a mark that floats | 1991",
        "canal | a river made by hand | 1992",
        "Also: cut | 1993",
    ]


@pytest.mark.parametrize("again", CUT.values(), ids=CUT)
@pytest.mark.parametrize("row", [["", "kerbs", "50"], ["", "n/a", "50"], ["", "lamps", "of steel"]], ids=lambda r: r[1])
def test_a_row_of_its_own_below_an_empty_label_stays_one_overleaf(tmp_path, again, row):
    first = [["Scheme", "Paid to", "Use"], ["Oak", "paint", "20"], ["Ash", "signs", "100"]]
    second = [*again, row, ["Elm", "paint", "20"]]

    read = outline(tmp_path, lambda c: ruled(c, first, 160), lambda c: ruled(c, second, 780))

    assert quoted(read, "row")[-3:] == ["Ash | signs | 100", " | ".join(row[1:]), "Elm | paint | 20"]


def test_a_cell_that_is_full_goes_on_overleaf_in_small_letters(tmp_path):
    first = [["Scheme", "Paid to", "Use"], ["Oak", "Parks", "20"], ["Ash", "Wardens of the old", "100"]]

    second = [["", "northern gates", ""], ["Elm", "paint", "20"]]

    read = outline(tmp_path, lambda c: ruled(c, first, 160), lambda c: ruled(c, second, 780))

    assert quoted(read, "row")[-2] == "Ash | Wardens of the old northern gates | 100"


def ruled(canvas: Canvas, rows: list[list[str]], y: float) -> None:
    """A table with lines around its cells, from this height down."""
    canvas.grid([72, 200, 330, 500], [y - 20 * at for at in range(len(rows) + 1)])
    for at, row in enumerate(rows):
        for x, cell in zip((76, 204, 334), row, strict=True):
            put(canvas, [cell], x=x, y=y - 14 - 20 * at, bold=row[0] in ("Scheme", "Term"))


@pytest.mark.parametrize(
    "names",
    [
        [f"{name} Ward" for name in "Oak Elm Ash Fir Yew Lime Box Hazel Thorn Alder Pine Bay".split()],
        ["Alder", "Ash", "Bay", "Box", "Elm", "Fir", "Hazel", "Lime", "Oak", "Pine", "Thorn", "Yew"],
        ["the lamps of", "the gates and", "of the paths", "that the board", "and in June", "closed for all"] * 2,
        "Ruth Lee,Ben Ash,Hal Moor,Cy Oak,Dee Elm,Kit Vale,Al Moss,Fay Reed,Joy Peel,Gil Hay,Eve Dun,Ned Shaw".split(
            ","
        ),
        "Ruth Lee,Ben Ash,Parks,Cy Oak,Dee Elm,Roads,Al Moss,Fay Reed,Homes,Gil Hay,Eve Dun,Waste".split(","),
    ],
    ids=["of one kind", "in order", "running text", "members", "members and what they do"],
)
def test_words_in_three_columns_that_are_no_table_are_no_rows(tmp_path, names):
    def page(canvas: Canvas) -> None:
        for at, name in enumerate(names):
            put(canvas, [name], x=72 + 160 * (at % 3), y=700 - 14 * (at // 3))

    assert quoted(outline(tmp_path, page), "row") == []


def test_a_table_of_words_without_lines_or_bold_heads_has_rows_under_its_heads(tmp_path):
    rows = [
        ("Garden", "Warden", "Kept by"),
        ("Mill Lane", "Ada Smith", "Parks service"),
        ("Old Quay", "Ben Jones", "Harbour board"),
        ("Long Road", "Cleo Tarn", "Parish council"),
    ]

    def page(canvas: Canvas) -> None:
        put(canvas, GARDENS, y=760)
        for at, row in enumerate(rows):
            for x, cell in zip((72, 200, 330), row, strict=True):
                put(canvas, [cell], x=x, y=690 - 14 * at)
        put(canvas, GARDENS, y=600)

    read = outline(tmp_path, page)

    assert quoted(read, "row") == [" | ".join(row) for row in rows]
    assert read.blocks[2].columns == rows[0]
    assert quoted(read, "paragraph") == [" ".join(GARDENS)] * 2


def test_items_may_have_letters_with_dots(tmp_path):
    def page(canvas: Canvas) -> None:
        put(canvas, ["1. Plans of the parks"], x=72, y=700)
        put(canvas, ["a. The list of gates, which", "the keeper has; and"], x=90, y=688)
        put(canvas, ["b. the list of lamps, e. g. those", "e. g. at the quay."], x=90, y=664)

    read = outline(tmp_path, page)

    assert [(read.text[b.words : b.end], b.level, b.number) for b in read.blocks] == [
        ("Plans of the parks", 1, "1"),
        ("The list of gates, which the keeper has; and", 2, "a"),
        ("the list of lamps, e. g. those e. g. at the quay.", 2, "b"),
    ]


@pytest.mark.parametrize(
    ("sign", "words", "bulleted"),
    [
        ("Ɣ", ["Gates open at dawn.", "Gates close at dusk.", "Kiosks open at noon."], True),
        ("◆", ["Gates open at dawn.", "Gates close at dusk.", "Kiosks open at noon."], True),
        ("Ɣ", ["Gates open at dawn.", "Gates close at ƔƔ.", "Kiosks open at noon."], False),
        ("В", ["парке есть сад.", "саду есть пруд.", "пруду есть рыба."], False),
    ],
    ids=["letter", "sign", "elsewhere too", "word"],
)
def test_a_sign_that_only_stands_before_words_is_a_bullet(tmp_path, sign, words, bulleted):
    font = wide_font()

    def page(canvas: Canvas) -> None:
        for at, line in enumerate(words):
            canvas.setFont(font, 10)
            canvas.drawString(72, 700 - 30 * at, f"{sign} {line}")

    assert quoted(outline(tmp_path, page), "item") == (words if bulleted else [])


def test_arrows_in_the_cells_of_a_table_are_no_bullets(tmp_path):
    font = wide_font()

    def page(canvas: Canvas) -> None:
        for at, name in enumerate(("Visits", "Costs", "Staff")):
            canvas.setFont(font, 10)
            canvas.drawString(72, 700 - 14 * at, name)
            canvas.drawString(200, 700 - 14 * at, "↑")

    assert outline(tmp_path, page).text.count("↑") == 3


@pytest.mark.parametrize("column", [72, 200], ids=["in front", "in a cell"])
@pytest.mark.parametrize("sign", ["≤", "¥", "▲", "↓", "◆"])
def test_signs_that_say_something_are_no_bullets(tmp_path, sign, column):
    font = wide_font()
    amounts = [f"{sign} {count}" for count in (10, 5, 2)]

    def page(canvas: Canvas) -> None:
        for at, (name, amount) in enumerate(zip(("Lead", "Zinc", "Iron"), amounts, strict=True)):
            canvas.setFont(font, 10)
            canvas.drawString(272 - column, 700 - 14 * at, name)
            canvas.drawString(column, 700 - 14 * at, amount)

    text = outline(tmp_path, page).text

    assert all(amount in text for amount in amounts)


@pytest.mark.parametrize("sign", ["▲", "▼", "≥", "◆"])
def test_signs_before_the_words_of_a_second_column_are_no_bullets(tmp_path, sign):
    font = wide_font()

    def page(canvas: Canvas) -> None:
        for at, (name, words) in enumerate((("Waste", "by a point"), ("Parks", "by half"), ("Roads", "by a third"))):
            canvas.setFont(font, 10)
            canvas.drawString(72, 700 - 14 * at, name)
            canvas.drawString(200, 700 - 14 * at, f"{sign} {words}")

    assert outline(tmp_path, page).text.count(sign) == 3


def test_an_item_set_far_apart_goes_on_in_brackets(tmp_path):
    lines = ["Keep the northern gate and the gate of the upper park closed", "(and locked at night)", "in the winter."]

    def page(canvas: Canvas) -> None:
        put(canvas, GARDENS * 3, y=760)
        for at, line in enumerate(lines):
            put(canvas, [f"•  {line}" if at == 0 else line], x=90 if at else 80, y=600 - 18 * at, size=9)
        put(canvas, GARDENS[:1], x=90, y=500, size=9)

    assert quoted(outline(tmp_path, page), "item")[0].startswith(" ".join(lines[:2]))


def test_a_numbered_heading_that_is_a_sentence_is_one_among_others_of_its_look(tmp_path):
    heads = ["1. Gates", "2. The board looks at the list of gates of each park.", "3. Lamps"]

    def page(canvas: Canvas) -> None:
        for n, head in enumerate(heads, start=1):
            put(canvas, [head], y=760 - 120 * n, bold=True)
            put(
                canvas,
                [f"{n}.1 The keeper reads the list.", "", f"{n}.2 The board thanks the keeper."],
                y=736 - 120 * n,
            )
        put(canvas, ["7. The keeper is thanked for the list of gates."], y=300, bold=True)

    read = outline(tmp_path, page)

    assert [read.text[b.start : b.end] for b in read.blocks if b.kind == "heading"] == heads
    assert next(b for b in read.blocks if b.number == "2.1").headings == (heads[1][3:],)


def test_a_caption_at_the_foot_of_a_page_does_not_run_into_the_next(tmp_path):
    caption = "Figure 1: How the gates of all the parks are opened, and who has their keys in a year"

    read = outline(tmp_path, lambda c: put(c, [caption], y=150), lambda c: put(c, GARDENS))

    assert quoted(read) == [caption, " ".join(GARDENS)]
