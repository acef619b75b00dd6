"""Where papers say the same of several bodies, places or years, what is said of the one asked about is given alone."""

from pathlib import Path

import pytest
from conftest import take_text

from assistant.extractive.parallel import is_of_another
from assistant.pipeline import pipeline
from assistant.query.question import Question
from assistant.settings import load_settings
from assistant.text.tokens import words
from ingest.library import Library

TOWNS = ("Harbour Town", "Copper Valley", "Elmstead")
BOARDS = {"Harbour Town": 2019, "Copper Valley": 2012, "Elmstead": 2007}
VISITS = {2021: 312, 2022: 458, 2023: 401}


@pytest.fixture
def towns(library: Library, tmp_path: Path) -> Library:
    boards = "\n\n".join(f"The parks board of {town} was set up in {year}." for town, year in BOARDS.items())
    visits = "\n\n".join(f"In {year} the ferry carried {count} visitors a day." for year, count in VISITS.items())
    return take_text(library, tmp_path / "towns.md", f"# The three towns\n\n{boards}\n\n## The ferry\n\n{visits}\n")


def said(library: Library, question: str) -> list[str]:
    answer = pipeline(library, load_settings(library=library.folder)).invoke(Question(question))
    return [each.text for each in answer.statements]


@pytest.mark.parametrize("town", TOWNS)
def test_of_parallel_statements_that_of_the_body_asked_about_is_given(towns: Library, town: str):
    assert said(towns, f"When was the parks board of {town} set up?") == [
        f"The parks board of {town} was set up in {BOARDS[town]}."
    ]


@pytest.mark.parametrize("year", VISITS)
def test_of_parallel_statements_that_of_the_year_asked_about_is_given(towns: Library, year: int):
    assert said(towns, f"How many visitors did the ferry carry in {year}?") == [
        f"In {year} the ferry carried {VISITS[year]} visitors a day."
    ]


def test_both_are_given_where_both_are_asked_about(towns: Library):
    given = said(towns, "When were the parks boards of Harbour Town and Copper Valley set up?")
    assert {year for year in BOARDS.values() for text in given if str(year) in text} == {2019, 2012}


@pytest.mark.parametrize(
    ("question", "statement", "one", "another"),
    [
        ("what does a plot cost in elmstead", "Copper Valley: Plot: £40", "Elmstead: Plot: £52", True),
        ("what does a plot cost in elmstead", "Elmstead: Plot: £52", "Copper Valley: Plot: £40", False),
        ("Who chairs Elmstead?", "Elmstead is chaired by Ann Lee.", "Elmstead was chaired by Tom Moss.", False),
        ("Visitors of Elmstead in 2021?", "In 2022 Elmstead had 9 visitors.", "In 2021 Elmstead had 7 visitors.", True),
        ("Was 2022 like 2021?", "In 2022 Elmstead had 9 visitors.", "In 2021 Elmstead had 7 visitors.", False),
        ("Where is Elmstead?", "Copper Valley pays its wardens each month.", "Elmstead lies by the sea.", False),
    ],
    ids=["row", "asked about", "one body", "year", "both years", "unlike"],
)
def test_a_statement_is_of_another_where_it_names_another_in_the_same_words(
    question: str, statement: str, one: str, another: bool
):
    assert is_of_another(statement, one, frozenset(words(question))) == another
