"""A figure is the same in any notation."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.notations.compare import decided, figures, missing, notations, spanned


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("Who approves £1.2m?", ("£1.2m",)),
        ("What was spent in 2019/20 and by 31/01/2020?", ("2019/20", "31/01/2020")),
        ("Do 40% of staff do so in stage 2?", ("40%", "2")),
        ("What is the turnout in W2741?", ("W2741",)),
        ("Which three are there?", ()),
    ],
)
def test_the_figures_of_a_question_keep_their_notation(question: str, found: tuple[str, ...]):
    assert figures(question) == found


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("£1.2m", "Spending above £1,200,000 is approved by the council."),
        ("£1,200,000", "Spending above 1.2 million pounds."),
        ("2.5 million", "The scheme costs £2.5m."),
        ("£2.5m", "Costs (£m): 2.5"),
        ("40%", "Two fifths of staff"),
        ("5%", "five per cent"),
        ("20%", "one in five of them"),
        ("31/01/2020", "on 31st January 2020"),
        ("31 January 2020", "on 2020-01-31"),
        ("2020", "in 2020/21"),
        ("FY27", "in 2026/27"),
        ("fy 26-27", "in 2026–27"),
        ("26/27", "FY 2027"),
        ("FY2026/27", "the tax year 2026 to 2027"),
        ("2026/27", "| Item | FY27 |"),
        ("2027", "| Item | FY 2027 |"),
        ("3 weeks", "within 21 days"),
        ("80 hours", "80 hours or more"),
        ("CP-381", "paper CP 381"),
    ],
)
def test_a_figure_is_found_in_another_notation(figure: str, text: str):
    assert missing((figure,), text) == ()


@pytest.mark.parametrize(
    ("figure", "text"),
    [
        ("£1.2m", "£1,200 and £12m"),
        ("31/01/2020", "31 January 2021"),
        ("2", "a share of 2.5"),
        ("2018/19", "in 2019/20"),
        ("FY26", "in 2026/27"),
        ("2026/27", "the budget from 2026 to 2028"),
        ("2026/27", "a rise from 2026 to 2027"),
        ("5%", "5 people"),
        ("3 weeks", "3 days"),
    ],
)
def test_another_figure_is_not_the_same(figure: str, text: str):
    assert missing((figure,), text) == (figure,)


@given(st.integers(1, 9_999))
def test_a_sum_is_the_same_in_pounds_and_in_millions(tenths: int):
    pounds = f"£{tenths * 100_000:,}"
    millions = f"£{tenths / 10:g}m"

    assert missing((millions,), f"It costs {pounds} in all.") == ()
    assert missing((pounds,), f"It costs {millions} in all.") == ()
    assert missing((f"£{(tenths + 1) / 10:g}m",), f"It costs {pounds} in all.") != ()


@given(st.dates(datetime.date(1990, 1, 2), datetime.date(2099, 12, 31)))
def test_a_day_is_the_same_in_words_and_in_digits(date: datetime.date):
    for one in (f"{date:%d/%m/%Y}", date.isoformat(), f"{date.day} {date:%B %Y}"):
        assert missing((one,), f"It was {date.day} {date:%B %Y}.") == ()
        assert missing((one,), f"It was {date:%d/%m/%Y}.") == ()


def test_a_day_is_found_in_the_order_in_which_a_text_has_its_dates():
    text = "The slide was opened on 7/1/2015."

    assert missing(("1 July 2015", "7 January 2015"), text, "month first") == ("7 January 2015",)
    assert missing(("1 July 2015", "7 January 2015"), text, "day first") == ("1 July 2015",)
    assert missing(("7/1/2015",), text, "month first") == missing(("7/1/2015",), text, "day first") == ()


@given(st.sampled_from(["£1.2m", "£250,000", "2.5 million", "31/01/2020", "5 per cent", "£3bn"]))
def test_every_other_notation_says_the_same(figure: str):
    made = notations(figure)

    assert made
    assert figure not in made
    assert all(missing((figure,), form) == () for form in made)


@given(st.text())
def test_a_text_misses_none_of_its_own_figures(text: str):
    assert missing(figures(text), text) == ()


@pytest.mark.parametrize(
    ("figure", "text", "within"),
    [
        ("£20,000", "Spending of £10,000 to £75,000 needs three quotes.", True),
        ("£20,000", "£10k–£75k", True),
        ("£20,000", "between £10,000 and £75,000", True),
        ("£20,000", "fines of £10,000 and £75,000", False),
        ("£20,000", "up to £25,000", True),
        ("£20,000", "up to £15,000", False),
        ("£20,000", "over £5,000", True),
        ("£20,000", "10 to 30 days", False),
        ("20 days", "5 to 25 days", True),
    ],
)
def test_a_figure_lies_within_what_a_text_gives_bounds_for(figure: str, text: str, within: bool):
    assert spanned(figure, text) == within


@pytest.mark.parametrize(
    ("figure", "question", "text", "is_decided"),
    [
        ("£800", "Do I need quotations for £800?", "Get three quotations for anything over £1,000.", True),
        ("£20,000", "Is a loan of £20,000 allowed?", "Loans of up to £15,000 are made.", True),
        ("3 weeks", "Can I reply in 3 weeks?", "Reply within 28 days.", True),
        ("£800", "Is a fee of £800 due?", "A fee of £1,000 is due.", False),
        ("£800", "Can I travel for £800?", "Travel over 1,000 miles.", False),
        ("£900", "Can I claim £900 for a meal?", "Fines of up to £50 are payable.", False),
        ("£90", "Can I take a tip of £90?", "The club spends over £5,000 on boats and takes tips of up to £9.", False),
        ("£900", "Did the club spend £900 on boats?", "The club spends over £5,000 on boats.", False),
        ("£900", "Does the club spend £900 on boats?", "Over £5,000 was spent on boats.", False),
    ],
)
def test_a_bound_decides_figures_on_both_of_its_sides(figure: str, question: str, text: str, is_decided: bool):
    assert decided(figure, question, text) == is_decided
