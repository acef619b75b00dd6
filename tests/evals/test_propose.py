"""Proposed questions: in plain words, with evidence that stands where it says and holds the facts."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evals.datasets.gold import Gold
from evals.metrics import has_fact, plain
from evals.proposals import question_templates
from evals.proposals.propose import propose
from ingest.library import Library
from tests.conftest import take

PAPER = """---
title: The plan of the board
organisation: Marsham Health Board
---

# The plan of the board

## Aims

The aims of the plan for Marsham are:

- **Shorter waits**: no one waits longer than ten weeks
- better food in every hospital
- one record that follows the patient

## Core principles

- care as near to home as can be
- no decision without the people it is about

## Money

The budget of the programme is £2.5m. The plan was published in March 2020 and will be reviewed. The Finance
and Performance Committee must approve the spending of every hospital. The Primary Care Trust (PCT) pays.

| Milestone | When |
| --- | --- |
| First wards open | May 2021 |
| All wards open | June 2022 |

## Governance

The Marsham Patient Panel advises the board. It is chaired by a patient. What the Marsham Patient Panel says is minuted.
"""


@pytest.fixture
def own(library: Library, tmp_path: Path) -> Iterator[Library]:
    """A library of one paper."""
    (tmp_path / "plan.md").write_text(PAPER, "utf-8")
    take(library, tmp_path / "plan.md")
    return library


def by_question(gold: list[Gold]) -> dict[str, Gold]:
    return {each.question: each for each in gold}


def test_a_list_is_asked_for_by_its_lead_in(own):
    gold = by_question(propose(own, 50))["What are the aims of the plan for Marsham?"]
    assert gold.kind == "list"
    assert len(gold.evidence) == 3
    assert gold.facts[0] == "Shorter waits"


def test_a_list_under_a_bare_heading_is_asked_for_with_the_body(own):
    assert "In the paper of the Marsham Health Board, what are the core principles?" in by_question(propose(own, 50))


def test_sums_dates_and_duties_are_asked_for(own):
    gold = by_question(propose(own, 50))
    of_the_paper = "In the paper of the Marsham Health Board, "
    assert gold[of_the_paper + "how much is the budget of the programme?"].facts == ("£2.5m",)
    assert gold[of_the_paper + "when was the plan published?"].facts == ("March 2020",)
    committee = gold["Who must approve the spending of every hospital?"]
    assert committee.facts == ("Finance and Performance Committee",)
    assert gold["What does PCT stand for?"].facts == ("Primary Care Trust",)


def test_a_row_is_asked_for_by_what_it_is_about(own):
    gold = by_question(propose(own, 50))["What date is given for 'First wards open'?"]
    assert (gold.kind, gold.facts) == ("table", ("May 2021",))
    assert gold.evidence[0].quote.rstrip(" |") == "First wards open | May 2021"


def test_what_no_passage_says_of_a_body_is_beyond_the_papers(own):
    beyond = [gold for gold in propose(own, 50) if not gold.answerable]
    of_the_panel = [gold.question for gold in beyond if "Marsham Patient Panel" in gold.question]
    assert len(of_the_panel) == 1
    assert "chair" not in of_the_panel[0]


def test_the_same_of_another_place_is_beyond_the_papers(own):
    beyond = [gold.question for gold in propose(own, 50) if not gold.answerable]
    others = [question for question in beyond if question.startswith("What are the aims of the plan for ")]
    assert len(others) == 1
    assert "Marsham" not in others[0]


def test_evidence_and_facts_stand_in_the_papers(digests):
    gold = propose(digests, 60)
    texts = {paper.document: digests.catalogue.paper(paper.id).text for paper in digests.catalogue.papers()}
    assert len(gold) == 60
    for each in gold:
        assert all(texts[item.doc][item.start : item.end] == item.quote for item in each.evidence), each.id
        quoted = plain(" ".join(item.quote for item in each.evidence))
        assert all(has_fact(fact, quoted) for fact in each.facts), each.id
        assert bool(each.evidence) == bool(each.facts) == each.answerable == (each.kind != "unanswerable")


def test_a_right_answer_to_a_proposed_question_fits_what_is_judged(digests):
    assert all(len(gold.answer.split()) <= 150 for gold in propose(digests, 100))


def test_kinds_and_papers_are_mixed(digests):
    gold = propose(digests, 30)
    assert len({each.kind for each in gold}) >= 4
    assert len({doc for each in gold for doc in each.about()}) == 5
    assert sum(not each.answerable for each in gold) == 6


def test_the_same_seed_gives_the_same_questions_and_another_one_others(digests):
    assert propose(digests, 20, 1) == propose(digests, 20, 1)
    assert {each.id for each in propose(digests, 20, 1)} != {each.id for each in propose(digests, 20, 2)}


def test_no_question_comes_twice(digests):
    gold = propose(digests, 200)
    assert len({each.question.lower() for each in gold}) == len({each.id for each in gold}) == len(gold)


@pytest.mark.parametrize(
    ("lead", "question"),
    [
        ("The partners on the board are:", "What are the partners on the board?"),
        ("The local plan for Marsham covers:", "What does the local plan for Marsham cover?"),
        ("Two documents support the paper:", "Which two documents support the paper?"),
        ("There are two key papers on care, which are as follows:", "What are the two key papers on care?"),
        ("The main questions raised so far have been:", None),
        ("The main questions raised by patients have been:", "What were the main questions raised by patients?"),
        ("Each hospital must:", "What must each hospital do?"),
        ("The system should help to deliver the plan in three ways:", None),
        ("These include:", None),
        ("It will also bring the following benefits:", None),
    ],
)
def test_a_lead_in_is_turned_into_a_question_or_left_alone(lead, question):
    assert question_templates.of_lead(lead) == question


@pytest.mark.parametrize(
    ("sentence", "pair"),
    [
        (
            "By April 2022 all trusts will be part of a collaborative.",
            ("By when will all trusts be part of a collaborative?", "April 2022"),
        ),
        ("The board met on 29 October 2020 for its second session.", ("When did the board meet?", "29 October 2020")),
        ("The board has twelve members and a chair.", None),
        ("The board has 12 members.", ("How many members does the board have?", "12")),
        (
            "The Chief Nurse is responsible for the safety of patients.",
            ("Who is responsible for the safety of patients?", "Chief Nurse"),
        ),
        ("This board is responsible for delivering services.", None),
        ("It was published in March 2020.", None),
    ],
)
def test_a_statement_is_turned_into_a_question_or_left_alone(sentence, pair):
    assert question_templates.of_statement(sentence) == pair
