"""A question is searched for with the other forms of its words and the other notations of its figures."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.query.search_words import search_words


def test_a_sum_is_searched_for_in_every_notation():
    found = search_words("Who approved £1.2m by 31/01/2020?")

    assert {"1.2m", "1,200,000", "1.2 million", "31 January 2020"} <= set(found)


def test_a_day_is_searched_for_as_papers_have_it_that_write_the_month_first():
    assert {"2/1/2020", "02/01/2020"} <= set(search_words("Who was heard on 1 February 2020?"))


def test_an_irregular_verb_is_searched_for_in_all_its_forms():
    assert {"leads", "lead", "led"} <= set(search_words("Who leads the team?"))


def test_what_people_say_is_searched_for_as_papers_put_it():
    assert {"approve", "leave"} <= set(search_words("who signs off my holidays"))
    assert "approve" not in search_words("Who signs the lease?")


@given(st.text())
def test_each_word_is_searched_for_once(text: str):
    found = search_words(text)

    assert len(found) == len(set(found))
    assert all(found)
