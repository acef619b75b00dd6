"""Follow-up questions are made whole by the model, as far as it takes its words from the conversation."""

from typing import Any

import pytest

from assistant.generation.errors import ModelError
from assistant.generation.llm_client import LLMClient, Reply
from assistant.generation.rewrite import rewrite
from assistant.query.question import Question
from assistant.settings import load_settings
from tests.assistant.model_server import fails, model_server, says

HISTORY = (("Who chairs the Harbour Board?", "Councillor Ann Lee, since 2019."),)
ASKED = Question("and when does it meet?", HISTORY, papers=("p",), id="q1")


class Says(LLMClient):
    def __init__(self, text: str):
        self.text, self.asked = text, 0

    def reply(self, messages: Any, config: Any = None) -> Reply:
        self.asked += 1
        return Reply(self.text)


@pytest.mark.parametrize(
    "reply",
    [
        "When does the Harbour Board meet?",
        '"When does the Harbour Board meet?"',
        "Whole question: When does the Harbour Board meet?",
        "Sure:\n\n**When does the Harbour Board meet?**\n\nIt is about its meetings.",
    ],
)
def test_the_question_is_asked_in_the_words_of_the_model(reply: str):
    assert rewrite(Says(reply), ASKED) == Question("When does the Harbour Board meet?", (), ("p",), "q1")


@pytest.mark.parametrize(
    "reply",
    [
        "It meets every Tuesday.",  # an answer
        "When does the Planning Committee meet?",  # of another body
        "When did the Harbour Board meet in 2020?",  # with a figure of its own
        "Who chairs the Harbour Board?",  # the question before
        "And when does it meet?",  # nothing added
        "when meet " * 40,
        "",
    ],
)
def test_words_that_will_not_do_leave_the_question_to_the_rules(reply: str):
    assert rewrite(Says(reply), ASKED) == ASKED


def test_without_a_conversation_no_model_is_asked():
    client = Says("What?")
    assert rewrite(client, Question("Who?")) == Question("Who?")
    assert client.asked == 0


def test_the_conversation_is_told_as_data_and_an_unreachable_model_is_a_fault():
    with model_server(says("When does the Harbour Board meet?"), fails(401, "no")) as server:
        client = LLMClient(load_settings(model=server.address, model_retries=0))
        assert rewrite(client, ASKED).text == "When does the Harbour Board meet?"
        with pytest.raises(ModelError):
            rewrite(client, ASKED)
    prompt = server.asked[0]["messages"][-1]["content"]
    assert "Answer: Councillor Ann Lee, since 2019." in prompt
    assert prompt.index("Harbour Board") < prompt.index("and when does it meet?")
