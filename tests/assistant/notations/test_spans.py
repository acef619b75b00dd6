"""Dates, amounts and the like are found with their whole notation, at the offsets of the text as people see it."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.notations import spans
from ingest.dates import written

ALL = (
    spans.dates,
    spans.relative_times,
    spans.durations,
    spans.frequencies,
    spans.money,
    spans.shares,
    spans.counts,
    spans.quantities,
    spans.contacts,
)


def words(find, text: str) -> list[str]:
    return [text[start:end] for start, end in find(text)]


@pytest.mark.parametrize(
    ("find", "text", "found"),
    [
        (spans.dates, "It was agreed on 31 January 2020 at 9.30am.", ["31 January 2020 at 9.30am"]),
        (spans.dates, "Open from 1 April 2019 to 31 March 2020.", ["from 1 April 2019 to 31 March 2020"]),
        (spans.dates, "As known in 2019⁴ and since.", ["2019"]),
        (spans.dates, "The chair may march on.", []),
        (spans.dates, "The chair may ask in May.", ["May"]),
        (spans.relative_times, "Send it within six weeks of the end of May.", ["within six weeks of the end of May"]),
        (spans.relative_times, "It lapses as soon as the business closes. Go.", ["as soon as the business closes"]),
        (spans.durations, "Work of 80 hours or more counts.", ["80 hours or more"]),
        (spans.durations, "Reply within 20 working days.", ["within 20 working days"]),
        (spans.durations, "It lasts 2½ hours.", ["2½ hours"]),
        (spans.frequencies, "It is tested twice a year.", ["twice a year"]),
        (spans.money, "Lockers are free of charge; dogs: no extra fee.", ["free of charge", "no extra fee"]),
        (spans.money, "Under five: free", ["free"]),
        (spans.money, "Members are free to speak, and halls are kept free.", []),
        (spans.money, "There is no fee for boats, and no charge is made to guests.", ["no fee", "no charge"]),
        (spans.money, "There is no fee waiver for late boats. No fee increase is planned. No cost centre pays.", []),
        (spans.money, "No cost estimate has been made, no criminal charges were brought, without formal charge.", []),
        (spans.money, "No fees will be refunded. Members are free for lunch, and the hall is free for bookings.", []),
        (spans.money, "It costs £1.2 million a year.", ["£1.2 million a year"]),
        (spans.money, "Pay between £5 and £10 per person.", ["between £5 and £10 per person"]),
        (spans.money, "A rise of 10–15% is due.", ["10–15%"]),
        (spans.shares, "Two fifths of staff walk, at a cost of £5.", ["Two fifths"]),
        (spans.counts, "3.1.2 Some 40 people came on 24 June 2019.", ["40"]),
        (spans.counts, "Ring 020 7946 0000 about 3 of them.", ["3"]),
        (spans.contacts, "Ring 020 7946 0000 or write to a.b@council.gov.uk.", ["020 7946 0000", "a.b@council.gov.uk"]),
    ],
)  # fmt: skip
def test_a_thing_is_found_with_its_whole_notation(find, text: str, found: list[str]):
    assert words(find, text) == found


@given(
    st.dates(datetime.date(1990, 1, 2), datetime.date(2099, 12, 31)),
    st.sampled_from(["{} it is.", "On {}", "({})"]),
)
def test_every_written_date_is_one_date_and_no_number(date: datetime.date, frame: str):
    text = frame.format(written(date))

    assert len(spans.dates(text)) == 1
    assert written(date) in words(spans.dates, text)[0]
    assert spans.counts(text) == spans.money(text) == ()


@given(st.text())
def test_spans_lie_in_the_text_in_order_and_apart(text: str):
    for find in ALL:
        ends = [0, *(end for span in find(text) for end in span)]
        assert ends == sorted(ends)
        assert ends[-1] <= len(text)
        assert all(start < end for start, end in find(text))


@given(st.text(st.sampled_from("½²⁴\u00a01 0£%–‘a,.")))
def test_the_plain_text_has_the_same_offsets(text: str):
    assert len(spans.aligned(text)) == len(text)
