"""A follow-up question takes from the conversation what it leaves out."""

import pytest

from assistant.query.follow_up import history_context, is_follow_up
from assistant.query.question import Question

ASKED = "Who approves the travel budget of Upper Vale Council?"
HISTORY = ((ASKED, "The Finance Board approves it every March."),)


@pytest.mark.parametrize(
    "text",
    ["And who votes on it?", "when?", "Did they change it last year?", "What about the training budget?"],
)
def test_question_that_points_back_carries_the_question_before(text):
    assert ASKED in history_context(Question(text, HISTORY))


@pytest.mark.parametrize(
    "text",
    [
        "Which rivers does the Lowland Agency inspect every summer?",
        "How many councillors of Lower Vale attend the planning committee, and are they paid?",
    ],
)
def test_question_with_a_subject_of_its_own_carries_nothing(text):
    question = Question(text, HISTORY)
    assert not is_follow_up(question)
    assert history_context(question) == ""


def test_question_without_a_conversation_is_never_a_follow_up():
    assert not is_follow_up(Question("And who votes on it?"))


def test_follow_up_of_a_follow_up_leads_back_to_the_first_question():
    history = (*HISTORY, ("And when does it meet?", "In spring."))
    assert ASKED in history_context(Question("How long for?", history))


def test_the_last_one_means_the_last_item_of_the_answer():
    history = (("What are the aims?", "cleaner rivers, safer paths, and more trees"),)
    assert "more trees" in history_context(Question("What does the last one mean?", history))
    assert "safer paths" in history_context(Question("And the second one?", history))
