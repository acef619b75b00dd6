"""Numbers beside the lines of a draft are left out, and those of points, items and tables are not."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.formats.pdf import read

LETTERS = "abcdefghijklmnopqrst"


def text(folder: Path, *columns: tuple[float, Sequence[tuple[float, str]]]) -> str:
    """What is read of a page with columns of words, each at its height."""
    canvas = Canvas(str(folder / "paper.pdf"), pagesize=A4)
    canvas.setFont("Helvetica", 10)
    for x, words in columns:
        for y, each in words:
            canvas.drawString(x, y, each)
    canvas.save()
    return read(folder / "paper.pdf").text


def down(lines: Sequence[str], pitch: float = 18, y: float = 740) -> list[tuple[float, str]]:
    return [(y - pitch * at, each) for at, each in enumerate(lines)]


def words(*texts: str) -> list[str]:
    return " ".join(texts).split()


CLAUSES = ["Clause of the draft bill that nobody has read so far, and", "of which no part is known to the keeper."] * 6
SPOKEN = ["WITNESS: The gate was open.", "COUNSEL: And the other one, which", "is at the quay?"] * 4
GATES = [f"The warden of ward {name} keeps a list of gates, and" for name in LETTERS]
WARDENS = ["The warden of ward {} keeps the list of gates", "that the board has asked for, and of their keys."]
DRAFT = [words.format(name) for name in LETTERS[:10] for words in WARDENS]


@pytest.mark.parametrize("lines", [CLAUSES, SPOKEN], ids=["clauses", "spoken words"])
def test_figures_in_the_margin_that_count_lines_are_left_out(tmp_path, lines):
    numbers = [str(n) for n in range(1, len(lines) + 1)]

    assert words(text(tmp_path, (40, down(numbers)), (80, down(lines)))) == words(*lines)


@pytest.mark.parametrize("x", [40, 520], ids=["left", "right"])
def test_every_fifth_line_of_a_bill_has_its_number_in_a_margin(tmp_path, x):
    numbers = [str(n) if n % 5 == 0 else "" for n in range(1, 21)]

    assert words(text(tmp_path, (x, down(numbers)), (80, down(GATES)))) == words(*GATES)


def test_fifths_may_go_on_from_the_page_before(tmp_path):
    numbers = [str(n) if n % 5 == 0 else "" for n in range(23, 53)]

    assert words(text(tmp_path, (520, down(numbers)), (80, down((GATES * 2)[:30])))) == words(*(GATES * 2)[:30])


def test_each_line_of_a_draft_may_have_its_number_at_the_right(tmp_path):
    numbers = [str(n) for n in range(1, 21)]

    assert words(text(tmp_path, (520, down(numbers)), (80, down(DRAFT)))) == words(*DRAFT)


@pytest.mark.parametrize("counts", [range(5, 20, 5), range(1, 10)], ids=["points", "ranks"])
def test_figures_behind_the_rows_of_a_table_are_no_line_numbers(tmp_path, counts):
    figures, wards = [str(count) for count in counts], [f"Ward {LETTERS[n].upper()}" for n in range(len(counts))]
    found = text(tmp_path, (80, down(GATES[:12], 14, 760)), (80, down(wards, 14, 500)), (400, down(figures, 14, 500)))

    assert set(figures) < set(found.split())


def test_points_five_lines_apart_are_no_line_numbers(tmp_path):
    points = [str(n + 5) if n % 5 == 0 else "" for n in range(15)]

    assert {"5", "10", "15"} < set(text(tmp_path, (80, down(GATES[:15])), (420, down(points))).split())


def test_the_numbers_of_an_agenda_are_no_line_numbers(tmp_path):
    items = ["Apologies", "Minutes", "Report of the chair on the gates of the parks", "Lamps", "Benches", "Ferry",
             "Staff", "Fees", "Dogs", "Any other business"]  # fmt: skip
    numbers = [str(n) for n in range(1, 11)]

    assert set(numbers) < set(text(tmp_path, (72, down(numbers)), (100, down(items))).split())


RULES = [
    "Tenants keep the paths beside their plots clear of weeds",
    "Dogs are kept on a lead at all times within the park",
    "Bonfires are lit only between October and late in March",
    "Sheds are no higher than two metres, and no wider",
] * 3
WRAPPED = [*RULES[:6], "than the plots that they are on, as the board says", *RULES[:4]]
WARDS = "Ash Oak Elm Yew Fir Lime Box Bay Fig Pear Plum Rowan".split()


@pytest.mark.parametrize("x", [100, 110], ids=["near", "far"])
def test_the_numbers_of_rules_are_no_line_numbers(tmp_path, x):
    numbers = [str(n) for n in range(1, 13)]

    assert set(numbers) < set(words(text(tmp_path, (40, down(numbers)), (x, down(RULES)))))


def test_the_numbers_of_rules_some_of_which_are_long_are_no_line_numbers(tmp_path):
    numbers = ["1", "2", "3", "4", "5", "6", "", "7", "8", "9", "10"]

    assert set(filter(None, numbers)) < set(words(text(tmp_path, (40, down(numbers)), (110, down(WRAPPED)))))


@pytest.mark.parametrize("names", [[f"{name} Ward" for name in WARDS], list(map(str.lower, WARDS))], ids=["A", "a"])
def test_ranks_before_the_rows_of_a_table_are_no_line_numbers(tmp_path, names):
    ranks, marks = [str(n) for n in range(1, 13)], ["good", "fair", "poor"] * 4

    found = text(tmp_path, (40, down(ranks)), (120, down(names)), (400, down(marks)))

    assert set(ranks) < set(words(found))
