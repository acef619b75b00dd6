"""What stands at the head of each page of a PDF is left out, and titles in its place are not."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.formats.pdf import read

SENTENCES = ["The keeper opens the {} gate at seven in", "the morning, and closes it at dusk."]
GATES = ["north", "south", "east", "west", "upper", "lower", "old", "new", "inner", "outer", "long", "green"]


def texts(
    folder: Path,
    heads: Sequence[str],
    size: float = 10,
    table: Sequence[str] = (),
    font: str = "Helvetica",
    numbers: Sequence[int] = (),
) -> list[str]:
    """What is read of a PDF whose pages have these heads above a text of their own."""
    path = folder / "paper.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for page, head in enumerate(heads, start=1):
        canvas.setFont(font, size)
        canvas.drawString(72, 790, head)
        canvas.setFont("Helvetica", 10)
        if numbers:
            canvas.drawString(300, 40, str(numbers[page - 1]))
        if table:
            canvas.grid([72, 230, 400, 520], [770, 750])
            for x, cell in zip((75, 233, 403), (*table, f"Page {page} of {len(heads)}"), strict=True):
                canvas.drawString(x, 756, cell)
        for line, words in enumerate(SENTENCES):
            canvas.drawString(72, 700 - 12 * line, words.format(GATES[(page - 1) % len(GATES)]))
        canvas.showPage()
    canvas.save()
    outline = read(path)
    return [outline.text[block.start : block.end] for block in outline.blocks]


def sentences(count: int) -> list[str]:
    return [" ".join(SENTENCES).format(gate) for gate in GATES[:count]]


@pytest.mark.parametrize(
    "heads",
    [[f"Item {n}" for n in range(4, 8)], [f"Policy {n} Trees" for n in (3, 12, 14, 25)]],
    ids=["counting", "leaping"],
)
def test_titles_that_differ_in_their_figures_alone_are_kept(tmp_path, heads):
    assert texts(tmp_path, heads) == [each for pair in zip(heads, sentences(4), strict=True) for each in pair]


@pytest.mark.parametrize(
    ("heads", "look"),
    [
        ([f"Charges for {year}" for year in (2023, 2024, 2025)], {}),
        ([f"Band {n}" for n in (1, 2, 3)], {"font": "Helvetica-Bold"}),
        ([f"Band {n}" for n in (1, 2, 3)], {"size": 12}),
        ([f"Band {n}" for n in (1, 2, 3)], {"numbers": (7, 8, 9)}),
        (["Band 1", "Band 2"], {}),
    ],
    ids=["years", "bold", "larger", "other page numbers", "two pages"],
)
def test_heads_whose_figures_count_what_they_are_of_are_kept(tmp_path, heads, look):
    found = texts(tmp_path, heads, **look)

    assert found == [each for pair in zip(heads, sentences(len(heads)), strict=True) for each in pair]


def test_heads_that_count_on_a_few_pages_of_a_long_paper_are_kept(tmp_path):
    heads = [f"Letter about {GATES[n % 12]} gates, {n * n}" for n in range(30)] + ["Band 1", "Band 2", "Band 3"]

    assert {"Band 1", "Band 2", "Band 3"} < set(texts(tmp_path, heads))


def test_large_words_with_figures_that_count_are_titles(tmp_path):
    heads = ["Harbour 1", "Harbour 2", "Harbour 3"]

    assert set(heads) < set(texts(tmp_path, heads, size=18))


@pytest.mark.parametrize(
    "heads",
    [
        [f"Westford garden policy {n}" for n in range(7, 11)],
        [f"{n}   Westford gardens   {n + 1}" for n in range(2, 10, 2)],
        ["Westford gardens, 12 May 2024"] * 4,
        ["Section 3   Page 1", "Section 3   Page 2", "Westford gardens", "Westford gardens"],
    ],
    ids=["page numbers", "two pages of print", "a date", "section and page"],
)
def test_heads_whose_figures_stay_or_count_with_the_pages_are_left_out(tmp_path, heads):
    found = texts(tmp_path, heads)

    assert [words for words in found if not words.startswith("Section 3")] == sentences(4)
    assert "Section 3 Page 2" not in found


def test_the_first_head_that_names_a_part_is_its_title(tmp_path):
    found = texts(tmp_path, ["Policy 12 Trees"] * 3 + ["Policy 13 Lamps"] * 3)
    gates = sentences(6)

    assert found == ["Policy 12 Trees", *gates[:3], "Policy 13 Lamps", *gates[3:]]


def test_the_head_of_one_paper_in_a_long_pack_is_left_out(tmp_path):
    own = ["Report on benches"] * 4
    heads = [f"Letter about {GATES[n % 12]} gates, {n * n}" for n in range(30)] + own

    assert not any("benches" in words for words in texts(tmp_path, heads))


def test_a_table_at_the_head_of_each_page_is_read_once(tmp_path):
    found = texts(tmp_path, [""] * 4, table=["Westford parks", "Version 3"])

    assert found == ["Westford parks | Version 3 | Page 1 of 4", *sentences(4)]


def test_a_sentence_goes_on_below_the_table_at_the_head_of_the_next_page(tmp_path):
    path = tmp_path / "paper.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for page, words in enumerate(
        ("The keeper opens the north gate of the park and then walks", "to the south gate."), 1
    ):
        canvas.grid([72, 230, 400], [800, 780])
        for x, cell in zip((75, 233), ("Westford parks", f"Page {page}"), strict=True):
            canvas.drawString(x, 786, cell)
        canvas.drawString(72, 700, words)
        canvas.showPage()
    canvas.save()

    assert read(path).text.endswith("walks to the south gate.")


def test_tables_of_different_policies_at_the_head_of_their_pages_are_all_read(tmp_path):
    path = tmp_path / "paper.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for page in range(1, 5):
        canvas.grid([72, 230, 400], [800, 780])
        for x, cell in zip((75, 233), ("Policy number", str(page + 11)), strict=True):
            canvas.drawString(x, 786, cell)
        canvas.drawString(72, 700, SENTENCES[0].format(GATES[page]))
        canvas.showPage()
    canvas.save()

    text = read(path).text

    assert all(str(number) in text for number in range(12, 16))


def test_the_number_of_a_page_that_lies_on_its_side_is_left_out_too(tmp_path):
    path = tmp_path / "paper.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for page in range(1, 6):
        canvas.setPageSize((A4[1], A4[0]) if page == 4 else A4)
        canvas.drawString(300, 75 if page == 4 else 40, str(page))
        canvas.drawString(72, 400, SENTENCES[0].format(GATES[page]))
        canvas.showPage()
    canvas.save()

    assert not any(map(str.isdigit, read(path).text))


def rows_of(folder: Path, tables: Sequence[Sequence[Sequence[str]]], heads: Sequence[str] = ()) -> list[str]:
    """The rows that are read of a PDF whose pages have these tables at their top, each below its head if any."""
    path = folder / "paper.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for page, rows in enumerate(tables):
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(72, 805, heads[page] if heads else "")
        canvas.setFont("Helvetica", 10)
        canvas.grid([72, 272, 352, 432], [790 - 18 * at for at in range(len(rows) + 1)])
        for at, row in enumerate(rows):
            for x, cell in zip((75, 275, 355), row, strict=True):
                canvas.drawString(x, 778 - 18 * at, cell)
        canvas.drawString(72, 600, SENTENCES[0].format(GATES[page]))
        canvas.showPage()
    canvas.save()
    outline = read(path)
    return [outline.text[block.start : block.end] for block in outline.blocks if block.kind == "row"]


@pytest.mark.parametrize(
    ("one", "other"),
    [(("[x]", "[ ]"), ("[ ]", "[x]")), (("x", ""), ("", "x")), (("+", "/"), ("-", "/")), (("-5", "1.5"), ("5", "1,5"))],
    ids=["boxes", "columns", "signs", "figures"],
)
def test_tables_that_differ_in_a_sign_alone_are_all_read(tmp_path, one, other):
    found = rows_of(tmp_path, [[("Do you have a dog?", *ticks)] for ticks in (one, other)])

    assert len(found) == 2


@pytest.mark.parametrize("heads", [["Ash Library", "Oak Library", "Elm Library"], []], ids=["below a head", "long"])
def test_the_same_table_on_several_pages_is_read_on_each_of_them(tmp_path, heads):
    table = [("Day", "Opens", "Closes"), ("Monday", "9", "5"), ("Sunday", "closed", "closed")]

    assert len(rows_of(tmp_path, [table[: 2 if heads else 3]] * 3, heads)) == (6 if heads else 9)
