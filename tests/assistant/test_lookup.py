"""A place of a paper is looked up; so is what a paper prints below the very question or term that is asked for."""

from pathlib import Path

import pytest
from conftest import take

from assistant.answer import Answer
from assistant.extractive.lookup import SURE, looked_up
from assistant.pipeline import pipeline, retrieve
from assistant.query.question import Question
from assistant.ranking.candidates import PaperCache
from assistant.refusal import Refusal
from assistant.settings import load_settings
from ingest.library import Library

MANUAL = """\
# Boathouse Manual

3.1 Keys hang in the office.

3.2 Boats go out in pairs. For this:

(a) the cox signs the log;

(b) the steward keeps the log.

## Annex A

1. Lamps are tested on Mondays.

2. Ropes are dried each evening.
"""
QUESTIONS = """\
# Members' Questions

**Can I bring a dog?**

Yes, on a lead.

**What do I bring?**

You need:

- a towel
- a whistle

**Who cleans the boats?**

**Where do I park?**

Behind the shed.

Painter

The rope at the bow.
"""
OTHER = "# Pool Manual\n\n3.1 Doors open at six.\n\n3.2 Nobody swims alone.\n"


@pytest.fixture
def club(library: Library, tmp_path: Path) -> Library:
    for name, text in {"boathouse.md": MANUAL, "questions.md": QUESTIONS}.items():
        (tmp_path / name).write_text(text, "utf-8")
    take(library, tmp_path / "boathouse.md", tmp_path / "questions.md")
    return library


def ask(library: Library, question: str) -> Answer:
    return pipeline(library, load_settings(library=library.folder)).invoke(Question(question))


def said(library: Library, question: str) -> list[str]:
    answer = ask(library, question)
    assert answer.status == "answered", answer.refusal
    return [statement.text for statement in answer.statements]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does para 3.2(b) say?", ["the steward keeps the log."]),
        ("What is in paragraph 2 of Annex A?", ["Ropes are dried each evening."]),
        ("What does 3.1 say?", ["Keys hang in the office."]),
    ],
)
def test_a_place_is_given_whole(club: Library, question: str, expected: list[str]):
    assert said(club, question) == expected


def test_where_several_papers_have_the_place_each_is_given_with_its_name(club: Library, tmp_path: Path):
    (tmp_path / "pool.md").write_text(OTHER, "utf-8")
    take(club, tmp_path / "pool.md")

    answer = ask(club, "What does paragraph 3.1 say?")
    assert {each.text for each in answer.statements} == {"Keys hang in the office.", "Doors open at six."}
    assert {each.about for each in answer.statements} == {"Boathouse Manual", "Pool Manual"}


def test_a_question_about_a_place_is_answered_from_that_place(club: Library):
    assert said(club, "According to 3.2(b), who keeps the log?") == ["the steward keeps the log."]


def test_a_place_that_no_paper_has_is_not_made_up(club: Library):
    assert ask(club, "What does para 9.4 say?").status == "not_found"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Can I bring a dog?", ["Yes, on a lead."]),
        ("can i bring dogs", ["Yes, on a lead."]),
        ("Where do I park?", ["Behind the shed."]),
        ("What is a painter?", ["The rope at the bow."]),
    ],
)
def test_what_stands_below_the_same_question_or_term_answers_it(club: Library, question: str, expected: list[str]):
    assert said(club, question) == expected


def test_the_list_below_a_printed_question_belongs_to_its_answer(club: Library):
    statements = ask(club, "What do I bring?").statements

    assert [(each.about, each.text) for each in statements] == [("You need:", "a towel"), ("You need:", "a whistle")]


AIMS = """\
# Harbour Plan

## 1 Our aims

- cleaner water
- safer steps

## 2 Duties of the warden

The warden:

- rings the bell
- counts the boats
- locks the gate

## 3 Zones

| Zone | Moorings |
| --- | --- |
| A – Quay | 40 |
| B – Beach | 12 |

## 4 Risks

Storms are the greatest risk.

- sand
- weed
"""


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("what are the aims of the plan", ["cleaner water", "safer steps"]),
        ("List the two aims of the harbour plan.", ["cleaner water", "safer steps"]),
        ("what are the warden's duties?", ["rings the bell", "counts the boats", "locks the gate"]),
        ("what are the zones?", ["A – Quay: Moorings: 40", "B – Beach: Moorings: 12"]),
        ("what are the four aims of the plan?", []),
        ("what are the aims of the warden?", []),
        ("what are the risks?", []),
        ("why are these the aims of the plan?", []),
    ],
)
def test_the_list_below_the_heading_that_is_asked_for_is_looked_up(
    library: Library, tmp_path: Path, question: str, listed: list[str]
):
    (tmp_path / "plan.md").write_text(AIMS, "utf-8")
    take(library, tmp_path / "plan.md")
    retrieved = retrieve(library, load_settings(library=library.folder), Question(question))

    assert [each.text for each in looked_up(retrieved, PaperCache(library))] == listed


KEPT = """\
# Skip Guide

## Goods not taken

- paint
- tyres

## Goods taken

- wood
- glass

## Boats not insured

- rafts
- kayaks

**Who can park?**

Members.

**Who can't come in?**

Dogs.
"""


@pytest.mark.parametrize(
    ("question", "listed"),
    [
        ("what goods are taken?", ["wood", "glass"]),
        ("what goods aren't taken?", ["paint", "tyres"]),
        ("Which boats are insured?", []),
        ("Which goods other than those not taken?", []),
        ("Who can come in?", []),
        ("Who can't park?", []),
    ],
)
def test_what_is_asked_is_not_looked_up_under_its_opposite(
    library: Library, tmp_path: Path, question: str, listed: list[str]
):
    (tmp_path / "skip.md").write_text(KEPT, "utf-8")
    take(library, tmp_path / "skip.md")
    retrieved = retrieve(library, load_settings(library=library.folder), Question(question))

    assert [each.text for each in looked_up(retrieved, PaperCache(library))] == listed


def test_a_printed_question_without_an_answer_is_not_given(club: Library):
    answer = ask(club, "Who cleans the boats?")

    assert not any("clean" in each.text for each in answer.statements)
    assert not any("shed" in each.text for each in answer.statements)


def test_a_paper_of_a_few_lines_is_given_whole(library: Library, tmp_path: Path):
    (tmp_path / "note.md").write_text("# Pier Note\n\nThe pier is shut.\n\nAsk the harbour master.\n", "utf-8")
    take(library, tmp_path / "note.md")
    assert said(library, "What does the paper say?") == ["The pier is shut.", "Ask the harbour master."]

    (tmp_path / "other.md").write_text(OTHER, "utf-8")
    take(library, tmp_path / "other.md")
    assert ask(library, "What does the paper say?").status != "answered"


@pytest.fixture
def clubs(club: Library, tmp_path: Path) -> Library:
    (tmp_path / "pool.md").write_text(OTHER)
    take(club, tmp_path / "pool.md")
    return club


@pytest.mark.parametrize(
    "question", ["What does para 3.1 of the pool manual say?", "in the pool manual what does 3.1 say"]
)
def test_of_several_papers_with_such_a_place_the_one_that_is_named_is_looked_up(clubs: Library, question: str):
    assert [each.text for each in ask(clubs, question).statements] == ["Doors open at six."]


@pytest.mark.parametrize("place", ["page 7", "section 12", "para 9.9"])
def test_that_no_paper_has_such_a_place_is_told(clubs: Library, place: str):
    answer = ask(clubs, f"What does {place} say?")

    assert (answer.status, answer.refusal) == ("not_found", Refusal("place_missing", (place,)))
    assert place in answer.why


def test_of_a_long_section_the_first_words_are_given_and_that_it_goes_on(library: Library, tmp_path: Path):
    steps = "\n\n".join(f"Step {n} of the drill takes the whole crew about a quarter of an hour." for n in range(30))
    (tmp_path / "drill.md").write_text(f"# Drill\n\n## 4. Alarm\n\n{steps}\n\n## 5. After\n\nTea is served.\n")
    take(library, tmp_path / "drill.md")

    long, short = ask(library, "What does section 4 say?"), ask(library, "What does section 5 say?")
    assert (long.coverage, short.coverage) == ("partial", "complete")
    assert "Step 0" in long.text
    assert "Tea" not in long.text


GLOSSARY = """\
# Words of the Harbour

The steward of the quay keeps the list of all boats. Each berth has a number and a lamp.

## Glossary

Painter – the rope at the bow of a boat

Thwart – see Bench

| Term | Meaning |
| --- | --- |
| Fender | A pad that keeps a boat off the quay |
| RNA | Regional notice of arrival |

## Charges

Berth: £40 a month
"""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is a painter?", ["Painter – the rope at the bow of a boat"]),
        ("What does painter mean?", ["Painter – the rope at the bow of a boat"]),
        ("What is a fender?", ["Fender: Meaning: A pad that keeps a boat off the quay"]),
        ("What does RNA stand for?", ["RNA: Meaning: Regional notice of arrival"]),
    ],
    ids=["a term", "its meaning", "a row", "an acronym"],
)
def test_the_entry_of_a_glossary_alone_says_what_a_term_means(
    library: Library, tmp_path: Path, question: str, expected: list[str]
):
    (tmp_path / "words.md").write_text(GLOSSARY, "utf-8")
    take(library, tmp_path / "words.md")

    assert said(library, question) == expected


@pytest.mark.parametrize(
    "question", ["What is a thwart?", "What is a berth?", "What is the painter?", "What is on a painter?"]
)
def test_an_entry_that_explains_nothing_is_not_looked_up(library: Library, tmp_path: Path, question: str):
    (tmp_path / "words.md").write_text(GLOSSARY, "utf-8")
    take(library, tmp_path / "words.md")

    assert ask(library, question).confidence != SURE
