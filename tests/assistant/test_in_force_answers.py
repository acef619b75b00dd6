"""Answers come from the paper in force; what an older version or a draft says otherwise is said to be such."""

import datetime
from pathlib import Path

import pytest
from conftest import take

from assistant.answer import Answer
from assistant.in_force.amendments import amendments
from assistant.in_force.answering import answer_in_force
from assistant.in_force.versions import Versions
from assistant.pipeline import pipeline
from assistant.query.question import Question
from assistant.settings import load_settings
from ingest.errors import PolicyError
from ingest.library import Library

OLD = """\
# Home Working Policy

Version 1.0 · 14 May 2019

Staff may work from home two days a week.

The allowance for home working is £18 a month.

A manager may refuse a request with reasons.

A kettle may be claimed once in five years.
"""
NEW = """\
# Home Working Policy

Version 2.0 · 9 May 2024 · This version replaces version 1.0 of 2019

Staff may work from home three days a week.

The allowance for home working is £26 a month.

A manager may refuse a request with reasons.
"""
DRAFT = """\
# Home Working Policy

Version 3.0 · 2 June 2025

DRAFT for consultation

Staff may work from home three days a week.

The allowance for home working is £31 a month.

A manager may refuse a request with reasons.
"""
OTHER = """\
# Petty Cash Rules

7 July 2020

Petty cash is kept by the office manager in a locked box.
"""


@pytest.fixture
def versions(library: Library, tmp_path: Path) -> Library:
    for name, text in {"old": OLD, "new": NEW, "draft": DRAFT, "cash": OTHER}.items():
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    take(library, *(tmp_path / f"{name}.md" for name in ("old", "new", "draft", "cash")))
    return library


def ask(library: Library, question: str, **asked: object) -> Answer:
    put = Question(question, **asked)  # type: ignore[arg-type]
    return pipeline(library, load_settings(library=library.folder)).invoke(put)


def id_of(library: Library, name: str) -> str:
    return next(each.id for each in library.catalogue.papers() if each.document == f"{name}.md")


def said(answer: Answer) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(each.text, each.about, each.caveats) for each in answer.statements]


def test_the_version_in_force_answers_and_the_others_follow_with_their_dates(versions: Library):
    answer = ask(versions, "What is the allowance for home working?")

    told = said(answer)
    assert told[0] == ("The allowance for home working is £26 a month.", "", ())
    assert told[-2:] == [
        ("The allowance for home working is £31 a month.", "Draft · Home Working Policy · 2 June 2025", ("draft",)),
        (
            "The allowance for home working is £18 a month.",
            "Until 9 May 2024 · Home Working Policy · 14 May 2019",
            ("superseded",),
        ),
    ]
    assert {each.document: each.status for each in answer.citations} == {
        "new.md": "in_force",
        "draft.md": "draft",
        "old.md": "superseded",
    }


def test_what_all_versions_say_alike_is_said_once(versions: Library):
    answer = ask(versions, "Who may refuse a request?")

    assert answer.statements[0].text == "A manager may refuse a request with reasons."
    assert {each.document for each in answer.citations} == {"new.md"}


def test_what_only_a_superseded_paper_says_is_marked(versions: Library):
    answer = ask(versions, "How often may a kettle be claimed?")

    assert ("A kettle may be claimed once in five years.", "", ("superseded",)) in said(answer)
    assert "(from a superseded paper)" in answer.text
    assert any("superseded, until 9 May 2024" in each.paper_facts for each in answer.citations)


def test_a_superseded_paper_that_a_person_chose_is_asked_alone(versions: Library):
    answer = ask(versions, "What is the allowance for home working?", papers=(id_of(versions, "old"),))

    assert said(answer)[0] == ("The allowance for home working is £18 a month.", "", ("superseded",))


@pytest.mark.parametrize(
    ("question", "times"),
    [
        ("What is the allowance for home working?", 2),
        ("What was the allowance in the previous version?", 1),
        ("How has the allowance changed?", 1),
        ("What was the 2019 allowance?", 1),
        ("What was the allowance in 2019?", 3),
        ("What was the allowance in 2024?", 3),
    ],
)
def test_a_question_about_the_past_is_put_to_all_versions_alone(versions: Library, question: str, times: int):
    asked: list[Question] = []

    def refuse(put: Question) -> Answer:
        asked.append(put)
        return Answer(question=put.text, status="not_found")

    answer_in_force(versions, refuse, Question(question))

    assert len(asked) == times
    assert asked[0].papers is None
    held = "old" if "in 2019" in question else "new"
    assert {id_of(versions, name) for name in (held, "cash")} == set(asked[-1].papers or ()) or times == 1


def test_as_of_a_day_the_version_of_that_day_is_in_force(versions: Library):
    answer = ask(versions, "What is the allowance for home working?", as_of=datetime.date(2022, 1, 1))

    assert said(answer)[0] == ("The allowance for home working is £18 a month.", "", ())
    assert answer.citations[0].status == "in_force"
    assert answer.note == "As of 1 January 2022; 2 papers of later dates left out."


FUTURE = """\
# Home Working Policy

Version 4.0 · 9 May 2025 · This version replaces version 2.0 of 2024

Effective from 1 April 2090

Staff may work from home four days a week.

The allowance for home working is £44 a month.

A manager may refuse a request with reasons.
"""


@pytest.fixture
def future(versions: Library, tmp_path: Path) -> Library:
    (tmp_path / "future.md").write_text(FUTURE, "utf-8")
    take(versions, tmp_path / "future.md")
    return versions


def test_a_version_that_starts_later_follows_the_one_that_holds_until_then(future: Library):
    answer = ask(future, "What is the allowance for home working?")

    assert said(answer)[0] == ("The allowance for home working is £26 a month.", "", ())
    assert (
        "The allowance for home working is £44 a month.",
        "From April 2090 · Home Working Policy · 9 May 2025",
        ("coming",),
    ) in said(answer)
    facts = {each.document: each.paper_facts for each in answer.citations}
    assert facts["future.md"] == "9 May 2025 · in force from April 2090 · future.md"
    assert facts["new.md"] == "9 May 2024 · new.md"


def test_where_a_later_version_is_not_quoted_a_line_says_from_when_it_holds(future: Library):
    answer = ask(future, "Who may refuse a request?")

    assert {each.document for each in answer.citations} == {"new.md"}
    assert answer.note == "Another version of Home Working Policy holds from 1 April 2090."


def test_once_it_holds_the_later_version_answers(future: Library):
    answer = ask(future, "What is the allowance for home working?", as_of=datetime.date(2091, 1, 1))

    assert said(answer)[0] == ("The allowance for home working is £44 a month.", "", ())


@pytest.mark.parametrize(
    ("question", "sum", "day"),
    [
        ("What was the allowance for home working as at 31 March 2021?", "£18", "31 March 2021"),
        ("What was the allowance for home working in 2019?", "£18", "31 December 2019"),
        ("What will the allowance for home working be in May 2090?", "£44", "31 May 2090"),
        ("What is the allowance for home working in 2025?", "£26", "31 December 2025"),
    ],
)
def test_the_day_that_a_question_asks_about_decides_between_versions(
    future: Library, question: str, sum: str, day: str
):
    answer = ask(future, question)

    assert answer.statements[0].text == f"The allowance for home working is {sum} a month."
    assert "superseded" not in answer.statements[0].caveats
    assert answer.note == f"As of {day}, going by the question."
    assert answer.question == question


def test_a_day_that_decides_nothing_is_not_noted(future: Library):
    assert "As of" not in ask(future, "Who kept petty cash in 2021?").note


def test_as_of_a_day_before_every_paper_there_is_nothing_to_ask(versions: Library):
    with pytest.raises(PolicyError, match="no paper is dated on or before 1 January 2000"):
        ask(versions, "What is the allowance for home working?", as_of=datetime.date(2000, 1, 1))


def test_papers_without_versions_are_answered_from_as_before(versions: Library):
    answer = ask(versions, "Who keeps petty cash?")

    assert answer.statements[0].text == "Petty cash is kept by the office manager in a locked box."
    assert answer.statements[0].caveats == ()
    assert answer.citations[0].status is None


def test_a_proposal_is_marked(library: Library, tmp_path: Path):
    text = "# Parking report\n\nIt is proposed that the parking charge rise to £4 an hour.\n"
    (tmp_path / "parking.md").write_text(text, "utf-8")
    take(library, tmp_path / "parking.md")

    answer = ask(library, "What is the parking charge?")

    assert [each.caveats for each in answer.statements] == [("proposed",)]
    assert answer.as_json()["statements"][0]["caveats"] == ["proposed"]


def test_what_an_older_version_says_otherwise_is_never_its_title(library: Library, tmp_path: Path):
    for year, fee in ((2021, 700), (2024, 900)):
        text = f"# Burial fees {year}\n\nFrom 1 April {year}\n\nThe fee for a burial is £{fee}.\n"
        (tmp_path / f"{year}.md").write_text(text, "utf-8")
    take(library, tmp_path / "2021.md", tmp_path / "2024.md")

    now = said(ask(library, "What is the fee for a burial?"))
    then = said(ask(library, "What was the fee for a burial in 2022?"))

    assert [text for text, _, _ in now] == ["The fee for a burial is £900.", "The fee for a burial is £700."]
    assert then[0][0] == "The fee for a burial is £700."


def test_an_amendment_answers_for_the_clause_that_it_changes(library: Library, tmp_path: Path):
    orders = "# Standing Orders\n\nAdopted 3 May 2021\n\nThe quorum of the parks board is five members.\n\n"
    orders += "Notice of a meeting is given seven days before.\n"
    change = "# Amendment no. 2 to the Standing Orders\n\nAdopted 6 June 2023\n\nClause 12 now reads:\n\n"
    (tmp_path / "orders.md").write_text(orders, "utf-8")
    (tmp_path / "change.md").write_text(f"{change}The quorum of the parks board is nine members.\n", "utf-8")
    take(library, tmp_path / "orders.md", tmp_path / "change.md")

    changed = said(ask(library, "What is the quorum of the parks board?"))
    kept = said(ask(library, "How long before a meeting is notice given?"))

    assert [text for text, _, _ in changed] == [
        f"The quorum of the parks board is {n} members." for n in ("nine", "five")
    ]
    assert changed[-1][1] == "Until 6 June 2023 · Standing Orders · 3 May 2021"
    assert [text for text, _, _ in kept] == ["Notice of a meeting is given seven days before."]


@pytest.mark.parametrize(
    ("title", "amending"),
    [
        ("Standing Orders 2023", "Standing Orders Amendment 2024"),
        ("Standing Orders 2023", "Standing Orders 2023 (Amendment no. 1, 2024)"),
        ("Consultation Policy", "Amendment to the Consultation Policy"),
    ],
    ids=["a year of its own", "both years", "of a policy on consulting"],
)
def test_an_amendment_is_joined_to_the_paper_that_it_names(library: Library, tmp_path: Path, title: str, amending: str):
    quorum = "The quorum of the parks board is {} members.\n"
    now = f"# {title}\n\nAdopted 3 May 2023\n\n{quorum.format('five')}"
    change = f"# {amending}\n\nAdopted 6 June 2024\n\n{quorum.format('nine')}"
    (tmp_path / "now.md").write_text(now, "utf-8")
    (tmp_path / "change.md").write_text(change, "utf-8")
    take(library, tmp_path / "now.md", tmp_path / "change.md")

    given = said(ask(library, "What is the quorum of the parks board?"))

    assert [text for text, _, _ in given] == [quorum.format(n).strip() for n in ("nine", "five")]
    assert given[-1][1] == f"Until 6 June 2024 · {title} · 3 May 2023"


def test_an_amendment_of_a_year_of_its_own_changes_the_last_edition_before_it(library: Library, tmp_path: Path):
    for name, title, day, size in (
        ("old", "Standing Orders 2019", "3 May 2019", "three"),
        ("now", "Standing Orders 2023", "3 May 2023", "five"),
        ("next", "Standing Orders 2026", "3 May 2026", "six"),
        ("change", "Standing Orders Amendment 2024", "6 June 2024", "nine"),
    ):
        text = f"# {title}\n\nAdopted {day}\n\nThe quorum of the parks board is {size} members.\n"
        (tmp_path / f"{name}.md").write_text(text, "utf-8")
    take(library, *(tmp_path / f"{name}.md" for name in ("old", "now", "next", "change")))
    versions = Versions.of(library.catalogue, datetime.date(2026, 11, 1))

    amended = {name: amendments(versions, id_of(library, name), None) for name in ("old", "now", "next")}

    assert amended == {"old": [], "now": [id_of(library, "change")], "next": []}


def test_what_an_email_says_goes_before_what_it_quotes(library: Library, tmp_path: Path):
    quoted = "On 4 March 2024, Bo wrote:\n> The charge at Mill Lane car park will be £1.80 an hour.\n"
    own = "The charge at Mill Lane car park will be £2.40 an hour from 1 April.\n"
    (tmp_path / "re.eml").write_text(f"From: ann@town.example\nSubject: Re: Charges\n\n{own}\n{quoted}", "utf-8")
    take(library, tmp_path / "re.eml")

    answer = ask(library, "What is the charge at Mill Lane car park?")

    assert answer.statements[0].text == own.strip()
    assert [each.caveats for each in answer.statements] == [(), ("earlier",)]


def ask_of_parking(library: Library, tmp_path: Path, resolved: str) -> Answer:
    """What is proposed for parking, where a panel has resolved something."""
    proposal = "# Parking report\n\nIt is proposed that the parking charge at the station rise to £4 an hour.\n"
    (tmp_path / "report.md").write_text(proposal, "utf-8")
    (tmp_path / "minutes.md").write_text(f"# Minutes of the Roads Panel\n\nResolved that {resolved}.\n", "utf-8")
    take(library, tmp_path / "report.md", tmp_path / "minutes.md")
    return ask(library, "What is proposed for the parking charge at the station?")


def test_a_decision_goes_before_the_same_words_of_a_proposal(library: Library, tmp_path: Path):
    answer = ask_of_parking(library, tmp_path, "the parking charge at the station rise to £4 an hour")

    documents = {each.n: each.document for each in answer.citations}
    assert [(documents[each.citations[0]], each.caveats) for each in answer.statements] == [
        ("minutes.md", ()),
        ("report.md", ("proposed",)),
    ]
    assert answer.statements[1].about.startswith("Proposed · Parking report")


def test_a_decision_of_another_sum_does_not_stand_for_a_proposal(library: Library, tmp_path: Path):
    answer = ask_of_parking(library, tmp_path, "the parking charge at the quay rise to £3 an hour")

    assert answer.statements[0].text == "It is proposed that the parking charge at the station rise to £4 an hour."


@pytest.mark.parametrize(
    ("title", "adopted"),
    [
        ("Proposed amendment to the Standing Orders", "6 June 2023"),
        ("Rejected amendment to the Standing Orders", "6 June 2023"),
        ("Amendment to the Standing Orders", ""),
        ("Amendment to the Standing Orders 2018", "6 June 2023"),
        ("Amendment to the Standing Orders (proposed)", "6 June 2023"),
        ("Standing Orders Amendment 2019", "6 June 2023"),
    ],
    ids=["proposed", "rejected", "of no date", "of another edition", "proposed at the end", "of a year before"],
)
def test_what_is_no_amendment_made_to_a_paper_changes_nothing(
    library: Library, tmp_path: Path, title: str, adopted: str
):
    orders = "# Standing Orders 2021\n\nAdopted 3 May 2021\n\nThe quorum of the parks board is five members.\n"
    (tmp_path / "orders.md").write_text(orders, "utf-8")
    dated = f"Adopted {adopted}\n\n" if adopted else ""
    change = f"# {title}\n\n{dated}The quorum of the parks board is nine members.\n"
    (tmp_path / "change.md").write_text(change, "utf-8")
    take(library, tmp_path / "orders.md", tmp_path / "change.md")

    given = said(ask(library, "What is the quorum of the parks board?"))

    assert not any(note.startswith(("Until", "Before")) for _, note, _ in given)
