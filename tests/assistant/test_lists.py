"""A list that is asked for is found as a whole, in whatever form it stands."""

from pathlib import Path

import pytest
from conftest import take, take_text

from assistant.pipeline import pipeline, retriever, selector
from assistant.query.query import understand
from assistant.query.question import Question
from assistant.ranking.answers import possible_answers
from assistant.ranking.candidates import PaperCache
from assistant.retrieval.search import search
from assistant.settings import load_settings
from ingest.library import Library

PAPER = """\
# Library Strategy of Harbour Town

The strategy was agreed in May 2021.

## Principles

The strategy follows four principles:

- free entry for all
- quiet rooms in every branch
- books in eleven languages
- opening late on Thursdays

## Risks

There are three risks:

- the roof of the old branch leaks
- the van breaks down in winter
- volunteers move away

## Members

The reading panel brings together the school council, the friends of the library, two booksellers and the harbour
master.

## Phase 1: closing the old branch

It begins in June.

## Phase 2: moving the shelves

It takes three weeks.

## Phase 3: opening the new branch

It ends in October.
"""


@pytest.fixture
def strategy(library: Library, tmp_path: Path) -> Library:
    return take_text(library, tmp_path / "libraries.md", PAPER)


def words_for(library: Library, question: str) -> str:
    answer = pipeline(library, load_settings(library=library.folder)).invoke(Question(question))
    return " ".join(statement.text for statement in answer.statements)


def test_the_items_of_the_list_asked_for_are_given_and_no_others(strategy: Library):
    said = words_for(strategy, "What are the three risks?")

    assert all(word in said for word in ("roof", "van", "volunteers"))
    assert "quiet rooms" not in said


def test_sections_side_by_side_are_a_list(strategy: Library):
    said = words_for(strategy, "What are the three phases of the library strategy?")

    assert all(f"Phase {n}" in said for n in (1, 2, 3))


def test_a_sentence_that_counts_up_is_a_list(strategy: Library):
    said = words_for(strategy, "Which bodies does the reading panel bring together?")

    assert "booksellers" in said
    assert "master" in said


def lists_of(library: Library, question: str) -> list[list[str]]:
    settings, papers = load_settings(library=library.folder), PaperCache(library)
    retrieved = search(retriever(library, settings), understand(Question(question)))
    answers = possible_answers(retrieved.query, papers, selector(library, settings).ranker.rank(retrieved, papers))
    return [[part.text for part in each.parts] for each in answers if each.kind in ("items", "sections")]


def test_a_list_holds_every_item_in_the_order_of_the_paper(strategy: Library):
    found = lists_of(strategy, "What are the four principles?")

    firsts = [[item.split()[0] for item in each] for each in found]
    assert ["free", "quiet", "books", "opening"] in firsts


def test_a_list_of_sections_is_their_headings(strategy: Library):
    phases = ["Phase 1: closing the old branch", "Phase 2: moving the shelves", "Phase 3: opening the new branch"]

    assert phases in lists_of(strategy, "What are the three phases of the library strategy?")


def test_a_paper_without_a_list_has_none(library: Library, tmp_path: Path):
    path = tmp_path / "plain.md"
    path.write_text("# Benches\n\nThe benches are painted blue.\n", "utf-8")
    take(library, path)

    assert lists_of(library, "What are the four colours of the benches?") == []


@pytest.mark.parametrize(("number", "item"), [("three", "second boat"), ("four", "museum of sails")])
def test_the_number_asked_for_chooses_between_two_lists(library: Library, tmp_path: Path, number: str, item: str):
    path = tmp_path / "ferry.md"
    path.write_text(
        "# Ferry Plan\n\n## Aims of the first year\n\nThese are the aims:\n\n"
        "- shorter queues at the quay\n- a second boat by spring\n- quieter engines\n\n"
        "## Aims of the second year\n\nThese are the aims:\n\n"
        "- tickets on the telephone\n- warm waiting rooms\n- safer ropes\n- a museum of sails\n",
        "utf-8",
    )
    take(library, path)

    said = words_for(library, f"What are the {number} aims?")
    assert item in said
    assert ("second boat" in said) != ("museum of sails" in said)
