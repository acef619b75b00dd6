"""A library in LangChain's terms: what its users expect of a retriever and of a step in a chain."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.runnables import RunnableLambda, RunnableParallel, RunnablePassthrough
from langchain_core.tools import create_retriever_tool

from assistant import Answer, PolicyError, PolicyLibrary, Question
from assistant.api.inputs import History, question_of, turns

ASKED = "When does North East London plan to become a single CCG?"
UNASKED = "How many submarines did Portugal sell to Norway during the war?"
NORTH_WEST = "north-west-london-commissioning-reform.md"


def ids(documents: list[Any]) -> list[str]:
    return [document.id for document in documents]


# The retriever


def test_documents_are_the_passages_of_the_search_with_their_place(door: PolicyLibrary):
    documents = door.as_retriever().invoke(f"I am new here. {ASKED}")

    assert ids(documents) == [passage.id for passage in door.search(f"I am new here. {ASKED}")]
    for document in documents:
        facts = document.metadata
        assert door.text(facts["paper"])[facts["start"] : facts["end"]] == document.page_content
        assert facts["source"].endswith(facts["document"])
        assert {"title", "organisation", "date", "place", "page", "score", "ranks", "scores"} <= set(facts)


def test_number_and_filter_are_set_once_or_with_a_question(door: PolicyLibrary):
    retriever = door.as_retriever(k=3, filter={"papers": "north west london"})

    assert len(retriever.invoke(ASKED)) == 3
    assert {document.metadata["document"] for document in retriever.invoke(ASKED)} == {NORTH_WEST}
    assert len(retriever.invoke(ASKED, k=2)) == 2
    asked = retriever.invoke(ASKED, k=9, filter={"papers": "wirral"})
    assert {document.metadata["document"] for document in asked} == {"wirral-integrating-care.md"}
    assert len(door.as_retriever(k=40).invoke(ASKED)) > len(door.as_retriever().invoke(ASKED))


def test_a_fault_of_a_filter_is_told_where_it_is_given(door: PolicyLibrary):
    for make in (door.as_retriever, door.as_runnable):
        with pytest.raises(PolicyError, match="a filter has no paper"):
            make(filter={"paper": "wirral"})  # type: ignore[operator]


def test_documents_can_be_waited_for_and_had_from_any_thread(door: PolicyLibrary):
    retriever = door.as_retriever(k=4)
    expected = [ids(retriever.invoke(question)) for question in (ASKED, UNASKED)]

    async def both() -> list[Any]:
        return await asyncio.gather(retriever.ainvoke(ASKED), retriever.ainvoke(UNASKED))

    assert [ids(found) for found in asyncio.run(both())] == expected
    assert [ids(found) for found in retriever.batch([ASKED, UNASKED])] == expected
    with ThreadPoolExecutor(2) as threads:
        assert [ids(found) for found in threads.map(retriever.invoke, (ASKED, UNASKED))] == expected


def test_the_retriever_is_a_tool(door: PolicyLibrary):
    tool = create_retriever_tool(door.as_retriever(k=2), "papers", "Searches the policy papers.")

    assert "April 2021" in tool.invoke({"query": ASKED})


# The runnable


@pytest.mark.parametrize("asked", [ASKED, {"question": ASKED}, {"input": ASKED, "other": 1}, Question(ASKED)])
def test_a_question_is_given_in_any_of_its_forms(door: PolicyLibrary, asked: Any):
    assert door.as_runnable().invoke(asked).text == door.ask(ASKED).text


@pytest.mark.parametrize("asked", ["", {}, {"question": ""}, 4711])
def test_what_is_no_question_is_told(door: PolicyLibrary, asked: Any):
    with pytest.raises(PolicyError, match="no question"):
        door.as_runnable().invoke(asked)


@pytest.mark.parametrize("key", ["history", "chat_history"])
def test_what_was_said_before_may_be_messages(key: str):
    messages: History = [
        SystemMessage("Be kind."),
        HumanMessage("Who chairs it?"),
        AIMessage("", tool_calls=[{"name": "search", "args": {}, "id": "1"}]),
        ToolMessage("A passage.", tool_call_id="1"),
        AIMessage("Ms Quay."),
        {"role": "user", "content": "Since when?"},
    ]
    question = question_of({"question": "And before?", key: messages})

    assert question == Question("And before?", (("Who chairs it?", "Ms Quay."), ("Since when?", "")))
    assert turns([("a", "b"), Answer(question="c", status="not_found")]) == (("a", "b"), ("c", ""))


def test_it_nests_in_chains_beside_the_retriever(door: PolicyLibrary):
    chain = (
        RunnablePassthrough()
        | RunnableParallel(
            answer=door.as_runnable() | (lambda answer: answer.text),
            again=RunnableLambda(lambda question: door.as_runnable().invoke(question).text),
            documents=door.as_retriever(k=2),
        )
        | (lambda found: (found["answer"], found["again"], len(found["documents"])))
    )
    expected = door.ask(ASKED).text

    assert chain.invoke(ASKED) == (expected, expected, 2)
    assert list(chain.stream(ASKED)) == [(expected, expected, 2)]
    assert asyncio.run(chain.ainvoke(ASKED)) == (expected, expected, 2)


def test_many_are_answered_at_once(door: PolicyLibrary):
    chain = door.as_runnable()
    questions = [ASKED, UNASKED] * 3

    for answers in (chain.batch(questions), asyncio.run(chain.abatch(questions))):
        assert [answer.status for answer in answers] == ["answered", "not_found"] * 3


def test_its_steps_are_told_to_whoever_watches(door: PolicyLibrary):
    async def steps() -> list[str]:
        events = door.as_runnable().astream_events(ASKED)
        return [event["name"] async for event in events if event["event"] == "on_chain_start"]

    class Watching(BaseCallbackHandler):
        def __init__(self) -> None:
            self.names: list[str] = []

        def on_chain_start(self, *_: Any, name: str = "", **__: Any) -> None:
            self.names.append(name)

    watching = Watching()
    door.as_runnable().invoke(ASKED, {"callbacks": [watching]})
    for names in (asyncio.run(steps()), watching.names):
        assert names[0] == "policy"
        assert {"understand", "search", "quotes", "check"} <= set(names)


def test_its_answer_is_streamed_whole(door: PolicyLibrary):
    (answer,) = door.as_runnable().stream(ASKED)

    assert answer.text == door.ask(ASKED).text


def test_it_says_what_it_takes_and_gives(door: PolicyLibrary):
    chain = door.as_runnable()

    assert {"type": "string"} in chain.get_input_jsonschema()["anyOf"]
    assert chain.get_output_jsonschema()["title"] == "Answer"
    assert "policy" in [node.name for node in (chain | str).get_graph().nodes.values()]
