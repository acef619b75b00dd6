"""A question that compares is put to each body alone."""

from assistant.names import Name
from assistant.sides import said_of

HARBOUR, COPPER = Name(("harbour town",)), Name(("copper valley",))


def test_the_clauses_about_another_body_are_left_out():
    question = "What does Harbour Town plan for its libraries, and what has Copper Valley decided on benches?"

    assert "libraries" in said_of(question, HARBOUR, [COPPER])
    assert "benches" not in said_of(question, HARBOUR, [COPPER])
    assert "libraries" not in said_of(question, COPPER, [HARBOUR])


def test_clauses_that_name_nobody_belong_to_all():
    question = "Opening hours of libraries: compare the plan of Harbour Town with Copper Valley's"

    for name, other in ((HARBOUR, COPPER), (COPPER, HARBOUR)):
        assert "Opening hours of libraries" in said_of(question, name, [other])


def test_a_side_with_too_few_words_of_its_own_leans_on_the_others():
    question = "Does the reading room open on Sundays in Harbour Town, and does it in Copper Valley?"

    assert "Sundays" in said_of(question, COPPER, [HARBOUR])
