"""A question is understood once, and every stage reads the same query."""

import pytest

from assistant.query.query import Query, about, understand
from assistant.query.question import Question


def test_where_lines_break_says_nothing_of_what_is_asked():
    history = (("What\nis there?", "- one\n- two"),)

    broken = understand(Question("And\nwho\r\n  pays? ", history, papers=("parks",)))
    assert broken == understand(Question("And who pays?", (("What is there?", "- one\n- two"),), papers=("parks",)))
    assert broken.text == "And who pays?"
    assert broken.papers == ("parks",)


def test_the_preamble_is_searched_for_but_not_read():
    query = understand(Question("I am new here. Who chairs the parks board of Harbour Town?"))

    assert (query.text, query.preamble) == ("Who chairs the parks board of Harbour Town?", "I am new here.")
    assert query.in_context == query.text
    assert query.search_text == f"{query.preamble} {query.text}"
    assert query.type.kind == "person"


def test_a_follow_up_is_read_with_what_the_conversation_adds():
    query = understand(Question("And when?", (("Who approves the budget of Harbour Town?", "The board."),)))

    assert query.text == "And when?"
    assert "budget of Harbour Town" in query.in_context
    assert query.in_full == "And when? (approves the budget of Harbour Town)"
    assert query.type.kind == "date"


def test_names_figures_and_appendices_are_taken_from_the_question():
    query = understand(Question("What three things does Annex B of the Harbour Board say about 2019/20 and £3.5m?"))

    assert query.names == ("Annex B", "Harbour Board")
    assert query.figures == ("2019/20", "£3.5m")
    assert query.appendices == ("Annex B",)
    assert query.count == 3


@pytest.mark.parametrize("text", ["Will the board schedule a meeting?", "what is it", "", "?!"])
def test_a_plain_question_names_none(text: str):
    query = understand(Question(text))

    assert (query.names, query.figures, query.appendices, query.count) == ((), (), (), None)


def test_the_number_of_a_place_is_no_figure():
    query = understand(Question("What does paragraph 12 of Annex B say about £500 in section 4?"))

    assert query.figures == ("£500",)
    assert [(place.kind, place.number) for place in query.places] == [("paragraph", "12"), ("section", "4")]
    assert query.appendices == ("Annex B",)


def test_the_word_that_begins_a_sentence_is_no_part_of_a_name():
    assert understand(Question("I am new here. List Amber Isle's ferries")).names == ("Amber Isle's",)


def test_a_side_of_a_query_is_understood_anew_and_keeps_what_is_around_it():
    query = understand(
        Question("We meet soon. When does Harbour Town open, and how much does Copper Valley pay in 2020?")
    )

    side = about(query, "how much is due in 2020", ("copper",))
    assert (side.type.kind, side.figures, side.papers) == ("amount", ("2020",), ("copper",))
    assert side.preamble == query.preamble


def test_an_empty_query_asks_for_nothing_in_particular():
    assert Query("").type.kind == "other"


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("What are the 3 aims of the plan?", 3),
        ("which 2 boards decide", 2),
        ("list all 7 harbours", 7),
        ("name the 4 main reasons for the move", 4),
        ("What are the three aims of the plan?", 3),
    ],
)
def test_how_many_things_are_asked_for_may_be_a_digit_which_is_then_no_figure(question: str, count: int):
    query = understand(Question(question))

    assert (query.count, query.figures) == (count, ())


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("What are the 3 days of the fair?", "3 days"),
        ("Who may borrow the 10 laptops?", "10"),
        ("What is the 3% rise for?", "3%"),
        ("Which of the 8 harbours is closed?", "8"),
    ],
)
def test_other_digits_are_figures_that_an_answer_must_have(question: str, figure: str):
    query = understand(Question(question))

    assert (query.count, query.figures) == (None, (figure,))
