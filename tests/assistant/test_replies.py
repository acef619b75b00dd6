"""What is no question about the papers gets a reply that can't be taken for an answer from them."""

from pathlib import Path
from typing import get_args

import pytest
from conftest import take, take_text

from assistant.answer import Answer
from assistant.pipeline import pipeline
from assistant.query.intent import Intent
from assistant.query.question import Question
from assistant.replies import LISTED, REPLIES, reply
from assistant.settings import load_settings
from ingest.library import Library

PARKS = "# Parks Strategy\n\nHarbour Town, 3 May 2021\n\nThe parks board was set up in 2019.\n"


@pytest.fixture
def parks(library: Library, tmp_path: Path) -> Library:
    return take_text(library, tmp_path / "parks.md", PARKS)


def said(library: Library, text: str) -> Answer:
    answer = reply(library.catalogue, Question(text))
    assert answer is not None
    return answer


def test_a_reply_is_no_answer_from_the_papers(parks: Library):
    answer = pipeline(parks, load_settings(library=parks.folder)).invoke(Question("thanks", id="7"))

    assert (answer.status, answer.text, answer.id) == ("replied", "You’re welcome.", "7")
    assert (answer.statements, answer.citations, answer.nearest, answer.confidence) == ((), (), (), 0)
    facts = answer.as_json()
    assert (facts["status"], facts["answer"], facts["statements"]) == ("replied", "You’re welcome.", [])
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


def test_a_question_about_the_papers_gets_no_reply(parks: Library):
    for text in ("When was the parks board set up?", "What papers do you have to submit?", "why?"):
        assert reply(parks.catalogue, Question(text)) is None


def test_everything_that_can_be_said_is_replied_to():
    assert set(REPLIES) | {"papers", "paper_count", "newest_paper"} == set(get_args(Intent))


def test_the_papers_are_listed_with_body_and_date(parks: Library, tmp_path: Path):
    take_text(parks, tmp_path / "rivers.md", "# Rivers\n\nThe Wend is clean.\n")

    listed = said(parks, "What papers do you have?").text.splitlines()
    assert listed[0] == "There are 2 papers in the library:"
    assert [line for line in listed if line.startswith("- Parks Strategy") and line.endswith("3 May 2021")]
    assert "- Rivers · no date" in listed
    assert said(parks, "how many papers do you have").text == "There are 2 papers in the library."


def test_a_long_list_is_cut_and_says_how_to_see_the_rest(library: Library, tmp_path: Path):
    for n in range(LISTED + 3):
        (tmp_path / f"{n}.md").write_text(f"# Paper {n:02}\n\nThe board met {n} times.\n", "utf-8")
    take(library, tmp_path)

    answer = said(library, "list the papers")
    assert len(answer.text.splitlines()) == LISTED + 1
    assert answer.note == "3 more: policy papers lists them all."


def test_the_newest_paper_is_named_with_those_that_state_no_date(parks: Library, tmp_path: Path):
    take_text(parks, tmp_path / "old.md", "# Old strategy\n\nHarbour Town, 3 May 2011\n\nThe board met.\n")
    take_text(parks, tmp_path / "rivers.md", "# Rivers\n\nThe Wend is clean.\n")

    lines = said(parks, "what's the newest paper?").text.splitlines()
    assert lines[0] == "The newest paper is:"
    assert lines[1].startswith("- Parks Strategy")
    assert lines[2:] == ["1 paper states no date."]


def test_without_dates_no_paper_is_the_newest(library: Library, tmp_path: Path):
    take_text(library, tmp_path / "rivers.md", "# Rivers\n\nThe Wend is clean.\n")

    assert said(library, "which paper is the newest?").text == "No paper in the library states its date."


def test_a_question_in_a_language_that_no_paper_has_is_told_so(parks: Library):
    assert "in German" in said(parks, "Wann wurde der Ausschuss gegründet?").text
    assert "Chinese characters" in said(parks, "谁批准预算？").text


@pytest.mark.parametrize(
    ("paper", "question"),
    [
        ("# Parkordnung\n\nDer Ausschuss wurde im Jahr 2019 gegründet.\n", "Wann wurde der Ausschuss gegründet?"),
        ("# 谁批准预算和年度计划\n\n委员会批准预算。\n", "谁批准预算？"),
        ("# Устав\n\nБюджет утверждает совет.\n", "Кто утверждает бюджет?"),
    ],
)
def test_a_question_in_the_language_of_a_paper_is_put_to_it(
    library: Library, tmp_path: Path, paper: str, question: str
):
    take_text(library, tmp_path / "paper.md", paper)

    assert reply(library.catalogue, Question(question)) is None


def test_a_title_is_text_and_stays_on_its_line(library: Library, tmp_path: Path):
    take_text(library, tmp_path / "odd.md", "# [bold]Parks[/] - policy ingest now\n\nThe board met.\n")

    assert (
        "- [bold]Parks[/] - policy ingest now · no date" in said(library, "what papers do you have?").text.splitlines()
    )


TRAVEL = "# Travel Policy\n\n## 1 Trains\n\nStandard class is the rule.\n\n## 2 *Hotels*\n\nThe limit is £95.\n"
NO_SUMMARY = "policy quotes papers and does not sum them up."


@pytest.mark.parametrize(
    "asked",
    [
        "Summarise the travel policy",
        "Can you give me a short summary of the Travel Policy please?",
        "tl;dr travel policy",
    ],
    ids=["verb", "noun", "tl;dr"],
)
def test_who_asks_for_a_summary_is_told_the_parts_of_the_paper(parks: Library, tmp_path: Path, asked: str):
    take_text(parks, tmp_path / "travel.md", TRAVEL)

    assert said(parks, asked).reply == (
        f"{NO_SUMMARY} Ask about any of the parts of ‘Travel Policy’:\n- 1 Trains\n- 2 Hotels"
    )


def test_a_summary_of_no_paper_in_particular_asks_which(parks: Library, tmp_path: Path):
    assert said(parks, "summarise this paper").reply == f"{NO_SUMMARY} Ask what you need to know from ‘Parks Strategy’."
    take_text(parks, tmp_path / "travel.md", TRAVEL)
    take_text(parks, tmp_path / "leave.md", "# Leave Policy\n\nLeave is 25 days.\n")

    assert "Name one, as in ‘summarise " in said(parks, "summarise this paper").reply
    which = said(parks, "Give me an overview of the policy").reply
    assert which.splitlines() == [f"{NO_SUMMARY} Which do you mean?", "- Leave Policy", "- Travel Policy"]
    take_text(parks, tmp_path / "annex.md", "# Travel Policy Annex\n\nThe limit is £20.\n")
    assert "the parts of ‘Travel Policy’" in said(parks, "summarise Travel Policy").reply


@pytest.mark.parametrize("asked", ["summarise the rules on swans", "What is the summary of reasons for?"])
def test_a_summary_of_what_no_paper_is_called_is_a_question(parks: Library, asked: str):
    assert reply(parks.catalogue, Question(asked)) is None
