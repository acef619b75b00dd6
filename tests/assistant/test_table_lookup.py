"""A row is looked up where a question names it and one of its columns, and ranked with all else where it asks more."""

from pathlib import Path

import pytest
from conftest import take

from assistant.extractive.table_lookup import in_a_table
from assistant.pipeline import retrieve
from assistant.query.question import Question
from assistant.ranking.candidates import PaperCache
from assistant.settings import load_settings
from ingest.library import Library

FERRIES = """\
# Ferry Fares

| Route | Boat | Single fare (£) | Crossings in 2021 | Crossings in 2022 | Agreed on |
| --- | --- | --- | --- | --- | --- |
| North Quay | Day boat | 4.20 | 310 | 350 | 3 May 2020 |
| North Quay | Night boat | 6.10 | 120 | 118 | 4 May 2020 |
| R2741 | Day boat | 5.00 | 88 | | 5 May 2020 |
| R2742 | Day boat | 5.50 | 90 | 91 | 6 May 2020 |

| Zone | Streets | Permits for each household | Hours |
| --- | --- | --- | --- |
| A – Harbour | Quay Street | 1 | every day |
| B – Old Town | Church Street | 2 | Monday to Saturday |

| Year | Complaints | Handled by |
| --- | --- | --- |
| 2021 | 41 | Harbour Master |
| 2022 | 57 | Purser |
"""


@pytest.fixture
def ferries(library: Library, tmp_path: Path) -> Library:
    (tmp_path / "ferries.md").write_text(FERRIES, "utf-8")
    take(library, tmp_path / "ferries.md")
    return library


def looked_up(library: Library, question: str, history: tuple[tuple[str, str], ...] = ()) -> list[str]:
    retrieved = retrieve(library, load_settings(library=library.folder), Question(question, history=history))
    return [row.text.split(";")[0] for row in in_a_table(retrieved, PaperCache(library))]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How many complaints were there in 2022?", "2022: Complaints: 57"),
        ("What was the number of complaints in 2021?", "2021: Complaints: 41"),
        ("What is the single fare on route R2741?", "R2741: Boat: Day boat"),
        ("What is the single fare of the night boat to North Quay?", "North Quay: Boat: Night boat"),
        ("How much do I pay for a single fare on R2742?", "R2742: Boat: Day boat"),
        ("When was the fare of R2742 agreed?", "R2742: Boat: Day boat"),
        ("Which year had 41 complaints?", "2021: Complaints: 41"),
        ("Who handled the complaints of 2022?", "2022: Complaints: 57"),
        ("my nan lives in zone B, how many permits can she have", "B – Old Town: Streets: Church Street"),
        ("what are the hours in zone A?", "A – Harbour: Streets: Quay Street"),
    ],
)
def test_the_row_with_the_label_is_looked_up(ferries: Library, question: str, expected: str):
    assert looked_up(ferries, question) == [expected]


@pytest.mark.parametrize(
    "question",
    [
        "How many complaints were there in 2019?",  # no such row
        "What is the single fare to North Quay?",  # two rows
        "What is the single fare?",  # no row
        "What is the single fare on route R2741 for a dog?",  # of which the table says nothing
        "How many crossings in 2022 were there on R2741?",  # an empty cell
        "Why were there 57 complaints in 2022?",
        "Were there 57 complaints in 2022?",
        "How much is a permit in zone B?",  # the column counts them
        "How many permits for trailers are there in zone B?",
        "How many permits are there in zone C?",
        "How many permits are there outside zone B?",
        "How many permits are there in zones A to C?",
        "what are the hours except in zone B?",
        "Outside zone A, what are the hours?",
    ],
)
def test_what_the_cells_do_not_say_is_not_looked_up(ferries: Library, question: str):
    assert looked_up(ferries, question) == []


def test_a_follow_up_is_not_looked_up_by_its_own_words_alone(ferries: Library):
    before = (("How many lamps does the pier have?", "The pier has six lamps."),)

    assert looked_up(ferries, "And how many complaints were there in 2022?", before) == []


def test_the_same_row_in_two_papers_is_left_to_the_ranking(ferries: Library, tmp_path: Path):
    (tmp_path / "again.md").write_text(FERRIES.replace("57", "59").replace("Ferry Fares", "Pier Tolls"), "utf-8")
    take(ferries, tmp_path / "again.md")

    assert looked_up(ferries, "How many complaints were there in 2022?") == []
