"""What was asked for is marked in the words that are quoted; nothing is where it can't be told."""

from pathlib import Path

import pytest
from conftest import take_text
from hypothesis import given
from hypothesis import strategies as st

from assistant.extractive.highlight import MOST, highlight, highlight_items
from assistant.pipeline import pipeline
from assistant.query.query import understand
from assistant.query.question import Question
from assistant.settings import load_settings
from ingest.library import Library


def marked(question: str, text: str) -> list[str]:
    return [text[start:end] for start, end in highlight(understand(Question(question)), text)]


@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [
        ("When does the board meet?", "The board meets on 3 May 2020 in the hall.", ["3 May 2020"]),
        ("When does the board meet?", "The board meets in the hall.", []),
        ("How much does it cost?", "It costs £1.2 million in all.", ["£1.2 million"]),
        ("When was it open?", "It was open between 3 May 2020 and 4 June 2020.", ["3 May 2020 and 4 June 2020"]),
        ("Why was it set up?", "It was set up in 2019.", []),
    ],
)
def test_the_thing_asked_for_is_marked(question: str, text: str, answers: list[str]):
    assert marked(question, text) == answers


def test_of_several_that_nearest_to_the_words_of_the_question_is_marked():
    text = "In May 2019 the board approved £3m for parks, and in June 2020 £4m for roads."

    assert marked("How much is for roads?", text) == ["£4m"]
    assert marked("When was the money for parks approved?", text) == ["May 2019"]
    assert marked("How much is the fee for children?", "The fee is £5 for adults, £3 for children.") == ["£3"]
    assert marked("How much was spent in 2020?", "Spent: 2019: £1m; 2020: £2m; 2021: £3m") == ["£2m"]


def test_of_two_that_are_as_near_both_are_marked():
    assert marked("How much does it cost?", "Adults pay £3.50, children £2.") == ["£3.50", "£2"]


def test_of_more_than_two_none_is_marked():
    assert marked("When does it meet?", "It meets on 1 May in Hull, on 2 June in York and on 3 July in Leeds.") == []


def test_a_figure_that_the_question_names_is_not_its_answer():
    assert marked("When did the work of 2019 end?", "Begun in 2019, it ended in 2021.") == ["2021"]


def test_words_that_are_the_answer_from_end_to_end_need_no_mark():
    assert marked("When was it set up?", "31 March 2020.") == []


@pytest.mark.parametrize(
    ("question", "text", "answers"),
    [
        ("May staff smoke here?", "Staff must not smoke here.", ["must not"]),
        ("Is there a fee?", "There is no fee for residents.", ["is no"]),
        ("Can visitors vote?", "Only members have a vote.", ["Only"]),
        ("Does the board meet in the hall?", "The board meets in the hall.", []),
        ("Is the hall open on Sundays?", "The hall is open on Sundays; visitors must sign in.", []),
        ("Is it in the hall?", "It is not only in the hall.", []),
    ],
)
def test_yes_or_no_is_marked_by_the_words_that_decide_it(question: str, text: str, answers: list[str]):
    assert marked(question, text) == answers


def test_the_items_of_a_list_are_marked_only_if_each_has_what_is_asked_for():
    query = understand(Question("When do the libraries open?"))

    assert all(highlight_items(query, ["Harbour: 3 May", "Quay: 4 June"]))
    assert highlight_items(query, ["Harbour: 3 May", "Quay: later"]) == [(), ()]


@given(st.text(st.sampled_from("may 3£1%.,;:–()not only2019 ")), st.sampled_from(["When?", "How much?", "May it?"]))
def test_marks_are_parts_of_the_text_in_order(text: str, question: str):
    spans = highlight(understand(Question(question)), text)

    edges = [0, *(at for span in spans for at in span), len(text)]
    assert edges == sorted(edges)
    assert len(spans) <= MOST


def test_an_answer_from_the_papers_has_its_date_marked(library: Library, tmp_path: Path):
    take_text(library, tmp_path / "parks.md", "# Parks\n\nThe parks board was set up by the council in May 2019.\n")
    answering = pipeline(library, load_settings(library=library.folder))

    statement = answering.invoke(Question("When was the parks board set up?")).statements[0]
    assert [statement.text[start:end] for start, end in statement.marked] == ["May 2019"]
