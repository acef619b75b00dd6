"""Each row of a table reads under all the heads above it, and with the labels that span it."""

import pytest

from ingest.formats.table_heads import Cell
from ingest.formats.tables import table


def rows(*texts: list[str | Cell], marked: int = 0) -> list[tuple[str, tuple[str, ...]]]:
    """The words and columns of each row of a table, whose cells are words in the columns 0, 1, ... or cells."""
    grid = [
        [cell if isinstance(cell, Cell) else Cell(cell, at) for at, cell in enumerate(row) if cell != ""]
        for row in texts
    ]
    return [(element.text, element.columns) for element in table(grid, marked)]


def test_a_cell_over_two_columns_is_said_over_the_heads_below_it():
    assert rows(
        [Cell("Pool", 0, rows=2), Cell("Fee", 1, span=2)],
        [Cell("Child", 1), Cell("Adult", 2)],
        ["Lido", "£2", "£4"],
        ["Baths", "£3", "£5"],
    )[2:] == [
        ("Lido | £2 | £4", ("Pool", "Fee Child", "Fee Adult")),
        ("Baths | £3 | £5", ("Pool", "Fee Child", "Fee Adult")),
    ]


def test_a_first_row_of_data_below_a_wide_head_is_no_head():
    found = rows(["Pool", Cell("Open", 1, span=2)], ["Lido", "May", "June"], ["Baths", "all", "year"], marked=1)

    assert found[1] == ("Lido | May | June", ("Pool", "Open", "Open"))


def test_a_cell_over_several_rows_is_said_in_each():
    found = rows(
        ["Town", "Pool", "Fee"], [Cell("Ashby", 0, rows=2), "Lido", "£2"], ["", "Baths", "£3"], ["Bury", "Spa", "£9"]
    )

    assert [text for text, _ in found[1:]] == ["Ashby | Lido | £2", "Ashby | Baths | £3", "Bury | Spa | £9"]
    assert {columns for _, columns in found[1:]} == {("Town", "Pool", "Fee")}


def test_a_long_cell_over_several_rows_is_said_once():
    notes = "Closed for repairs until the roof is mended, which is expected to take the whole of next year. " * 2
    found = rows(["Pool", "Fee", "Notes"], ["Lido", "£2", Cell(notes, 2, rows=2)], ["Baths", "£3", ""])

    assert found[2] == ("Baths | £3", ("Pool", "Fee"))


def test_rows_below_a_band_say_it_and_the_total_does_not():
    found = rows(
        ["Pool", "Visits", "Cost"],
        [Cell("North", 0, span=3)],
        ["Lido", "10", "£2"],
        [Cell("South", 0, span=3)],
        ["Baths", "20", "£3"],
        ["Total", "30", "£5"],
    )

    assert found[2:] == [
        ("North | Lido | 10 | £2", ("", "Pool", "Visits", "Cost")),
        ("South", ()),
        ("South | Baths | 20 | £3", ("", "Pool", "Visits", "Cost")),
        ("Total | 30 | £5", ("Pool", "Visits", "Cost")),
    ]


def test_a_remark_as_wide_as_the_table_is_no_band():
    found = rows(["Pool", "Visits", "Cost"], [Cell("All figures are drafts.", 0, span=3)], ["Lido", "10", "£2"])

    assert found[2] == ("Lido | 10 | £2", ("Pool", "Visits", "Cost"))


def test_a_title_above_the_heads_is_not_a_head():
    found = rows(
        [Cell("Pools in 2024", 0, span=3)],
        ["Pool", "Visits", "Cost"],
        ["Lido", "10", "£2"],
        ["Spa", "1", "£9"],
        marked=2,
    )

    assert found[0] == ("Pools in 2024", ())
    assert found[2] == ("Lido | 10 | £2", ("Pool", "Visits", "Cost"))


@pytest.mark.parametrize(
    "heads", [["2022", "2023"], ["2022/23", "2023/24"], ["31 March 2023", "31 March 2024"], ["Q1", "Q2"]]
)
def test_dates_are_heads(heads):
    found = rows(["", *heads], ["Lido", "10", "£2"], ["Spa", "1", "£9"])

    assert found[1][1] == ("", *heads)


def test_dates_above_dates_are_no_heads():
    found = rows(["Lido", "2021", "2022"], ["Baths", "2022", "2023"], ["Spa", "2019", "2024"])

    assert all(columns == () for _, columns in found)


def test_empty_cells_keep_their_place_where_no_head_does():
    assert rows(["Lido", "10", "", "£2"], ["Baths", "20", "4", "£3"])[0] == ("Lido | 10 |  | £2", ())


def test_a_cell_that_claims_to_reach_down_for_ever_ends_with_the_table():
    assert rows(["Pool", "Fee", "Open"], [Cell("Lido", 0, rows=10**9), "£2", "May"])[1][0] == "Lido | £2 | May"


WARDS = ["Elm", "10", "2", "12", "3"], ["Oak", "20", "4", "22", "5"]
YEARS = ("Ward", "2022 Paid", "2022 Refused", "2023 Paid", "2023 Refused")


@pytest.mark.parametrize(
    ("first", "second", "columns"),
    [
        (["", "2022", "", "2023", ""], ["Ward", "Paid", "Refused", "Paid", "Refused"], YEARS),
        (["Ward", "2022", "", "2023", ""], ["", "Paid", "Refused", "Paid", "Refused"], YEARS),
        (
            ["Ward", "Paid", "Refused", "Paid", "Refused"],
            ["", "2022", "2022", "2023", "2023"],
            ("Ward", "Paid 2022", "Refused 2022", "Paid 2023", "Refused 2023"),
        ),
        (
            ["Ward", "Budget", "Change", "Spent", "Left"],
            ["", "£000", "%", "£000", "(%)"],
            ("Ward", "Budget £000", "Change %", "Spent £000", "Left (%)"),
        ),
    ],
    ids=["corner empty", "label first", "years below", "units below"],
)
def test_heads_of_two_rows_are_told_where_nothing_marks_them(first, second, columns):
    assert rows(first, second, *WARDS)[2:] == [("Elm | 10 | 2 | 12 | 3", columns), ("Oak | 20 | 4 | 22 | 5", columns)]


def test_names_that_come_again_are_heads_over_words():
    found = rows(
        ["Home", "Manager", "", "Deputy", ""], ["", "Name", "Phone", "Name", "Phone"], ["Elm", "Ann", "2001", "Bo", "2"]
    )

    assert found[2][1] == ("Home", "Manager Name", "Manager Phone", "Deputy Name", "Deputy Phone")


@pytest.mark.parametrize(
    "second",
    [["Elm", "yes", "no", "yes", "no"], ["Elm", "Ann", "Bo", "Cy", "Di"], ["Elm", "10", "2", "12", "3"]],
    ids=["yes and no", "names of people", "figures"],
)
def test_a_row_of_words_below_gaps_is_no_head(second):
    first = ["Ward", "Open", "", "Shut", ""]

    assert rows(first, second, ["Oak", "no", "yes", "Ann", "yes"])[1][0] == " | ".join(second)
    assert rows(first, second, ["Oak", "no", "yes", "Ann", "yes"])[2][1] in ((), ("Ward", "Open", "Shut"))


def test_a_question_with_its_answer_names_no_columns():
    found = rows(
        [Cell("Is the fee new?", 0, span=2), Cell("No", 2, span=3)],
        ["Who pays it?", "Micro Yes", "Small Yes", "Medium Yes", "Large No"],
        [Cell("Which parks?", 0, span=3), Cell("Open: North", 3), Cell("Shut: South", 4)],
    )

    assert [columns for _, columns in found] == [(), (), ()]
