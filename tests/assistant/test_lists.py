"""A list that is asked for is found as a whole, in whatever form it stands."""

from pathlib import Path

import pytest
from conftest import take

from assistant.chain import chain
from assistant.question import Question
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
    path = tmp_path / "libraries.md"
    path.write_text(PAPER, "utf-8")
    take(library, path)
    return library


def words_for(library: Library, question: str) -> str:
    answer = chain(library, load_settings(library=library.folder)).invoke(Question(question))
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
