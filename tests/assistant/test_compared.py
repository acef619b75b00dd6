"""The sides of a comparison are known by what papers are called: a body, a year, a version."""

import pytest

from assistant.query.compared import asks_of_each, compared, sets_side_by_side
from ingest.paper import Paper


def paper(id: str, title: str, document: str, organisation: str | None = None) -> Paper:
    return Paper(id, title, organisation, None, f"/papers/{document}", document, "md", "", "")


SHELF = [
    paper("old", "Mooring fees 2024/25", "quayside_fees.md", "Quayside Harbour"),
    paper("new", "Mooring fees 2025/26", "quayside_fees_new.md", "Quayside Harbour"),
    paper("cove", "What we charge", "seacove_charges.md"),
    paper("third", "Berths, version 3", "berths_v3.md", "Lantern Marina"),
    paper("fourth", "Berths, version 4", "berths_v4.md", "Lantern Marina"),
]


def sides(question: str, **holding: dict[str, float]) -> dict[str, set[str]]:
    return {
        name: set(papers)
        for name, papers in compared(question, lambda: SHELF, lambda stem: holding.get(stem, {})).items()
    }


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "How do fees at Seacove differ from those at Quayside?",
            {"Quayside": {"old", "new"}, "Seacove": {"cove"}},
        ),
        ("What changed at Quayside from 2024/25 to 2025/26?", {"2024/25": {"old"}, "2025/26": {"new"}}),
        ("Who agrees a longer stay under version 3 and under v4?", {"version 3": {"third"}, "v4": {"fourth"}}),
        ("is a berth dearer in seacove or with lantern", {"seacove": {"cove"}, "lantern": {"third", "fourth"}}),
    ],
)
def test_sides_are_named_by_bodies_years_and_versions(question: str, expected: dict[str, set[str]]):
    assert sides(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "What does Seacove charge?",  # one side
        "Seacove Quayside mooring",  # nothing compares
        "How do sailing and rowing differ?",  # no paper is called that
        "",
    ],
)
def test_without_two_named_papers_nothing_is_compared(question: str):
    assert sides(question) == {}


def test_a_word_that_other_papers_use_as_much_names_none():
    everywhere = dict.fromkeys(["old", "new", "cove", "third", "fourth"], 0.5)

    assert sides("do berths cost more than mooring in seacove?", berth=everywhere, moor=everywhere) == {}


@pytest.mark.parametrize("question", ["What do they each say about dogs?", "how much is it at each of the schools"])
def test_a_question_can_be_put_to_each_paper(question: str):
    assert asks_of_each(question)


@pytest.mark.parametrize("question", ["What does each member get?", "How much is it each year?", "Do they say so?"])
def test_each_of_other_things_is_not(question: str):
    assert not asks_of_each(question)


@pytest.mark.parametrize(
    "question",
    [
        "Who chairs the board at Seacove and at Quayside?",
        "Seacove v Quayside: can you moor for free?",
        "can I moor for a week, at Quayside or Seacove",
        "Is mooring at Quayside dearer than what Seacove charges?",
        "Seacove's rules differ how from those of Quayside?",
        "At Quayside, Seacove: what is the fee?",
    ],
)
def test_names_with_an_and_or_the_like_between_them_are_set_side_by_side(question: str):
    assert sets_side_by_side(question, [("quayside",), ("seacove", "sea cove")])


@pytest.mark.parametrize(
    "question",
    [
        "Do the skippers want Seacove swallowed up by Quayside?",
        "What does the Seacove board charge Quayside for dredging and lights?",
        "when will Quayside's boats come to Seacove",
    ],
)
def test_a_question_that_only_has_two_names_in_it_compares_nothing(question: str):
    assert not sets_side_by_side(question, [("quayside",), ("seacove", "sea cove")])


def test_bodies_that_the_papers_write_in_other_ways_are_compared_if_anything_is_joined():
    forms = [("north east london",), ("south east london",)]

    assert sets_side_by_side("Who chairs the NE and SE boards?", forms)
    assert not sets_side_by_side("Who chairs the NE board?", forms)
