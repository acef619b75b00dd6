"""What could be given: statements, lists, tables, a part for each paper, each once and in the order of its paper."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from conftest import take
from hypothesis import given
from hypothesis import strategies as st

from assistant.extractive.selection import by_worth, worth
from assistant.pipeline import retrieve, selector
from assistant.query.query import understand
from assistant.query.question import Question
from assistant.ranking.answers import FEATURES, PossibleAnswer, answer_table, as_told, possible_answers
from assistant.ranking.candidates import Candidate, PaperCache
from assistant.ranking.ranker import Ranked
from assistant.ranking.sides import together
from assistant.retrieval.search import Retrieved
from assistant.settings import load_settings
from ingest.library import Library

RULES = """\
# Allotment Rules

A plot costs £40 a year. It is paid in March.

You must not keep:

- bees
- hens
- bonfires after dark

| Size | Rent |
| --- | --- |
| small | £20 |
| large | £40 |
"""
OTHER = "# Beach Rules\n\nA beach hut costs £90 a year.\n"


@pytest.fixture
def rules(library: Library, tmp_path: Path) -> Library:
    (tmp_path / "allotments.md").write_text(RULES, "utf-8")
    (tmp_path / "beach.md").write_text(OTHER, "utf-8")
    take(library, tmp_path / "allotments.md", tmp_path / "beach.md")
    return library


def found(library: Library, question: str) -> tuple[PaperCache, list[Ranked], list[PossibleAnswer]]:
    settings, papers = load_settings(library=library.folder), PaperCache(library)
    retrieved = retrieve(library, settings, Question(question))
    ranked = selector(library, settings).ranker.rank(retrieved, papers)
    return papers, ranked, possible_answers(retrieved.query, papers, ranked)


def texts(answers: list[PossibleAnswer], kind: str) -> list[list[str]]:
    return [[part.text for part in each.parts] for each in answers if each.kind == kind]


def test_every_kind_of_answer_is_considered_once(rules: Library):
    _, ranked, answers = found(rules, "What does a plot cost, and what must I not keep there?")

    assert len(set(answers)) == len(answers)
    assert ["bees", "hens", "bonfires after dark"] in texts(answers, "items")
    assert ["small: Rent: £20", "large: Rent: £40"] in texts(answers, "rows")
    assert [[each.candidate.text] for each in ranked[:3]] == texts(answers, "single")[:3]
    assert all(len({part.paper for part in each.parts}) > 1 for each in answers if each.kind == "papers")


def test_two_sentences_of_a_block_stand_in_its_order_and_others_likeliest_first(rules: Library):
    _, ranked, answers = found(rules, "What does a plot cost a year, and when is it paid?")

    assert ["A plot costs £40 a year.", "It is paid in March."] in texts(answers, "pair")
    rank = {each.candidate.text: n for n, each in enumerate(ranked)}
    apart = [each for each in answers if each.kind == "pair" and len({part.n for part in each.parts}) > 1]
    assert apart
    assert all(rank[each.parts[0].text] < rank[each.parts[1].text] for each in apart)


PLOT, HUT, RENT = "A plot costs £40 a year.", "A beach hut costs £90 a year.", "large: Rent: £40"


@pytest.mark.parametrize(
    ("one", "other", "likelihood", "given"),
    [(PLOT, HUT, 0.5, True), (PLOT, HUT, 0.3, False), (PLOT, RENT, 0.8, False), (PLOT, "bees", 0.8, False)],
    ids=["likely", "unlikely", "the same sum", "no sum"],
)
def test_nothing_idle_stands_beside_an_answer(rules: Library, one: str, other: str, likelihood: float, given: bool):
    papers, ranked, _ = found(rules, "How much does it cost?")
    by_text = {each.candidate.text: each for each in ranked}
    two = [replace(by_text[one], likelihood=0.8), replace(by_text[other], likelihood=likelihood)]

    answers = possible_answers(understand(Question("How much does it cost?")), papers, two)
    assert ([one, other] in texts(answers, "pair")) == given


def test_each_answer_has_every_feature(rules: Library):
    _, ranked, answers = found(rules, "What does a plot cost?")
    retrieved = retrieve(rules, load_settings(library=rules.folder), Question("What does a plot cost?"))

    table = answer_table(retrieved, ranked, answers)
    assert table.names == FEATURES
    assert len(table.values) == len(answers)
    single = answers.index(next(each for each in answers if each.kind == "single"))
    assert table.row(single)["parts"] == 1
    assert table.row(single)["first_rank"] == 0


def test_neither_marks_alone_nor_the_question_again_can_answer(library: Library, tmp_path: Path):
    (tmp_path / "faq.md").write_text("# Leave\n\n**Can I carry over leave?**\n\nYes, up to five days.\n", "utf-8")
    take(library, tmp_path / "faq.md")

    _, ranked, _ = found(library, "Can I carry over leave?")
    assert [each.candidate.text for each in ranked] == ["Yes, up to five days."]


def candidate(text: str, start: int = 0, paper: str = "p") -> Candidate:
    return Candidate(paper, 0, start, start + len(text), text, "Budget 2021", (), "")


@given(st.lists(st.integers(0, 100), min_size=1, max_size=6))
def test_of_answers_of_one_length_the_likeliest_is_given(hundredths: list[int]):
    likelihood = np.array(hundredths) / 100
    answers = [PossibleAnswer("single", (candidate("It is so.", n),)) for n in range(len(likelihood))]

    assert likelihood[by_worth(answers, likelihood)[0]] == likelihood.max()


def test_a_longer_answer_must_be_that_much_likelier():
    one = PossibleAnswer("single", (candidate("A plot costs £40."),))
    two = PossibleAnswer("pair", (candidate("A plot costs £40."), candidate("It is paid in March.", 20)))

    assert worth(one, 0.5) > worth(two, 0.5)
    assert worth(two, 0.7) > worth(one, 0.5)


def side(paper: str, *said: tuple[str, float]) -> list[Ranked]:
    return [Ranked(candidate(text, n * 100, paper), {}, likelihood) for n, (text, likelihood) in enumerate(said)]


def test_sides_are_given_together_or_not_at_all():
    one, other = side("p", ("A", 0.5)), side("q", ("A", 0.5))

    assert together([one, other]) == [PossibleAnswer("sides", (one[0].candidate, other[0].candidate))]
    assert together([one, []]) == []
    assert together([]) == []


def test_of_each_side_the_statement_is_given_that_is_like_the_others_unless_it_is_far_less_likely():
    fees = side("p", ("The fee is £20 a year.", 0.7), ("Dogs need a lead.", 0.6))
    likely = side("q", ("Huts are painted in May.", 0.7), ("The fee is £35 a year.", 0.5))
    unlikely = side("q", ("Huts are painted in May.", 0.9), ("The fee is £35 a year.", 0.02))

    assert texts(together([fees, likely]), "sides")[0] == ["The fee is £20 a year.", "The fee is £35 a year."]
    assert texts(together([fees, unlikely]), "sides")[0] == ["The fee is £20 a year.", "Huts are painted in May."]
    two_of_each = ["The fee is £20 a year.", "Dogs need a lead.", "Huts are painted in May.", "The fee is £35 a year."]
    assert two_of_each in texts(together([fees, likely]), "sides")


@pytest.mark.parametrize(
    ("question", "text", "moves"),
    [
        ("What is the limit of £0.5m for?", "A boat may be sold for £500,000.", 1),
        ("What is the limit of £0.5m for?", "A boat may be sold for £50,000.", 0),
        ("Which grants were paid in 2021?", "A grant was paid in 2021.", 0),  # many sentences have the year
        ("Who pays for boats?", "The council pays £500,000.", 0),
    ],
)
def test_a_sentence_with_the_sum_that_a_question_says_is_likelier_to_answer_it(question: str, text: str, moves: int):
    likelihood = np.array([0.3])

    told = as_told(
        Retrieved(understand(Question(question)), []), [PossibleAnswer("single", (candidate(text),))], likelihood
    )
    assert np.sign(told - likelihood).tolist() == [moves]


def test_a_list_with_as_many_items_as_are_asked_for_is_likelier_and_another_less_so():
    items = [candidate(text, n) for n, text in enumerate(("bees", "hens", "bonfires"))]
    lists = [PossibleAnswer("items", tuple(items)), PossibleAnswer("items", tuple(items[:2]))]

    told = as_told(Retrieved(understand(Question("What three things are not kept?")), []), lists, np.array([0.3, 0.3]))
    assert told[0] > 0.3 > told[1]
