"""A question that compares is put to each body alone."""

from pathlib import Path

import pytest
from conftest import take

from assistant.extractive.comparison import asked_of, decompose
from assistant.pipeline import retriever
from assistant.query.entities import Entity
from assistant.query.query import understand
from assistant.query.question import Question
from assistant.retrieval.search import Retrieved, search
from assistant.settings import load_settings
from ingest.library import Library

HARBOUR, COPPER = Entity(("harbour town",)), Entity(("copper valley",))


def test_the_clauses_about_another_body_are_left_out():
    question = "What does Harbour Town plan for its libraries, and what has Copper Valley decided on benches?"

    assert "libraries" in asked_of(question, HARBOUR, [COPPER])
    assert "benches" not in asked_of(question, HARBOUR, [COPPER])
    assert "libraries" not in asked_of(question, COPPER, [HARBOUR])


def test_clauses_that_name_nobody_belong_to_all():
    question = "Opening hours of libraries: compare the plan of Harbour Town with Copper Valley's"

    for name, other in ((HARBOUR, COPPER), (COPPER, HARBOUR)):
        assert "Opening hours of libraries" in asked_of(question, name, [other])


def test_a_side_with_too_few_words_of_its_own_leans_on_the_others():
    question = "Does the reading room open on Sundays in Harbour Town, and does it in Copper Valley?"

    assert "Sundays" in asked_of(question, COPPER, [HARBOUR])


def libraries_of(body: str, day: str) -> str:
    return f"# Libraries of {body}\n\n{body} opens its libraries on {day}.\n\n{body} lends bicycles to readers.\n"


@pytest.fixture
def two(library: Library, tmp_path: Path) -> Library:
    for body, day in (("Harbour Town", "Mondays"), ("Copper Valley", "Thursdays")):
        (tmp_path / f"{day}.md").write_text(libraries_of(body, day), "utf-8")
    take(library, tmp_path / "Mondays.md", tmp_path / "Thursdays.md")
    return library


def sides_of(library: Library, question: str) -> list[Retrieved]:
    finder = retriever(library, load_settings(library=library.folder))
    return [each.retrieved for each in decompose(finder, search(finder, understand(Question(question))))]


def test_each_body_is_searched_in_its_own_paper(two: Library):
    found = sides_of(two, "On which days do Harbour Town and Copper Valley open their libraries?")

    assert [{two.catalogue.paper(each.passage.paper).document for each in side.passages} for side in found] == [
        {"Mondays.md"},
        {"Thursdays.md"},
    ]


def test_each_body_is_asked_its_own_clause(two: Library):
    question = "When does Harbour Town open its libraries, and what does Copper Valley lend to its readers?"
    harbour, copper = sides_of(two, question)

    assert "open" in harbour.query.text
    assert "lend" not in harbour.query.text
    assert "lend" in copper.query.text
    assert "open" not in copper.query.text


@pytest.mark.parametrize("question", ["When does Harbour Town open its libraries?", "When do libraries open?"])
def test_a_question_about_one_body_or_none_has_no_sides(two: Library, question: str):
    assert sides_of(two, question) == []


def test_a_body_that_is_only_mentioned_is_no_side(two: Library):
    assert sides_of(two, "When did Harbour Town lend books to readers from Copper Valley?") == []


def test_two_bodies_of_one_paper_are_no_sides(two: Library, tmp_path: Path):
    path = tmp_path / "ferries.md"
    path.write_text("# Ferries of Amber Isle and Silver Bay\n\nAmber Isle and Silver Bay share a ferry.\n", "utf-8")
    take(two, tmp_path / "Mondays.md", tmp_path / "Thursdays.md", path)

    assert sides_of(two, "Which ferry do Amber Isle and Silver Bay share?") == []


def test_a_question_put_to_one_paper_compares_nothing(two: Library):
    mondays = next(paper.id for paper in two.catalogue.papers() if paper.document == "Mondays.md")
    finder = retriever(two, load_settings(library=two.folder))
    question = Question("On which days do Harbour Town and Copper Valley open their libraries?", papers=(mondays,))

    assert decompose(finder, search(finder, understand(question))) == []
