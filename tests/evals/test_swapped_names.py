"""Passages that differ from the one that answers in a name only."""

import random

from evals.training.reading_groups import ANSWERS, DOES_NOT, Group, LabelledPassage
from evals.training.swapped_names import SwappedNames, names_in

SAYS = LabelledPassage(
    "Fees 2024 › Harbour Town Council",
    ("Harbour Town Council asks £40 for a stall.", "It opens at nine."),
    (ANSWERS, DOES_NOT),
    (False, False),
    "Fees 2024\nHarbour Town Council asks £40 for a stall. It opens at nine.",
)
ELSEWHERE = LabelledPassage("Roads", ("The road is closed.",), (DOES_NOT,), (False,), "Roads\nThe road is closed.")
QUESTIONS = ("What does Harbour Town Council ask for a stall?", "When did Copper Valley Council meet?")


def group(question: str, *passages: LabelledPassage) -> Group:
    return Group(question, passages or (SAYS, ELSEWHERE), "fees.md", False, "policy")


def pairs(question: str, count: int = 30) -> list[Group]:
    names = SwappedNames(QUESTIONS, random.Random(1))
    return [made for _ in range(count) if (made := names.group(group(question)))]


def test_names_and_years_of_a_question_are_found() -> None:
    assert names_in("What did Harbour Town Council's clerk pay in 2024, I wonder?") == ["Harbour Town Council", "2024"]
    assert names_in("what is asked for a stall") == []


def test_a_pair_differs_in_the_name_alone() -> None:
    for made in pairs(QUESTIONS[0]):
        one, other, misled = made.passages
        assert misled == ELSEWHERE
        assert other.units[0] != one.units[0]
        assert {one.units[0], other.units[0]} == {
            "Harbour Town Council asks £40 for a stall.",
            "Copper Valley Council asks £40 for a stall.",
        }
        assert one.units[1] == other.units[1] == "It opens at nine."


def test_only_what_says_the_name_of_the_question_answers() -> None:
    asked = set()
    for made in pairs(QUESTIONS[0]):
        name = "Copper Valley" if "Copper Valley" in made.question else "Harbour Town"
        asked.add(name)
        for passage in made.passages:
            answers = [unit for unit, label in zip(passage.units, passage.labels, strict=True) if label == ANSWERS]
            assert answers == [unit for unit in passage.units if f"{name} Council asks" in unit]
            assert (name in passage.context) == bool(answers)
    assert asked == {"Copper Valley", "Harbour Town"}  # the question names now the one, now the other


def test_a_year_becomes_another_near_it() -> None:
    for made in pairs("what is the fee for a stall in 2024"):
        years = {passage.context.split()[1] for passage in made.passages[:2]}
        assert "2024" in years
        assert all(abs(int(year) - 2024) <= 6 for year in years)
        assert len(years) == 2


def test_where_no_name_decides_there_is_no_pair() -> None:
    names = SwappedNames(QUESTIONS, random.Random(1))
    assert names.group(group("what is asked for a stall")) is None
    assert (
        names.group(group("What does Copper Valley Council ask for a stall?")) is None
    )  # the passage has no such name
    assert names.group(group(QUESTIONS[0], ELSEWHERE)) is None  # nothing answers
