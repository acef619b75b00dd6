"""What kind of thing is asked for is read off the question, and whether words hold such a thing off the words."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.query.question_type import KINDS, question_type
from ingest.dates import written


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When does the board meet?", "date"),
        ("What was the last day for replies?", "date"),
        ("How much does it cost?", "amount"),
        ("How many trusts are there?", "count"),
        ("What does BHR stand for?", "meaning"),
        ("Who chairs the board?", "person"),
        ("Who is going to be accountable officer?", "person"),
        ("Who votes on it?", "who"),
        ("What are the aims?", "list"),
        ("Why was it set up?", "reason"),
        ("And how come?", "reason"),
        ("Why was the budget cut?", "reason"),
        ("Does it say why?", "other"),
    ],
)
def test_the_kind_of_thing_is_read_off_the_question(question: str, kind: str):
    assert question_type(question).kind == kind


@pytest.mark.parametrize("question", ["Which services are bought together?", "What were the main speakers saying?"])
def test_a_plural_asks_for_many(question: str):
    assert question_type(question).many


@pytest.mark.parametrize("question", ["What does 'subsidiarity' mean?", "What is the date of the paper?"])
def test_a_verb_in_s_is_no_plural(question: str):
    assert not question_type(question).many


def test_an_amount_is_money_or_a_share_and_no_year():
    amount = question_type("How much will be saved?")

    assert amount.holds("We must save £2.5m.")
    assert amount.holds("We must save 20% of it.")
    assert not amount.holds("We must save it by April 2021.")


def test_a_date_or_a_numbered_paragraph_is_no_count():
    count = question_type("How many people came?")

    assert count.holds("Some 40 people came on 24 June 2019.")
    assert not count.holds("3.1.2 A workshop on 24 June 2019 brought them together.")


def test_a_body_is_no_person():
    person = question_type("Who chairs the group?")

    assert person.holds("Simon Banks chairs the group.")
    assert not person.holds("The System Finance and Performance Group meets monthly.")


def test_an_acronym_is_explained_where_it_stands_in_brackets():
    meaning = question_type("What do BHR and WEL stand for?")

    assert meaning.holds("Barking, Havering and Redbridge (BHR) works with it.")
    assert not meaning.holds("Our local systems, BHR and WEL, remain.")


@given(st.text())
def test_every_text_asks_for_a_known_kind_and_can_be_looked_for(text: str):
    found = question_type(text)

    assert found.kind in {kind for kind, _ in KINDS} | {"other"}
    assert found.holds(text) in (True, False)


@given(st.text())
def test_a_question_for_a_list_asks_for_many(text: str):
    assert question_type(f"What are the aims of {text}").many


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2099, 12, 31)))
def test_every_written_date_is_a_date_and_never_a_count(date: datetime.date):
    words = f"It was agreed on {written(date)}."

    assert question_type("When was it agreed?").holds(words)
    assert not question_type("How many people agreed?").holds(words)


@given(st.integers(min_value=1, max_value=10**9))
def test_every_sum_of_money_is_an_amount_and_no_date(pounds: int):
    words = f"It costs £{pounds:,}."

    assert question_type("How much does it cost?").holds(words)
    assert question_type("When was it paid?").holds(words) is bool(re.fullmatch("(?:19|20)[0-9]{2}", f"{pounds:,}"))


@given(st.text())
def test_what_cannot_be_told_by_sight_is_never_missed(words: str):
    why = question_type("Why was it set up?")

    assert not why.typed
    assert why.holds(words)


def test_a_longer_acronym_does_not_explain_a_shorter_one():
    assert not question_type("What does NEL stand for?").holds("North East London Foundation Trust (NELFT) runs it.")
