"""What kind of thing is asked for is read off the question, and whether words hold such a thing off the words."""

import datetime
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.query.kind import KINDS, TYPED
from assistant.query.question_type import question_type
from assistant.refusal import TYPES
from ingest.dates import written


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When does the board meet?", "date"),
        ("By when must I reply?", "date"),
        ("What was the last day for replies?", "date"),
        ("deadline for replies to the panel?", "date"),
        ("How much does it cost?", "amount"),
        ("What is the maximum reward for staff who report fraud?", "amount"),
        ("What is the fee for people who live outside the borough?", "amount"),
        ("What does a director get paid?", "amount"),
        ("How much notice must tenants who leave early give?", "duration"),
        ("I am a tenant who leaves early, how much notice must I give?", "duration"),
        ("How many days a week may staff work from home?", "duration"),
        ("How often is it tested?", "frequency"),
        ("What share of staff work from home?", "percentage"),
        ("What is the speed limit where children play?", "quantity"),
        ("How many trusts are there?", "count"),
        ("Number of inquests in 2025?", "count"),
        ("What is the phone number of the helpline?", "contact"),
        ("What does BHR stand for?", "meaning"),
        ("Who chairs the board?", "person"),
        ("Who is going to be accountable officer?", "person"),
        ("Who votes on it?", "who"),
        ("Can you tell me who votes when the chair is away?", "who"),
        ("Which committee decides?", "who"),
        ("Does the policy say who pays?", "who"),
        ("What are the aims?", "list"),
        ("Who are the members of the board?", "list"),
        ("Where is it kept?", "place"),
        ("Why was it set up?", "reason"),
        ("How do I report sickness?", "manner"),
        ("Can I carry over annual leave?", "yes_no"),
        ("Is there a fee for people who are late?", "yes_no"),
        ("What happens to permits when a business closes?", "other"),
        ("When a business closes, what happens to permits?", "other"),
        ("The board approves what?", "other"),
        ("What is the limit of £500 for?", "other"),
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


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("When must the accounts be sent in?", "Send them within six weeks of May.", ["within six weeks of May"]),
        ("When is it handed back?", "At the end of each visit. They may not keep it.", ["At the end of each visit"]),
        ("When does it lapse?", "The clerk may publish a list.", []),
        ("When was it opened?", "It opened in 2019⁴ in the park.", ["2019"]),
        ("When was it agreed in 2020?", "It was agreed in 2020.", []),
        ("Who audits the fund?", "The fund is audited by Grant and Partners in June.", ["Grant and Partners"]),
        ("Who may waive the fee?", "Nobody may waive the fee. The Treasurer sends the bill.", ["Nobody"]),
        ("Who leads the duty team?", "The duty team is led by the Service Manager.", ["the Service Manager"]),
        ("Who do I tell?", "Tell your line manager.", ["your line manager"]),
        ("What does ICS mean?", "An integrated care system (ICS) plans it.", ["integrated care system"]),
        ("How many days of leave are there?", "Staff have 25 days or more of leave.", ["25 days or more"]),
        ("How many came of the 40?", "Of the 40 people 12 came.", ["12"]),
        ("Why was it done?", "It was done on 3 May 2021 by Ann Lee.", []),
    ],
)  # fmt: skip
def test_what_is_asked_for_is_marked_in_a_text(question: str, text: str, found: list[str]):
    assert [text[start:end].strip() for start, end in question_type(question).spans(text)] == found


def test_every_kind_that_can_be_recognised_can_be_missed():
    assert set(TYPED) == set(TYPES)


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

    assert found.kind in KINDS
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


@pytest.mark.parametrize(
    ("entry", "long"),
    [
        ("SLA – Service level agreement", "Service level agreement"),
        ("SLA | Service level agreement", "Service level agreement"),
        ("SLA: Service level agreement. See section 4.", "Service level agreement"),
        ("SLA stands for service level agreement.", "service level agreement"),
        ("SLA: signed by the clerk", ""),
    ],
)
def test_an_entry_in_a_list_of_abbreviations_explains_an_acronym(entry: str, long: str):
    assert [entry[a:b] for a, b in question_type("What does SLA stand for?").spans(entry)] == [long] * bool(long)


def test_a_longer_acronym_does_not_explain_a_shorter_one():
    assert not question_type("What does NEL stand for?").holds("North East London Foundation Trust (NELFT) runs it.")
